"""`tiltak changes FROM TO`: what differs between two moments, for people, pull requests and programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from tiltak.commands._options import (
    format_option,
    moment_options,
    open_workspace,
    options,
    plan_option,
    root_option,
    typed_period,
)
from tiltak.data import VERSION, shapes
from tiltak.harmless import as_typed, one_line
from tiltak.judge.status import Judgement
from tiltak.judge.summary import summarise
from tiltak.model.plan import Measure, Plan, Portfolio
from tiltak.past.changes import Changes, UnitEdit, changes, unit_edits
from tiltak.past.origins import Origins
from tiltak.problems import UsageError
from tiltak.read import clock
from tiltak.read.load import CLOSED, MEASURE, UNITS, kind_of
from tiltak.read.repo import NoRepository
from tiltak.read.schema import choice
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
@options(
    format_option("Tekst, Markdown (til en pull request) eller JSON.", "text", "md", "json"),
    plan_option,
    moment_options,
    root_option,
)
def command(
    start: str, end: str | None, shape: str, plan_id: str | None, moment: Moment, root: Path
) -> None:
    """Vis hva som er endret mellom to tidspunkt.

    FRA og TIL er revisjoner i git, datoer (2020-12-31) eller perioder (2020-Q4). Uten TIL: til nå. En periode
    alene er fra dagen før den begynner til dagen den slutter. Revisjoner sammenlignes på samme dag, i dag eller
    --as-of; datoer sammenlignes etter det filene sier nå eller i --rev.
    """
    before, after = sides(start, end, open_workspace(root, moment))
    _refuse_backwards(before, after)
    found = [
        one for one in compared(before, after) if plan_id is None or one.changes.plan.id == plan_id
    ]
    if not found:
        after.workspace.plan(plan_id)  # says what is wrong with the name, or with the files
    match shape:
        case "json":
            whole = {
                "version": VERSION,
                "from": _side_data(before),
                "to": _side_data(after),
                "plans": [
                    shapes.changes_data(
                        one.changes, after.workspace.portfolio, words(), one.origins
                    )
                    for one in found
                ],
                "units": [shapes.unit_edit_data(edit, words()) for edit in units(before, after)],
            }
            click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
        case "md":
            click.echo("\n\n".join(_markdown(before, after, found, words())))
        case _:
            click.echo("\n".join(_text(before, after, found, words())))


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
    whole: str = ""  # added or removed: the plan itself is on one of the sides alone

    def __bool__(self) -> bool:
        return bool(self.changes or self.whole)


def sides(start: str, end: str | None, base: Workspace) -> tuple[Side, Side]:
    """The moments that a person named. Days are judged by the files of `base`, revisions on its day."""
    if end is not None:
        return _side(start, base), _side(end, base)
    if PERIOD.fullmatch(start):
        named = typed_period(start)
        day_before = named.start - timedelta(days=1)
        return _on_day(base, day_before), _on_day(base, named.end)
    return _side(start, base), Side(words()._("nå"), base)


def _side(word: str, base: Workspace) -> Side:
    if DATE.fullmatch(word):
        return _on_day(base, clock.day(word))
    if PERIOD.fullmatch(word):
        return _on_day(base, typed_period(word).end)
    then = open_workspace(base.root, Moment(as_of=base.today, rev=word))
    assert then.commit
    label = f"{word} ({then.commit.short_id}, {words().date(then.commit.recorded_on)})"
    return Side(label, then)


def _refuse_backwards(before: Side, after: Side) -> None:
    """Time does not run backwards; from one edition of the files to an older one is a fair question."""
    first, second = before.workspace, after.workspace
    if first.loaded is second.loaded and first.today > second.today:
        raise UsageError(
            f"{before.label} er etter {after.label}. Skriv det eldste tidspunktet først."
        )


def _on_day(base: Workspace, day: Any) -> Side:
    return Side(words().date(day), replace(base, today=day))


def compared(before: Side, after: Side) -> list[Compared]:
    """Every plan of either moment; a plan that is on one side alone is all new, or all gone."""
    then, now = before.workspace, after.workspace
    ids = dict.fromkeys(plan.id for plan in (*now.portfolio.plans, *then.portfolio.plans))
    try:
        past = now.history()
    except NoRepository:
        past = None  # two days of the same files need no git
    found = []
    for id in ids:
        if {f"plans/{id}/plan.yml"} & {*before.unreadable, *after.unreadable}:
            continue
        old, new = then.portfolio.plan(id), now.portfolio.plan(id)
        plan = new or old
        assert plan
        one = changes(
            summarise(old or _empty(plan), then.today),
            summarise(new or _empty(plan), now.today),
            (then.today, now.today),
        )
        one = _without_unreadable(one, before, after)
        whole = "" if old and new else "added" if new else "removed"
        found.append(Compared(one, Origins(past, plan) if past else None, whole))
    return found


def _empty(plan: Plan) -> Plan:
    return replace(plan, measures=())


def units(before: Side, after: Side) -> tuple[UnitEdit, ...]:
    """Units that differ; none where their file cannot be read on one of the sides."""
    if UNITS in (*before.unreadable, *after.unreadable):
        return ()
    return unit_edits(before.workspace.portfolio, after.workspace.portfolio)


def _without_unreadable(found: Changes, before: Side, after: Side) -> Changes:
    """A file that cannot be read on one side says nothing of its measure: neither new nor gone."""
    blind = {"added": _numbers(before, found.plan), "removed": _numbers(after, found.plan)}
    kept = tuple(c for c in found.items if c.measure.number not in blind.get(c.kind, ()))
    closed = any(_is_closing(p, found.plan) for p in (*before.unreadable, *after.unreadable))
    edits = tuple(e for e in found.plan_edits if not (closed and e.field == "closings"))
    return replace(found, items=kept, plan_edits=edits)


def _is_closing(path: str, plan: Plan) -> bool:
    match = CLOSED.fullmatch(path)
    return bool(match and match[1] == plan.id)


def _numbers(side: Side, plan: Plan) -> set[int]:
    named = (MEASURE.fullmatch(path) for path in side.unreadable)
    return {int(match[2]) for match in named if match and match[1] == plan.id}


def _side_data(side: Side) -> dict[str, Any]:
    workspace = side.workspace
    return {
        "label": side.label,
        "as_of": workspace.today.isoformat(),
        "rev": workspace.rev,
        "unreadable": list(side.unreadable),
    }


# For people


def _text(before: Side, after: Side, found: Iterable[Compared], say: Words) -> Iterator[str]:
    yield say._("Endringer fra {start} til {end}.").format(start=before.label, end=after.label)
    for side in (before, after):
        yield from (f"  {line}" for line in _unreadable(side, say))
    for one in found:
        yield ""
        yield one_line(one.changes.plan.title)
        for text in _plan_lines(one, after, say):
            yield f"  {one_line(text)}"
        for measure, lines in _by_measure(one, after, say):
            yield ""
            yield f"{measure.number}. {one_line(measure.title)}"
            for line in lines:
                yield f"  {one_line(line.text)}"
                for name, text in before_and_after(line.change, say):
                    yield f"    {name}: {one_line(text)}"
        yield ""
        yield from _totals_text(one, before, after, say)
    if edits := units(before, after):
        yield ""
        yield say._("Enheter")
        yield from (f"  {one_line(unit_sentence(edit, say))}" for edit in edits)


def _plan_lines(one: Compared, after: Side, say: Words) -> Iterator[str]:
    """What is said of the plan itself."""
    if one.whole:
        yield say._("Planen er ny.") if one.whole == "added" else say._("Planen er tatt bort.")
    for edit in one.changes.plan_edits:
        yield plan_sentence(edit, after.workspace.portfolio, one.changes.plan, say)


def _by_measure(
    one: Compared, after: Side, say: Words
) -> Iterator[tuple[Measure, tuple[ChangeLine, ...]]]:
    for measure, items in one.changes.by_measure():
        portfolio = after.workspace.portfolio
        yield measure, change_lines(items, portfolio, one.changes.plan, say, one.origins)


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
    """Never more than can be known."""
    if before.unreadable or after.unreadable:
        return say._("Ingenting er endret i det som kan leses.")
    return say._("Ingenting er endret i planen.")


def _totals_text(one: Compared, before: Side, after: Side, say: Words) -> Iterator[str]:
    if not one:
        yield _nothing(before, after, say)
        return
    found = one.changes
    rows = _totals(found, say)
    if not rows:
        yield say._("Tallene for planen er de samme.")
    width = max((len(name) for name, *_ in rows), default=0)
    for name, was, now, difference in rows:
        yield f"{name + ':':<{width + 1}} {was:>3} → {now:>3}  ({difference})"


def _totals(found: Changes, say: Words) -> list[tuple[str, int, int, str]]:
    """Verdicts with another number of measures than before, and all of them where that differs."""
    rows = [
        (
            f"{choice('verdict', verdict).symbol} {say.label('verdict', verdict)}",
            found.before.counts[verdict],
            found.after.counts[verdict],
        )
        for verdict in found.count_changes
    ]
    if found.before.total != found.after.total:
        rows.append((say._("Alle tiltak"), found.before.total, found.after.total))
    return [(name, was, now, signed(now - was)) for name, was, now in rows]


def _markdown(before: Side, after: Side, found: Iterable[Compared], say: Words) -> Iterator[str]:
    yield say._("Endringer fra {start} til {end}.").format(
        start=as_typed(before.label), end=as_typed(after.label)
    )
    for side in (before, after):
        if blind := _unreadable(side, say):
            yield "\n".join(f"- {as_typed(line)}" for line in blind)
    for one in found:
        yield f"### {as_typed(one.changes.plan.title)}"
        if texts := list(_plan_lines(one, after, say)):
            yield "\n".join(f"- {as_typed(text)}" for text in texts)
        for measure, lines in _by_measure(one, after, say):
            bullets = "\n".join(_bullet(line) for line in lines)
            yield f"**{measure.number}. {as_typed(measure.title)}**\n\n{bullets}"
            yield _card(measure.number, one.changes, before, after, say)
        yield _totals_table(one, before, after, say)
    if edits := units(before, after):
        yield f"### {say._('Enheter')}"
        yield "\n".join(f"- {as_typed(unit_sentence(edit, say))}" for edit in edits)


def _card(number: int, found: Changes, before: Side, after: Side, say: Words) -> str:
    """How the measure stands on both sides, for who has not got it in mind; what differs is in bold."""
    then = _facts(found.before.judgement(number), before.workspace.portfolio, say)
    now = _facts(found.after.judgement(number), after.workspace.portfolio, say)
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
    told = [f"{say.date(entry.date, entry.precision)}.", entry.note] if entry else ["–"]
    return {
        say._("Status"): f"{choice('verdict', verdict).symbol} {say.label('verdict', verdict)}",
        say._("Frister"): measures.timeliness(judged, say),
        say._("Ansvarlig"): owner,
        say._("Siste melding"): " ".join(filter(None, told)),
    }


def _bullet(line: ChangeLine) -> str:
    pieces = reworded(line.change)
    if not pieces:
        return f"- {as_typed(line.text)}"
    marks = {"removed": "~~", "added": "**"}
    shown = " ".join(
        f"{marks.get(p.kind, '')}{as_typed(p.text)}{marks.get(p.kind, '')}" for p in pieces
    )
    return f"- {as_typed(line.text)}\n  > {shown}"


def _totals_table(one: Compared, before: Side, after: Side, say: Words) -> str:
    if not one:
        return _nothing(before, after, say)
    found = one.changes
    rows = _totals(found, say)
    if not rows:
        return say._("Tallene for planen er de samme.")
    head = f"| {say._('Status')} | {say._('Før')} | {say._('Nå')} | {say._('Endring')} |"
    body = (f"| {as_typed(name)} | {was} | {now} | {diff} |" for name, was, now, diff in rows)
    return "\n".join([head, "|---|---:|---:|---:|", *body])
