"""The tasks of the handbook in a real browser: what they do to the files, and that the pages speak of what is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests import handbook
from tests.browser.form import changed_lines, editing, errors, texts_of
from tests.browser.handbook_tasks import MISTAKES, TASKS, WINDOW, Form, Mistake, Task
from tests.trees import copy_of_the_plan

NAMED = re.compile(r"«([^«»]+)»")


@pytest.fixture
def form_on(form_page: Callable[..., Page]) -> Callable[[Path], Form]:
    """`form_on(folder)` → the form on its files."""
    return lambda folder: Form(form_page(viewport=WINDOW), editing(folder))


@pytest.mark.parametrize("name", sorted({task.page for task in TASKS}))
def test_the_steps_of_a_page_change_exactly_their_lines_and_name_what_is_there(
    name, form_on, tmp_path
):
    """Every «…» in the steps is a button, a field, a choice or an answer that the form has shown on the way."""
    page = handbook.page(name)
    seen, pictures = set(), []
    for task in TASKS:
        if task.page == name:
            form = carried_out(task, form_on, tmp_path / task.do.__name__)
            seen |= {part for text in form.seen for part in as_spoken_of(text)}
            pictures += form.pictures
    named = NAMED.findall(page.section(handbook.FORM))
    assert named, "a page about the form names what is in it"
    assert [text for text in named if text not in seen] == []
    shown = [Path(path).stem for _, path in page.pictures]
    assert sorted(shown) == sorted(pictures)


def carried_out(task: Task, form_on: Callable[[Path], Form], where: Path) -> Form:
    where.mkdir()
    folder = task.before(copy_of_the_plan(where))
    known = texts_of(folder)
    form = form_on(folder)
    task.do(form)
    assert changed_lines(folder, known) == task.changes
    assert errors(folder) == []
    return form


def as_spoken_of(text: str) -> tuple[str, ...]:
    """«Ruspolitisk handlingsplan: om planen» is «om planen» in a page that is about any plan."""
    plain = text.removesuffix(" (valgfritt)")
    return (text, plain, plain.rpartition(": ")[2])


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.do.__name__)
def test_a_mistake_is_answered_as_its_page_says_and_writes_nothing(
    mistake: Mistake, form_on, tmp_path, watch
):
    folder = mistake.before(copy_of_the_plan(tmp_path))
    known = texts_of(folder)
    form = form_on(folder)
    mistake.do(form)
    assert any(mistake.message in text for text in form.seen)
    assert mistake.message in handbook.page(mistake.page).quotes
    assert changed_lines(folder, known) == {}
    watch.forgive()  # what is refused is in the console too
