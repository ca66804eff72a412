"""The reports, each as a page and in every form."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from tiltak.model.periods import Period
from tiltak.reports import html
from tiltak.reports.document import document
from tiltak.site.pages.page import page_from
from tiltak.site.view import Page, View
from tiltak.words.measures import summing_up

FORM_NAMES = {"docx": "Word", "xlsx": "Excel", "md": "Markdown"}


def reports_page(view: View) -> Page:
    """Every period in every form, the newest first."""
    say = view.site.words
    return page_from(
        view,
        f"{view.plan.id}/rapporter",
        say._("Rapporter"),
        "reports",
        "reports.html",
        lambda: {
            "periods": [(p, view.stretch(p).summary, report_forms(view, p)) for p in view.periods]
        },
        description=say._("Rapportene om {plan}, én for hver periode.").format(
            plan=view.plan.label
        ),
    )


def report_page(view: View, period: Period) -> Page:
    """The council's report as a page, and the same in every form."""
    say = view.site.words
    return page_from(
        view,
        report_uri(view, period),
        say._("Rapport for {period}").format(period=say.period(period)),
        "reports",
        "report.html",
        lambda: report_values(view, period),
        description=summing_up(view.at(period).summary, say),
    )


def report_uri(view: View, period: Period) -> str:
    return f"{view.plan.id}/rapporter/{period}"


def report_values(view: View, period: Period) -> dict[str, Any]:
    """What a report's page shows. The site has pages for the measures: no cards."""
    then = view.at(period).links(report_uri(view, period))
    content = document(view.report(period), view.site.words, cards=False)
    earlier, later = period.previous(), period.next()
    return {
        # `reports.html` escapes what it sets
        "content": Markup(html.fragment(content, link_to=then.measure)),  # noqa: S704
        "contents": [(section.id, section.title) for section in content.sections],
        "forms": report_forms(view, period),
        "then_measures": then.measures(),
        "earlier": earlier if earlier in view.periods else None,
        "later": later if later in view.periods else None,
    }


def report_forms(view: View, period: Period) -> list[tuple[str, str]]:
    """Name and path of each file a report can be had in."""
    folder = f"{view.plan.id}/rapporter"
    return [
        (FORM_NAMES.get(form, form.upper()), f"{folder}/{view.plan.id}-{period}.{form}")
        for form in view.site.report_forms
    ]
