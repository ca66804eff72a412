"""What a report says, and in which order. Formats only set it; numbers come from `summary` and `changes`.

First stands the paper, two pages for a meeting: what must be decided, which promises were broken or moved, what
changed, and the numbers. It leaves out what is empty, and the ends of long lists. The annex of the long report has
the lists whole, and one line for each part that has nothing to show: the reader sees that nothing was left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tiltak.judge import closing
from tiltak.judge.decisions import decisions
from tiltak.judge.money import has_money
from tiltak.model.paper import PaperCase
from tiltak.past.report import Report
from tiltak.read.fields import REPORT
from tiltak.reports import prose
from tiltak.reports.blocks import (
    Block,
    Bullets,
    Facts,
    Manuscript,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    plain,
    text,
)
from tiltak.reports.look import OURS, Look
from tiltak.reports.parts import EMPTY
from tiltak.reports.sections import basis, changes, deadlines, follow_up, measures, money, totals
from tiltak.words.language import Words, capital
from tiltak.words.overview import adopting_body
from tiltak.words.publishing import made_afterwards, published_by

Maker = Callable[[Report, Words], Section]

PAPER: tuple[Maker, ...] = (
    money.decisions,
    totals.summary,
    deadlines.passed,
    deadlines.delays,
    deadlines.due,
    changes.moved,
    changes.changed,
    changes.reached,
    totals.totals,
    deadlines.coming,
)
ANNEX: tuple[Maker, ...] = (
    deadlines.coming,
    totals.pace,
    totals.focus_areas,
    changes.reworded,
    money.money,
    follow_up.followed_up,
    follow_up.assessments,
    basis.silent,
    basis.corrections,
    follow_up.indicators,
    measures.measures,
    basis.method,
)
PAPER_ROWS = 4  # of a list in the paper, which has two pages
WHOLE = "-alle"  # ends the id of a list in the annex that the paper shows the beginning of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument(Manuscript):
    """A report in words; `report` holds the numbers for data formats."""

    report: Report

    def section(self, id: str) -> Section | None:
        """A section with all that it has: the annex's, where the paper shows only its beginning."""
        return next((s for s in reversed(self.sections) if s.id in (id, id + WHOLE)), None)


def document(
    report: Report, say: Words, look: Look = OURS, *, short: bool = False, cards: bool = True
) -> ReportDocument:
    """The long report, with a card for each measure or without; or its first two pages alone."""
    say = say.of(report.plan)
    adopted = report.state != "not_adopted"
    makers = PAPER if adopted else (totals.summary,)
    # What fell due after somebody stopped following a plan is not ahead of a meeting: the annex has it.
    in_annex = (deadlines.coming,) if report.period.of_plan else ()
    listed = [maker(report, say) for maker in makers if maker not in in_annex]
    called = say._("Sluttrapport for {period}") if report.is_end else say._("Status for {period}")
    subtitle = called.format(period=say.period(report.period))
    paper = report.plan.paper
    case = paper.case(report.period.name) if paper else None
    return ReportDocument(
        title=report.plan.title,
        subtitle=subtitle,
        say=say,
        publisher=report.plan.publisher.name if report.plan.publisher else "",
        published_by=published_by(report.plan, report.recorded_on, say),
        facts=cover(report, say),
        paper=(
            *_proposal(case, say),
            *(shortened(s, say, short=short) for s in listed if not _is_empty(s)),
        ),
        annex=() if short else _annex(listed, report, say, cards=cards),
        made_on=report.made_on,
        keywords=(report.plan.id, report.period.name),
        footer=f"{report.plan.label}. {subtitle}",
        short=short,
        look=look,
        case=_case(case, say),
        report=report,
    )


def _case(case: PaperCase | None, say: Words) -> str:
    """«Sak 12/21. Prøvestad, 3. februar 2021.»; what is not given is left out."""
    if case is None:
        return ""
    day = say.date(case.date) if case.date else ""
    named = [say._("Sak {number}").format(number=case.case)] if case.case else []
    return " ".join(
        f"{part}." for part in (*named, ", ".join(filter(None, (case.place, day)))) if part
    )


def _proposal(case: PaperCase | None, say: Words) -> tuple[Section, ...]:
    """What the council is asked to decide, as the case officer wrote it."""
    if case is None or not case.proposal:
        return ()
    points = tuple(
        Paragraph(text(Span(f"{number}. ", strong=True), *prose.line(point)))
        for number, point in enumerate(case.proposal, 1)
    )
    return (Section("forslag", say._("Forslag til vedtak"), points),)


def _annex(
    of_paper: list[Section], report: Report, say: Words, *, cards: bool
) -> tuple[Section, ...]:
    if report.state == "not_adopted":
        return totals.totals(report, say), basis.method(report, say)
    asked: dict[Maker, bool] = {
        deadlines.coming: report.period.of_plan,
        measures.measures: cards,
        follow_up.indicators: bool(report.plan.indicators),
        follow_up.assessments: any(m.assessments for m in report.plan.measures)
        or any(d.assessments for d in decisions(report.plan)),
        money.money: has_money(report.plan),
        follow_up.followed_up: bool(report.plan.decisions or report.plan.resolution),
    }
    own = [maker(report, say) for maker in ANNEX if asked.get(maker, True)]
    cut = [_whole(s, say) for s in of_paper if shortened(s, say).blocks != s.blocks]
    empty = [s for s in (*of_paper, *own) if _is_empty(s)]
    said_empty = (_nothing_to_show(empty, say),) if empty else ()
    return *cut, *said_empty, *(s for s in own if not _is_empty(s))


def _whole_title(section: Section, say: Words) -> str:
    return say._("{title}: hele listen").format(title=section.title)


def _whole(section: Section, say: Words) -> Section:
    title = _whole_title(section, say)
    # A table that is called what its section is called goes on being so: two of one name cannot be told apart.
    blocks = tuple(
        replace(b, caption=title) if isinstance(b, Table) and b.caption == section.title else b
        for b in section.blocks
    )
    return replace(section, id=section.id + WHOLE, title=title, blocks=blocks)


def _nothing_to_show(empty: list[Section], say: Words) -> Section:
    """One line for each part of the report that is empty."""
    items = tuple(
        text(
            Span(f"{s.title}:", strong=True),
            *(Span(f" {plain(b.content)}") for b in s.blocks if isinstance(b, Paragraph)),
        )
        for s in empty
    )
    return Section("ingenting", say._("Der det ikke er noe å vise"), (Bullets(items),))


def _is_empty(section: Section) -> bool:
    """Whether a section has nothing to show but the sentence that says so, and what goes with it."""
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    return len(paragraphs) == len(section.blocks) and any(p.role == EMPTY for p in paragraphs)


def shortened(section: Section, say: Words, *, short: bool = False) -> Section:
    """A section without the ends of its long lists, and with a line that says how much is missing.

    `short`: the paper stands alone, and the line leads to the long report instead of the annex.
    """
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Table) and not block.total:
            blocks.append(replace(block, rows=block.rows[:PAPER_ROWS]))
            left_out = len(block.rows) - PAPER_ROWS
        elif isinstance(block, Bullets):
            blocks.append(Bullets(block.items[:PAPER_ROWS]))
            left_out = len(block.items) - PAPER_ROWS
        else:
            blocks.append(block)
            left_out = 0
        if left_out > 0:
            more = _more(section, left_out + PAPER_ROWS, say, short=short)
            blocks.append(Paragraph(more, "note"))
    return replace(section, blocks=tuple(blocks))


def _more(section: Section, total: int, say: Words, *, short: bool) -> Text:
    """How much of a list stands here, and where all of it is."""
    listed = say._("Listen viser {n} av {total}.").format(
        n=say.number(PAPER_ROWS), total=say.number(total)
    )
    title = say.quoted(_whole_title(section, say))
    if short:
        where = say._("Resten står i den lange rapporten, under {title}.").format(title=title)
        return text(f"{listed} {where}")
    where = say._("Se {title} i vedlegget.").format(title=title)
    return text(f"{listed} ", Span(where, section=section.id + WHOLE))


def cover(report: Report, say: Words) -> Facts:
    """What the report is about, at a glance."""
    plan = report.plan
    rows = [(say._("Plan"), text(plan.title)), (say._("Kommune"), text(plan.municipality))]
    if plan.adopted:
        words = say._("{date} av {body}").format(
            date=say.date(plan.adopted), body=adopting_body(report.portfolio, plan)
        )
        rows.append((say._("Vedtatt"), text(words)))
    rows += [
        (say._("Periode"), text(capital(say.period(report.period)))),
        (say._("Status per"), text(say.date(report.day))),
        (
            say._("Utgave av dataene"),
            text(closing.short(report.revision) or say._("ikke registrert i git")),
        ),
        *_record(report, say),
    ]
    if sentence := published_by(plan, report.recorded_on, say):
        rows.append((say.field("plan", "publisher"), text(sentence)))
    return Facts((*rows, *prose.plain_fields(plan, plan, REPORT, say)))


def _record(report: Report, say: Words) -> Iterator[tuple[str, Text]]:
    """Who closed the period, what it builds on, and how that is verified."""
    closed, plan = report.closing, report.plan
    if closed:
        unit = report.portfolio.unit_name(closed.closed_by, closed.closed_on)
        day = say.date(closed.closed_on)
        by_whom = say._("{date} av {unit}").format(date=day, unit=unit) if unit else day
        yield say._("Avsluttet"), text(by_whom)
    if closed and closed.afterwards:
        yield (say._("Laget i ettertid"), text(made_afterwards(closed, say, plan.documents)))
    before = closing.before(plan, closed) if closed else closing.newest_before(plan, report.period)
    if before:
        words = say._("{period}, kontrollsum {checksum}")
        link = words.format(period=before.period, checksum=closing.short(before.checksum))
        yield say._("Forrige avsluttede rapport"), text(link)
    if closed and closed.start:
        words = (
            say._("Planen slik den ble vedtatt, kontrollsum {checksum}")
            if closed.start.adopted
            else say._("Planen slik den først ble registrert her, kontrollsum {checksum}")
        )
        link = words.format(checksum=closing.short(closed.start.sha256))
        yield say._("Bygger på"), text(link)
    if closed:
        yield say._("Kontroll"), text(f"tiltak report {closed.period} --plan {plan.id} --verify")
