"""Markdown: what was written in a file shows as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tiltak.reports.markdown import escape, line_start

GITHUB_LIKE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1)


def rendered(source: str) -> str:
    tokens = GITHUB_LIKE.parse(source)
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"], source
    assert all(t.type == "text" for t in tokens[1].children or []), source
    return "".join(t.content for t in tokens[1].children or [])


@given(LINES.filter(str.strip))
def test_any_text_comes_back_as_it_was(text):
    assert rendered(line_start(escape(text))).split() == text.split()


@pytest.mark.parametrize(
    "text",
    ["31. mars", "- strek", "--- ", "+ pluss", "=====", "# tittel", "> sitat", "`kode`", "a | b", "<b>", "&lt;", "[x](y)", "1) en", "***", "~~~"],
)  # fmt: skip
def test_markup_shows_as_text(text):
    assert rendered(line_start(escape(text))).split() == text.split()


@pytest.mark.parametrize("text", ["+1", "−3", "Vanlig tekst.", "2020–2023", "50 %"])
def test_ordinary_text_is_left_alone(text):
    assert line_start(escape(text)) == text
