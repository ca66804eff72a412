"""The handbook does what it says: what a page tells a reader to paste or type is pasted and typed here.

What it tells to do in the form is carried out in `tests/browser/test_handbook_tasks.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from tests import handbook
from tests.handbook import FOLDER, FORM, MISTAKES, SHEET, TODAY, Page, fill_in, page, run, said
from tests.trees import ROOT, copy_of_the_plan, texts_of_the_plan
from tiltak import problems
from tiltak.checks import rules
from tiltak.forms import issue
from tiltak.model.plan import Measure
from tiltak.read import load
from tiltak.site.handbook import anchor

pytestmark = pytest.mark.slow

PAGES = handbook.pages()
MO_CENTRES = "measures/rus-2019/14-mo-sentre.yml"
PEER_WORKERS = "measures/rus-2019/02-erfaringskonsulenter.yml"


@pytest.fixture
def texts() -> dict[str, str]:
    return {path: text.decode("utf-8") for path, text in texts_of_the_plan().items()}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan's files in a git repository, beside the one they were published in. Nobody changes these two."""
    return handbook.committed(copy_of_the_plan(tmp_path_factory.mktemp("recorded") / "plan"))


@pytest.fixture
def folder(recorded: Path, tmp_path: Path) -> Path:
    """The plan's files in a git repository, as a coordinator has them."""
    return handbook.committed_again(recorded, tmp_path)


def check(texts: dict[str, str]) -> list[problems.Problem]:
    return rules.all_problems(load.load(texts), TODAY)


def measure(texts: dict[str, str], number: int) -> Measure:
    return next(m for m in load.load(texts).portfolio.measures() if m.number == number)


# -------------------------------------------------------------------------------- every page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_one_title_and_no_line_that_says_what_is_not_there(page: Page):
    assert len(re.findall(r"(?m)^# ", page.text)) == 1
    for what, where in page.pictures:
        assert (page.path.parent / where).is_file(), where
        assert len(what) > 20, f"{where}: the words say what it shows"
    for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)", page.text):
        assert (page.path.parent / target).is_file(), target
    for target, place in re.findall(r"\]\(([\w-]+\.md)#([^)]+)\)", page.text):
        headings = re.findall(r"(?m)^#+ (.+)$", (FOLDER / target).read_text(encoding="utf-8"))
        assert place in {anchor(heading, "-") for heading in headings}, target
    assert FORM not in page.sections or page.pictures, "a page about the form shows it"


def test_every_picture_is_shown_once_and_they_are_light():
    shown = [(FOLDER / where).resolve() for page in PAGES for _, where in page.pictures]
    kept = sorted(FOLDER.glob("bilder/*"))
    assert sorted(shown) == kept
    assert sum(path.stat().st_size for path in kept) < 1_500_000


def test_the_first_page_leads_to_every_other():
    led_to = set(re.findall(r"\]\(([\w-]+)\.md\)", page("index").text))
    assert led_to | {"index"} == {page.name for page in PAGES}


def test_the_steps_are_numbered_from_one_and_upwards():
    for one in PAGES:
        for part in re.split(r"(?m)^#{2,3} ", handbook.FENCE.sub("", one.text)):
            numbers = [int(n) for n in re.findall(r"(?m)^(\d+)\. ", part)]
            assert numbers == list(range(1, len(numbers) + 1)), one.name


def test_each_task_says_what_goes_wrong_there():
    tasks = {p.name for p in PAGES} - {"index", "ordene", "etter-innsending"}
    assert {name for name in tasks if MISTAKES not in page(name).sections} == set()


# -------------------------------------------------------------------------------- what is pasted

WHERE = re.compile(r"`((?:plans|measures)/\S+\.yml)`")
LINE = re.compile(r"Merk linjen `([^`]+)`, og lim inn dette i stedet:")


def pasted() -> Iterator[tuple[str, str, str, str]]:
    """Page, file, the line that is marked, and what is pasted over it."""
    for one in PAGES:
        for block in one.blocks():
            if block.language == "yaml" and (line := LINE.findall(block.above)):
                where = WHERE.findall(block.above)
                yield one.name, where[-1] if where else MO_CENTRES, line[-1], block.text


PASTED = list(pasted())


def test_every_block_of_yaml_says_where_it_goes():
    elsewhere = (
        2  # a new file in «Legge til et tiltak», fields of another plan in «Begynne på en ny plan»
    )
    assert sum(b.language == "yaml" for p in PAGES for b in p.blocks()) == len(PASTED) + elsewhere


@pytest.mark.parametrize(("page", "path", "line", "block"), PASTED)
def test_what_is_pasted_takes_the_place_of_its_line_and_brings_no_error(
    texts, page, path, line, block
):
    texts[path] = paste_over(line, block, texts[path])
    assert check(texts) == []


def paste_over(line: str, block: str, text: str) -> str:
    """What a reader does: mark the whole line and paste."""
    assert text.splitlines().count(line) == 1, line
    return text.replace(f"\n{line}\n", f"\n{block}\n")


ENTRIES = [block for name, _, line, block in PASTED if name == "endre-status" and line == "status:"]


@pytest.mark.parametrize("block", ENTRIES)
def test_a_pasted_message_stands_above_the_older_ones(texts, block):
    before = measure(texts, 14)
    texts[MO_CENTRES] = paste_over("status:", block, texts[MO_CENTRES])
    assert measure(texts, 14).entries[1:] == before.entries


@pytest.mark.parametrize("block", ENTRIES)
def test_a_pasted_message_is_the_first_of_a_silent_measure(texts, block):
    texts[PEER_WORKERS] = paste_over("status: []", block, texts[PEER_WORKERS])
    assert check(texts) == []
    assert len(measure(texts, 2).entries) == 1


def test_a_new_file_is_a_measure(texts):
    (block,) = (b for b in page("nytt-tiltak").blocks() if b.language == "yaml")
    texts[WHERE.findall(block.above)[-1]] = f"{block.text}\n"
    assert check(texts) == []
    assert measure(texts, 39).owner == "stasjonen"


def test_the_answer_to_a_wrong_word_is_the_one_the_page_shows(texts):
    wrong = ENTRIES[0].replace("in_progress", "pågår")
    texts[MO_CENTRES] = paste_over("status:", wrong, texts[MO_CENTRES])
    shown = problems.as_text(check(texts), texts)
    assert [b.text for b in page("etter-innsending").blocks() if b.language == "text"] == [shown]


# -------------------------------------------------------------------------------- what is typed

BY_THEMSELVES = {
    "regneark",
    "ny-plan",
    "hele-runden",
    "fra-filene",
}  # their commands need files that others made
WAITS = "tiltak edit"  # shows the form until somebody stops it


def typed() -> Iterator[tuple[str, list[str], str, bool]]:
    """Page, the lines of a block, what the page says is answered, and whether it goes wrong."""
    for one in PAGES:
        for heading in one.sections:
            for block, after in pairwise([*one.blocks(heading), None]):
                if block and block.language == "sh" and one.name not in BY_THEMSELVES:
                    answer = after.text if after and after.language == "text" else ""
                    yield one.name, block.text.splitlines(), answer, heading == MISTAKES


@pytest.mark.parametrize(("name", "lines", "answer", "wrong"), list(typed()))
def test_what_is_typed_does_what_the_page_says(folder, name, lines, answer, wrong):
    if lines == [WAITS]:
        assert run(folder, f"{WAITS} --help").returncode == 0
        return
    if "--verify" in lines[0]:
        handbook.with_a_closed_quarter(folder)
    if handbook.FIGURES in lines[0]:
        handbook.with_figures(folder)
    told = ""
    for line in lines:
        done = run(folder, line)
        told = said(done)
        assert (done.returncode != 0) == wrong, told
    assert answer in {"", told}
    after = run(folder, "tiltak check")
    assert after.returncode == 0, said(after)


def changes(folder: Path) -> set[str]:
    listed = run(folder, "git status --porcelain --untracked-files=all").stdout
    return {line[3:] for line in listed.splitlines()}


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("endre-status", MO_CENTRES),
        ("ingenting-nytt", MO_CENTRES),
        ("milepael-naadd", MO_CENTRES),
        ("flytte-frist", MO_CENTRES),
        ("gi-videre", MO_CENTRES),
        ("rette-feil", MO_CENTRES),
        ("slaa-sammen", "measures/rus-2019/31-kameratredning.yml"),
        ("nytt-tiltak", "measures/rus-2019/39-eksempel-apent-hus-pa-stasjonen.yml"),
    ],
)
def test_a_command_changes_one_file(folder, name, changed):
    (block,) = page(name).blocks("På kommandolinjen")
    assert run(folder, block.text).returncode == 0
    assert changes(folder) == {changed}


def test_a_measure_that_can_be_set_is_written_as_the_form_writes_it(folder):
    """The same message by the command and by the block to paste."""
    (block,) = page("endre-status").blocks("På kommandolinjen")
    run(folder, block.text)
    text = (folder / MO_CENTRES).read_text(encoding="utf-8")
    assert ENTRIES[0].removeprefix("status:\n") in text


# -------------------------------------------------------------------------------- the spreadsheet


@pytest.fixture
def handed_out(folder: Path) -> Path:
    export, _ = (b for b in page("regneark").blocks() if b.language == "sh")
    assert export.text == handbook.EXPORT
    assert run(folder, export.text).returncode == 0
    return folder


def answers() -> list[str]:
    return [b.text for b in page("regneark").blocks() if b.language == "text"]


def take_in(folder: Path, *options: str) -> str:
    _, take = (b for b in page("regneark").blocks() if b.language == "sh")
    return said(run(folder, " ".join([take.text, *options])))


def test_a_filled_in_row_is_taken_in(handed_out):
    fill_in(handed_out / SHEET, handbook.FILLED_IN)
    told = take_in(handed_out, "--yes")
    assert told.startswith(answers()[0])
    assert told.endswith(f"Skrevet: {MO_CENTRES}")
    assert changes(handed_out) == {MO_CENTRES, SHEET}


def test_what_cannot_be_taken_in_is_told_as_the_page_says(handed_out):
    fill_in(handed_out / SHEET, {**handbook.FILLED_IN, "Fase": "Ferdig"})
    assert take_in(handed_out, "--yes").startswith(answers()[1])
    fill_in(handed_out / SHEET, handbook.FILLED_IN)
    run(
        handed_out,
        'tiltak set 14 phase="på vent" reason=finansiering note="Eksempel: x" date=31.12.2020',
    )
    assert take_in(handed_out, "--yes").startswith(answers()[2])


def test_the_sheets_and_columns_that_are_named_are_there(handed_out):
    book = openpyxl.load_workbook(handed_out / SHEET)
    there = {str(cell.value) for sheet in book for cell in sheet[1]} | set(book.sheetnames)
    named = set(
        re.findall(r"(?:arket|under|ut|i|og) «([^»]+)»", page("regneark").section("Fyll ut"))
    )
    named |= {
        name for page in PAGES for name in re.findall(r"«([^»]+)»", page.section("I et regneark"))
    }
    allowed = (
        there | {str(row[0].value) for row in book["Valg"].iter_rows() if row} | set(_choices(book))
    )
    assert named - allowed == set()


def _choices(book: openpyxl.Workbook) -> Iterator[str]:
    for row in book["Valg"].iter_rows(values_only=True):
        yield from (str(value) for value in row if value)


# -------------------------------------------------------------------------------- a new plan


def test_a_new_plan_is_made_as_the_page_says(tmp_path):
    shell = [b.text for b in page("ny-plan").blocks("Lag mappen") if b.language == "sh"]
    (told,) = (b.text for b in page("ny-plan").blocks("Lag mappen") if b.language == "text")
    assert said(run(tmp_path, shell[0])).startswith(f"{told}\n")
    assert run(tmp_path / "friluftsliv", "tiltak check").returncode == 0


def test_a_list_becomes_measures_under_the_headings_the_page_names(tmp_path):
    section = page("ny-plan").section("Ta med tiltakene fra en liste")
    book = openpyxl.Workbook()
    (named,) = re.findall("Overskriftene kan være (.*?), eller", section)
    cells = {
        "Nr.": 1, "Tiltak": "Eksempel", "Innsatsområde": "Turveier", "Ansvarlig": "Friluft", "Frist": 2022,
        "Type": "Forbedre", "Målgruppe": "Alle", "Sammendrag": "Kort.", "Medvirkende": "Skole", "Kapittel": "2.1",
    }  # fmt: skip
    headings = re.findall("«([^»]+)»", named)
    assert set(headings) == set(cells)
    book.worksheets[0].append(headings)
    book.worksheets[0].append([cells[heading] for heading in headings])
    book.save(tmp_path / "tiltak.xlsx")
    (block,) = page("ny-plan").blocks("Ta med tiltakene fra en liste")
    done = run(tmp_path, block.text)
    assert done.returncode == 0, said(done)
    (made,) = (tmp_path / "friluftsliv/measures").rglob("*.yml")
    text = made.read_text(encoding="utf-8")
    for line in (
        "owner: friluft", 'due: "2022"', "focus_area: turveier", "kind: improve", "target_group: Alle", "contributors: [skole]", 'section: "2.1"',
    ):  # fmt: skip
        assert line in text


def test_what_makes_no_plan_is_told_as_the_page_says(folder):
    blocks = page("ny-plan").blocks(MISTAKES)
    for shell, text in zip(blocks[::2], blocks[1::2], strict=True):
        assert said(run(folder, shell.text)) == text.text
    assert changes(folder) == set()


# -------------------------------------------------------------------------------- the issue form


def filled_in(**other: str) -> str:
    """The body of an issue, as GitHub makes it from what the page's table says."""
    rows = dict(re.findall(r"(?m)^ *\| ([^|]+) \| ([^|]+) \|$", page("meld-status").text))
    given = {**rows, **other}
    return "\n\n".join(
        f"### {heading}\n\n{given.get(heading, issue.NO_ANSWER)}" for heading in issue.headings()
    )


def apply(folder: Path, body: str) -> str:
    event = folder / "event.json"
    event.write_text(json.dumps({"issue": {"number": 1, "body": body}}), encoding="utf-8")
    run(folder, "tiltak forms apply --event event.json --answer svar.md")
    answer = (folder / "svar.md").read_text(encoding="utf-8")
    for left in ("event.json", "svar.md"):
        (folder / left).unlink()
    return answer


def test_the_issue_form_as_the_page_fills_it_in_is_taken(folder):
    quotes = page("meld-status").quotes
    assert apply(folder, filled_in()).strip() in quotes
    assert changes(folder) == {MO_CENTRES}


@pytest.mark.parametrize("other", [{"Fase": "På vent"}, {"Dato": "i går"}])
def test_the_issue_form_answers_a_mistake_as_the_page_says(folder, other):
    answer = apply(folder, filled_in(**other))
    assert [quote for quote in page("meld-status").quotes if quote in answer]
    assert changes(folder) == set()


def test_the_issue_form_has_the_fields_and_the_name_of_the_page():
    rows = re.findall(r"(?m)^ *\| ([^|]+) \| [^|]+ \|$", page("meld-status").text)
    fields = [row for row in rows if row not in {"Felt", "---"}]
    assert set(fields) <= set(issue.headings())
    assert "name: Meld status\n" in (ROOT / issue.PATH).read_text(encoding="utf-8")


# -------------------------------------------------------------------------------- words of others


def test_the_words_of_a_published_form_are_its_own():
    words = (ROOT / "tooling/browser/form/words.js").read_text(encoding="utf-8")
    named = re.findall(
        r"«([^»]+)»", page("kom-i-gang").section("Når skjemaet ligger på nettstedet")
    )
    assert len(named) == 4
    assert [word for word in named if f"'{word}'" not in words] == []
