"""The reports, each as a page and in every form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tiltak.model.periods import Period
from tiltak.model.plan import Closing
from tiltak.reports import html
from tiltak.reports.document import document
from tiltak.reports.html import MAIN_BEGINS, MAIN_ENDS
from tiltak.site.view import Page, View
from tiltak.words.measures import of_each, summing_up
from tiltak.words.publishing import made_afterwards, not_held_words

PAPER_FORM = "pdf"  # of the two pages that a meeting gets
FORM_NAMES = {"docx": "Word", "xlsx": "Excel", "md": "Markdown"}


def reports_page(view: View) -> Page:
    """Every period in every form, the newest first."""
    say = view.words
    return Page(
        view,
        f"{view.plan.id}/rapporter",
        say._("Rapporter"),
        "reports",
        "reports.html",
        lambda: {
            "periods": [
                (p, view.record(p), summing_up_of(view, p), report_forms(view, p))
                for p in view.reported
            ]
        },
        description=view.in_plan(say._("Rapportene om {plan}, én for hver periode.")),
    )


def report_page(view: View, period: Period) -> Page:
    """The council's report as a page, and the same in every form."""
    say, record = view.words, view.record(period)
    return Page(
        view,
        report_uri(view, period),
        say._("Rapport for {period}").format(period=say.period(period)),
        "reports",
        "report.html",
        lambda: (
            {"period": period, "said": summing_up_of(view, period)}
            | (delivered_values(view, period, record) if record else report_values(view, period))
        ),
        description="" if record else summing_up(view.at(period).summary, say),
    )


def summing_up_of(view: View, period: Period) -> str:
    """How it went in a sentence, by the numbers of the report that was delivered where there is one."""
    if numbers := view.delivered_numbers(period):
        return of_each(numbers["counts"], numbers["total"], view.words)
    return summing_up(view.stretch(period).summary, view.words)


def report_uri(view: View, period: Period) -> str:
    return f"{view.plan.id}/rapporter/{period}"


def report_values(view: View, period: Period) -> dict[str, Any]:
    """What a report's page shows. The site has pages for the measures: no cards."""
    then = view.at(period).links(report_uri(view, period))
    report = document(view.report(period), view.words, cards=False)
    content = html.fragment(report, link_to=then.measure)
    earlier, later = period.previous(), period.next()
    return {
        # `reports.html` escapes what it sets
        "content": Markup(html.folded(content, (s.id for s in report.paper))),  # noqa: S704
        "contents": html.contents_of(content),
        "forms": report_forms(view, period),
        "record": None,
        "corrected": (),
        "then_measures": then.measures(),
        "earlier": earlier if earlier in view.periods else None,
        "later": later if later in view.periods else None,
    }


def delivered_values(view: View, period: Period, record: Closing) -> dict[str, Any]:
    """What the page of a delivered report shows: the page that was delivered, and what is known of it."""
    name = f"{view.plan.id}-{period}.html"
    # A page that a text could not be taken out of is gone; its other forms are there.
    page = view.delivered(record, name).decode("utf-8") if name in record.files else ""
    content = page.partition(MAIN_BEGINS)[2].rpartition(MAIN_ENDS)[0]
    reported = view.reported
    earlier = [p for p in reported if p.end < period.end]
    later = [p for p in reported if p.end > period.end]
    return {
        # `reports.html` escaped what it set, and the checksum says that it is still that
        "content": Markup(html.folded(content, html.in_the_paper(content))),  # noqa: S704
        "contents": html.contents_of(content),
        "forms": report_forms(view, period),
        "record": record,
        "afterwards": made_afterwards(record, view.words) if record.afterwards else "",
        "not_held": not_held_words(record, view.words),
        "corrected": [c for c in view.corrections if record.period in c.periods],
        "closed_by": view.site.portfolio.unit_name(record.closed_by, record.closed_on),
        "then_measures": view.first_of(period).links(report_uri(view, period)).measures()
        if period in view.periods
        else "",
        "earlier": next(iter(earlier), None),
        "later": later[-1] if later else None,
    }


def report_path(view: View, name: str) -> str:
    return f"{view.plan.id}/rapporter/{name}"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file that a report can be had in. `short`: its two pages alone."""

    name: str
    path: str
    form: str
    short: bool = False


def report_files(view: View, period: Period) -> list[ReportFile]:
    """The paper of two pages first, then the whole report in every form; of a delivered one what was delivered."""
    stem, record = f"{view.plan.id}-{period}", view.record(period)
    forms = view.site.report_forms
    files = [
        ReportFile(FORM_NAMES.get(f, f.upper()), report_path(view, f"{stem}.{f}"), f) for f in forms
    ]
    if record:
        return [file for file in files if file.path.rpartition("/")[2] in record.files]
    if PAPER_FORM in forms:
        name = view.words._("Saksframlegg på to sider")
        path = report_path(view, f"{stem}-kort.{PAPER_FORM}")
        files.insert(0, ReportFile(name, path, PAPER_FORM, short=True))
    return files


def report_forms(view: View, period: Period) -> list[tuple[str, str]]:
    """Name and path of each file a report can be had in."""
    return [(file.name, file.path) for file in report_files(view, period)]
