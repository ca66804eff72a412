"""What a picture shows, as the sentence above it: its title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiltak.judge.status import Judgement
from tiltak.judge.summary import Summary, last_heard
from tiltak.model.periods import Period
from tiltak.words.language import Words
from tiltak.words.measures import deadlines_of

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


def newly_heard(summary: Summary, say: Words) -> str:
    """«Nytt om 2 av 38 tiltak i fjerde kvartal 2020, kanskje 8 til»"""
    counts = last_heard(summary.judgements)
    sentence = say._("Nytt om {part} tiltak i {period}").format(
        part=_of_all(counts, "this_period", say), period=say.period(summary.period)
    )
    return _perhaps(sentence, counts["unclear"], say)


def _perhaps(sentence: str, more: int, say: Words) -> str:
    """With how many more it may be: what is told of a whole year may be news of its last months."""
    return (
        say._("{sentence}, kanskje {n} til").format(sentence=sentence, n=more) if more else sentence
    )


def never_heard(rows: Sequence[tuple[str, Counts]], say: Words) -> str:
    """«28 av 38 tiltak har ingen fortalt om. Flest: Tidlig innsats (10 av 12)»"""
    never = [(name, counts) for name, counts in rows if counts["never"]]
    if not never:
        return say._("Noen har fortalt om alle tiltakene")
    total = {state: sum(counts[state] for _, counts in rows) for state in rows[0][1]}
    sentence = say._("{part} tiltak har ingen fortalt om").format(part=_of_all(total, "never", say))
    name, most = max(never, key=lambda row: row[1]["never"])
    if [counts["never"] for _, counts in never].count(most["never"]) > 1:
        return sentence
    return say._("{sentence}. Flest: {name} ({part})").format(
        sentence=sentence, name=name, part=_of_all(most, "never", say)
    )


def newly_heard_units(units: Sequence[Counts], period: Period, say: Words) -> str:
    """«Nytt om tiltak hos 3 av 12 enheter i fjerde kvartal 2020»"""
    heard = sum(bool(counts["this_period"]) for counts in units)
    perhaps = sum(bool(counts["unclear"] and not counts["this_period"]) for counts in units)
    part = say._("{n} av {total}").format(n=heard, total=len(units))
    sentence = say._("Nytt om tiltak hos {part} enheter i {period}").format(
        part=part, period=say.period(period)
    )
    return _perhaps(sentence, perhaps, say)


def in_time(period: Period, counts: Counts, say: Words) -> str:
    """«Meldt i tide om 12 av 38 tiltak for fjerde kvartal 2020»"""
    return say._("Meldt i tide om {part} tiltak for {period}").format(
        part=_of_all(counts, "in_time", say), period=say.period(period)
    )


def of_plan_timeline(summary: Summary, say: Words) -> str:
    """«Fristene i planen: elleve ikke gått ut ennå, tre gått ut uten svar»"""
    return say._("Fristene i planen: {list}").format(list=deadlines_of(summary.judgements, say))


def of_measure_timeline(judged: Judgement, say: Words) -> str:
    """«Tiltak 14: pågår. Frister: to ikke gått ut ennå»"""
    title = say._("Tiltak {number}: {status}").format(
        number=judged.measure.number, status=say.label("verdict", judged.verdict.value).lower()
    )
    if not any(state.due for state in judged.milestones):
        return title
    return say._("{title}. Frister: {list}").format(title=title, list=deadlines_of([judged], say))


def _commonest(counts: Counts) -> str:
    """The status that most measures have; the first of the schema's order where several are as common."""
    return max(counts, key=lambda verdict: counts[verdict])


def _commonest_clause(counts: Counts, say: Words) -> str:
    verdict = _commonest(counts)
    subject = say._("{part} tiltak").format(part=_of_all(counts, verdict, say))
    return say.verdict_clause(verdict, subject, counts[verdict])


def _of_all(counts: Counts, verdict: str, say: Words) -> str:
    return say._("{n} av {total}").format(n=counts[verdict], total=sum(counts.values()))
