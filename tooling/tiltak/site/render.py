"""Templates → HTML. Everything is escaped unless a function here has cleaned it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tiltak.harmless import web_address
from tiltak.judge.status import Judgement
from tiltak.read import schema
from tiltak.read.fields import PAGE, PROSE, TEXT, TEXTS
from tiltak.read.schema import Choice
from tiltak.site import text
from tiltak.site.addresses import card_path
from tiltak.words import assessments, decisions, indicators, measures, money, promises, recorded
from tiltak.words.changes import decision
from tiltak.words.citing import citation
from tiltak.words.fields import rows
from tiltak.words.language import Words, capital
from tiltak.words.publishing import sender
from tiltak.words.rewording import reworded, side_by_side
from tiltak.words.unreadable import cannot_be_read, file_named

if TYPE_CHECKING:
    from jinja2.bccache import Bucket
    from jinja2.runtime import Macro

TEMPLATES = Path(__file__).parents[1] / "templates"
NO_DEADLINE = 99_999_999
HANDBOOK_IS_IN = "nb"
OWN_WORDS = (TEXT, PROSE, TEXTS)  # forms of a field that hold words of the plan itself
TEXT_STYLE = "\ufe0e"  # asks for the black-and-white form of a sign that also exists as a picture


class Compiled(FileSystemBytecodeCache):
    """Templates that were compiled before, by their names and texts: compiling takes half of a small build.

    They lie where Python keeps the bytecode of modules, and only where it keeps any.
    """

    def __init__(self, kind: str) -> None:
        folder = Path(cache_from_source(str(TEMPLATES / "template.py"))).parent
        super().__init__(str(folder), f"{kind}-{jinja2.__version__}-%s.pyc")

    def get_cache_key(self, name: str, _filename: str | None = None) -> str:
        return super().get_cache_key(name)  # wherever this copy of Tiltak lies

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):  # nobody may write beside what is installed
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)


def keep_compiled(env: Environment, kind: str) -> None:
    env.bytecode_cache = Compiled(kind)
    env.optimized = False  # else what a filter makes of a constant would be kept too
    env.auto_reload = False  # else the disk is asked for each part of each page


@cache
def environment(words: Words, texts_are_in: str) -> Environment:
    """The templates' world in one language: its words, the schema's labels, and what cleans texts.

    `texts_are_in`: the language of the plan's own texts. Where it is another, a screen reader must be told
    (WCAG 3.1.2).
    """

    def in_language(mark: Callable[..., Any], show: Callable[[str], str]) -> Callable[[str], str]:
        return show if words.language == texts_are_in else partial(mark, show, texts_are_in)

    env = Environment(
        loader=FileSystemLoader(TEMPLATES / "site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    keep_compiled(env, "site")
    env.globals.update(
        _=words._,
        plural=words.plural,
        spelled=words.spelled,
        words=words,
        label=words.label,
        definition=words.definition,
        choice=words.choice,
        choices=words.choices,
        measure_words=measures,
        cannot_be_read=cannot_be_read,
        file_named=file_named,
        decision_words=decisions,
        assessment_words=assessments,
        indicator_words=indicators,
        money_words=money,
        promises=promises,
        decision=decision,
        sender=sender,
        citation=citation,
        card_path=card_path,
        recorded=recorded,
        reworded=reworded,
        side_by_side=side_by_side,
        verdict_rank=schema.values("verdict").index,
        deadline_rank=_deadline_rank,
        remembering=remembering,
        plain_fields_of=lambda of, plan: [
            (
                title,
                text.prose(words_shown) if field.form == PROSE else words_shown,
                field.form in OWN_WORDS,
            )
            for field, title, words_shown in rows(of, plan, PAGE, words)
        ],
        quoted=lambda name, values: [words.quoted(words.label(name, v)) for v in values],
        cited_words=lambda citations: measures.cited([(c.what, c.place) for c in citations], words),
    )
    env.filters.update(
        prose=in_language(_block, text.prose),
        inline=in_language(_inline, text.inline),
        one_line=in_language(_inline, text.one_line),
        own=in_language(_inline, _as_it_is),
        own_block=in_language(_block, _as_it_is),
        web_address=web_address,
        symbol=symbol,
        lead=capital,
    )
    return env


def _as_it_is(text: str) -> str:
    return text


def _inline(show: Callable[[str], str], language: str, text: str) -> str:
    markup = show(text)
    return _marked("div" if _is_block(markup) else "span", language, markup)


def _block(show: Callable[[str], str], language: str, text: str) -> str:
    return _marked("div", language, show(text))


def _is_block(markup: str) -> bool:
    return isinstance(markup, Markup) and markup.startswith(("<p>", "<ul>", "<ol>", "<div "))


def _marked(tag: str, language: str, markup: str) -> str:
    mark = Markup(f'<{tag} lang="{language}">')  # noqa: S704 – a value of the schema
    return mark + markup + Markup(f"</{tag}>") if markup else markup  # noqa: S704 – the same


def render(template: str, words: Words, texts_are_in: str, **values: Any) -> str:
    return environment(words, texts_are_in).get_template(template).render(values)


def remembering() -> Callable[..., str]:
    """Calls a macro once for the same arguments: of a thousand rows, many have the same owner."""

    @cache
    def once(macro: Macro, *arguments: Any) -> str:
        return macro(*arguments)

    return once


def symbol(choice: Choice) -> Markup:
    """The sign of a verdict, which says nothing that the word beside it does not."""
    return _sign(choice.symbol + TEXT_STYLE)


@cache
def _sign(symbol_shown: str) -> Markup:
    return Markup('<span class="t-symbol" aria-hidden="true">{}</span>').format(symbol_shown)


def _deadline_rank(judged: Judgement) -> int:
    """For sorting by deadline: the longest overdue first, then the nearest, last those without."""
    timeliness = judged.timeliness
    match timeliness.state:
        case "late" | "due_soon" | "on_schedule" | "slipped":
            due = timeliness.milestone and timeliness.milestone.due
            return int(f"{due.last:%Y%m%d}") if due else NO_DEADLINE
    return NO_DEADLINE
