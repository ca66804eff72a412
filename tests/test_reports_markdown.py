"""Markdown: what was written in a file shows as it was written."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests import hostileplan
from tiltak.harmless import as_typed
from tiltak.judge import reminders
from tiltak.judge.summary import summarise
from tiltak.reports.markdown import line_start
from tiltak.words import reminders as reminder_words
from tiltak.words.language import words

GITHUB_LIKE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1)


JOINER = "\N{WORD JOINER}"


def rendered(source: str) -> str:
    tokens = GITHUB_LIKE.parse(source)
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"], source
    assert all(t.type == "text" for t in tokens[1].children or []), source
    return "".join(t.content for t in tokens[1].children or [])


def seen(source: str) -> list[str]:
    """The words that a reader sees."""
    return rendered(source).replace(JOINER, "").split()


@given(LINES.filter(str.strip))
def test_any_text_comes_back_as_it_was(text):
    assert seen(line_start(as_typed(text))) == text.replace(JOINER, "").split()


@pytest.mark.parametrize(
    "text",
    ["31. mars", "- strek", "--- ", "+ pluss", "=====", "# tittel", "> sitat", "`kode`", "a | b", "<b>", "&lt;", "[x](y)", "1) en", "***", "~~~"],
)  # fmt: skip
def test_markup_shows_as_text(text):
    assert seen(line_start(as_typed(text))) == text.split()


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("Spør @kommunen/alle", "@kommunen"),
        ("(@per)", "@per"),
        ("blå@per", "@per"),
        ("fixes #12", "#12"),
        ("Closes org/plan#12", "#12"),
        ("se GH-12", "GH-12"),
        ("se !12, &12, $12", "!12"),
        ('~bug og %"Versjon 1"', "~bug"),
        (":tada:", ":tada:"),
        ("closes https://git.example/o/r/-/issues/12", "issues/12"),
        ("closes https://git.example/o/r/pull/12", "pull/12"),
    ],
)
def test_text_calls_nobody_and_closes_nothing_on_a_git_host(text, call):
    """The hosts look for these in the text that a reader sees, after the markup is read."""
    assert call in text
    assert call not in rendered(line_start(as_typed(text)))
    assert seen(line_start(as_typed(text))) == text.split()


HOSTILE = (
    "/close\n/assign @alle\nCloses #12, fixes org/plan#3 og GH-7 !4 ~bug :tada:\n<!-- borte -->\n"
    "![bilde](https://tiltak.example/x.gif) <img src=x> | a | b |\n::error::x\n##[error]y"
)
CALLS = ("@alle", "#12", "#3", "GH-7", "!4", "~bug", ":tada:")


def test_nothing_of_a_plan_commands_the_host_from_the_issue_of_a_round(monkeypatch):
    monkeypatch.setattr(hostileplan, "ATTACKS", (HOSTILE,))
    portfolio, say, day = hostileplan.portfolio(), words(), date(2021, 2, 20)
    (plan,) = portfolio.plans
    owed = reminders.owed(plan, day)
    source = reminder_words.round_as_markdown(
        summarise(plan, day), portfolio, say
    ) + reminder_words.as_markdown(owed, plan, portfolio, say)
    assert source.count("/close") > 10
    assert not re.search(r"(?m)^[\s>]*(/|::|##\[)", source)
    tokens = GITHUB_LIKE.parse(source)
    inline = [child for token in tokens for child in token.children or []]
    assert {t.type for t in [*tokens, *inline]} & {"html_block", "html_inline", "image", "table_open", "link_open"} == set()  # fmt: skip
    shown_text = "".join(t.content for t in inline)
    assert [call for call in CALLS if call in shown_text] == []


@pytest.mark.parametrize("text", ["/close", "  /assign meg"])
def test_text_is_no_quick_action(text):
    assert not line_start(as_typed(text)).lstrip().startswith("/")


@pytest.mark.parametrize(
    "text", ["+1", "−3", "Vanlig tekst.", "2020–2023", "50 %", "post@example.org", "kl. 12:30:15"]
)
def test_ordinary_text_is_left_alone(text):
    assert line_start(as_typed(text)) == text
