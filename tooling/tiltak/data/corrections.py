"""What was said and is not so: what was said, what is right, why, and where in the history.

A correction is told by an entry (`correction`), by a measure that had rendered the plan wrongly (`revised`), or
shown by a closed report that says something else than the files say of the same day. The first kind needs git to
know what was said before; the others do not, so that the page stands where the history was rewritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import attrgetter
from typing import Any

from tiltak.data import shapes
from tiltak.data.reported import (
    FIELDS,
    STATUS,
    ClosedReport,
    Delivered,
    all_said,
    closed_reports,
    decision_otherwise,
    described_in,
    facts_of,
    figure_key,
    figure_of,
    in_words,
    measure_now,
    of_entry,
    same,
    when_of,
)
from tiltak.judge.closing import (
    before_decisions,
    decided_out,
    decided_since,
    freshly_corrected,
    freshly_told,
    otherwise_of_plan,
    plan_before_decisions,
)
from tiltak.judge.decisions import decisions, of_their_own
from tiltak.judge.prints import (
    DESCRIBED,
    MILESTONE,
    field_of,
    figure_prints,
    holdings,
)
from tiltak.judge.status import Judgement
from tiltak.model.decisions import Decision
from tiltak.model.indicators import Indicator
from tiltak.model.numbers import Number, number_of
from tiltak.model.plan import Entry, Measure, Plan, PlanCorrection, Portfolio, Revised
from tiltak.model.source import Source
from tiltak.past.changes import paired_entries
from tiltak.past.development import Stretch
from tiltak.past.history import History, Step
from tiltak.past.provenance import Provenance, provenance
from tiltak.past.vintages import Vintages
from tiltak.read.commits import Commit
from tiltak.read.fields import held_field
from tiltak.words import indicators as indicator_words
from tiltak.words.changes import held_name, previous_text, revised_field
from tiltak.words.decisions import title as title_of
from tiltak.words.language import Words, capital

MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Correction:
    """Something that was reported and is not so, in words.

    `before` is empty where nobody knows any more what was said, `why` where nobody has explained it.
    `periods` are the closed reports that say it. `day` is the day it was put right, by `commit` where git
    knows; `recorded` is false for what is in the files and not yet in git.
    It is of a measure (`number`), of the plan itself, or of a decision or a series of figures, by its id: git's history is of measures
    alone, so that of the others only the first day is known on which it can have been put right.
    """

    number: Number | None
    title: str
    key: str
    what: str
    before: str
    after: str
    why: str
    periods: tuple[str, ...]
    day: date
    commit: Commit | None = None
    recorded: bool = True
    source: Source | None = None
    decision: str = ""
    indicator: str = ""
    of_plan: bool = False

    def as_reported(self, say: Words) -> str:
        """What stood there, or where it can be read; empty of what only explains something of the plan itself."""
        if self.before or (self.of_plan and not self.periods):
            return self.before
        return (
            say._("Se rapporten") if self.periods and self.key != STATUS else say._("Ikke oppgitt")
        )


@dataclass(frozen=True, slots=True)
class _Explanation:
    """An entry that says what was wrong, with the entry it took the place of."""

    measure: Measure
    entry: Entry
    before: Entry | None = None
    commit: Commit | None = None
    recorded: bool = True

    @property
    def day(self) -> date:
        return self.commit.recorded_on if self.commit else self.entry.date.last


def corrections(
    plan: Plan,
    portfolio: Portfolio,
    course: Sequence[Stretch],
    history: History | None,
    delivered: Delivered,
    say: Words,
) -> tuple[Correction, ...]:
    """All that has been corrected, the newest first. Nothing is taken away when a later period is closed."""
    explanations = [text for m in plan.measures for text in _said_by(m)]
    explanations += [e.correction for d in decisions(plan) for e in d.entries]
    explanations += [c.correction for c in plan.corrections]
    explanations += [f.correction for i in plan.indicators for f in i.figures]
    if not plan.closings and not any(explanations):
        return ()
    reports = tuple(closed_reports(plan, course, delivered))
    explained = tuple(_explanations(plan, history))
    return _Comparison(plan, portfolio, history, say, reports, explained).corrections()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What closed reports say beside what today's files say, and what the files say was wrong."""

    plan: Plan
    portfolio: Portfolio
    history: History | None
    say: Words
    reports: tuple[ClosedReport, ...]
    explanations: tuple[_Explanation, ...]
    provenances: dict[str, Provenance] = field(default_factory=dict)  # looked up once a measure
    # Reckoned once a measure, and once more for each that was decided since.
    prints: dict[tuple[Number, int], Mapping[str, str]] = field(default_factory=dict)

    def corrections(self) -> tuple[Correction, ...]:
        from_reports = [*self._from_reports()]
        # A message that only explains what is shown by a report is told there.
        rows = [
            *from_reports,
            *(
                self._of_entry(explanation)
                for explanation in self.explanations
                if explanation.before is not None
                or not _is_told(explanation.entry.correction, from_reports)
            ),
        ]
        rows = _with_their_explanations(rows)
        rows += self._of_renderings(rows)
        rows += self._of_decisions()
        rows += self._of_indicators()
        rows += self._of_plan()
        rows += self._only_in_reports(rows)
        return tuple(
            sorted(
                rows,
                key=lambda c: (-c.day.toordinal(), c.decision, c.indicator, c.number or 0, c.key),
            )
        )

    # What the files say themselves

    def _of_entry(self, explanation: _Explanation) -> Correction:
        measure, entry = explanation.measure, explanation.entry
        before = (
            self._entry_words(explanation.before)
            if explanation.before
            else self._reported(explanation)
        )
        reports = [report.record for report in self.reports if _showed(report, explanation)]
        days = (
            [explanation.day]
            if explanation.commit
            else [explanation.day, *(r.closed_on for r in reports)]
        )
        return Correction(
            measure.number,
            measure.title,
            STATUS,
            held_name(STATUS, "", self.plan, self.say),
            before,
            self._entry_words(entry),
            entry.correction,
            tuple(record.period for record in reports),
            max(days),
            explanation.commit,
            explanation.recorded,
        )

    def _reported(self, explanation: _Explanation) -> str:
        """What a closed report says in the place of an entry, where git does not tell."""
        reported = (
            r.facts_of(explanation.measure.number).get(STATUS)
            for r in self.reports
            if _showed(r, explanation)
        )
        return self._words(STATUS, next(filter(None, reported), None))

    def _of_renderings(self, rows: Sequence[Correction]) -> Iterator[Correction]:
        """Where the plan stands as it was, and was rendered wrongly here."""
        for measure in self.plan.measures:
            for revised in measure.revised:
                if not revised.correction or not revised.date or _is_told(revised.correction, rows):
                    continue
                first = self._first_told(measure, revised)
                commit = first[0].commit if first else None
                yield Correction(
                    measure.number,
                    measure.title,
                    _key(revised),
                    revised_field(revised, self.say),
                    self._words(revised.field, previous_text(revised, self.say)),
                    self._rendered_right(first[1] if first else measure, revised),
                    revised.correction,
                    (),
                    commit.recorded_on if commit else revised.date.last,
                    commit,
                    commit is not None or self.history is None,
                    revised.source,
                )

    def _first_told(self, measure: Measure, revised: Revised) -> tuple[Step, Measure] | None:
        """When the file first told of it, and what it said then: what became of it later is another matter."""
        versions = self.history.of(measure.id).versions() if self.history else ()
        stated = ((step, version) for step, _, version in versions if version)
        same = attrgetter("field", "milestone", "previous")
        return next(
            (first for first in stated if same(revised) in map(same, first[1].revised)), None
        )

    def _rendered_right(self, measure: Measure, revised: Revised) -> str:
        milestone = next((m for m in measure.milestones if m.id == revised.milestone), None)
        match revised.field:
            case "due":
                deadline = milestone and (milestone.baseline or milestone.due)
                return self.say.date(deadline) if deadline else ""
            case "milestones":
                return milestone.title if milestone else ""
            case "reference":
                return measure.reference.section if measure.reference else ""
            case "decided":
                return (measure.decided.text or measure.decided.sha256) if measure.decided else ""
        return self._words(revised.field, getattr(measure, revised.field))

    def _of_decisions(self) -> Iterator[Correction]:
        """What closed reports say of decisions and is not so; of those that did not keep it, what is explained."""
        now = {d.id: d for d in of_their_own(self.plan)}
        reported = {id: r for report in self.reports for id, r in (report.decisions or {}).items()}
        for id in sorted({*now, *reported}):
            decision = now.get(id)
            title = title_of(decision, self.say) if decision else str(reported[id]["title"] or id)
            rows: dict[tuple[str, str, str, str], Correction] = {}
            for report in self.reports:
                for key, before, after, why in self._of_decision(report, id, decision):
                    row = rows.get((key, before, after, why)) or Correction(
                        None, title, key, self.say.field("decision", key), before, after, why, (),
                        report.record.closed_on, decision=id,
                    )  # fmt: skip
                    rows[key, before, after, why] = replace(
                        row,
                        periods=(*row.periods, report.record.period),
                        day=max(row.day, report.record.closed_on),
                    )
            yield from rows.values()

    def _of_decision(
        self, report: ClosedReport, id: str, decision: Decision | None
    ) -> Iterator[tuple[str, str, str, str]]:
        by_then = [r for r in self.reports if r.record.closed_on <= report.record.closed_on]
        texts = {c["text"] for r in by_then for c in r.corrections if c.get("decision") == id}
        if decision:
            plan, portfolio, say = self.plan, self.portfolio, self.say
            yield from decision_otherwise(report, decision, texts, plan, portfolio, say)
        elif reported := (report.decisions or {}).get(id):
            gone = self.say._("Tatt ut av planen")
            yield "entries", all_said(reported["entries"], self.say), gone, ""

    def _of_indicators(self) -> Iterator[Correction]:
        """What closed reports say of figures and is not so; of those that did not keep them, what is explained."""
        rows: dict[tuple[str, str, str, str], Correction] = {}
        for report in self.reports:
            for indicator in self.plan.indicators:
                for key, what, before, after, why in self._figures_otherwise(report, indicator):
                    row = rows.get((indicator.id, key, before, after)) or Correction(
                        None, indicator.title, key, what, before, after, why, (),
                        report.record.closed_on, indicator=indicator.id,
                    )  # fmt: skip
                    rows[indicator.id, key, before, after] = replace(
                        row,
                        periods=(*row.periods, report.record.period),
                        day=max(row.day, report.record.closed_on),
                    )
            reported = report.indicators or {}
            for id in reported.keys() - {i.id for i in self.plan.indicators}:
                title, gone = str(reported[id]["title"]), self.say._("Tatt ut av planen")
                rows[id, "", title, gone] = Correction(
                    None, title, "figures", self.say._("Tall"), title, gone, "",
                    (report.record.period,), report.record.closed_on, indicator=id,
                )  # fmt: skip
        yield from rows.values()

    def _figures_otherwise(
        self, report: ClosedReport, indicator: Indicator
    ) -> Iterator[tuple[str, str, str, str, str]]:
        """Key and name of what a report says otherwise of a series, what it says, what is right, and why."""
        say, reported = self.say, (report.indicators or {}).get(indicator.id)
        figures = {figure_key(shapes.figure_data(f, Vintages())): f for f in indicator.figures}
        if report.indicators is None:
            for key, figure in figures.items():
                if figure.correction and figure in indicator.until(report.record.as_of):
                    what = indicator_words.figure_named(figure, say)
                    yield key, what, "", indicator_words.figure(figure, say), figure.correction
            return
        if reported is None:
            return  # it came later
        for data in reported["values"]:
            then, key = figure_of(data), figure_key(data)
            now = figures.get(key)
            before = indicator_words.figure(then, say)
            after = indicator_words.figure(now, say) if now else say._("Tatt ut av planen")
            if before != after:
                corrected = [
                    f.correction
                    for f in figures.values()
                    if f.correction and (f.period, f.group) == (then.period, then.group)
                ]
                what = indicator_words.figure_named(then, say)
                yield key, what, before, after, " ".join(corrected)
        in_record = (report.record.figures or {}).get(indicator.id, {})
        fresh = [f.correction for f in freshly_corrected(indicator.figures, in_record)]
        both = described_in(reported, indicator), indicator
        then_prints, now_prints = (figure_prints(described, date.min) for described in both)
        for name in DESCRIBED:
            if then_prints[name] != now_prints[name]:
                before, after = (indicator_words.described(i, name, say) for i in both)
                why = " ".join(dict.fromkeys(fresh))
                yield name, say.field("indicator", name), before, after, why

    def _of_plan(self) -> Iterator[Correction]:
        """What closed reports show of the plan itself and is not so, and corrections that explain nothing else."""
        explained: set[PlanCorrection] = set()
        rows: dict[tuple[str, str, str], Correction] = {}
        for report in self.reports:
            in_record = report.record.plan or {}
            fresh = freshly_told(self.plan, report.record) if in_record else []
            day = report.record.as_of
            data = shapes.about_data(plan_before_decisions(self.plan, day), self.say)
            otherwise = otherwise_of_plan(report.record, self.plan, day)
            for key in dict.fromkeys(map(field_of, otherwise)):
                explained |= set(fresh)
                field = held_field("plan", key, self.plan)
                before, after = (
                    in_words(key, about, field, self.plan, self.portfolio, self.say)
                    for about in (report.about, data)
                )
                row = rows.get((key, before, after)) or self._row_of_plan(key, before, after, "")
                rows[key, before, after] = replace(
                    row,
                    why=" ".join(dict.fromkeys(c.correction for c in fresh)),
                    periods=(*row.periods, report.record.period),
                    day=max(report.record.closed_on, *(c.date for c in fresh), row.day),
                )
        yield from rows.values()
        for each in self.plan.corrections:
            if each not in explained:
                row = self._row_of_plan("corrections", "", "", each.correction)
                yield replace(row, day=each.date, source=each.source)

    def _row_of_plan(self, key: str, before: str, after: str, why: str) -> Correction:
        what = self.say.from_schema(held_field("plan", key, self.plan).title)
        return Correction(
            None, self.plan.title, key, what, before, after, why, (), date.min, of_plan=True
        )

    def _only_in_reports(self, rows: Sequence[Correction]) -> Iterator[Correction]:
        """Corrections that a closed report tells of and that stand nowhere else any more."""
        texts: set[str] = set()
        for report in self.reports:
            for correction in report.corrections:
                if "measure" not in correction:
                    continue  # what is said of decisions and figures is compared with what each report says
                number, text = number_of(correction["measure"]), str(correction["text"])
                if text not in texts and not _is_told(text, rows):
                    texts.add(text)
                    title = str(report.measures.get(number, {}).get("title", ""))
                    field, before = correction.get("field", STATUS), correction.get("before", "")
                    what = (
                        self.say.field("measure", STATUS)
                        if field == STATUS
                        else revised_field(Revised(field, ""), self.say)
                    )
                    day = report.record.closed_on
                    yield Correction(number, title, field, what, before, "", text, (), day)

    # What only the closed reports show

    def _from_reports(self) -> Iterator[Correction]:
        """What closed reports say otherwise than today's files; the same difference of several is told once."""
        rows: dict[tuple[Number | None, str, str, str], Correction] = {}
        for report in self.reports:
            for number in sorted(report.measures):
                for row in self._differences(report, number):
                    key = row.number, row.key, row.before, row.after
                    earlier = rows.get(key)
                    periods = (*earlier.periods, *row.periods) if earlier else row.periods
                    rows[key] = replace(row, periods=periods)
        yield from rows.values()

    def _differences(self, report: ClosedReport, number: Number) -> Iterator[Correction]:
        reported, judged = report.facts_of(number), report.now.get(number)
        if judged is None:
            if not any(gone.number == number for gone in self.plan.removed):
                yield self._gone(report, number)
            return
        later = decided_since(judged.measure, self.plan, report.record.as_of)
        then = replace(judged, measure=before_decisions(judged.measure, later))
        now = facts_of(then, self.plan, self.say)
        for key in dict.fromkeys([*reported, *now]):
            if same(key, reported, now) or decided_out(key, now, later):
                continue
            if key == STATUS and any(
                t.measure.number == number and _showed(report, t) for t in self.explanations
            ):
                continue  # the entry tells of it
            yield self._row(report, judged.measure, key, reported.get(key), now.get(key))
        yield from self._otherwise_held(report, judged, later)

    def _otherwise_held(
        self, report: ClosedReport, judged: Judgement, later: Sequence[Revised]
    ) -> Iterator[Correction]:
        """What else a report showed of a measure and its record holds: an older record knows nothing of it."""
        measure = judged.measure
        reckoned = measure.number, len(later)
        if reckoned not in self.prints:
            as_then = before_decisions(judged.in_file, later)
            self.prints[reckoned] = holdings(as_then, date.max)
        now = self.prints[reckoned]
        in_record = report.record.holdings.get(measure.number, {})
        keys = (field_of(name) for name, digest in in_record.items() if now.get(name) != digest)
        said_now = measure_now(judged, self.plan, self.say)
        for key in dict.fromkeys(keys):
            if key not in (*FIELDS, "milestones"):
                field = held_field("measure", key, self.plan)
                before, after = (
                    in_words(key, data, field, self.plan, self.portfolio, self.say)
                    for data in (report.measures[measure.number], said_now)
                )
                row = self._row(report, measure, key, None, None)
                yield replace(row, before=before, after=after)

    def _row(
        self, report: ClosedReport, measure: Measure, key: str, reported: Any, now: Any
    ) -> Correction:
        entry = report.now[measure.number].entry
        commit, recorded = self._origin(measure, key, entry, gone=now is None)
        renderings = [r for r in measure.revised if _key(r) == key and r.correction]
        why = [r.correction for r in renderings]
        why += [
            t.entry.correction
            for t in self.explanations
            if t.measure.number == measure.number
            and (
                (commit and t.commit == commit)
                or (t.before is None and t.day >= report.record.closed_on)
            )
        ]
        milestone = now or reported
        title = milestone["title"] if key.startswith(MILESTONE) else ""
        what = held_name(key, title, self.plan, self.say)
        return Correction(
            measure.number,
            measure.title,
            key,
            what,
            self._words(key, reported, report.record.as_of),
            self._words(key, now, report.record.as_of),
            " ".join(dict.fromkeys(why)),
            (report.record.period,),
            commit.recorded_on if commit else report.record.closed_on,
            commit,
            recorded,
            next((r.source for r in renderings if r.source), None),
        )

    def _gone(self, report: ClosedReport, number: Number) -> Correction:
        title = str(report.measures[number].get("title", ""))
        past = self.history.of(f"{self.plan.id}/{number}") if self.history else None
        commit = past.steps[-1].commit if past and past.steps else None
        what = self.say.in_context("rettelse", "Tiltaket")
        day = commit.recorded_on if commit else report.record.closed_on
        periods, gone = (report.record.period,), self.say._("Tatt ut av planen")
        recorded = commit is not None or self.history is None
        return Correction(
            number, title, MEASURE, what, title, gone, "", periods, day, commit, recorded
        )

    def _origin(
        self, measure: Measure, key: str, entry: Entry | None, *, gone: bool
    ) -> tuple[Commit | None, bool]:
        """The commit that made it so, and whether it is recorded; neither can be known without a history."""
        if self.history is None:
            return None, True
        if measure.id not in self.provenances:
            self.provenances[measure.id] = provenance(self.history.of(measure.id))
        origins = self.provenances[measure.id]
        commits: list[Commit | None] = []
        if key == STATUS:
            commits = [(*r.changed, r.first)[0] for r in origins.entries if r.entry == entry]
        elif key.startswith(MILESTONE) and not gone:
            id = key.removeprefix(MILESTONE)
            commits = [c for (milestone, _), c in origins.milestones.items() if milestone == id]
        if not commits:
            of_milestone = key.startswith(MILESTONE)
            field = {STATUS: "entries"}.get(key, "milestones" if of_milestone else key)
            commits = [origins.fields.get(field)]
        recorded = all(commits)
        newest = max(filter(None, commits), key=lambda c: c.recorded_on, default=None)
        return (newest, True) if recorded else (None, False)

    # Words

    def _entry_words(self, entry: Entry) -> str:
        return self._words(STATUS, of_entry(shapes.record(entry, self.plan, self.say)))

    def _words(self, key: str, value: Any, day: date = date.max) -> str:
        say = self.say
        if not value:
            return "" if key == STATUS else say._("ikke oppgitt")
        if key == STATUS:
            return self._status(value)
        if key.startswith(MILESTONE):
            return self._milestone(value)
        match key:
            case "owner":
                return self.portfolio.unit_name(value, day)
            case "kind":
                return say.label("kind", value)
            case "focus_area":
                return self.plan.focus_area_title(value)
        return str(value)

    def _status(self, entry: Mapping[str, Any]) -> str:
        say = self.say
        phase = (
            say.label("phase", entry["phase"]) if entry.get("phase") else say._("Ingenting nytt")
        )
        parts = [f"{capital(say.date(when_of(entry, 'date')))}: {phase.lower()}"]
        if entry.get("confidence"):
            parts[0] += f", {say.label('confidence', entry['confidence']).lower()}"
        parts[0] += "."
        if entry.get("reason"):
            reason = say.label("reason", entry["reason"]).lower()
            parts.append(say._("Årsak: {reason}.").format(reason=reason))
        if entry.get("note"):
            parts.append(str(entry["note"]))
        return " ".join(parts)

    def _milestone(self, milestone: Mapping[str, Any]) -> str:
        say = self.say
        names = (
            ("baseline", say._("Første frist")),
            ("due", say._("Frist nå")),
            ("done", say.field("measure", "milestones", 0, "done")),
        )
        dates = [
            f"{name.lower()} {say.date(when_of(milestone, key))}"
            for key, name in names
            if milestone.get(key)
        ]
        return f"{milestone['title']}: {', '.join(dates)}" if dates else str(milestone["title"])


def _said_by(measure: Measure) -> Iterator[str]:
    """The corrections that a measure's own file tells of."""
    yield from (entry.correction for entry in measure.entries)
    yield from (revised.correction for revised in measure.revised)


def _explanations(plan: Plan, history: History | None) -> Iterator[_Explanation]:
    """Every entry that has ever said what was wrong; without a history those that still do."""
    if history is None:
        for measure in plan.measures:
            yield from (
                _Explanation(measure, entry) for entry in measure.entries if entry.correction
            )
        return
    for id, past in history.pasts.items():
        if id.rpartition("/")[0] != plan.id:
            continue
        for step, before, after in past.versions():
            if after is None or step.kind == "unreadable":
                continue
            for old, new in paired_entries(before.entries if before else (), after.entries):
                if new and new.correction and (old is None or old.correction != new.correction):
                    yield _Explanation(after, new, old, step.commit, step.commit is not None)


def _showed(report: ClosedReport, explanation: _Explanation) -> bool:
    """Whether a report was closed before a correction, and told of the day that is corrected or of none since."""
    record, day = report.record, explanation.entry.date.last.isoformat()
    if (
        explanation.commit and explanation.commit.recorded_on < record.closed_on
    ) or record.as_of.isoformat() < day:
        return False
    reported = report.measures.get(explanation.measure.number)
    entry = reported and reported.get("entry")
    return (
        reported is not None
        and (not entry or entry["date"] <= day)
        and not any(
            c.get("measure") == explanation.measure.number
            and c["text"] == explanation.entry.correction
            for c in report.corrections
        )
    )


def _key(revised: Revised) -> str:
    return f"{MILESTONE}{revised.milestone}" if revised.milestone else revised.field


def _with_their_explanations(rows: Sequence[Correction]) -> list[Correction]:
    """Without the entries that say the same as before and explain what else was put right in the same commit.

    What they say is added there, where it is not said yet.
    """
    explained = [row for row in rows if not _only_explains(row)]
    put_right = {(row.number, row.commit) for row in explained}
    whys: defaultdict[tuple[Number | None, Commit | None], list[str]] = defaultdict(list)
    for row in filter(_only_explains, rows):
        if (row.number, row.commit) not in put_right:
            put_right.add((row.number, row.commit))
            explained.append(row)
        whys[row.number, row.commit].append(row.why)
    return [reduce(_with_why, whys[row.number, row.commit], row) for row in explained]


def _only_explains(row: Correction) -> bool:
    return row.key == STATUS and row.before == row.after


def _with_why(row: Correction, why: str) -> Correction:
    return row if why in row.why else replace(row, why=f"{row.why} {why}".strip())


def _is_told(text: str, rows: Sequence[Correction]) -> bool:
    return any(text in row.why for row in rows)
