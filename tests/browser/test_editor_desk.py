"""The coordinator's desk, and what a unit reports, counted in clicks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.browser import assert_accessible
from tests.browser.expecting import expect
from tests.browser.form import changed_lines, choose_phase, editing, errors, saved, texts_of, told
from tests.gitfolder import GitFolder
from tests.trees import copy_of_the_plan
from tiltak.read import plan_files

FOLLOWED = re.compile(r"(?m)^(followed_through|reported_through):.*\n(?:  .*\n)*")
TOLD_BEFORE = "status:\n  - date: 2020-06-30\n    phase: in_progress\n"


@pytest.fixture(scope="module")
def round_folder(tmp_path_factory: pytest.TempPathFactory) -> GitFolder:
    """The real plan in an open round, and something said of every measure before it."""
    folder = copy_of_the_plan(tmp_path_factory.mktemp("round"))
    plan = folder / "plans/rus-2019/plan.yml"
    plan.write_text(FOLLOWED.sub("", plan.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (folder / "measures/rus-2019").iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("status: []\n", TOLD_BEFORE), encoding="utf-8")
    repository = GitFolder(folder)
    repository.commit({})
    return repository


@pytest.fixture
def files(round_folder: GitFolder, tmp_path: Path) -> Path:
    return round_folder.copied_to(tmp_path / "files").path


@pytest.fixture
def desk(form_page: Callable[..., Page], files: Path) -> Page:
    return open_desk(form_page(), files)


def open_desk(page: Page, files: Path) -> Page:
    page.goto(editing(files))
    expect(page.get_by_role("table")).to_be_visible(timeout=20_000)
    assert "nokkel" not in page.url  # it stays in nothing that the browser shows or remembers
    page.evaluate(
        "addEventListener('click', e => { if (e.isTrusted) window.clicks = (window.clicks ?? 0) + 1 }, true)"
    )
    return page


def clicks(page: Page) -> int:
    return page.evaluate("window.clicks ?? 0")


def test_nothing_new_for_all_measures_takes_six_clicks(desk, files):
    page, before = desk, texts_of(files)
    page.get_by_label("Velg alle som vises").click()
    page.get_by_role("button", name="Ingenting nytt").click()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(told(page)).to_contain_text("tiltak er lagret.", timeout=30_000)
    changed = changed_lines(files, before)
    confirmed = [
        path
        for path, lines in changed.items()
        if lines == ["+  - date: 2020-12-31", "+    unchanged: true"]
    ]
    left = told(page).locator("p").all_inner_texts()[2:]
    assert len(confirmed) + len(left) == 38
    assert len(confirmed) >= 30
    assert errors(files) == []
    page.get_by_role("button", name="Send inn").click()
    expect(told(page)).to_contain_text("ført inn i historikken på denne maskinen")
    assert clicks(page) <= 6
    git = ["git", "-C", str(files), "status", "--porcelain"]
    assert subprocess.run(git, capture_output=True, text=True, check=True).stdout == ""


def test_a_status_takes_three_clicks_and_two_fields(desk, files):
    page = desk
    page.get_by_role("link", name="14 Mottaks- og oppfølgingssentre").click()
    report = page.locator(".tiltak-report")
    expect(report.get_by_label("Dato", exact=True)).to_have_value("2020-12-31")
    choose_phase(report, "I drift")
    report.get_by_label("Begrunnelse (valgfritt)").fill("Eksempel: Senteret er åpnet.")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Endringene er lagret")).to_be_visible()
    assert clicks(page) <= 3
    assert "+    phase: in_operation" in changed_lines(files)["measures/rus-2019/14-mo-sentre.yml"]


def test_a_new_milestone_takes_three_clicks_and_gets_its_short_name(clocked_page, files):
    page = open_desk(clocked_page, files)
    page.clock.set_fixed_time("2021-01-15T12:00:00Z")
    page.get_by_role("link", name="14 Mottaks- og oppfølgingssentre").click()
    page.get_by_role("button", name="Ny milepæl").click()
    new = page.locator(".tiltak-deadlines > ul > li").last
    new.get_by_label("Milepæl", exact=True).fill("Åpent hus på Stasjonen")
    new.locator("input[type=date]").first.fill("2022-06-30")
    saved(page)
    assert clicks(page) <= 3
    lines = changed_lines(files)["measures/rus-2019/14-mo-sentre.yml"]
    assert "+  - id: apent-hus-pa-stasjonen" in lines
    assert errors(files) == []


def test_a_moved_deadline_takes_three_clicks_and_keeps_the_old_one(clocked_page, files):
    page = open_desk(clocked_page, files)
    page.clock.set_fixed_time("2021-01-15T12:00:00Z")
    page.get_by_role("link", name="14 Mottaks- og oppfølgingssentre").click()
    page.get_by_role("button", name="Flytt fristen: MO-senteret for voksne er etablert").click()
    moved = page.locator(".tiltak-deadlines > ul > li").filter(has_text="MO-senteret for voksne")
    moved.get_by_label("Frist nå", exact=True).fill("2024-06-30")
    moved.get_by_label("Årsak").select_option("Bemanning")
    saved(page)
    assert clicks(page) <= 3
    lines = changed_lines(files)["measures/rus-2019/14-mo-sentre.yml"]
    day = "+      - date: 2020-12-31"  # the round's, though the form is filled in later
    assert {day, "+        from: 2023-12-31", "+        reason: staffing"} <= set(lines)
    assert errors(files) == []


def test_the_deadline_of_a_draft_is_corrected_and_not_moved(page, files):
    """Nothing is adopted, and git has no measure: a deadline read wrongly from a list was never promised."""
    plan = files / "plans/rus-2019/plan.yml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(
        re.sub(r"^adoption:\n(?: .*\n)+", "", text, flags=re.MULTILINE), encoding="utf-8"
    )
    shutil.rmtree(files / ".git")
    open_desk(page, files)
    page.get_by_role("link", name="14 Mottaks- og oppfølgingssentre").click()
    page.get_by_role("button", name="Rett fristen: MO-senteret for voksne er etablert").click()
    milestone = page.locator(".tiltak-deadlines > ul > li").filter(
        has_text="MO-senteret for voksne"
    )
    expect(milestone).to_contain_text("så ingen frist er flyttet")
    milestone.get_by_label("Frist nå", exact=True).fill("2024-06-30")
    saved(page)
    lines = changed_lines(files)["measures/rus-2019/14-mo-sentre.yml"]
    added = [line for line in lines if line.startswith("+")]
    assert added == ["+    baseline: 30.06.2024", "+    due: 30.06.2024"]
    assert errors(files) == []


def test_a_new_unit_takes_three_clicks_and_gets_its_short_name(desk, files):
    page = desk
    page.get_by_role("link", name="Ny enhet").click()
    unit = page.locator(".tiltak-item[open]").first
    unit.get_by_label("Navn", exact=True).fill("Eksempel friluft")
    unit.get_by_label("Type enhet").select_option("kommunal enhet")
    saved(page)
    assert clicks(page) <= 3
    assert "+  eksempel-friluft:" in changed_lines(files)["plans/units.yml"]
    assert errors(files) == []


@pytest.mark.parametrize("page_of", ["{plan}/tiltak/{number}/", "{plan}/tiltak/{number}.html"])
def test_the_desk_leads_to_how_a_plan_is_made(form_page, files, page_of):
    page = form_page()
    page.goto(editing(files, page_of) + "#/collections/rus-2019")
    way = page.get_by_role("link", name="Ny plan")
    there = page_of.replace("{plan}/tiltak/{number}", "../haandbok/ny-plan")
    expect(way).to_have_attribute("href", there, timeout=20_000)
    assert (Path(__file__).parents[2] / "docs/haandbok/ny-plan.md").is_file()


def test_what_is_chosen_of_many_is_seen_and_a_search_adds_to_it(form_page, files):
    """And the form leads to the page that readers see."""
    page = form_page()
    page.goto(
        editing(files, "{plan}/tiltak/{number}/") + "#/collections/rus-2019/entries/14-mo-sentre"
    )
    seen = page.get_by_role("link", name="Siden som leserne ser")
    expect(seen).to_have_attribute("href", "../rus-2019/tiltak/14/", timeout=20_000)
    page.locator("summary", has_text="Planopplysninger").click()
    expect(
        page.get_by_text("Tittel, sammendrag, type tiltak og ansvarlig er noe planen har lovet.")
    ).to_be_visible()
    chosen = page.get_by_label("Valgt: Medvirkende").get_by_role("listitem")
    expect(chosen).to_have_count(3)
    expect(chosen.first).to_contain_text("K46")
    page.get_by_label("Legg til i Medvirkende").fill("helsehuset")
    expect(chosen.last).to_contain_text("Helsehuset")
    page.get_by_role("button", name="Fjern K46").click()
    saved(page)
    lines = changed_lines(files)["measures/rus-2019/14-mo-sentre.yml"]
    assert [line for line in lines if line.startswith("+")] == [
        "+contributors: [brukerorganisasjoner, frivillige-organisasjoner, helsehuset]"
    ]


def test_what_is_saved_is_listed_and_can_be_undone(desk, files):
    page = desk
    before = texts_of(files)
    page.get_by_label("Velg 14 Mottaks").check()
    page.get_by_role("button", name="Ny ansvarlig").click()
    promised = page.get_by_text("Planen har lovet hvem som har ansvaret.")
    expect(promised).to_have_count(0)  # it is only proposed who has it
    page.get_by_label("Velg 6 Samarbeid").check()
    expect(promised).to_be_visible()
    page.get_by_label("Velg 6 Samarbeid").uncheck()
    page.get_by_label("Det som er valgt").get_by_label("Ansvarlig").select_option("Helsehuset")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Én fil er lagret og ikke sendt inn.")).to_be_visible(timeout=20_000)
    assert len(changed_lines(files, before)) == 1
    page.get_by_text("Se hva, og angre").click()
    page.get_by_role("button", name="Angre: 14 Mottaks").click()
    expect(told(page)).to_contain_text("Endringen er angret.")
    assert changed_lines(files, before) == {}


def test_many_deadlines_are_moved_at_once_with_one_reason(clocked_page, files):
    before = texts_of(files)
    page = open_desk(clocked_page, files)
    page.clock.set_fixed_time("2021-01-15T12:00:00Z")
    for number in (14, 15):
        page.get_by_label(f"Velg {number} ").check()
    page.get_by_role("button", name="Ny frist").click()
    asked = page.get_by_label("Det som er valgt")
    asked.get_by_label("Ny frist for den nærmeste milepælen").fill("høsten 2027")
    asked.get_by_label("Årsak").select_option("Bemanning")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(told(page)).to_contain_text("2 tiltak er lagret.", timeout=20_000)
    changed = changed_lines(files, before)
    assert len(changed) == 2
    for lines in changed.values():
        assert "+        reason: staffing" in lines
        assert any("høsten 2027" in line for line in lines)
    assert errors(files) == []


def test_the_share_of_each_unit_its_nudge_and_mine(desk):
    page = desk
    shown = page.get_by_label("Runden")
    expect(shown).to_contain_text("hørt fra")
    page.get_by_text("Hvor langt hver enhet er kommet").click()
    unit = shown.get_by_role("listitem").filter(has_text="Rehabiliteringsseksjonen")
    heard, owns = re.findall(r"(\d+) av (\d+)", unit.inner_text())[0]
    meter = unit.locator("meter")
    assert (meter.get_attribute("value"), meter.get_attribute("max")) == (heard, owns)
    nudge = urlsplit(unit.get_by_role("link", name="Minn på").get_attribute("href") or "")
    assert nudge.scheme == "mailto"
    assert "Ruspolitisk" in parse_qs(nudge.query)["subject"][0]
    unit.get_by_role("button", name="Rehabiliteringsseksjonen").click()
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(int(owns))
    page.get_by_role("button", name="Husk som mine").click()
    page.get_by_role("button", name="Alle", exact=True).click()
    page.reload()
    page.get_by_role("button", name="Mine", exact=True).click(timeout=20_000)
    expect(rows).to_have_count(int(owns))
    due_now = page.get_by_role("region", name="Vedtak med frist nå").get_by_role("listitem")
    expect(due_now).to_have_count(1)
    expect(due_now).to_contain_text("Fristen 2019 er gått ut.")
    due_now.get_by_role("link", name="Tiltak for de yngste").click()
    expect(page.get_by_label("Tittel", exact=True)).to_have_value(
        "Tiltak for de yngste", timeout=20_000
    )


def test_no_measure_is_read_but_the_one_that_is_opened(page, files, monkeypatch):
    """On a git host each would be a request. Here a look at the plan reads all its files; the program needs none."""
    asked: list[str] = []
    looks: list[Path] = []
    worktree = plan_files.worktree

    def looked_at(root: Path) -> plan_files.Tree:
        looks.append(root)
        return worktree(root)

    monkeypatch.setattr(plan_files, "worktree", looked_at)
    page.on("request", lambda request: asked.append(request.post_data or request.url))
    open_desk(page, files)
    program = [address for address in asked if address.endswith((".js", ".css"))]
    assert len(program) > 10
    assert len(looks) <= len(asked) - len(program)
    page.get_by_role("link", name="14 Mottaks- og oppfølgingssentre").click()
    expect(page.get_by_label("Tittel", exact=True)).to_have_value(re.compile("^Mottaks-"))
    measures = [text for text in asked if "measures/rus-2019" in text]
    assert len(measures) == 1
    assert "14-mo-sentre" in measures[0]
    page.goto(page.url.partition("#")[0] + "#/collections/rus-2019-decisions")
    expect(page.get_by_role("link", name="Ordningen med bestiller")).to_be_visible()


def test_a_view_is_an_address_that_can_be_sent(desk):
    page = desk
    page.get_by_role("button", name="Har ikke meldt").click()
    page.get_by_label("Søk i alt").fill("k46")
    page.get_by_role("button", name="Frist", exact=True).click()
    shown = page.get_by_role("table").locator("tbody tr").all_inner_texts()
    assert "vis=ikke-meldt&sok=k46&sorter=frist" in page.url
    page.reload()
    expect(page.get_by_role("table")).to_be_visible(timeout=20_000)
    assert page.get_by_role("table").locator("tbody tr").all_inner_texts() == shown


FOCUS_IS_SEEN = """() => {
    const focus = document.activeElement, [box] = focus.getClientRects();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return focus.contains(top) && getComputedStyle(focus).outlineStyle !== 'none';
}"""


def go_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until the target has focus; what has focus on the way is always seen."""
    for _ in range(100):
        page.keyboard.press(key)
        focus = page.evaluate("document.activeElement.outerHTML")
        assert focus.startswith("<body") or page.evaluate(FOCUS_IS_SEEN), focus[:200]
        if target.evaluate("e => e === document.activeElement"):
            return
    pytest.fail(f"{key} does not lead to {target}")


def test_a_round_is_answered_with_the_keyboard_alone(desk, files):
    page, before = desk, texts_of(files)
    page.set_viewport_size({"width": 1280, "height": 600})
    go_to(page, page.get_by_role("button", name="Har ikke meldt"))
    page.keyboard.press("Enter")
    ticks = page.locator("tbody").get_by_role("checkbox")
    for tick in (ticks.first, ticks.last):
        go_to(page, tick)
        page.keyboard.press("Space")
        expect(tick).to_be_checked()
    go_to(page, page.get_by_role("button", name="Ingenting nytt"), "Shift+Tab")
    page.keyboard.press("Enter")
    go_to(page, page.get_by_role("button", name="Lagre", exact=True))
    page.keyboard.press("Enter")
    expect(told(page)).to_contain_text("2 tiltak er lagret.", timeout=30_000)
    assert len(changed_lines(files, before)) == 2
    go_to(page, page.get_by_role("button", name="Send inn"))
    page.keyboard.press("Enter")
    expect(told(page)).to_contain_text("ført inn i historikken på denne maskinen")


def test_a_field_to_search_in_looks_like_one(form_page, files):
    page = form_page()
    page.goto(editing(files))
    search = page.get_by_label("Søk i alt")
    expect(search).to_have_css("border-top-width", "1px")
    expect(search).to_have_css("border-top-style", "solid")
    expect(search).to_have_css("border-top-color", "rgb(107, 107, 107)")


TYPE = """(field, text) => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const key = Object.keys(localStorage).find(name => name.startsWith('tiltak-utkast:'));
    return JSON.parse(localStorage.getItem(key)).data.status[0].note;
}"""


# More by hand, such as TILTAK_RELOADS=49 for fifty openings: each takes a second or more.
RELOADS = int(os.environ.get("TILTAK_RELOADS", "0"))


@pytest.mark.parametrize(("slowed", "reloads"), [(1, max(2, RELOADS)), (4, max(1, RELOADS))])
def test_text_that_was_not_saved_is_restored_every_time(page, files, slowed, reloads):
    """Of fifty texts the kept copy is read back right after the keystroke; five of them are restored by opening the form.

    The copy is read before the browser does anything else, so a busy machine has no time to lose it.
    Three of the five are restored after a reload, two where the measure is opened from the list.
    """
    session = page.context.new_cdp_session(page)
    note = page.locator(".tiltak-report").get_by_label("Begrunnelse (valgfritt)")
    restore = page.get_by_role("button", name="Hent det fram")

    def type_ten_texts(number: int) -> str:
        expect(note).to_be_visible(timeout=30_000)
        texts = [f"Eksempel {number}.{typed}" for typed in range(10)]
        assert [note.evaluate(TYPE, text) for text in texts] == texts
        return texts[-1]

    page.goto(editing(files) + "#/collections/rus-2019/entries/14-mo-sentre")
    expect(note).to_be_visible(timeout=30_000)
    # It keeps a processor as much busier: only for what is kept and brought back.
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    for number in range(reloads):
        text = type_ten_texts(number)
        page.reload()
        restore.click(timeout=30_000)
        expect(note).to_have_value(text)
    text = type_ten_texts(reloads)
    page.goto("about:blank")
    page.goto(editing(files) + "#/collections/rus-2019")
    measure = page.get_by_role("link", name="14 Mottaks- og oppfølgingssentre")
    measure.click(timeout=30_000)
    expect(restore).to_be_visible(timeout=30_000)
    page.go_back()  # an offer that nobody answered stands
    measure.click()
    restore.click(timeout=30_000)
    expect(note).to_have_value(text)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})


@pytest.mark.parametrize("width", [390, 1280])
def test_the_desk_is_accessible_and_fits(desk, width):
    page = desk
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_label("Velg alle som vises").check()
    page.get_by_role("button", name="Ny frist").click()
    expect(page.locator(".tiltak-loading")).to_have_count(0)  # the bar that tells of loading
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
