"""Ten times as much of anything is ten times the work, for every reader, every check and every reminder.

Calls are counted, of Python and of C, not seconds: the count is the same on every machine.
"""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import openpyxl
import pytest

from tests.gitfolder import GitFolder
from tests.trees import base
from tiltak import formatting
from tiltak.checks import privacy, rules
from tiltak.edit import proposal, splice
from tiltak.edit.change import Planned
from tiltak.edit.splice import Put
from tiltak.forms import issue
from tiltak.judge import reminders
from tiltak.judge.status import judge, verdict
from tiltak.judge.summary import summarise
from tiltak.mail import answers
from tiltak.model.numbers import Number
from tiltak.model.plan import Portfolio
from tiltak.model.recurrence import repeated
from tiltak.model.when import on
from tiltak.past import changes
from tiltak.past.editions import EditionAsked
from tiltak.past.history import history
from tiltak.personal.find import personal_data
from tiltak.problems import Level, UsageError, as_github, as_json, as_text, capped
from tiltak.read import repo, yaml_lines
from tiltak.read.load import Loaded, load
from tiltak.sheets import csvfiles, tabular, textlist, workbook
from tiltak.sheets.intake import taken
from tiltak.sheets.merge import Cell, Group
from tiltak.site.pages.all_pages import plan_pages
from tiltak.site.view import Site
from tiltak.words.language import words

TODAY = date(2021, 2, 1)
FIRST = "measures/rus/01-eksempel.yml"
PLAN = "plans/rus/plan.yml"
UNITS = "plans/units.yml"

Work = Callable[[], object]


def calls(work: Work) -> int:
    count = 0

    def counted(frame: object, event: str, _: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def checked(texts: dict[str, str]) -> Work:
    """Loading, every check, and what is said of it."""
    raw = {path: text.encode() for path, text in texts.items()}

    def work() -> None:
        found = capped(rules.all_problems(load(raw), TODAY))
        as_text(found, raw), as_json(found), as_github(found)

    return work


def measure_with(text: str) -> dict[str, str]:
    return base() | {FIRST: base()[FIRST].replace("status: []\n", "") + text}


def many(count: int, line: str) -> str:
    return "".join(line.format(n=n, m=n + 1) for n in range(1, count + 1))


def measures(count: int, **changed: str) -> dict[str, str]:
    return base() | {
        f"measures/rus/{n:02}-t.yml": base()[FIRST].replace("number: 1", f"number: {n}").replace("status: []\n", changed.get("rest", "status: []\n").format(n=n))
        for n in range(3, count + 3)
    }  # fmt: skip


def days(count: int, line: str) -> str:
    """Newest first; each on a day of its own."""
    start = date(2019, 1, 2).toordinal()
    return "".join(
        line.format(day=date.fromordinal(start + n).isoformat(), n=n)
        for n in reversed(range(count))
    )


def recurring(count: int) -> Loaded:
    """Each on a day of its own."""
    lines = "milestones:\n" + days(
        count, "  - {{id: m{n}, title: M, due: {day}, repeat: quarterly}}\n"
    )
    return load({p: t.encode() for p, t in measure_with(lines + "status: []\n").items()})


def weekly(count: int) -> Loaded:
    """One milestone that nobody has reported on, with so many deadlines behind it."""
    first = TODAY - timedelta(weeks=count)
    texts = measure_with(
        MILESTONES + f"  - {{id: m, title: M, due: {first}, repeat: FREQ=WEEKLY}}\n"
    )
    period = "period: {start: 2019-01-01, end: 2023-12-31}"
    assert period in texts[PLAN]
    texts[PLAN] = texts[PLAN].replace(period, f"period: {{start: {first}, end: 2021-12-31}}")
    return load({p: t.encode() for p, t in texts.items()})


def judged(text: str) -> Work:
    (plan,) = load({p: t.encode() for p, t in measure_with(text).items()}).portfolio.plans
    return lambda: [verdict(judge(measure, plan, TODAY)) for measure in plan.measures]


def reminded(loaded: Loaded) -> Work:
    (plan,) = loaded.portfolio.plans
    return lambda: [reminders.messages(plan, date(2021, 1, n)) for n in (1, 2)]


def sheet(rows: int, columns: int = 4, sheets: int = 1) -> Work:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for n in range(sheets):
        page = book.create_sheet(f"Ark {n}")
        page.append(["Nr.", "Tiltak", "Ansvarlig", "Frist", *(f"K{c}" for c in range(columns - 4))])
        for row in range(1, rows + 1):
            page.append([row, f"Tiltak {row}", "Havn", 2025, *(["x"] * (columns - 4))])
    content = io.BytesIO()
    book.save(content)

    return lambda: tabular.from_grids(workbook.read(content.getvalue()))


def csv(count: int) -> Work:
    raw = ("Nr;Tiltak;Ansvarlig\n" + many(count, "{n};Tiltak {n};Enhet {n}, Havn\n")).encode()
    return lambda: tabular.from_grids(csvfiles.read({"x.csv": raw}))


def listed(count: int, line: str) -> Work:
    text = "# Område\n1. Først\n" + many(count, line)

    def work() -> None:
        with suppress(UsageError):
            textlist.from_text(text)

    return work


def form(count: int) -> Work:
    answers = "\n\n".join(f"### {heading}\n\nrus/1 x" for heading in issue.headings())
    body = answers + many(count, "\n### Dato\nmer")

    def work() -> None:
        issue.filled_in(body)
        issue.refusal(body)

    return work


def messages(count: int) -> Work:
    commits = [(f"{n:040}", "Ring 412 34 567 " + "og mer " * n, True) for n in (1,) * count]
    return lambda: [
        privacy.without_personal_data(p) for p in privacy.problems_in_messages(commits, ())
    ]


def long_message(count: int) -> Work:
    return lambda: list(privacy.problems_in_messages([("x" * 40, "a@b.no 22 " * count, True)], ()))


def file_name(count: int) -> Work:
    return lambda: list(privacy.problems_in_name("docs/" + "22 a@b/" * count))


INDICATOR = "plans/rus/indicators/dod.yml"
DECISION = "plans/rus/decisions/samle.yml"


def figures(text: str) -> dict[str, str]:
    """A plan with one indicator and its figures."""
    return base() | {
        INDICATOR: "title: Overdoser\nunit: overdoser\n",
        INDICATOR.replace(".yml", ".csv"): "period;value;sources\n" + text,
    }


def decision(text: str) -> dict[str, str]:
    return base() | {
        DECISION: "title: Samle\nkind: audit\nbody: bystyret\ntext: Samle dem.\n" + text
    }


def decisions(count: int) -> dict[str, str]:
    one = decision("measures: [1]\n")[DECISION]
    return base() | {DECISION.replace("samle", f"samle-{n}"): one for n in range(count)}


def compared(count: int) -> Work:
    """What differs between two versions of a measure with many entries and milestones."""
    entries = days(count, "  - {{date: {day}, phase: in_progress, note: Nr. {n}}}\n")
    old, new = (
        next(iter(load({p: t.encode() for p, t in measure_with("status:\n" + text).items()}).portfolio.plans)).measures[0]
        for text in (entries, entries.replace("Nr. ", "Annet "))
    )  # fmt: skip
    return lambda: list(changes.differences(old, new))


def edited(count: int) -> Work:
    """A new message on top of many."""
    text = measure_with("status:\n" + days(count, "  - {{date: {day}, phase: in_progress}}\n"))[
        FIRST
    ]
    edit = splice.Add(("status",), 0, {"date": "2021-01-30", "phase": "completed"})
    return lambda: splice.edited("measure", text, [edit])


def proposed(count: int) -> Work:
    texts = {p: t.encode() for p, t in measures(count).items()}
    loaded = load(texts)
    new = {FIRST: texts[FIRST].replace(b"Et eksempel", b"Et annet")}
    return lambda: proposal.proposed(loaded, texts, new, TODAY)


def proposed_with_faults(count: int) -> Work:
    """What one request to `tiltak edit` may hold."""
    texts = {p: t.encode() for p, t in base().items()}
    loaded = load(texts)
    new: dict[str, bytes | None] = {f"measures/rus/{n}-t.yml": b"a: 1" for n in range(3, count + 3)}
    return lambda: proposal.proposed(loaded, texts, new, TODAY)


def imported(count: int) -> Work:
    """A wrong cell for each measure, and a right one beside it."""
    texts = {p: t.encode() for p, t in measures(count).items()}
    loaded = load(texts)
    (plan,) = loaded.portfolio.plans
    paths = {m.number: f"measures/rus/{m.number:02}-t.yml" for m in plan.measures if m.number > 2}

    def group(number: Number, edit: Put) -> Group:
        cell = Cell("rad 1", "Celle", "x", "y")
        return Group(number, (cell,), lambda _: Planned((edit,)), {})

    edits = (Put(("title",), "Et annet"), Put(("owner",), "finnes-ikke"))
    groups = [group(number, edit) for number in paths for edit in edits]

    def work() -> None:
        result = taken(groups, paths, loaded, texts, TODAY)
        assert (len(result.groups), len(result.left_out)) == (len(paths), len(paths))

    return work


def site_of(texts: dict[str, str]) -> Site:
    return Site(load({p: t.encode() for p, t in texts.items()}).portfolio, TODAY, words())


def told_of_changes(count: int) -> Work:
    """What is said on a page of changes where each measure has one."""
    entry = "status: [{{date: 2021-01-15, phase: in_progress}}]\n"
    view = site_of(measures(count, rest=entry)).view
    assert view
    changed = changes.changes(summarise(view.plan, date(2021, 1, 1)), view.summary)

    def work() -> None:
        assert len(view.told_changes(changed)) == count

    return work


def pages_of_units(count: int) -> Work:
    """What the page of each unit shows, where each has a measure and is a part of another."""
    owned = "owner: u{n}\ncontributors: [u{n}]\nstatus: []\n"
    units = many(
        count + 2,
        "  u{n}: {{kind: internal, parents: [{{unit: helsehuset}}], names: [{{name: U{n}}}]}}\n",
    )
    view = site_of(measures(count, rest=owned) | {UNITS: base()[UNITS] + units}).view
    assert view

    def work() -> None:
        pages = [page for page in plan_pages(view) if page.template in {"unit.html", "units.html"}]
        assert len(pages) > count
        for page in pages:
            page.values()

    return work


STATUS = "status:\n"
MILESTONES = "status: []\nmilestones:\n"
KINDS: dict[str, tuple[int, Callable[[int], Work]]] = {
    "measures": (20, lambda n: checked(measures(n))),
    "measures of one number": (
        20,
        lambda n: checked({p.replace(".yml", f"-{p[13:15]}.yml"): t.replace("number: ", "number: 1 #") for p, t in measures(n).items() if "/t" not in p}),
    ),
    "measures that merge into the next": (
        20,
        lambda n: checked(measures(n, rest="status: [{{date: 2021-01-01, phase: merged, into: {n}, note: x}}]\n")),
    ),
    "measures that cannot be read": (20, lambda n: checked({p: t + "]\n" for p, t in measures(n).items()})),
    "measures of an unknown unit": (20, lambda n: checked(measures(n, rest="owner: finnes-ikke\nstatus: []\n"))),
    "entries": (50, lambda n: checked(measure_with(STATUS + days(n, "  - {{date: {day}, phase: in_progress}}\n")))),
    "entries in the wrong order": (
        60,
        lambda n: checked(measure_with(STATUS + "".join(reversed(days(n, "  - {{date: {day}, phase: paused}}\n").splitlines(keepends=True))))),
    ),
    "entries without a date": (30, lambda n: checked(measure_with(STATUS + many(n, "  - {{phase: ukjent}}\n")))),
    "milestones": (
        10,
        lambda n: checked(measure_with(MILESTONES + many(n, "  - {{id: m{n}, title: M, due: 2020-01-01}}\n"))),
    ),
    "milestones of one name": (
        10,
        lambda n: checked(measure_with(MILESTONES + many(n, "  - {{id: m, title: M, due: 2020-01-01}}\n"))),
    ),
    "recurring milestones": (
        5,
        lambda n: checked(measure_with(MILESTONES + many(n, "  - {{id: m{n}, title: M, due: 2019-03-01, repeat: quarterly}}\n"))),
    ),
    "milestones that are judged": (10, lambda n: judged(MILESTONES + many(n, "  - {{id: m{n}, title: M, due: 2020-01-01}}\n"))),
    "entries that are judged": (60, lambda n: judged(STATUS + days(n, "  - {{date: {day}, phase: in_progress}}\n"))),
    "deadlines that were met": (
        10,
        lambda n: judged(MILESTONES + "  - id: m\n    title: M\n    due: 2019-01-05\n    repeat: FREQ=WEEKLY\n    occurrences:\n" + many(n, "      - {{done: 2020-01-01}}\n")),
    ),
    "reminders of one that comes back": (10, lambda n: reminded(weekly(n + 4))),
    "reminders": (3, lambda n: reminded(recurring(n))),
    "reminders of measures": (10, lambda n: reminded(load({p: t.encode() for p, t in measures(n, rest="status: []\nmilestones: [{{id: m, title: M, due: 2021-01-15}}]\n").items()}))),
    "units": (
        30,
        lambda n: checked(base() | {UNITS: base()[UNITS] + many(n, "  u{n}: {{kind: internal, parents: [{{unit: helsehuset}}], names: [{{name: U{n}}}]}}\n")}),
    ),
    "units below one another": (
        30,
        lambda n: checked(base() | {UNITS: base()[UNITS] + "  u1: {kind: internal, names: [{name: U}]}\n" + many(n, "  u{m}: {{kind: internal, parents: [{{unit: u{n}}}], names: [{{name: U{n}}}]}}\n")}),
    ),
    "units in a circle": (
        30,
        lambda n: checked(base() | {UNITS: base()[UNITS] + f"  u1: {{kind: internal, parents: [{{unit: u{n + 1}}}], names: [{{name: U}}]}}\n" + many(n, "  u{m}: {{kind: internal, parents: [{{unit: u{n}}}], names: [{{name: U{n}}}]}}\n")}),
    ),
    "names of a unit": (
        30,
        lambda n: checked(base() | {UNITS: base()[UNITS] + "  u1:\n    kind: internal\n    names:\n" + many(n, "      - {{name: U{n}, from: 2020-01-01}}\n")}),
    ),
    "areas": (30, lambda n: checked(base() | {PLAN: base()[PLAN].replace("documents:", many(n, "  - {{id: a{n}, title: A}}\n") + "documents:")})),
    "documents": (30, lambda n: checked(base() | {PLAN: base()[PLAN] + many(n, "  - {{id: d{n}, title: D}}\n")})),
    "allowed addresses": (
        30,
        lambda n: checked(base() | {PLAN: base()[PLAN] + "allowed_addresses:\n" + many(n, "  - a{n}@example.no\n"), FIRST: base()[FIRST] + many(n, "# a{n}@example.no\n")}),
    ),
    "contributors": (30, lambda n: checked(measure_with("status: []\ncontributors:\n" + many(n, "  - u{n}\n")))),
    "contributors that repeat": (30, lambda n: checked(measure_with("status: []\ncontributors:\n" + many(n, "  - helsehuset\n")))),
    "related measures": (30, lambda n: checked(measure_with("status: []\nrelated:\n" + many(n, "  - {n}\n")))),
    "unknown keys": (30, lambda n: checked(measure_with("status: []\n" + many(n, "ukjent{n}: 1\n")))),
    "keys twice": (30, lambda n: checked(measure_with("status: []\n" + many(n, "summary: x\n")))),
    "figures": (50, lambda n: checked(figures(many(n, "2018;{n};plan#1\n")))),
    "cells of a row of figures": (50, lambda n: checked(figures("2018;1;plan#1" + ";x" * n + "\n"))),
    "sources of a figure": (10, lambda n: checked(figures("2018;1;" + "plan#1 | " * n + "plan#1\n"))),
    "columns of figures": (50, lambda n: checked(figures("") | {INDICATOR.replace(".yml", ".csv"): ";" * n})),
    "decisions": (20, lambda n: checked(decisions(n))),
    "entries of a decision": (50, lambda n: checked(decision("entries:\n" + days(n, "  - {{date: {day}, state: in_progress, note: N}}\n")))),
    "measures of a decision": (30, lambda n: checked(decision("measures:\n" + many(n, "  - {n}\n")))),
    "assessments": (30, lambda n: checked(measure_with("status: []\nassessments:\n" + days(n, "  - {{date: {day}, by: helsehuset, verdict: on_track, note: N}}\n")))),
    "amounts": (30, lambda n: checked(measure_with("status: []\nfunding:\n  amounts:\n" + many(n, "    - {{year: 2020, kind: granted, amount: {n}, source: plan#1}}\n")))),
    "goals": (30, lambda n: checked(base() | {PLAN: base()[PLAN] + "goals:\n" + many(n, "  - {{id: g{n}, text: G}}\n")})),
    "goals below one another": (30, lambda n: checked(base() | {PLAN: base()[PLAN] + "goals:\n  - {id: g1, text: G}\n" + many(n, "  - {{id: g{m}, text: G, parent: g{n}}}\n")})),
    "parts of a measure": (20, lambda n: checked(measures(n, rest="part_of: 1\nstatus: []\n"))),
    "measures that depend on the one before": (20, lambda n: checked(measures(n, rest="depends_on: [2]\nstatus: []\n"))),
    "comments": (100, lambda n: checked(measure_with("status: []\n" + many(n, "# 22 33 44 a@b{n}.no\n")))),
    "words of a summary": (100, lambda n: checked(measure_with("status: []\nsummary: >-\n" + many(n, "  ord {n} <b> [x](javascript:y) \\u202e\n")))),
    "links": (50, lambda n: checked(measure_with("status: []\nsummary: >-\n" + many(n, "  <https://a.no/{n}> [x](http://b)\n")))),
    "brackets": (100, lambda n: checked(measure_with(f"status: []\nrelated: {'[' * n}"))),
    "a wide list": (200, lambda n: lambda: yaml_lines.parse(("a: [" + "1," * n + "]").encode(), "x.yml")),
    "a wide mapping": (200, lambda n: lambda: yaml_lines.parse(many(n, "k{n}: v\n").encode(), "x.yml")),
    "aliases": (20, lambda n: lambda: yaml_lines.parse(("a: &a 1\nb:\n" + many(n, "  - *a\n")).encode(), "x.yml")),
    "escapes": (100, lambda n: checked(measure_with('status: []\nsummary: "' + "\\u0041 22 " * n + '"\n'))),
    "rows of a workbook": (20, sheet),
    "columns of a workbook": (20, lambda n: sheet(3, columns=n + 4)),
    "sheets of a workbook": (3, lambda n: sheet(3, sheets=n)),
    "rows of a text file": (100, csv),
    "numbers of a list": (100, lambda n: listed(n, "{m}. Et tiltak\n")),
    "numbers of a list that repeat": (100, lambda n: listed(n, "1. Et tiltak\n")),
    "lines below a number": (100, lambda n: listed(n, "  mer tekst\n")),
    "the body of a form": (50, form),
    "styles of a mail": (100, lambda n: lambda: answers.read(b"Content-Type: text/html\n\n" + b"<style>" * n)),
    "messages in git": (30, messages),
    "a long message in git": (100, long_message),
    "a long name of a file": (50, file_name),
    "entries that are compared": (30, compared),
    "a file that is edited": (30, edited),
    "a proposal": (20, proposed),
    "a proposal with faults": (20, proposed_with_faults),
    "an import with a wrong cell in each row": (10, imported),
    "measures that changed": (10, told_of_changes),
    "pages of units": (10, pages_of_units),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_ten_times_as_much_is_ten_times_the_work(kind):
    size, made = KINDS[kind]
    made(1)()  # what is made once and kept
    none, some, more = (calls(made(count)) for count in (1, size, 10 * size))
    each = (some - none) / (size - 1)
    each_of_more = (more - some) / (9 * size)
    assert each_of_more <= 1.5 * each + 20, f"{each:.0f} calls for each, then {each_of_more:.0f}"


WEEKS = MILESTONES + many(100, "  - {{id: m{n}, title: M, due: 2019-01-04, repeat: FREQ=WEEKLY}}\n")
LONGEST = {PLAN: base()[PLAN].replace("end: 2023-12-31", "end: 2058-12-31")}
TOO_MUCH: dict[str, tuple[str, dict[str, str]]] = {
    "times": (FIRST, measure_with(WEEKS) | LONGEST),
    "milestones": (FIRST, measure_with(WEEKS + "  - {id: m, title: M, due: 2019-01-04}\n")),
    "years": (PLAN, base() | {PLAN: base()[PLAN].replace("end: 2023-12-31", "end: 2059-12-31")}),
    "areas": (PLAN, base() | {PLAN: base()[PLAN].replace("focus_areas:\n", "focus_areas:\n" + many(200, "  - {{id: a{n}, title: A}}\n"))}),
    "values": (FIRST, measure_with("status: []\nrelated:\n" + many(15_000, "  - {n}\n"))),
    "signs": (FIRST, measure_with("status: []\nsummary: " + "x" * 1_000_000 + "\n")),
    "levels": (FIRST, measure_with("status: []\nrelated: " + "[" * 30 + "]" * 30 + "\n")),
    "figures": (INDICATOR.replace(".yml", ".csv"), figures(many(10_001, "2018;{n};plan#1\n"))),
    "units": (UNITS, base() | {UNITS: base()[UNITS] + many(3_000, "  u{n}: {{kind: internal, names: [{{name: U}}]}}\n")}),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", TOO_MUCH)
def test_what_the_check_finds_too_much_is_no_work_to_anybody_else(kind):
    path, texts = TOO_MUCH[kind]
    raw = {name: text.encode() for name, text in texts.items()}
    loaded = load(raw)
    assert path in {
        p.place.path for p in rules.all_problems(loaded, TODAY) if p.level is Level.ERROR
    }
    assert path in {file.path for file in loaded.portfolio.unreadable}

    def shown(portfolio: Portfolio) -> Work:
        return lambda: [
            (summarise(plan, TODAY), reminders.messages(plan, TODAY)) for plan in portfolio.plans
        ]

    without = load({name: text for name, text in raw.items() if name != path}).portfolio
    shown(without)()  # what is made once and kept
    assert calls(shown(loaded.portfolio)) < 1.5 * calls(shown(without)) + 1000


def test_an_edition_of_the_files_has_no_more_deadlines_than_those_of_today(tmp_path):
    git = GitFolder(tmp_path)
    git.commit(TOO_MUCH["times"][1], "2021-01-10")
    log = list(repo.repository(tmp_path).log())
    asked = [EditionAsked(TODAY)]
    (edition,) = history(log, repo.repository(tmp_path).contents, asked).editions.values()
    assert [file.path for file in edition.portfolio.unreadable] == [FIRST]


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1"])  # fmt: skip
@pytest.mark.parametrize("first", [1900, 2019, 2060])
def test_a_rule_that_gives_no_date_is_not_followed_to_the_last_year_there_is(rule, first):
    due, until = on(date(first, 1, 2)), date(first + 39, 12, 31)
    assert calls(lambda: repeated(rule, due, until)) < 100_000


RUNS = ("_", "\n# ", " ", "- ", "1. ", "1-", "a.", "a@", "**", "\0", "<", "<a ", "![", "[", "](", "[a](", "|", "|-", "| ", "|---", "&", "@", "http://", "javascript:", "j ")  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS)
def test_a_long_run_of_signs_is_looked_through_once(run):
    """No pattern begins anew at each of them: that would take minutes, and what is counted above does not show it."""

    def stopped(*_: object) -> None:
        raise AssertionError("a pattern begins anew at each sign")

    before = signal.signal(signal.SIGVTALRM, stopped)
    signal.setitimer(signal.ITIMER_VIRTUAL, 4)
    try:
        checked(measure_with("status: []\n# " + run * (40_000 // len(run)) + "\n"))()
        formatting.tokens(run.replace("#", "") * (40_000 // len(run)))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("shape", ["{0}{1}{2}{3}", "{0} {1} {2} {3}", "sak {0} {1}{2} {3}"])
def test_an_allowed_number_that_stands_again_is_not_judged_again(shape):
    """Where none is allowed, the search ends at a hundred; these go on to the end of the text."""

    def looked_through(first: int, last: int) -> Work:
        numbers = [
            first + (last - first) // 2500 * n for n in range(2500)
        ]  # too many to be remembered
        written = [shape.format(*(f"{n}"[i : i + 2] for i in (0, 2, 4, 6))) for n in numbers]
        text = ", ".join(written)
        personal_data(written[0], written)  # what is made once and kept
        return lambda: personal_data(text, written)

    repeated, different = looked_through(22334456, 22334456), looked_through(22334456, 22834456)
    assert calls(repeated) < 0.7 * calls(different)
