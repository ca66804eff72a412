"""Every way to write a time in tests/cases/when, and what holds for all of them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltak.model import when, wording
from tiltak.model.when import Impossible, Undated, When
from tiltak.read import clock
from tiltak.sheets import outline

CASES = Path(__file__).parent / "cases" / "when"


def rows(name: str = "deadlines.tsv") -> list[list[str]]:
    lines = (CASES / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def outcome(text: str) -> list[str]:
    try:
        found = when.read(text)
    except Impossible:
        return ["impossible"]
    match found:
        case When():
            return [f"{found.first}..{found.last}", found.precision]
        case Undated():
            return [found.kind]
    return ["unknown"]


def test_a_time_as_people_write_it():
    meant = {text: meaning for text, *meaning in rows()}
    assert {text: outcome(text) for text in meant} == meant


def test_the_cases_are_many_and_of_every_kind():
    assert len({row[0] for row in rows()}) >= 150
    assert {row[-1] for row in rows()} >= {
        "day", "month", "quarter", "tertial", "half_year", "spring", "summer", "autumn", "year", "school_year", "span",
        "ongoing", "yearly", "when_needed", "undecided", "unknown", "impossible",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(p.name for p in CASES.glob("unseen*.tsv")))
def test_of_what_the_reader_was_not_made_for_little_is_unread_and_nothing_wrong(name):
    unseen = rows(name)
    assert len(unseen) >= 95
    assert not {row[0] for row in unseen} <= {row[0] for row in rows()}
    missed = [row[0] for row in unseen if outcome(row[0]) != row[1:]]
    assert {outcome(text)[0] for text in missed} <= {"unknown"}
    assert len(missed) <= 0.05 * len(unseen), missed


@pytest.mark.parametrize(
    ("stated", "read_as"),
    [
        ("2027 (høsten)", "høsten 2027"),
        ("(2. halvår) 2027", "2. halvår 2027"),
        ("2027 (mai-juni)", "mai-juni 2027"),
        ("2026 (mai 2026)", "mai 2026"),
        ("2027 (2028)", "2027"),
        ("2027 (13/2027)", "2027"),
        ("31.12.2027 (fredag)", "31.12.2027"),
        ("Q1 2027 (januar 2028)", "Q1 2027"),
    ],
)
def test_brackets_may_say_a_time_more_exactly_and_never_another(stated, read_as):
    assert outcome(stated) == outcome(read_as)


@pytest.mark.parametrize("before", ["innen ", "Innen utgangen av ", "  ", "i løpet av ", "senest "])
@pytest.mark.parametrize(
    "stated", ["desember 2026", "2027", "1. kvartal 2027", "2. halvår 2027", "3. tertial 2026"]
)
def test_a_word_in_front_changes_nothing(before, stated):
    assert outcome(before + stated) == outcome(stated)


# Siblings of what a stranger wrote: the text and the time in it, each with each.
GUESSED = [
    *[(f"{start} {{}}", "mai 2026") for start in ("f.o.m.", "fom.", "Fra", "Frå og med", "Oppstart", "Start:", "Startar i")],
    *[(f"{moved} {{}}", "mai 2026") for moved in ("Utsett frå juni 2025 til", "juni 2025, utvidet til", "2025, ny frist", "Opprinnelig 2025, nå")],
    *[(f"{work} {{}}", "mai 2026") for work in ("Asfaltering", "Rullering av planen i", "Utarbeiding av ny temaplan,", "Ny avtale i")],
    ("Årleg, første gong {}", "mai 2026"),
    *[("{}" + then, "mai 2026") for then in (" og utover", " ->", ", deretter årlig", ", forutsatt midler")],
    ("{} eller juni 2026", ""), ("etter {}", ""), ("Vedtatt {}", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    "stated", ["mai 2026", "2027", "1. halvår 2027", "12.3.2027", "hausten 2026"]
)
def test_what_stands_beside_a_time_makes_a_guess_or_a_question(stated):
    told = meaning_of(when.read(stated))[0]
    meant = {form.format(stated): (told, True) if sure else ("", False) for form, sure in GUESSED}
    assert {text: meaning_of(when.read(text)) for text in meant} == meant


# A deadline is made of parts: each spelling of a time, its year in each form, in each frame.
SPELLINGS = {
    "01..03 quarter": ["1. kvartal {}", "1.kvartal {}", "1. kv. {}", "1.kv {}", "første kvartal {}", "fyrste kvartal {}", "Q1 {}", "1Q {}", "kvartal 1 {}", "I. kvartal {}", "1. kvartal, {}", "1 kvt. {}"],
    "05..08 tertial": ["2. tertial {}", "2.tertial {}", "andre tertial {}", "T2 {}", "2. tert. {}", "tertial 2 {}", "2. tertial i {}"],
    "07..12 half_year": ["2. halvår {}", "2.halvår {}", "andre halvår {}", "siste halvår {}", "H2 {}", "2H {}", "andre halvdel av {}", "2. halvår av {}"],
    "01..06 spring": ["våren {}", "vår {}", "vårsemesteret {}", "tidlig vår {}", "sein vår {}"],
    "06..08 summer": ["sommeren {}", "sommer {}", "sommaren {}", "sommar {}"],
    "07..12 autumn": ["høsten {}", "høst {}", "hausten {}", "haust {}", "seinhausten {}", "høsthalvåret {}", "tidleg haust {}"],
    "09..09 month": ["september {}", "sept. {}", "sept {}", "sep. {}", "september, {}", "september månad {}"],
    "02..02 month": ["februar {}", "feb. {}", "feb {}", "febr. {}"],
    "05..06 span": ["mai-juni {}", "mai/juni {}", "mai og juni {}", "mai–juni {}", "mai til juni {}", "fra mai til juni {}"],
    "01..06 span": ["1. og 2. kvartal {}", "1.–2. kvartal {}", "Q1-Q2 {}", "første og andre kvartal {}"],
}  # fmt: skip
YEARS = ["2027", "-27", "27", "'27"]
NAMED_DAYS = ["1. mars {}", "1.mars {}", "1. mars, {}", "1 mars {}", "01. mars {}"]
DAYS = [
    "1.3.2027", "01.03.2027", "1.3.27", "01.03.27", "1/3-27", "1/3-2027", "1/3 2027", "01/03/2027", "01/03/27", "1.3-27", "1. 3. 2027",
    "1.3.-27", "2027-03-01", "2027.03.01", "20270301", "01-03-2027",
]  # fmt: skip
WHOLE_YEARS = {
    "2027-01-01..2027-12-31 year": ["2027", "året 2027", "år 2027"],
    "2026-01-01..2028-12-31 span": ["2026-2028", "2026–2028", "2026 - 2028", "2026-28", "2026 – 28", "2026 til 2028", "fra 2026 til 2028", "2026 t.o.m. 2028", "perioden 2026-2028", "2026, 2027 og 2028"],
    "2026-08-01..2027-07-31 school_year": ["skoleåret 2026/2027", "skoleåret 2026/27", "skuleåret 2026-2027", "skoleår 26/27", "barnehageåret 2026–27", "skoleåret 2026 – 2027"],
    "2026-12-01..2027-03-31 span": ["vinteren 2026/27", "vinter 2026-2027", "vinteren 26/27"],
}  # fmt: skip
PLAIN_FRAMES = [
    "{}", " {} ", "{}.", "Innen {}", "innan {}", "Senest {}", "seinast innan {}", "Innen utgangen av {}", "innan utg. av {}", "I løpet av {}", "ila. {}", "ila {}",
    "Frist: {}", "Frist {}", "Ferdig {}", "Ferdig innen {}", "Ferdigstilles i løpet av {}", "Gjennomføres {}", "i {}", "{} (kommunestyret)", "{} (forutsatt midler)",
    "(frist) {}", "({})", "Prosjektperiode {}", "Gjennomføringsperiode: {}", "Før utgangen av {}", "Ved utgangen av {}", "- {}", "Høyringsfrist {}",
]  # fmt: skip
GUESSED_FRAMES = [
    "f.o.m. {}", "Frå {}", "Oppstart {}", "Utsatt til {}", "Utsett frå 2024 til {}", "Opprinnelig 2024, nå {}", "2024, ny frist {}", "{}, forutsatt midler", "{} og utover",
    "Rullering av planen {}", "Ny plan vedtas innen {}", "Årlig, første gang {}", "{}, deretter årlig", "Planlagt {}",
]  # fmt: skip
NO_FRAMES = ["etter {}", "tidligst {}", "ikke {}", "{} eller 2031", "Vedtatt {}", "2019 {}", "{} 2019", "neste møte etter {}", "utsatt fra {}"]  # fmt: skip


BETWEEN = [
    "{} – {}", "{}-{}", "{} til {}", "fra {} til {}", "Frå {} til og med {}", "f.o.m. {} t.o.m. {}", "Fra {} til utgangen av {}", "Oppstart {}, ferdig {}",
    "Mellom {} og {}", "Planlegging {}, gjennomføring {}", "Forprosjekt {} og bygging {}",
]  # fmt: skip


# Words for what has no date, and what may stand beside them without a word of when.
NO_DATES = {
    "ongoing": ["Løpende", "Løpande", "Fortløpende", "Kontinuerlig", "Kontinuerleg", "Kontinuerlig arbeid", "Løpende i planperioden"],
    "yearly": ["Årlig", "Årleg", "Hvert år", "Kvart år", "Én gang i året", "1 gang per år", "Ein gong i året", "Årvisst", "Ein gong kvart år"],
    "when_needed": ["Etter behov", "Ved behov", "Når det er behov", "Når behovet oppstår", "Etter trong", "På forespørsel"],
    "undecided": ["Ikke avklart", "Ikkje avklart", "Avklares senere", "Blir avklara seinare", "Ikke tidfestet", "Uavklart", "Ikke fastsatt ennå"],
}  # fmt: skip
BESIDE_NO_DATE = [
    "{}", "{}.", "({})", "Frist: {}", "{} (NAV)", "{}, i samråd med NAV", "{} i samråd med NAV", "{} – kommuneoverlegen", "Ordinær drift, {}", "Tilsyn: {}",
    "{} for alle barnehagene", "{}, for alle", "Opplæring av ansatte, {}", "{}/{}",
]  # fmt: skip
GOING_ON = [
    "{} fra 2026", "{} frå og med hausten 2026", "{}, f.o.m. 1.8.2026", "{}, oppstart høst 2026", "{} – oppstart i 2026", "{} med start i mai 2026", "{}, startar hausten 2026",
    "Fra 2026, {}", "Fra 2026 og {}", "Oppstart høsten 2026, deretter {}", "Ordinær drift, {} fra 2026",
]  # fmt: skip
EACH_YEAR = [
    "{} i juni", "{} innen 1. mai", "{}, innan 1. mars", "{}, mars", "{} – september", "{} (mars)", "{} i 4. kvartal", "{}, på hausten", "{} i samband med budsjettet",
]  # fmt: skip
NOT_UNDATED = [
    "Ikke {}", "{} eller i 2027", "{}, ikke i juli", "{}, men ikke lenger", "{}, avsluttet", "Ferdig, {}", "{} til sommeren", "{} inntil ny plan", "{}, siden 2019",
    "Settes i gang, {}", "{} dersom det er midler", "{}, avhengig av tilskudd", "{} fra høsten", "Utgår, {}",
]  # fmt: skip


def spelled(*years: str) -> dict[str, str]:
    """Each spelling of each time with each form of its year, and what it means."""
    days = [*DAYS, *(day.format(year) for day in NAMED_DAYS for year in years)]
    times = dict.fromkeys(days, "2027-03-01..2027-03-01 day")
    times |= {text: meaning for meaning, texts in WHOLE_YEARS.items() for text in texts}
    for meaning, texts in SPELLINGS.items():
        months, precision = meaning.split()
        first, last = map(int, months.split(".."))
        span = f"2027-{first:02}-01..2027-{last:02}-{monthrange(2027, last)[1]} {precision}"
        times |= {text.format(year): span for text in texts for year in years}
    return times


def meaning_of(time: When | Undated | None) -> tuple[str, bool]:
    return (
        (f"{time.first}..{time.last} {time.precision}", time.guessed)
        if isinstance(time, When)
        else ("", False)
    )


@pytest.mark.parametrize("change", [str, str.upper, str.title])
def test_each_spelling_of_a_time_is_read(change):
    times = {change(text): meaning for text, meaning in spelled(*YEARS).items()}
    assert {text: " ".join(outcome(text)) for text in times} == times


# Each frame with a few of the times and each time in a few of the frames; with all of them, it takes a while.
FEW_OR_ALL = pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])


@FEW_OR_ALL
@pytest.mark.parametrize(("at", "frame"), [*enumerate([*PLAIN_FRAMES, *GUESSED_FRAMES])])
def test_a_time_means_the_same_in_each_frame(at, frame, step):
    times = dict([*spelled("2027", "-27").items()][at % step :: step])
    if re.search("inn[ea]n {}", frame.casefold()):  # «innen sommeren» is before it
        times = {text: meaning for text, meaning in times.items() if "somm" not in text}
    if frame.casefold().startswith(("f.o.m.", "frå", "utsatt")):  # «fra 2026 til 2028» is plain
        times = {text: meaning for text, meaning in times.items() if "span" not in meaning}
    guessed = frame in GUESSED_FRAMES
    assert {text: meaning_of(when.read(frame.format(text))) for text in times} == {
        text: (meaning, guessed) for text, meaning in times.items()
    }


@pytest.mark.parametrize("frame", NO_FRAMES)
def test_no_time_is_read_where_its_frame_makes_it_another(frame):
    texts = [frame.format(text) for text in spelled("2027", "-27") if " til " not in text]
    assert {text: outcome(text) for text in texts} == {text: ["unknown"] for text in texts}


def all_undated(*kinds: str) -> list[tuple[str, str]]:
    return [(word, kind) for kind in kinds for word in NO_DATES[kind]]


@pytest.mark.parametrize("frame", BESIDE_NO_DATE)
def test_words_that_say_nothing_of_when_change_no_words_for_what_has_no_date(frame):
    texts = {
        frame.format(word, word.lower()): kind
        for written, kind in all_undated(*NO_DATES)
        for word in (written, written.lower(), written.upper())
    }
    assert {text: outcome(text) for text in texts} == {text: [kind] for text, kind in texts.items()}


def test_what_is_yearly_in_a_deadline_comes_back_each_year_in_a_list():
    texts = NO_DATES["yearly"]
    assert {text: outline.deadline(text).repeat for text in texts} == dict.fromkeys(texts, "yearly")


@pytest.mark.parametrize("frame", GOING_ON)
def test_what_goes_on_from_a_time_has_no_deadline_then(frame):
    texts = {frame.format(word): kind for word, kind in all_undated("ongoing", "yearly")}
    assert {text: outcome(text) for text in texts} == {text: [kind] for text, kind in texts.items()}


@pytest.mark.parametrize("frame", GOING_ON)
def test_the_start_of_what_comes_back_otherwise_than_each_year_is_no_deadline(frame):
    often = ["Månedlig", "Kvar månad", "Hvert kvartal", "Kvartalsvis", "Halvårlig", "Halvårleg", "Kvart halvår", "Annethvert år", "Kvart anna år"]  # fmt: skip
    texts = [frame.format(word) for word in often]
    assert {text: outcome(text) for text in texts} == {text: ["unknown"] for text in texts}


@pytest.mark.parametrize("frame", EACH_YEAR)
@pytest.mark.parametrize("subject", ["", " rapportering", " møte"])
def test_a_part_of_each_year_is_yearly(frame, subject):
    texts = [
        frame.format(f"{each}{subject}") for each in ("Årlig", "Årleg", "Hvert år", "Kvart år")
    ]
    assert {text: outcome(text) for text in texts} == {text: ["yearly"] for text in texts}


@pytest.mark.parametrize("frame", NOT_UNDATED)
def test_words_that_may_say_when_leave_a_question(frame):
    texts = [frame.format(word) for word, _ in all_undated("ongoing", "yearly", "when_needed")]
    assert {text: outcome(text) for text in texts} == {text: ["unknown"] for text in texts}


@FEW_OR_ALL
def test_two_words_for_what_has_no_date_are_a_question(step):
    texts = [
        f"{one}{joint}{other.lower()}"
        for joint in (", ", " og ", " / ", " – ")
        for one, of_one in all_undated(*NO_DATES)
        for other, of_other in all_undated(*NO_DATES)
        if of_one != of_other
    ][::step]
    assert {text: outcome(text) for text in texts} == {text: ["unknown"] for text in texts}


@FEW_OR_ALL
@pytest.mark.parametrize(("at", "frame"), [*enumerate(BETWEEN)])
def test_from_one_time_to_another_is_all_between_them(at, frame, step):
    times = [*spelled("2027").items()][at % step :: step]
    earlier = {text: meaning for text, meaning in times if "span" not in meaning}
    later = ["2029", "31.12.2029", "desember 2029", "4. kv. -29", "hausten 2029", "2. halvår 2029"]
    texts = {
        frame.format(text, then): meaning[:10]
        for text, meaning in earlier.items()
        if frame != "{}-{}" or not re.search(r"[–/]\d\d$", text)
        for then in later
    }
    assert {text: outcome(text) for text in texts} == {
        text: [f"{first}..2029-12-31", "span"] for text, first in texts.items()
    }


@pytest.mark.parametrize("month", [name for name in wording.MONTHS if len(name) >= 6])
def test_a_month_with_a_letter_lost_or_two_swapped_is_guessed_and_never_another(month):
    for at in range(1, len(month) - 1):
        swapped = month[:at] + month[at + 1] + month[at] + month[at + 2 :]
        for misspelt in {month[:at] + month[at + 1 :], swapped} - {month}:
            time = when.read(f"{misspelt} 2026")
            assert time in (None, when.read(f"{month} 2026"))
            assert time is None or (isinstance(time, When) and time.guessed)


@pytest.mark.parametrize("name", sorted(p.name for p in CASES.glob("*.tsv")))
def test_a_list_an_option_and_a_file_read_a_deadline_alike(name):
    texts = [
        text for text, *meaning in rows(name) if meaning[0] != "impossible" and not text.isdecimal()
    ]
    for text in filter(str.strip, texts):
        stated, taken = when.read(text), outline.deadline(text)
        says_something = taken.repeat or (stated is not None and re.search(r"\w", text))
        assert bool(taken.due) == bool(says_something), text
        if isinstance(stated, When):
            assert when.in_file(taken.due) == stated
            assert bool(taken.about) == stated.guessed
            if stated.is_day and not stated.guessed:
                assert clock.day(text) == stated.last


@pytest.mark.parametrize(("word", "latin"), [("tidlig", "primo"), ("sent", "ultimo")])
@pytest.mark.parametrize("year", ["2027", "i 2027", "i april 2027"])
def test_early_and_late_are_the_first_and_the_last_third_and_a_guess(word, latin, year):
    time = when.read(f"{word} {year}")
    assert isinstance(time, When)
    assert time == when.read(f"{latin} {year}")
    assert time.guessed


def test_what_is_near_two_months_is_none():
    assert [outcome(f"{word} 2026") for word in ("jui", "junli", "jnui")] == [["unknown"]] * 3


def test_what_is_written_plainly_is_no_guess():
    exact = [
        "31.12.2026",
        "våren 2027",
        "2026-2028",
        "innen utgangen av mai 2027",
        "2028 (1. halvår)",
    ]
    assert [time.guessed for text in exact if isinstance(time := when.read(text), When)] == [
        False
    ] * 5


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_a_day_is_the_same_in_every_form(day):
    forms = [
        day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day:%y}", f"{day:%d/%m/%Y}",
        f"{day.day}. {wording.MONTHS[day.month - 1]} {day.year}", f"{day.day}. {wording.MONTHS[day.month - 1][:3]} {day.year}",
    ]  # fmt: skip
    assert {form: when.read(form) for form in forms} == dict.fromkeys(forms, when.on(day))


@given(st.text(max_size=40))
def test_no_text_is_an_exception_of_another_kind(text):
    outcome(text)


@given(st.integers(1900, 2099), st.integers(13, 99))
def test_a_month_above_twelve_never_becomes_a_day_of_another_year(year, month):
    years_on = month - year % 100  # «2024-27» is the years 2024 to 2027
    may_be_years = 0 < years_on <= 12 and year >= 1970 and year // 100 == (year + years_on) // 100
    assert (outcome(f"{year}-{month}") == ["impossible"]) or (
        may_be_years
        and outcome(f"{year}-{month}") == [f"{year}-01-01..{year + years_on}-12-31", "span"]
    )


def test_the_period_of_the_plan_is_a_time_where_the_plan_is_known():
    plan = (date(2026, 1, 1), date(2029, 12, 31))
    assert when.read("i planperioden", plan) == When(plan[1], plan[0], "span")
    assert isinstance(when.read("i planperioden"), Undated)


@pytest.mark.parametrize(
    ("day", "precision", "first"),
    [
        (date(2020, 12, 31), "year", date(2020, 1, 1)),
        (date(2019, 6, 30), "half_year", date(2019, 1, 1)),
        (date(2020, 12, 31), "quarter", date(2020, 10, 1)),
        (date(2020, 2, 29), "month", date(2020, 2, 1)),
        (date(2020, 2, 29), "day", date(2020, 2, 29)),
    ],
)
def test_a_date_with_its_precision_is_a_stretch_of_days(day, precision, first):
    stretch = when.of_precision(day, precision)
    assert (stretch.first, stretch.last, stretch.precision) == (first, day, precision)


def test_what_straddles_a_border_lies_in_neither_period():
    autumn = when.read("høsten 2020")
    assert isinstance(autumn, When)
    third, fourth = (date(2020, 7, 1), date(2020, 9, 30)), (date(2020, 10, 1), date(2020, 12, 31))
    assert not autumn.within(*third)
    assert not autumn.within(*fourth)
    assert autumn.touches(*third)
    assert autumn.touches(*fourth)


@pytest.mark.parametrize(
    "text",
    ["desember 2026", "2026-Q3", "2026-T2", "2026-H1", "våren 2026", "sommeren 2026", "høsten 2026", "skoleåret 2026/27", "2026"],
)  # fmt: skip
def test_a_time_is_the_same_by_its_last_day_and_its_precision(text):
    """So a file may hold it as a date with the precision beside it, and no version of it says more than another."""
    stated = when.read(text)
    assert isinstance(stated, When)
    assert when.of_precision(stated.last, stated.precision) == stated
