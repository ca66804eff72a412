"""What a report says, whatever form it has."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.reportplan import MEASURES, PLAN, ROOT, TODAY, harbour, made, real
from tiltak.data import datasets
from tiltak.past.vintages import Vintages
from tiltak.read import schema
from tiltak.reports import as_json, html, markdown
from tiltak.reports.blocks import Bullets, Card, Paragraph, Section, Table, plain
from tiltak.reports.document import ANNEX, PAPER, PAPER_ROWS, ReportDocument
from tiltak.reports.sections.follow_up import assessments, followed_up, indicators
from tiltak.words.language import signed, words
from tiltak.words.measures import deadlines_of
from tiltak.words.overview import overview

# The one deadline is the last day of a quarter, and nobody says anything.
LAST_DAY = harbour(
    **dict.fromkeys(MEASURES, ""),
    **{"1-siste": "number: 1\ntitle: Skilt\nfocus_area: kai\nkind: establish\nstatus: []\n"
    "milestones: [{id: a, title: Skiltet står, baseline: 2021-Q1, due: 2021-Q1}]\n"},
)  # fmt: skip


@pytest.fixture(scope="module")
def report() -> ReportDocument:
    return made(harbour(), "2021-Q2")


def section(document: ReportDocument, id: str) -> Section:
    """A section as the annex has it whole, else as the paper has it."""
    found = document.section(id)
    assert found, f"{id} is not among {[s.id for s in document.sections]}"
    return found


def shown(document: ReportDocument, id: str) -> str:
    """A section as one text."""
    lines = []
    for block in section(document, id).blocks:
        match block:
            case Paragraph():
                lines.append(plain(block.content))
            case Bullets():
                lines += [plain(item) for item in block.items]
            case Table():
                lines += [" | ".join(plain(cell) for cell in row) for row in block.rows]
    return "\n".join(lines)


def tables(document: ReportDocument, id: str) -> list[Table]:
    return [b for b in section(document, id).blocks if isinstance(b, Table)]


# Which day


@pytest.mark.parametrize(
    ("period", "state", "day"),
    [
        ("2019-Q1", "not_adopted", "2019-03-31"),
        ("2019-Q2", "ended", "2019-06-30"),
        ("2020-Q4", "ended", "2020-12-31"),
        ("2020", "ended", "2020-12-31"),
        ("2020-H1", "ended", "2020-06-30"),
        ("2020-T2", "ended", "2020-08-31"),
        ("2021-H1", "not_reported", "2020-12-31"),
    ],
)
def test_report_says_which_day_it_speaks_of(period, state, day):
    found = as_json.document_data(made(real(), period, date(2026, 11, 1)))
    assert (found["state"], found["as_of"]) == (state, day)


@pytest.mark.parametrize(
    ("period", "today", "words_in_summary"),
    [
        ("2019-Q4", TODAY, "ble vedtatt 10. februar 2020. Det var derfor ingenting å rapportere 31. desember 2019."),
        ("2021-Q2", TODAY, "gjelder andre kvartal 2021 og viser status 30. juni 2021."),
        ("2021-Q3", TODAY, "gjelder tredje kvartal 2021, som ikke er over. Den viser status 15. august 2021."),
        ("2022-Q1", TODAY, "gjelder første kvartal 2022, som ikke er begynt. Den viser status 15. august 2021."),
        ("2024-Q1", date(2025, 1, 1), "men planen er bare fulgt til og med 31. desember 2023."),
        ("2023", date(2025, 1, 1), "gjelder 2023 og viser status 31. desember 2023."),
    ],
)  # fmt: skip
def test_every_period_is_told_honestly(period, today, words_in_summary):
    assert words_in_summary in " ".join(overview(made(harbour(), period, today).report, words()))


def test_plan_followed_to_the_middle_of_a_period_says_so():
    followed = harbour(
        PLAN + "followed_through: {date: 2021-05-31, by: Rådgiver, why: Stillingen er borte.}\n"
    )
    (first, *_) = overview(made(followed, "2021-Q2").report, words())
    assert first.endswith(
        "Rapporten gjelder andre kvartal 2021. "
        "Status per 31. mai 2021. Etter det er planen ikke fulgt opp her."
    )


def test_plan_that_is_not_adopted_has_no_numbers():
    found = as_json.document_data(made(harbour(), "2019-Q4"))
    assert found["total"] == sum(found["counts"].values()) == 0
    assert found["measures"] == []


@pytest.mark.parametrize("period", ["2020-Q1", "2024-Q1"])
def test_where_nothing_can_be_compared_no_change_is_claimed(period):
    document = made(harbour(), period, date(2025, 1, 1))
    assert document.report.previous is None
    assert not document.section("endringer")
    assert "Hva er endret:" in shown(document, "ingenting")


# Sentences


def test_summary_can_be_read_aloud(report):
    paragraphs = overview(report.report, words())
    assert paragraphs[0].startswith("Havneplanen ble vedtatt av kommunestyret 10. februar 2020")
    assert "Åtte tiltak har fått ny status siden 31. mars 2021" in paragraphs[2]
    assert len(" ".join(paragraphs).split()) < 200


@pytest.mark.parametrize(
    "period", ["2020-Q1", "2020-Q4", "2021-Q1", "2021-Q2", "2021-Q3", "2022-Q4"]
)
def test_sentences_have_no_zero_and_no_small_figure(period):
    said = " ".join(overview(made(harbour(), period).report, words()))
    assert " 0 " not in said
    for number in range(1, 13):
        assert f" {number} tiltak" not in said
        assert f" {number} frist" not in said


def test_one_change_is_named_and_many_are_counted():
    document = made(real(), "2020-H2", date(2026, 11, 1))
    news = overview(document.report, words())[2]
    assert news.endswith(
        "tiltak 6 («Samarbeid med Av-og-til om bedre alkovett») er fullført, seks pågår, "
        "og tiltak 25 («Forskningsprosjekt om nye tilbud ved ROP-lidelser») planlegges."
    )


def test_what_straddles_the_end_of_a_period_is_news_of_neither():
    """The budget was written in September or October: in the half-year for sure, in which quarter nobody knows."""
    third, fourth = (
        made(real(), quarter, date(2026, 11, 1)).report for quarter in ("2020-Q3", "2020-Q4")
    )
    for told in (third, fourth):
        assert not told.summary.reported
        assert told.news is not None
        assert not told.news.of("verdict")
    text = overview(fourth, words())[2]
    assert "Det er ikke sikkert at noe tiltak har fått ny status" in text
    assert "For 19 tiltak er det fortalt noe som kan gjelde kvartalet eller tiden før." in text
    assert 6 not in [j.measure.number for j in fourth.summary.not_reported]


def test_deadlines_on_the_last_day_of_the_period_are_told_in_its_report_and_in_no_other():
    last = shown(made(real(), "2020-Q4", date(2026, 11, 1)), "gikk-ut")
    assert last.count("Innen 31. desember 2020") + last.count("Innen utgangen av") == 5
    assert "Meldt nådd" not in last.replace("Ikke meldt nådd", "")
    next_report = made(real(), "2021-Q1", date(2026, 11, 1))
    assert "Ingen frister hadde siste dag i perioden." in shown(next_report, "ingenting")


@pytest.mark.parametrize("period", ["2020-Q4", "2021-Q1", "2021-Q2"])
def test_what_ends_on_the_last_day_is_told_alike_in_every_place(period):
    document = made(LAST_DAY, period)
    summary, told = document.report.summary, " ".join(overview(document.report, words()))
    ends = {j.measure.number for j in summary.judgements if j.on_last_day}
    run_out = {d.judged.measure.number for d in summary.due_in_period}
    assert ends <= run_out
    listed = {j.measure.number: deadlines_of([j], words()) for j in summary.judgements}
    assert {number for number, line in listed.items() if "går ut denne dagen" in line} == ends
    assert ("ikke brutt før dagen er over" in told) == bool(ends)
    without_answer = document.section("gatt-ut")
    if not without_answer:
        sentence = "Ingen frister gikk ut før denne dagen" if ends else "Ingen frister har gått ut"
        assert f"{sentence} uten at noen har sagt" in shown(document, "ingenting")
    assert {"2020-Q4": set(), "2021-Q1": {1}, "2021-Q2": set()}[period] == ends
    assert bool(without_answer) == (period == "2021-Q2")


def test_a_plan_that_nobody_is_said_to_have_adopted_is_not_called_adopted():
    plan = PLAN.replace("adoption: {body: tinget, date: 2020-02-10, source: plan}\n", "")
    told = shown(made(harbour(plan), "2020-Q1"), "ingenting")
    assert "Dette er den første perioden i planen." in told
    assert "ble vedtatt" not in told


@pytest.mark.parametrize(
    ("parts", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a, og b"), (["a", "b", "c"], "a, b, og c")],
)
def test_clauses_have_a_comma_before_and(parts, said):
    assert words().clauses(parts) == said


@pytest.mark.parametrize("verdict", schema.values("verdict"))
def test_every_verdict_has_a_clause(verdict):
    assert words().verdict_clause(verdict, "tiltak 1", 1).startswith("tiltak 1 ")


@pytest.mark.parametrize(("number", "said"), [(2, "+2"), (-3, "−3"), (0, "0")])
def test_change_of_a_total_carries_its_sign(number, said):
    assert signed(number) == said


# Sections


def test_every_part_stands_in_the_long_report_or_is_said_to_be_empty():
    eventful = made(harbour(), "2021-Q2")
    quiet = made(harbour(), "2020-Q1")
    nothing = shown(quiet, "ingenting")
    titles = {s.title for s in quiet.sections}
    for part in (*PAPER, *ANNEX):
        title = part(eventful.report, words()).title
        if part not in {indicators, followed_up, assessments}:  # the plan has none
            assert title in titles or f"{title}:" in nothing


def test_what_must_be_decided_stands_first_and_then_what_was_broken(report):
    assert [s.id for s in report.paper][:6] == [
        "avgjorelser",
        "sammendrag",
        "gatt-ut",
        "forsinket",
        "gikk-ut",
        "flyttet",
    ]


def test_the_short_report_is_the_first_pages_of_the_long_one(report):
    short = made(harbour(), "2021-Q2", short=True)
    assert [s.id for s in short.sections] == [s.id for s in report.paper]
    assert not short.annex


def test_a_list_that_the_paper_cuts_is_whole_in_the_annex(report):
    cut = [s for s in report.annex if s.id.endswith("-alle")]
    assert [s.id for s in cut] == ["endringer-alle"]
    for section in cut:
        (first,) = [s for s in report.paper if f"{s.id}-alle" == section.id]
        assert "i vedlegget." in str(first.blocks)


def test_that_nothing_is_finished_is_said_and_no_other_row_of_zeroes():
    (table,) = tables(made(harbour(**{"01-fullfort": ""}), "2021-Q1"), "tall")
    zeroes = [plain(row[0]) for row in table.rows if {plain(c) for c in row[1:]} == {"0"}]
    assert zeroes == ["Fullført"]


def test_reached_milestone_is_listed(report):
    assert shown(report, "nadd") == "1 | Nye fortøyningsringer | Ringene er byttet | 20. mai 2021"


def test_delay_has_reason_note_and_source(report):
    assert "Årsak: bemanning. Kranføreren sluttet. Kilde: Brev fra havna, 3." in shown(
        report, "forsinket"
    )


def test_known_delay_and_deadline_passed_in_silence_are_kept_apart(report):
    assert "Krana" in shown(report, "forsinket")
    assert "Krana" not in shown(report, "gatt-ut")
    assert "Kartet er tegnet | Vannverket (foreslått) | 2020 | fristen har ingen dato" in shown(
        report, "gatt-ut"
    )
    assert "Kartet" not in shown(report, "forsinket")


def test_moved_deadline_shows_first_promise_and_missing_reason(report):
    assert "30. juni 2021 | 30. september 2021 | 92 dager | ikke oppgitt" in shown(
        report, "flyttet"
    )


def test_what_is_known_is_not_called_unknown_and_is_said_once_of_a_table():
    document = made(real(), "2020-Q4", date(2026, 11, 1))
    assert "| til 2021 |" in f"{shown(document, 'flyttet')} |"
    assert "omtrent 16 måneder" in shown(document, "gatt-ut")
    assert len(re.findall("planen ble vedtatt", shown(document, "indikatorer"))) == 2


def test_what_needs_a_decision_says_which(report):
    rows = shown(report, "avgjorelser").splitlines()
    assert [row.split(" | ")[0] for row in rows] == ["5", "7", "10"]
    assert rows[2].endswith(
        "Penger til tiltaket. Ingen kilde oppgir beløpet. Avhenger av neste økonomiplan. | Vannverket | ingen frist"
    )


def test_next_deadlines_are_in_order(report):
    dates = [row.split(" | ")[3] for row in shown(report, "framover").splitlines()[1:]]
    assert dates == ["15. juli 2021", "31. august 2021", "30. september 2021"]


def test_silent_measures_stand_by_unit_without_blame(report):
    assert shown(report, "uten-melding").splitlines() == [
        "Ikke oppgitt | 1 | 12 | 1. juni 2020",
        "Vannverket (foreslått) | 1 | 11 | ingen",
        "For ett av dem vet vi ikke hvem som skal melde: den ansvarlige er bare foreslått.",
    ]


def test_correction_is_told(report):
    assert "opplysning for 31. mars 2021: Meldt som pågår. Det riktige var" in shown(
        report, "rettelser"
    )


def test_what_a_new_status_rests_on_is_told_once(report):
    crane = next(line for line in shown(report, "endringer").splitlines() if "Ny kran" in line)
    assert crane.count("Krana er i bruk") == 1


def test_every_measure_has_a_card_or_a_row_among_those_nobody_has_told_of(report):
    *areas, untold = section(report, "tiltak").sections
    cards = [b.number for s in areas for b in s.blocks if isinstance(b, Card)]
    (table,) = untold.blocks
    assert isinstance(table, Table)
    assert [plain(row[0]) for row in table.rows] == ["11"]
    assert "Brev fra havna" in plain(table.rows[0][-1])
    assert sorted([*cards, 11]) == list(range(1, 14))
    assert report.carded == set(cards)


def test_a_card_says_once_what_was_last_said_of_the_work():
    found = markdown.markdown(made(real(), "2020-Q4", date(2026, 11, 1)))
    _, *cards = re.split(r"^#### ", found.partition("\n## Alle tiltak")[2], flags=re.MULTILINE)
    said = {card.splitlines()[0]: card.count("Lest ut av ") for card in cards}
    assert len(said) == 12
    assert set(said.values()) == {1}


def test_unit_has_the_name_it_had_that_day():
    assert "Havn og hav" in markdown.markdown(made(harbour(), "2021-Q2"))
    early = markdown.markdown(made(harbour(), "2021-Q1"))
    assert "Havna" in early
    assert "Havn og hav" not in early


def test_few_statuses_are_columns_and_many_are_words(report):
    (many,) = tables(report, "omrader")
    (few,) = tables(made(real(), "2020-Q4", date(2026, 11, 1)), "omrader")
    assert len(many.columns) == 3
    assert plain(many.rows[1][1]).startswith("ett er ikke startet, ett er på vent")
    assert [c.title for c in few.columns][1:] == [
        "Fullført",
        "Pågår",
        "Planlegges",
        "Frist gått ut",
        "Ukjent",
        "Alle",
    ]


# The short report


def test_short_report_leaves_out_what_is_empty():
    document = made(real(), "2020-Q4", date(2026, 11, 1), short=True)
    assert [s.id for s in document.sections] == [
        "avgjorelser",
        "sammendrag",
        "gatt-ut",
        "gikk-ut",
        "flyttet",
        "endringer",
        "tall",
    ]


def test_short_report_says_how_much_it_leaves_out():
    late = {
        f"{n}-sen": f"number: {n}\ntitle: Sen {n}\nfocus_area: vann\nkind: establish\nstatus: []\n"
        "milestones:\n  - {id: a, title: A, due: 2021-01-31}\n"
        for n in range(20, 28)
    }
    document = made(harbour(**late), "2021-Q2", short=True)
    lines = shown(document, "gatt-ut").splitlines()
    assert len(lines) == 1 + PAPER_ROWS + 1
    assert lines[-1] == (
        "Listen viser fire av ti. Resten står i den lange rapporten, under "
        "«Frister som har gått ut uten svar: hele listen»."
    )


def test_a_list_that_is_cut_short_leads_to_the_whole_one():
    document = made(real(), "2020-Q4", date(2026, 11, 1))
    cut = [
        span.section
        for s in document.paper
        for block in s.blocks
        if isinstance(block, Paragraph)
        for span in block.content
        if span.section
    ]
    assert cut
    assert set(cut) <= {s.id for s in document.annex}
    for id in cut:
        assert f'<a href="#{id}">' in html.fragment(document)


def test_figures_and_decisions_are_those_of_the_open_data_as_they_were_on_the_day():
    document = made(real(), "2019-Q4", date(2026, 11, 1))
    plan, day = document.report.plan, document.report.day
    summary = document.report.summary
    data = as_json.document_data(document)
    assert data["followed_up"] == datasets.decisions(summary, real())["decisions"]
    of_all_times = datasets.indicators(summary, lambda _: Vintages())["indicators"]
    for reported, published, indicator in zip(
        data["indicators"], of_all_times, plan.indicators, strict=True
    ):
        assert {**reported, "values": []} == {**published, "values": []}
        assert [v for v in published["values"] if v["time"] and v["time"] <= day.isoformat()] == (
            reported["values"]
        ), indicator.id
    counts = [len(i["values"]) for i in (*data["indicators"], *of_all_times)]
    assert 0 < sum(counts[: len(of_all_times)]) < sum(counts[len(of_all_times) :])


def test_every_key_of_the_json_file_is_documented(report):
    guide = (ROOT / "docs" / "dev" / "reports.md").read_text("utf-8")
    table = guide.split("## The keys of the JSON file")[1].split("\n## ")[0]
    named = [
        key
        for line in table.splitlines()
        if line.startswith("| `")
        for key in re.findall(r"`(\w+)`", line.split("|")[1])
    ]
    assert named == list(as_json.document_data(report))


def test_no_deadline_is_to_be_held_where_there_is_none():
    undated = MEASURES["06-usikkert"].replace("at_risk", "off_track, reason: staffing, note: Syk.")
    needed = shown(made(harbour(**{"06-usikkert": undated}), "2021-Q2"), "avgjorelser")
    assert "6 | Ryddig opplag | Hva som skal til for å komme i rute." in needed
    assert "5 | Flytebrygge for alle | Hva som skal til for å holde fristen" in needed


def test_measures_of_a_unit_that_were_last_heard_of_on_different_days_have_a_line_each():
    confirmed = {
        name: MEASURES[name].replace("unconfirmed: [owner]\n", "").replace("owner: vann\n", "")
        for name in ("11-taus", "12-arlig")
    }
    rows = shown(made(harbour(**confirmed), "2021-Q2"), "uten-melding").splitlines()
    assert rows[:2] == ["Ikke oppgitt | 1 | 11 | ingen", "Ikke oppgitt | 1 | 12 | 1. juni 2020"]
