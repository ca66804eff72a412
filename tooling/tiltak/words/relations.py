"""How measures hang together, in words: what a measure is part of, waits for, continues and supersedes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tiltak.judge.status import FINAL_PHASES, Judgement
from tiltak.model.plan import Measure, Plan
from tiltak.model.relations import DEPENDS_ON, INTO, PART_OF, RELATED, Relation, called
from tiltak.words.language import Words

# Verdicts of what is waited for in vain.
STANDS_STILL = ("delayed", "deadline_passed", "paused", "stopped")


def title(relation: Relation, say: Words) -> str:
    """What the other measure is to this one: «Del av», «Ventes på av»."""
    forwards, backwards = {
        PART_OF: (say._("Del av"), say._("Deler")),
        DEPENDS_ON: (say._("Venter på"), say._("Ventes på av")),
        "continues": (say._("Fortsetter"), say._("Fortsetter i")),
        "supersedes": (say._("Erstatter"), say._("Erstattes av")),
        INTO: (say._("Slått sammen med"), say._("Slått sammen med dette")),
        RELATED: (say._("Henger sammen med"), say._("Henger sammen med")),
    }[relation.field]
    return backwards if relation.backwards else forwards


def grouped(listed: Iterable[Relation], say: Words) -> dict[str, list[Measure]]:
    """The other measures under what they are to this one."""
    groups: dict[str, dict[str, Measure]] = {}
    for relation in listed:
        groups.setdefault(title(relation, say), {})[relation.other.id] = relation.other
    return {heading: list(others.values()) for heading, others in groups.items()}


def lines(listed: Iterable[Relation], plan_id: str, say: Words) -> dict[str, str]:
    """As `grouped`, with the numbers and titles of the others as one text."""
    return {
        heading: "; ".join(f"{called(m.id, plan_id)} {m.title}" for m in others)
        for heading, others in grouped(listed, say).items()
    }


def part_of(measure: Measure, plan: Plan, say: Words) -> str:
    """What a measure is part of, with number and title; empty where it is none."""
    parent = None if measure.part_of is None else plan.measure(measure.part_of)
    to_parent = [Relation(PART_OF, parent)] if parent else []
    return "".join(lines(to_parent, plan.id, say).values())


def on_a_day(
    measure: Measure, listed: Iterable[Relation], judged_of: Callable[[Measure], Judgement | None]
) -> tuple[Relation, ...]:
    """What holds on the day that the measures are judged on, when a merger may be yet to come."""

    def holds(relation: Relation) -> bool:
        judged = judged_of(relation.other if relation.backwards else measure)
        return judged is not None and judged.phase == "merged"

    return tuple(r for r in listed if r.field != INTO or holds(r))


def warnings(
    judged: Judgement,
    listed: Iterable[Relation],
    judged_of: Callable[[Measure], Judgement | None],
    say: Words,
) -> Iterator[str]:
    """A sentence for each measure that this one waits for and that is late or stands still."""
    if judged.phase in FINAL_PHASES:
        return
    for relation in listed:
        if relation.field != DEPENDS_ON or relation.backwards:
            continue
        other = judged_of(relation.other)
        if other and other.verdict.value in STANDS_STILL:
            yield say._("Venter på tiltak {number} {title}, som har status «{status}».").format(
                number=relation.other.number,
                title=relation.other.title,
                status=say.label("verdict", other.verdict.value),
            )
