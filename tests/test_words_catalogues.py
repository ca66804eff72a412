"""The message catalogues: every interface text is there in every language."""

from __future__ import annotations

import ast
import io
import re
from datetime import date
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from tests import trees
from tiltak.model.periods import period
from tiltak.past.report import report
from tiltak.read import load
from tiltak.reports import markdown
from tiltak.reports.document import document
from tiltak.words import catalogues
from tiltak.words.language import words
from tiltak.words.languages import LANGUAGES, TRANSLATED

PACKAGE = catalogues.PACKAGE
TAG = re.compile(r"</?\w+")
texts_of_today = cache(catalogues.extracted)  # all code, templates and schemas are read for it


def test_every_language_but_the_texts_own_has_a_catalogue():
    have = {path.relative_to(PACKAGE / "locale").parts[0] for path in PACKAGE.rglob("*.po")}
    assert have == set(TRANSLATED) == set(LANGUAGES) - {"nb"}


def test_texts_are_taken_from_code_templates_and_schemas():
    places = {(m.id, m.context): m.locations[0][0] for m in texts_of_today() if m.id}
    assert places["i {when}", None] == "words/language.py"
    assert places["{when}", "dag"] == "words/language.py"
    assert places[("{n} dag", "{n} dager"), None] == "words/language.py"
    assert places["Ukjent", None] == "schema/common.schema.json"


def test_catalogues_hold_the_texts_of_today_and_no_others():
    today = {(m.id, m.context) for m in texts_of_today() if m.id}
    for language in TRANSLATED:
        held = {(m.id, m.context) for m in catalogues.read(language) if m.id}
        assert held == today, "run make messages"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language, monkeypatch):
    """Held against the code, the templates and the schemas as they are now: see docs/dev/languages.md."""
    monkeypatch.setattr(catalogues, "extracted", texts_of_today)
    assert not catalogues.faults(language)


@pytest.mark.slow
def test_running_it_again_changes_nothing(tmp_path, monkeypatch):
    written = {language: catalogues.path(language) for language in TRANSLATED}
    monkeypatch.setattr(catalogues, "path", lambda language: tmp_path / f"{language}.po")
    for language, path in written.items():
        catalogues.path(language).write_bytes(path.read_bytes())
    catalogues.update()
    once = [catalogues.path(language).read_bytes() for language in TRANSLATED]
    catalogues.update()
    assert once == [catalogues.path(language).read_bytes() for language in TRANSLATED]


def test_bokmal_needs_no_catalogue():
    assert words("nb")._("Ukjent") == "Ukjent"


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_have_one_and_many(language):
    assert catalogues.read(language).num_plurals == 2


def test_markup_is_the_same_in_every_language():
    for language in TRANSLATED:
        for message in catalogues.read(language):
            if message.id and isinstance(message.id, str) and isinstance(message.string, str):
                assert TAG.findall(message.id) == TAG.findall(message.string), message.string


# Faults that are found


def wrong(*messages: Message) -> Catalog:
    found = Catalog("nn")
    for message in messages:
        found[message.id] = message
    return found


@pytest.mark.parametrize(
    ("id", "string", "fault"),
    [
        ("{n} av {total}", "{n} av", "lacks ['total']"),
        ("{n} av {total}", "{n} av {sum}", "has ['sum'], which nobody fills"),
        (("ett tiltak", "{n} tiltak"), ("eitt tiltak", "tiltak"), ""),
        (("{a} er én", "{a} er {n}"), ("er éin", "{a} er {n}"), "lacks ['a']"),
        ("tekst", "", "is not translated"),
        (("ett", "flere"), ("eitt", ""), "is not translated"),
    ],
)
def test_fault_in_a_translation_is_told(monkeypatch, id, string, fault):
    monkeypatch.setattr(catalogues, "extracted", lambda: wrong(Message(id)))
    monkeypatch.setattr(catalogues, "read", lambda _: wrong(Message(id, string)))
    found = catalogues.faults("nn")
    assert bool(found) == bool(fault)
    assert fault in "".join(found)


def test_new_text_is_told_before_it_is_in_a_catalogue(monkeypatch):
    monkeypatch.setattr(catalogues, "extracted", lambda: wrong(Message("Ny tekst")))
    assert catalogues.faults("en") == ["en: «Ny tekst» is not translated"]


# A text that is put together where it is translated is found by nobody


@pytest.mark.slow
def test_texts_are_written_out_where_they_are_translated():
    """Only `words` may hand on a text that is marked elsewhere or stands in a schema."""
    hidden = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if path != PACKAGE / "words" / "language.py"
        and isinstance(call, ast.Call)
        and not is_written_out(call)
    ]
    assert not hidden


@pytest.mark.slow
def test_nobody_translates_under_another_name():
    """`say = words._` and then `say("…")` would be found by nobody. Templates get it as `_`."""
    hidden = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        allowed = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
        allowed |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.keyword) and node.arg == "_"
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                allowed |= {
                    value
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant) and key.value == "_"
                }
        hidden += [
            f"{path.relative_to(PACKAGE)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "_" and node not in allowed
        ]
    assert not hidden


def is_written_out(call: ast.Call) -> bool:
    name = catalogues.called(call)
    if name not in catalogues.KEYWORDS:
        return True
    texts = call.args[:1] if name in ("_", "marked") else call.args[:2]
    return all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts)


def test_text_inside_an_f_string_is_found():
    code = io.BytesIO(b"""f"{a} {say._('og')} {say.plural('en', 'to', 2)}" """)
    found = list(catalogues.python_texts(code, catalogues.KEYWORDS, (), {}))
    assert [(name, texts) for _, name, texts, _ in found] == [
        ("_", ("og",)),
        ("plural", ("en", "to", None)),
    ]


# A whole report, read for words of another language

NORWEGIAN = re.compile(r"\b(og|ikke|ikkje|er|som|til|har|med|frist|tiltak|melding|Siste|Kilde)\b")


def test_report_in_english_has_no_norwegian_words_of_its_own():
    """A plan whose own texts have none: whatever is found is ours."""
    files = {path: text.encode() for path, text in trees.base().items()}
    for path, text in files.items():
        for word in ("Et eksempel", "Et annet tiltak", "Ruspolitisk handlingsplan", "Årsrapport"):
            text = text.replace(word.encode(), b"Name")  # noqa: PLW2901 – one word after the other
        files[path] = text
    portfolio = load.load(files).portfolio
    made = report(portfolio, portfolio.plans[0], period("2020-Q4"), date(2021, 2, 1))
    told = markdown.markdown(document(made, words("en")))
    prose = [line for line in told.splitlines() if not line.startswith("<a id")]
    found = [line for line in prose if NORWEGIAN.search(re.sub(r"\(#[^)]*\)", "", line))]
    assert "has 2 measures" in told or "two measures" in told
    assert not found


def test_report_of_the_plan_says_no_word_twice_in_any_language():
    portfolio = load.load(trees.texts_of_the_plan()).portfolio
    made = report(portfolio, portfolio.plans[0], period("2020-Q4"), date(2021, 2, 1))
    for language in ("nb", "nn", "en"):
        summary = markdown.markdown(document(made, words(language), short=True))
        assert not re.search(r"\b([^\W\d]{2,}) \1\b", summary), language


BOKMAL = re.compile(
    r"\b(ikke|hva|hvem|hvor|hvordan|hvorfor|hver|hvert|noen|noe|fra|bare|ble|også|sammen|uten|innen"
    r"|nå|måneder|dager|frister|tiltakene|milepæler|kilde|enhet|endret|flyttet|vedtatt|gjør|finnes"
    r"|forrige|tidligere|senere|mangler|venter|meldingen|navn|perioder|tallene|avgjørelse|samme"
    r"|skrevet|tatt|brukes|vises|deres|eier|flere|ennå|igjen|penger|sier|forteller|lovet)\b",
    re.IGNORECASE,
)


@pytest.mark.slow
def test_nynorsk_is_not_bokmal():
    """Words that only bokmål has. The texts themselves are full of them, so the list is no empty one."""
    texts = [catalogues._key(m) for m in texts_of_today() if m.id]
    assert sum(bool(BOKMAL.search(text)) for text in texts) > 200
    strings = [s for m in catalogues.read("nn") if m.id for s in catalogues._strings(m)]
    assert not [s for s in strings if BOKMAL.search(s)]


def test_english_has_no_norwegian_letters_or_quotation_marks():
    strings = [s for m in catalogues.read("en") if m.id for s in catalogues._strings(m)]
    assert not [s for s in strings if re.search("[æøåÆØÅ«»]", s)]


def test_no_translation_says_a_word_or_a_sentence_twice():
    twice = re.compile(r"\b(\w+) \1\b|(\b\w[^.]{20,}\.).*\2", re.DOTALL)
    for language in ("nn", "en"):
        for message in catalogues.read(language):
            strings = message.string or ""
            for text in [strings] if isinstance(strings, str) else strings:
                assert not twice.search(text), (language, text)
