"""What a picture shows, as the sentence above it: its title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiltak.judge.status import Judgement
from tiltak.judge.summary import Summary
from tiltak.words.language import Words
from tiltak.words.measures import deadlines, deadlines_of

Counts = Mapping[str, int]
MOST_NAMED = 2  # areas that share the first place; more of them say nothing


def then_and_now(before: Summary | None, now: Summary, say: Words) -> str:
    """«28 av 38 tiltak har ukjent status 31. desember 2020 (30. september 2020: 36 av 38)»"""
    if not now.total:
        return say._("Planen har ingen tiltak.")
    sentence = f"{_commonest_clause(now.counts, say)} {say.at(now.day)}"
    if not before:
        return sentence
    earlier = _of_all(before.counts, _commonest(now.counts), say)
    return f"{sentence} ({say.date(before.day)}: {earlier})"


def by_area(areas: Sequence[tuple[str, Counts]], counts: Counts, say: Words) -> str:
    """«28 av 38 tiltak har ukjent status, flest i Tidlig innsats (10 av 12)»"""
    verdict, sentence = _commonest(counts), _commonest_clause(counts, say)
    most = max((of_area[verdict] for _, of_area in areas), default=0)
    first = [(area, of_area) for area, of_area in areas if of_area[verdict] == most]
    if len(areas) <= len(first) or len(first) > MOST_NAMED:
        return sentence
    if most == counts[verdict]:
        return say._("{sentence}, alle i {area}").format(sentence=sentence, area=first[0][0])
    named = (f"{area} ({_of_all(of_area, verdict, say)})" for area, of_area in first)
    return say._("{sentence}, flest i {areas}").format(sentence=sentence, areas=say.listed(named))


def of_plan_timeline(summary: Summary, say: Words) -> str:
    """«Fristene i planen: elleve ikke forfalt, tre gått ut uten svar»"""
    return say._("Fristene i planen: {list}").format(list=deadlines(summary.deadlines, say))


def of_measure_timeline(judged: Judgement, say: Words) -> str:
    """«Tiltak 14: pågår. Frister: to ikke forfalt»"""
    title = say._("Tiltak {number}: {status}").format(
        number=judged.measure.number, status=say.label("verdict", judged.verdict.value).lower()
    )
    if not any(state.due for state in judged.milestones):
        return title
    return say._("{title}. Frister: {list}").format(title=title, list=deadlines_of(judged, say))


def _commonest(counts: Counts) -> str:
    """The status that most measures have; the first of the schema's order where several are as common."""
    return max(counts, key=lambda verdict: counts[verdict])


def _commonest_clause(counts: Counts, say: Words) -> str:
    verdict = _commonest(counts)
    subject = say._("{part} tiltak").format(part=_of_all(counts, verdict, say))
    return say.verdict_clause(verdict, subject, counts[verdict])


def _of_all(counts: Counts, verdict: str, say: Words) -> str:
    return say._("{n} av {total}").format(n=counts[verdict], total=sum(counts.values()))
