"""`tiltak changes FROM TO`: what differs between two moments, for people, pull requests and programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from tiltak.commands import _options
from tiltak.data import VERSION, shapes
from tiltak.harmless import as_typed, one_line
from tiltak.judge.as_of import judged_day
from tiltak.judge.status import Judgement
from tiltak.judge.summary import summarise
from tiltak.model.numbers import Number
from tiltak.model.plan import Measure, Plan, Portfolio
from tiltak.past.changes import Changes, UnitEdit, changes, unit_edits
from tiltak.past.origins import Origins
from tiltak.problems import UsageError
from tiltak.read import clock
from tiltak.read.load import CLOSED, UNITS, kind_of
from tiltak.read.plan_files import settings_of
from tiltak.read.schema import choice
from tiltak.site.addresses import measure_uri, path_of
from tiltak.words import measures
from tiltak.words.changes import ChangeLine, change_lines
from tiltak.words.language import Words, signed, words
from tiltak.words.plan_changes import plan_sentence, unit_sentence
from tiltak.words.rewording import before_and_after, reworded
from tiltak.workspace import Moment, Workspace

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PERIOD = re.compile(r"[0-9]{4}(-[A-Za-z][0-9]*)?")


@click.command("changes")
@click.argument("start", metavar="FRA")
@click.argument("end", metavar="[TIL]", required=False)
@_options.options(
    _options.format_option(
        "Tekst, Markdown (til en pull request) eller JSON.", "text", "md", "json"
    ),
    click.option(
        "--pages",
        metavar="ADRESSE",
        default="",
        help="Hvor nettstedet ligger slik det blir. Hvert tiltak får en lenke til siden sin der.",
    ),
    click.option(
        "--archive",
        metavar="ADRESSE",
        default="",
        help="Et arkiv (zip) med nettstedet slik det blir. Ved hvert tiltak står hvilken fil i det som er siden.",
    ),
    _options.plan_option,
    _options.moment_options,
    _options.root_option,
)
def command(  # noqa: PLR0913, PLR0917 – one argument for each thing that can be typed
    start: str,
    end: str | None,
    shape: str,
    pages: str,
    archive: str,
    plan_id: str | None,
    moment: Moment,
    root: Path,
) -> None:
    """Vis hva som er endret mellom to tidspunkt.

    FRA og TIL er revisjoner i git, datoer (2020-12-31) eller perioder (2020-Q4). Uten TIL: til nå. En periode
    alene er fra dagen før den begynner til dagen den slutter. Revisjoner sammenlignes på samme dag, i dag eller
    --as-of; datoer sammenlignes etter det filene sier nå eller i --rev.
    """
    if pages and archive:
        raise UsageError("Skriv --pages eller --archive, ikke begge.")
    preview = Preview(pages.rstrip("/"), archive)
    before, after = sides(start, end, _options.open_workspace(root, moment))
    _refuse_backwards(before, after)
    comparisons = [
        comparison
        for comparison in compared(before, after)
        if plan_id is None or comparison.changes.plan.id == plan_id
    ]
    if not comparisons:
        after.workspace.plan(plan_id)  # says what is wrong with the name, or with the files
    match shape:
        case "json":
            payload = {
                "version": VERSION,
                "from": _side_data(before),
                "to": _side_data(after),
                "plans": [
                    shapes.changes_data(
                        comparison.changes, after.workspace.portfolio, words(), comparison.origins
                    )
                    for comparison in comparisons
                ],
                "units": [shapes.unit_edit_data(edit, words()) for edit in units(before, after)],
            }
            _options.print_json(payload)
        case "md":
            click.echo("\n\n".join(_markdown(before, after, comparisons, words(), preview)))
        case _:
            click.echo("\n".join(_text(before, after, comparisons, words(), preview)))


# The two moments


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two moments: the files and the day, and how it is called."""

    label: str
    workspace: Workspace

    @property
    def unreadable(self) -> tuple[str, ...]:
        return tuple(p for p, parsed in self.workspace.loaded.files.items() if not parsed.valid)


@dataclass(frozen=True, slots=True)
class Compared:
    """One plan's changes, and where they come from if there is a history to tell."""

    changes: Changes
    origins: Origins | None
    plan_event: str = ""  # added or removed: only one of the sides has the plan

    def __bool__(self) -> bool:
        return bool(self.changes or self.plan_event)


def sides(start: str, end: str | None, base: Workspace) -> tuple[Side, Side]:
    """The moments that a person named. Days are judged by the files of `base`, revisions on its day."""
    if end is not None:
        return _side(start, base), _side(end, base)
    if PERIOD.fullmatch(start):
        named = _options.typed_period(start)
        day_before = named.start - timedelta(days=1)
        return _on_day(base, day_before), _on_day(base, named.end)
    return _side(start, base), Side(_edition(base) if base.commit else words()._("nå"), base)


def _side(word: str, base: Workspace) -> Side:
    if DATE.fullmatch(word):
        return _on_day(base, clock.day(word))
    if PERIOD.fullmatch(word):
        return _on_day(base, _options.typed_period(word).end)
    then = _options.open_workspace(base.root, Moment(as_of=base.today, rev=word))
    assert then.commit
    return Side(f"{word} ({_edition(then)})", then)


def _edition(of: Workspace) -> str:
    assert of.commit
    return f"{of.commit.short_id}, {words().date(of.commit.recorded_on)}"


def _refuse_backwards(before: Side, after: Side) -> None:
    """Refuse two days in the wrong order. An older revision as the second side is allowed."""
    first, second = before.workspace, after.workspace
    if first.loaded is second.loaded and first.today > second.today:
        raise UsageError(
            f"{before.label} er etter {after.label}. Skriv det eldste tidspunktet først."
        )


def _on_day(base: Workspace, day: Any) -> Side:
    return Side(words().date(day), replace(base, today=day))


def compared(before: Side, after: Side) -> list[Compared]:
    """Compare every plan of both moments. A plan on one side only is new, or gone."""
    then, now = before.workspace, after.workspace
    ids = dict.fromkeys(plan.id for plan in (*now.portfolio.plans, *then.portfolio.plans))
    # Two days of the same files need no git.
    past = now.history_or_none() if then.loaded is now.loaded else now.history()
    comparisons = []
    for id in ids:
        if {f"plans/{id}/plan.yml"} & {*before.unreadable, *after.unreadable}:
            continue
        old, new = then.portfolio.plan(id), now.portfolio.plan(id)
        plan = new or old
        assert plan
        # Nothing new is said of a measure where a plan's clock is set back: both are seen where it stands now.
        clock_now = judged_day(new or plan, now.today).day
        difference = changes(
            summarise(old or _empty(plan), min(then.today, clock_now)),
            summarise(new or _empty(plan), now.today),
            (then.today, now.today),
        )
        difference = _without_unread_closings(difference, before, after)
        plan_event = "" if old and new else "added" if new else "removed"
        comparisons.append(Compared(difference, Origins(past, plan) if past else None, plan_event))
    return comparisons


def _empty(plan: Plan) -> Plan:
    return replace(plan, measures=())


def units(before: Side, after: Side) -> tuple[UnitEdit, ...]:
    """Compare the units; none if their file cannot be read on one of the sides."""
    if UNITS in (*before.unreadable, *after.unreadable):
        return ()
    return unit_edits(before.workspace.portfolio, after.workspace.portfolio)


def _without_unread_closings(difference: Changes, before: Side, after: Side) -> Changes:
    """Leave out the closed periods where the record of one cannot be read: it is neither new nor gone."""
    if not any(_is_closing(p, difference.plan) for p in (*before.unreadable, *after.unreadable)):
        return difference
    edits = tuple(edit for edit in difference.plan_edits if edit.field != "closings")
    return replace(difference, plan_edits=edits)


def _is_closing(path: str, plan: Plan) -> bool:
    match = CLOSED.fullmatch(path)
    return bool(match and match[1] == plan.id)


def _side_data(side: Side) -> dict[str, Any]:
    workspace = side.workspace
    return {
        "label": side.label,
        "as_of": workspace.today.isoformat(),
        "rev": workspace.rev,
        "unreadable": list(side.unreadable),
    }


# For people


@dataclass(frozen=True, slots=True)
class Preview:
    """A site that was built of the newer side: laid out at an address, or packed in an archive."""

    pages: str = ""
    archive: str = ""

    def page(self, number: Number, comparison: Compared, after: Side) -> str:
        """Where a measure's page is; empty where there is none."""
        plan = after.workspace.portfolio.plan(comparison.changes.plan.id)
        if not (self.pages or self.archive) or not plan or not plan.measure(number):
            return ""
        folders = bool(settings_of(after.workspace.root).get("use_directory_urls", True))
        path = path_of(measure_uri(plan.id, number), folders=folders)
        # Neither a list of a job's files nor an unpacked archive knows a folder by its address.
        file = f"{path}{'index.html' if folders else ''}"
        return f"{self.pages}/{file}" if self.pages else file

    def guidance(self, archive: str, say: Words) -> Iterator[str]:
        """What to do with the archive, if the site is in one."""
        if self.archive:
            yield say._(
                "Pakk ut {archive} for å se sidene slik de blir. Ved hvert tiltak står det hvilken fil det er."
            ).format(archive=archive)


def _text(
    before: Side, after: Side, comparisons: Iterable[Compared], say: Words, preview: Preview
) -> Iterator[str]:
    yield say._("Endringer fra {start} til {end}.").format(start=before.label, end=after.label)
    yield from preview.guidance(preview.archive, say)
    for side in (before, after):
        yield from (f"  {line}" for line in _unreadable(side, say))
    for comparison in comparisons:
        yield ""
        yield one_line(comparison.changes.plan.title)
        for text in _plan_lines(comparison, after, say):
            yield f"  {one_line(text)}"
        for measure, lines in _by_measure(comparison, after, say):
            yield ""
            yield f"{measure.number}. {one_line(measure.title)}"
            if page := preview.page(measure.number, comparison, after):
                yield f"  {say._('Siden slik den blir: {address}').format(address=page)}"
            for line in lines:
                yield f"  {one_line(line.text)}"
                for name, text in before_and_after(line.change, say):
                    yield f"    {name}: {one_line(text)}"
        yield ""
        yield from _totals_text(comparison, before, after, say)
    if edits := units(before, after):
        yield ""
        yield say._("Enheter")
        yield from (f"  {one_line(unit_sentence(edit, say))}" for edit in edits)


def _plan_lines(comparison: Compared, after: Side, say: Words) -> Iterator[str]:
    """Word the changes of the plan itself."""
    if comparison.plan_event:
        yield (
            say._("Planen er ny.")
            if comparison.plan_event == "added"
            else say._("Planen er tatt bort.")
        )
    for edit in comparison.changes.plan_edits:
        yield plan_sentence(edit, after.workspace.portfolio, comparison.changes.plan, say)


def _by_measure(
    comparison: Compared, after: Side, say: Words
) -> Iterator[tuple[Measure, tuple[ChangeLine, ...]]]:
    for measure, items in comparison.changes.by_measure():
        portfolio = after.workspace.portfolio
        yield (
            measure,
            change_lines(items, portfolio, comparison.changes.plan, say, comparison.origins),
        )


def _unreadable(side: Side, say: Words) -> list[str]:
    left_out = {
        "measure": say._("Tiltaket er holdt utenfor."),
        "plan": say._("Planen er holdt utenfor."),
        "units": say._("Enhetene er holdt utenfor."),
        "closed": say._("Avsluttede perioder er holdt utenfor."),
    }
    unread = say._("{path} kunne ikke leses ({moment}).")
    return [
        f"{unread.format(path=path, moment=side.label)} {left_out[kind_of(path)]}"
        for path in side.unreadable
    ]


def _nothing(before: Side, after: Side, say: Words) -> str:
    """Word «nothing has changed», limited to what can be read."""
    if before.unreadable or after.unreadable:
        return say._("Ingenting er endret i det som kan leses.")
    return say._("Ingenting er endret i planen.")


def _totals_text(comparison: Compared, before: Side, after: Side, say: Words) -> Iterator[str]:
    if not comparison:
        yield _nothing(before, after, say)
        return
    difference = comparison.changes
    rows = _totals(difference, say)
    if not rows:
        yield say._("Tallene for planen er de samme.")
    width = max((len(name) for name, *_ in rows), default=0)
    for name, was, now, change in rows:
        yield f"{name + ':':<{width + 1}} {was:>3} → {now:>3}  ({change})"


def _totals(difference: Changes, say: Words) -> list[tuple[str, int, int, str]]:
    """Return the verdicts whose counts have changed, and the total if it has."""
    rows = [
        (
            f"{choice('verdict', verdict).symbol} {say.label('verdict', verdict)}",
            difference.before.counts[verdict],
            difference.after.counts[verdict],
        )
        for verdict in difference.count_changes
    ]
    if difference.before.total != difference.after.total:
        rows.append((say._("Alle tiltak"), difference.before.total, difference.after.total))
    return [(name, was, now, signed(now - was)) for name, was, now in rows]


def _markdown(
    before: Side, after: Side, comparisons: Iterable[Compared], say: Words, preview: Preview
) -> Iterator[str]:
    yield say._("Endringer fra {start} til {end}.").format(
        start=as_typed(before.label), end=as_typed(after.label)
    )
    yield from preview.guidance(f"[{say._('arkivet')}]({preview.archive})", say)
    for side in (before, after):
        if blind := _unreadable(side, say):
            yield "\n".join(f"- {as_typed(line)}" for line in blind)
    for comparison in comparisons:
        yield f"### {as_typed(comparison.changes.plan.title)}"
        if texts := list(_plan_lines(comparison, after, say)):
            yield "\n".join(f"- {as_typed(text)}" for text in texts)
        for measure, lines in _by_measure(comparison, after, say):
            bullets = "\n".join(_bullet(line) for line in lines)
            yield f"**{measure.number}. {as_typed(measure.title)}**\n\n{bullets}"
            if page := preview.page(measure.number, comparison, after):
                link = f"[{say._('Siden slik den blir')}]({page})"
                file = say._("Siden slik den blir: {address}").format(address=f"`{page}`")
                yield link if preview.pages else file
            yield _card(measure.number, comparison.changes, before, after, say)
        yield _totals_table(comparison, before, after, say)
    if edits := units(before, after):
        yield f"### {say._('Enheter')}"
        yield "\n".join(f"- {as_typed(unit_sentence(edit, say))}" for edit in edits)


def _card(number: Number, difference: Changes, before: Side, after: Side, say: Words) -> str:
    """Show the measure on both sides as a table, with what differs in bold."""
    then = _facts(difference.before.judgement(number), before.workspace.portfolio, say)
    now = _facts(difference.after.judgement(number), after.workspace.portfolio, say)
    rows = [f"| | {say._('Før')} | {say._('Nå')} |", "|---|---|---|"]
    for name in then | now:
        was, is_now = (as_typed(facts.get(name, "–")) for facts in (then, now))
        rows.append(f"| {name} | {was} | {is_now if was == is_now else f'**{is_now}**'} |")
    return "\n".join(rows)


def _facts(judged: Judgement | None, portfolio: Portfolio, say: Words) -> dict[str, str]:
    if judged is None:
        return {}
    measure, verdict, entry = judged.measure, judged.verdict.value, judged.entry
    owner = portfolio.unit_name(measure.owner) if measure.owner else say._("ikke oppgitt")
    sentences = [f"{say.date(entry.date)}.", entry.note] if entry else ["–"]
    return {
        say._("Status"): f"{choice('verdict', verdict).symbol} {say.label('verdict', verdict)}",
        say._("Frister"): measures.timeliness(judged, say),
        say._("Ansvarlig"): owner,
        say._("Sist hørt"): " ".join(filter(None, sentences)),
    }


def _bullet(line: ChangeLine) -> str:
    pieces = reworded(line.change)
    if not pieces:
        return f"- {as_typed(line.text)}"
    marks = {"removed": "~~", "added": "**"}
    quote = " ".join(
        f"{marks.get(p.kind, '')}{as_typed(p.text)}{marks.get(p.kind, '')}" for p in pieces
    )
    return f"- {as_typed(line.text)}\n  > {quote}"


def _totals_table(comparison: Compared, before: Side, after: Side, say: Words) -> str:
    if not comparison:
        return _nothing(before, after, say)
    difference = comparison.changes
    rows = _totals(difference, say)
    if not rows:
        return say._("Tallene for planen er de samme.")
    head = f"| {say._('Status')} | {say._('Før')} | {say._('Nå')} | {say._('Endring')} |"
    body = (f"| {as_typed(name)} | {was} | {now} | {diff} |" for name, was, now, diff in rows)
    return "\n".join([head, "|---|---:|---:|---:|", *body])
