"""What a report says, and in which order. Formats only set it; numbers come from `summary` and `changes`.

The long report always has every section, and an empty one says so in a sentence: the reader can see that
nothing was left out. The short one leaves empty sections out, and the ends of long lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tiltak.judge import closing
from tiltak.past.report import Report
from tiltak.read.fields import REPORT
from tiltak.reports import prose, sections
from tiltak.reports.blocks import (
    Block,
    Bullets,
    Facts,
    Paragraph,
    Picture,
    Section,
    Table,
    Text,
    plain,
    text,
)
from tiltak.reports.parts import EMPTY
from tiltak.words.language import Words, capital
from tiltak.words.overview import adopting_body
from tiltak.words.publishing import published_by

Maker = Callable[[Report, Words], Section]

LONG: tuple[Maker, ...] = (
    sections.summary,
    sections.totals,
    sections.changed,
    sections.reached,
    sections.delays,
    sections.due,
    sections.passed,
    sections.moved,
    sections.decisions,
    sections.followed_up,
    sections.coming,
    sections.silent,
    sections.corrections,
    sections.indicators,
    sections.measures,
    sections.method,
)
SHORT: tuple[Maker, ...] = (
    sections.summary,
    sections.totals,
    sections.reached,
    sections.delays,
    sections.passed,
    sections.decisions,
    sections.coming,
)
NOT_ADOPTED: tuple[Maker, ...] = (sections.summary, sections.totals, sections.method)
SHORT_ROWS = 5  # of a list in the short report, which has two pages


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A report in words. `facts` belong on the cover; `report` holds the numbers for data formats.

    `publisher` is a name and `published_by` a sentence for the cover; both are empty where nobody is configured.
    """

    title: str
    subtitle: str
    language: str
    publisher: str
    published_by: str
    facts: Facts
    sections: tuple[Section, ...]
    report: Report
    short: bool = False

    def has_cards(self) -> bool:
        return any(section.id == "tiltak" for section in self.sections)


def document(
    report: Report, say: Words, *, short: bool = False, cards: bool = True
) -> ReportDocument:
    """The long report, with a card for each measure or without; or the two pages of the short one."""
    makers = SHORT if short else LONG
    if report.state == "not_adopted":
        makers = NOT_ADOPTED
    asked: dict[Maker, bool] = {
        sections.measures: cards,
        sections.indicators: bool(report.plan.indicators),
        sections.followed_up: bool(report.plan.decisions or report.plan.resolution),
    }
    listed = tuple(maker(report, say) for maker in makers if asked.get(maker, True))
    if short:
        listed = tuple(shortened(section, say) for section in listed if not _is_empty(section))
    return ReportDocument(
        title=report.plan.title,
        subtitle=say._("Status for {period}").format(period=say.period(report.period)),
        language=say.language,
        publisher=report.plan.publisher.name if report.plan.publisher else "",
        published_by=published_by(report.plan, report.recorded_on, say),
        facts=cover(report, say),
        sections=listed,
        report=report,
        short=short,
    )


def _is_empty(section: Section) -> bool:
    return any(isinstance(b, Paragraph) and b.role == EMPTY for b in section.blocks)


def shortened(section: Section, say: Words) -> Section:
    """A section without the ends of its long lists, and with a line that says how much is missing."""
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Picture) and any(isinstance(b, Picture) for b in blocks):
            continue  # one picture a section; the tables have the rest
        if isinstance(block, Table) and block.total:
            blocks.append(
                replace(block, rows=tuple(row for row in block.rows if not _is_zero(row)))
            )
            left_out = 0
        elif isinstance(block, Table):
            blocks.append(replace(block, rows=block.rows[:SHORT_ROWS]))
            left_out = len(block.rows) - SHORT_ROWS
        elif isinstance(block, Bullets):
            blocks.append(Bullets(block.items[:SHORT_ROWS]))
            left_out = len(block.items) - SHORT_ROWS
        else:
            blocks.append(block)
            left_out = 0
        if left_out > 0:
            words = say.spelled(
                "Og ett til. Den lange rapporten viser alle.",
                "Og {n} til. Den lange rapporten viser alle.",
                left_out,
            )
            blocks.append(Paragraph(text(words), "note"))
    return replace(section, blocks=tuple(blocks))


def _is_zero(row: tuple[Text, ...]) -> bool:
    """Whether a row of totals counts nothing, in this period or the one before."""
    return all(plain(cell) == "0" for cell in row[1:])


def cover(report: Report, say: Words) -> Facts:
    """What the report is about, at a glance."""
    plan = report.plan
    rows = [
        (say._("Plan"), text(plan.title)),
        (say._("Kommune"), text(plan.municipality)),
    ]
    if plan.adopted_on:
        words = say._("{date} av {body}").format(
            date=say.date(plan.adopted_on), body=adopting_body(report.portfolio, plan)
        )
        rows.append((say._("Vedtatt"), text(words)))
    rows += [
        (say._("Periode"), text(capital(say.period(report.period)))),
        (say._("Tallene gjelder"), text(say.date(report.day))),
        (
            say._("Utgave av dataene"),
            text(closing.short(report.revision) or say._("ikke registrert i git")),
        ),
        *_record(report, say),
    ]
    if said := published_by(plan, report.recorded_on, say):
        rows.append((say.field("plan", "publisher"), text(said)))
    return Facts((*rows, *prose.plain_fields(plan, REPORT, say)))


def _record(report: Report, say: Words) -> Iterator[tuple[str, Text]]:
    """Who closed the period, what it builds on, and how that is verified."""
    closed, plan = report.closing, report.plan
    if closed:
        unit = report.portfolio.unit_name(closed.closed_by, closed.closed_on)
        day = say.date(closed.closed_on)
        by_whom = say._("{date} av {unit}").format(date=day, unit=unit) if unit else day
        yield say._("Avsluttet"), text(by_whom)
    if closed and closed.afterwards:
        yield (
            say._("Laget i ettertid"),
            text(
                say._(
                    "Planen kom inn i Tiltak etter at perioden var over. Rapporten er satt sammen {date} av det som da var registrert."
                ).format(date=say.date(closed.closed_on))
            ),
        )
    before = closing.before(plan, closed)
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
