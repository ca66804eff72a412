"""What a report is about: a plan in a period, the one before, and what differs. No words yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from tiltak.judge import closing
from tiltak.judge.closing import Difference, FigureDifference, HeldDifference, PlanDifference
from tiltak.judge.rounds import in_force_from
from tiltak.judge.summary import Summary, of_period, summarise
from tiltak.model.decisions import Decision, FollowUp
from tiltak.model.indicators import Figure, Indicator
from tiltak.model.numbers import Number
from tiltak.model.periods import Period, period
from tiltak.model.plan import (
    Closing,
    DecidedOfPlan,
    Entry,
    Measure,
    Plan,
    PlanCorrection,
    Portfolio,
    Revised,
)
from tiltak.past.changes import Changes, changes
from tiltak.past.development import Stretch
from tiltak.past.history import ChangedPeriod, History
from tiltak.past.promises import (
    Broken,
    DecidedChange,
    GoneMeasure,
    MovedPromise,
    PromiseChange,
    moved_promises,
)
from tiltak.past.punctuality import Punctuality, in_period
from tiltak.past.vintages import Vintages


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of a report; `document` makes words of them.

    `state`: `ended` in the ordinary case, `not_adopted` (the plan came later), `not_begun` (the period
    lies ahead), `under_way`, or `not_reported` (the plan's clock stands before the period).
    `previous` and `changes` are None where there is nothing to compare with.
    `revision` names the version of the files, empty where none is known, and `recorded_on` its day. `broken` says what became of
    promises that no file tells of. `closing` is the record of the report that is delivered. `punctuality` is that of
    the period, by unit. `came_in`: the day the plan was first recorded here,
    where the history tells. `vintages`: what the figures of an indicator were said to be.
    """

    portfolio: Portfolio
    summary: Summary
    today: date
    state: str
    previous: Summary | None = None
    changes: Changes | None = None
    revision: str = ""
    broken: Broken = field(default_factory=Broken)
    recorded_on: date | None = None
    came_in: date | None = None
    closing: Closing | None = None
    punctuality: tuple[Punctuality, ...] = ()
    # A way to ask and no fact of the report: two reports that say the same are the same.
    vintages: Callable[[Indicator], Vintages] = field(default=lambda _: Vintages(), compare=False)

    def with_history(
        self, past: History | None, recorded_on: date | None, in_time: tuple[Punctuality, ...]
    ) -> Report:
        """The same with what git tells of the plan; `in_time` is who reported in time in all periods."""
        begun = past.begun.get(self.plan.id) if past else None
        return replace(
            self,
            recorded_on=recorded_on,
            came_in=begun.recorded_on if begun else None,
            punctuality=in_period(in_time, self.period),
            vintages=(past or History({})).figures_of,
        )

    @property
    def plan(self) -> Plan:
        return self.summary.plan

    @property
    def period(self) -> Period:
        return self.summary.period

    @property
    def day(self) -> date:
        """The day the report speaks of."""
        return self.summary.day

    @property
    def is_end(self) -> bool:
        """Whether it tells how the plan ended: nothing comes after it."""
        return self.period.of_plan and self.day == self.period.end

    @property
    def is_cut_short(self) -> bool:
        """Whether it is of a whole plan that was not followed to its end."""
        return self.period.of_plan and not self.is_end

    @property
    def made_on(self) -> date:
        """The day the report can be said to be made: that of the files, today for files not yet recorded."""
        return self.recorded_on or self.today

    @property
    def put_together_later(self) -> bool:
        """Whether the period was over when the plan came in here, so that nothing was reported in its time."""
        return self.came_in is not None and self.came_in > self.period.end

    @property
    def corrected_renderings(self) -> tuple[tuple[Measure, Revised], ...]:
        """Where the plan was rendered wrongly here, and no earlier report has told of it."""
        return closing.corrected_renderings(self.plan, self.period, self.made_on)

    @property
    def corrected_entries(self) -> tuple[tuple[Measure, Entry], ...]:
        """What was said of measures and put right, as no earlier report has told."""
        return closing.corrections(self.plan, self.period, self.today)

    @property
    def corrected_decisions(self) -> tuple[tuple[Decision, FollowUp], ...]:
        """The same of decisions."""
        return closing.corrections_of_decisions(self.plan, self.period, self.today)

    @property
    def corrected_figures(self) -> tuple[tuple[Indicator, Figure], ...]:
        """Figures that were put right or revised, as no earlier report has told."""
        return tuple(closing.corrections_of_figures(self.plan, self.period))

    @property
    def untold_differences(self) -> tuple[HeldDifference[Number], ...]:
        """What an earlier report says of a measure that is still there, and nobody has said why it is otherwise."""
        return tuple(
            difference
            for difference in closing.held_differences(self.plan.as_filed or self.plan)
            if self.plan.measure(difference.of)
            and period(difference.period).comes_before(self.period)
        )

    @property
    def corrected_plan(self) -> list[PlanCorrection]:
        """What was said of the plan itself and put right, as no earlier report has told."""
        return closing.corrections_of_plan(self.plan, self.period)

    @property
    def untold_of_plan(self) -> tuple[PlanDifference, ...]:
        """What an earlier report shows of the plan itself, and nobody has said why it is otherwise."""
        return tuple(
            difference
            for difference in closing.plan_differences(self.plan)
            if period(difference.period).comes_before(self.period)
        )

    @property
    def untold_decisions(self) -> tuple[Difference[str, FollowUp], ...]:
        """What an earlier report has of a decision that can be read or is gone, and nobody has said why it is otherwise."""
        return tuple(
            difference
            for difference in closing.decision_differences(self.plan)
            if not difference.corrected
            and difference.period.comes_before(self.period)
            and self._can_read(difference.of)
        )

    @property
    def untold_of_decisions(self) -> tuple[HeldDifference[str], ...]:
        """The same of what a decision says, and of what assessors had said of it."""
        return tuple(
            difference
            for difference in closing.decision_held_differences(self.plan)
            if period(difference.period).comes_before(self.period) and self._can_read(difference.of)
        )

    def _can_read(self, decision: str) -> bool:
        path = f"plans/{self.plan.id}/decisions/{decision}.yml"
        return all(file.path != path for file in self.plan.unreadable)

    @property
    def untold_figures(self) -> tuple[FigureDifference, ...]:
        """The same of figures, of what they count and of series that are gone."""
        return tuple(
            difference
            for difference in closing.figure_differences(self.plan)
            if not difference.corrected and period(difference.period).comes_before(self.period)
        )

    @property
    def news(self) -> Changes | None:
        """What is sure to have changed in the period."""
        return self.changes.placed if self.changes is not None else None

    @property
    def unplaced(self) -> tuple[Measure, ...]:
        """Measures of which something is told that may be of the period or of the time before."""
        return self.changes.unplaced if self.changes else ()

    @property
    def moved(self) -> tuple[MovedPromise, ...]:
        """Promises that have moved since they were made, the longest way first."""
        return moved_promises(self.summary, self.broken)

    @property
    def silent_in_period(self) -> tuple[PromiseChange, ...]:
        """Promises that were changed in the files during the period, and nobody told of it."""
        return tuple(
            changed
            for changed in self.broken.silent or ()
            if changed.commit and changed.commit.recorded_on in self.period
        )

    @property
    def plan_period_changed(self) -> ChangedPeriod | None:
        """That somebody changed during the period for how long the plan lasts."""
        changed = self.broken.period
        recorded = changed and changed.commit
        return changed if recorded and recorded.recorded_on in self.period else None

    @property
    def decided_in_period(self) -> tuple[DecidedChange, ...]:
        """Promises that the adopting body changed during the period."""
        return tuple(c for c in self.broken.decided if c.revision.date in self.period)

    @property
    def decided_of_plan_in_period(self) -> tuple[DecidedOfPlan, ...]:
        """What it changed in the plan itself."""
        return tuple(c for c in self.broken.decided_of_plan if c.revision.date in self.period)

    @property
    def gone_in_period(self) -> tuple[GoneMeasure, ...]:
        """Measures that were taken out during the period, told by the plan or not."""
        return tuple(gone for gone in self.broken.gone if gone.day and gone.day in self.period)


def report(
    portfolio: Portfolio,
    plan: Plan,
    period: Period,
    today: date,
    revision: str = "",
    broken: Broken | None = None,
) -> Report:
    """The report of a period, as it can be written today."""
    promises = broken or Broken()
    summary = of_period(plan, period, today)
    if not summary.adopted:
        # A plan that is not adopted has no measures that anybody could have reported on.
        nothing = replace(summary, judgements=())
        return Report(portfolio, nothing, today, "not_adopted", revision=revision, broken=promises)
    # What became of a whole plan is told beside how it stood when it was adopted.
    previous = (
        summarise(plan, in_force_from(plan))
        if period.of_plan
        else of_period(plan, period.previous(), today)
    )
    comparable = previous.adopted and previous.day < summary.day
    changed = changes(previous, summary) if comparable else None
    return _compared(portfolio, summary, changed, today, revision, promises)


def of_stretch(
    portfolio: Portfolio, stretch: Stretch, today: date, revision: str, broken: Broken
) -> Report:
    """The same report, where it is already known how the plan has developed in the period."""
    changed = stretch.changes if stretch.changes.before.adopted else None
    return _compared(portfolio, stretch.summary, changed, today, revision, broken)


def _compared(
    portfolio: Portfolio,
    summary: Summary,
    changed: Changes | None,
    today: date,
    revision: str,
    broken: Broken,
) -> Report:
    state, previous = _state(summary, today), changed.before if changed is not None else None
    return Report(portfolio, summary, today, state, previous, changed, revision, broken)


def _state(summary: Summary, today: date) -> str:
    if today < summary.period.start:
        return "not_begun"
    if summary.day < summary.period.start:
        return "not_reported"
    return "under_way" if today < summary.period.end else "ended"
