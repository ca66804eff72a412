"""Atom feeds of what has changed: one entry for each measure or decision, and each period in which something did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from tiltak.data.corrections import Correction
from tiltak.data.topics import (
    Addresses,
    Subject,
    Topic,
    file_path,
    identity,
    measure_topic,
    noon,
    plain,
    topics,
)
from tiltak.judge import closing
from tiltak.judge.decisions import Followed, followed
from tiltak.judge.rounds import in_force_from
from tiltak.judge.status import Judgement
from tiltak.judge.summary import Summary
from tiltak.model.decisions import Decision
from tiltak.model.numbers import Number
from tiltak.model.periods import Period, of_calendar, period
from tiltak.model.plan import Measure, Plan, Portfolio
from tiltak.model.when import When, on
from tiltak.past.changes import Change
from tiltak.past.development import Stretch
from tiltak.past.promises import NOTHING_BROKEN, Broken
from tiltak.read.commits import Commit
from tiltak.words import decisions as decision_words
from tiltak.words.changes import change_sentences
from tiltak.words.language import Words
from tiltak.words.promises import (
    changed_period,
    decided_change,
    decided_of_plan,
    gone_measure,
    promise_change,
)
from tiltak.words.publishing import rights

if TYPE_CHECKING:
    from feedgen.entry import FeedEntry
    from feedgen.feed import FeedGenerator

Time = tuple[date, When | None]  # the day to sort by, and the time to tell
NAME = "changes.xml"
CORRECTIONS = "corrections.xml"
LENGTH = 100  # entries in a feed; `changes.json` has them all


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a measure, a decision or the plan in one period, and the last day on which something did.

    `when` is that day as a reader is told it: no more exact than its source, None where nobody has dated it.
    `commits` are those that changed a promise without a word.
    """

    subject: Subject
    period: Period
    day: date
    sentences: tuple[str, ...]
    commits: tuple[Commit, ...] = ()
    when: When | None = None

    @property
    def key(self) -> tuple[str | int, ...]:
        """What it is of, in the order of a list: measures by number, then decisions by id, then the plan itself."""
        match self.subject:
            case Measure(number=number):
                return (number,)
            case Decision(id=id):
                return "decision", id
        return ("plan",)

    def after(self, earlier: News) -> News:
        """Both as one, of the same subject and period."""
        sentences = (*earlier.sentences, *self.sentences)
        commits = tuple(dict.fromkeys((*earlier.commits, *self.commits)))
        day, when = max(self._time, earlier._time, key=_in_order)
        return replace(earlier, day=day, when=when, sentences=sentences, commits=commits)

    @property
    def _time(self) -> Time:
        return self.day, self.when


def feeds(  # noqa: PLR0913 – everything that a feed tells
    portfolio: Portfolio,
    summary: Summary,
    course: Iterable[Stretch],
    say: Words,
    addresses: Addresses,
    broken: Broken = NOTHING_BROKEN,
    *,
    items: Sequence[News] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Every feed of a plan: its path from the site's root and its content. `items` are its news where they are known."""
    plan = summary.plan
    if items is None:
        items = news(course, portfolio, plan, say, broken)
    gone = [g.measure for g in broken.gone]
    of_measure: dict[Number, list[News]] = {m.number: [] for m in (*plan.measures, *gone)}
    for item in items:
        if isinstance(item.subject, Measure):
            of_measure.setdefault(item.subject.number, []).append(item)
    parts = [(t, [i for i in items if i.subject in t]) for t in topics(summary, portfolio, gone)]
    measures = {m.number: measure_topic(plan, m) for m in (*gone, *plan.measures)}
    parts += [(topic, of_measure[number]) for number, topic in measures.items()]
    for topic, own in parts:
        path = file_path(plan, topic, NAME)
        yield path, _feed(path, topic, own[:LENGTH], summary, say, addresses)


def news(
    course: Iterable[Stretch],
    portfolio: Portfolio,
    plan: Plan,
    say: Words,
    broken: Broken = NOTHING_BROKEN,
) -> tuple[News, ...]:
    """All that has happened, the newest first: what is dated in the files, and what only git shows."""
    gathered: dict[tuple[tuple[str | int, ...], Period], News] = {}
    course = tuple(course)
    for item in (
        *_dated(course, portfolio, plan, say),
        *_recorded(broken, portfolio, plan, say),
        *_of_decisions(course, portfolio, say),
    ):
        key = item.key, item.period
        gathered[key] = item.after(gathered[key]) if key in gathered else item
    return tuple(sorted(gathered.values(), key=_newest_first))


def _newest_first(item: News) -> tuple[int, bool, tuple[str | int, ...]]:
    """The newest day first; on a day measures by number, then decisions by id, then the plan itself."""
    return -item.day.toordinal(), not isinstance(item.subject, Measure), item.key


def _dated(
    course: Iterable[Stretch], portfolio: Portfolio, plan: Plan, say: Words
) -> Iterator[News]:
    for stretch in course:
        for measure, items in stretch.changes.by_measure():
            day, when = _last_time(items, stretch, plan)
            sentences = change_sentences(items, portfolio, plan, say)
            yield News(measure, stretch.period, day, sentences, when=when)


def _recorded(broken: Broken, portfolio: Portfolio, plan: Plan, say: Words) -> Iterator[News]:
    """Promises that were changed by decision or without a word, and measures that were taken out."""
    for decided in broken.decided:
        if not decided.move:  # the move has a day of its own, and is told on it
            day = decided.revision.date
            sentence = decided_change(decided, portfolio, plan, say)
            period = of_calendar(day, plan.calendar)
            yield News(decided.measure, period, day, (sentence,), when=on(day))
    for of_plan in broken.decided_of_plan:
        day = of_plan.revision.date
        sentence = decided_of_plan(of_plan, portfolio, plan, say)
        yield News(plan, of_calendar(day, plan.calendar), day, (sentence,), when=on(day))
    for changed in broken.silent or ():
        if changed.commit:
            day = changed.commit.recorded_on
            sentence = promise_change(changed, portfolio, plan, say, in_full=True)
            period = of_calendar(day, plan.calendar)
            yield News(changed.change.measure, period, day, (sentence,), (changed.commit,), on(day))
    if (changed_plan := broken.period) and changed_plan.commit:
        day = changed_plan.commit.recorded_on
        sentence, commits = changed_period(changed_plan, say), (changed_plan.commit,)
        yield News(plan, of_calendar(day, plan.calendar), day, (sentence,), commits, on(day))
    for gone in broken.gone:
        if gone.day and not (gone.removed and gone.removed.decision):
            sentence, period = gone_measure(gone, say), of_calendar(gone.day, plan.calendar)
            gone_in = (gone.commit,) if gone.commit else ()
            yield News(gone.measure, period, gone.day, (sentence,), gone_in, on(gone.day))


def _of_decisions(course: Iterable[Stretch], portfolio: Portfolio, say: Words) -> Iterator[News]:
    """What was said of decisions, and the deadlines that passed without a word; not what came with the plan."""
    at_start: tuple[Followed, ...] | None = None
    for stretch in course:
        plan, end = stretch.summary.plan, stretch.summary.day
        start = max(stretch.changes.before.day, in_force_from(plan))
        earlier = {f.decision.id: f for f in at_start or followed(plan, start)}
        at_start = followed(plan, end)  # a stretch starts where the one before it ended
        for now in at_start:
            sentences = tuple(
                decision_words.news(earlier.get(now.decision.id), now, plan, portfolio, say)
            )
            if sentences:
                within = (time for time in _times_of(now) if start < time[0] <= end)
                day, when = max(within, key=_in_order, default=(end, None))
                yield News(now.decision, stretch.period, day, sentences, when=when)


def _times_of(now: Followed) -> Iterator[Time]:
    if now.decision.date:
        yield _told(now.decision.date)
    yield from (_told(entry.date) for entry in now.entries)
    yield from (_told(of.date) for of in now.assessments)
    if now.decision.due:
        yield _day_after(now.decision.due)


def _last_time(items: Sequence[Change], stretch: Stretch, plan: Plan) -> Time:
    """The last day that something is dated to, within the stretch: never the day the site was built."""
    first = stretch.changes.before.day + timedelta(days=1), None
    times = [time for change in items for time in _times(change, plan)]
    day, when = max([first, *times], key=_in_order)
    return min(day, stretch.summary.day), when


def _times(change: Change, plan: Plan) -> Iterator[Time]:
    if change.kind == "verdict" and change.after:
        yield from _decided(change.after, plan)
    if change.entry_after:
        yield _told(change.entry_after.date)
    if change.mention:
        yield _told(change.mention.date)
    yield from (_told(move.date) for move in change.moves)
    if change.kind == "milestone_reached" and change.date_after:
        yield _told(change.date_after)
    if change.kind == "milestone_missed" and change.date_before:
        yield _day_after(change.date_before)
    if change.kind == "milestone_added" and change.milestone and change.milestone.promised:
        yield change.milestone.promised.last, None


def _decided(judged: Judgement, plan: Plan) -> Iterator[Time]:
    """The time at which a verdict came to hold."""
    verdict = judged.verdict
    if verdict.rule == "silent" and verdict.entry:
        silent_after = relativedelta(months=plan.silent_after_months, days=1)
        newest = verdict.entry.date
        yield _known_to_the_day(newest, newest.first + silent_after)
    elif verdict.milestone and verdict.milestone.due:
        yield _day_after(verdict.milestone.due)
    elif verdict.entry:
        yield _told(verdict.entry.date)


def _told(when: When) -> Time:
    return when.last, when


def _day_after(deadline: When) -> Time:
    return _known_to_the_day(deadline, deadline.last + timedelta(days=1))


def _known_to_the_day(source: When, day: date) -> Time:
    """A day that is reckoned from another time, which is told only where that was a day."""
    return day, on(day) if source.is_day else None


def _in_order(time: Time) -> tuple[date, bool]:
    """The later day is the newer, and of two that are as new the one that is known."""
    return time[0], time[1] is not None


def _feed(
    path: str,
    topic: Topic,
    items: Sequence[News],
    summary: Summary,
    say: Words,
    addresses: Addresses,
) -> bytes:
    plan = summary.plan
    sentences = [say._("Hva som er nytt, flyttet og nådd, for hvert tiltak og vedtak.")]
    if head := closing.before(plan, None):
        words = say._("Siste avsluttede rapport: {period}, kontrollsum {checksum}.")
        sentences.append(words.format(period=head.period, checksum=head.checksum))
    title = say._("Endringer i {plan}").format(plan=topic.name)
    page = addresses.front if topic.path else addresses.changes or addresses.front
    feed = _empty(path, page, plan, say, addresses)
    feed.id(identity(plan, "feed", topic.path).urn)
    feed.title(plain(title))
    feed.subtitle(plain(" ".join(sentences)))
    feed.updated(noon(max([item.day for item in items], default=in_force_from(plan))))
    for item in items:
        entry = _entry(feed, identity(plan, *item.key, "news", item.period.name), item.day)
        entry.title(title_of(item.subject, say))
        entry.link(href=addresses.of(path, item.subject))
        area = item.subject.focus_area if isinstance(item.subject, Measure) else ""
        if area:
            entry.category(term=area, label=plain(plan.focus_area_title(area)))
        entry.content(_html(item, say), type="html")
    content: bytes = feed.atom_str(pretty=True)
    return content


def corrections_feed(
    corrections: Sequence[Correction], plan: Plan, say: Words, addresses: Addresses, page: str
) -> tuple[str, bytes]:
    """Path and content of the feed of what was reported and is not so: all of it, for it is never emptied."""
    path = f"data/{plan.id}/{CORRECTIONS}"
    title = say._("Rettelser i {plan}").format(plan=plan.label)
    subtitle = say._("Hva som har stått feil i rapportene, hva som er riktig, og hvorfor.")
    feed = _empty(path, page, plan, say, addresses)
    feed.id(identity(plan, "feed", CORRECTIONS).urn)
    feed.title(plain(title))
    feed.subtitle(plain(subtitle))
    feed.updated(noon(max([c.day for c in corrections], default=in_force_from(plan))))
    for c in corrections:
        # What was corrected, and not the words for it: those may change with the program.
        subject = (c.decision or c.indicator or plan.id) if c.number is None else c.number
        id = identity(plan, subject, "correction", c.key, c.day.isoformat(), *c.periods)
        entry = _entry(feed, id, c.day)
        entry.title(plain(c.title) if c.number is None else _measure_title(c.number, c.title, say))
        entry.link(href=addresses.link(path, page))
        entry.content(_correction_html(c, say), type="html")
    content: bytes = feed.atom_str(pretty=True)
    return path, content


def _correction_html(c: Correction, say: Words) -> str:
    rows = [
        (say._("Gjelder"), say.listed(say.period(period(name)) for name in c.periods)),
        (
            f"{c.what}, {say._('i rapporten')}",
            c.as_reported(say),
        ),
        (f"{c.what}, {say._('riktig')}", c.after),
        (say._("Hvorfor"), c.why or say._("Ingen har sagt hvorfor.")),
    ]
    line = Markup("<p>{}: {}</p>")
    return "".join(line.format(plain(name), plain(value)) for name, value in rows if value)


def title_of(subject: Subject, say: Words) -> str:
    if isinstance(subject, Plan):
        return plain(subject.title)
    if isinstance(subject, Decision):
        kind = say.label("decision_kind", subject.kind)
        return plain(f"{kind}: {decision_words.title(subject, say)}")
    return _measure_title(subject.number, subject.title, say)


def _measure_title(number: Number, title: str, say: Words) -> str:
    return plain(say._("Tiltak {number}: {title}").format(number=number, title=title))


def _empty(path: str, page: str, plan: Plan, say: Words, addresses: Addresses) -> FeedGenerator:
    """A feed without entries: where it lies, the page with the same, who publishes it, and on which terms."""
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    if plan.publisher:
        feed.author(name=plain(plan.publisher.name))
    feed.language(say.language)
    feed.generator("Tiltak")
    if plan.licence:
        feed.rights(plain(rights(plan)))
    own = addresses.link(path, path)
    feed.link(href=own, rel="self", type="application/atom+xml")
    feed.link(href=addresses.link(path, page), rel="alternate", type="text/html")
    return feed


def _entry(feed: FeedGenerator, id: UUID, day: date) -> FeedEntry:
    entry = feed.add_entry(order="append")
    entry.id(id.urn)
    entry.updated(noon(day))
    entry.published(noon(day))
    return entry


def _html(item: News, say: Words) -> str:
    """Sentences may quote what somebody wrote: every one is escaped."""
    sentences = "".join(Markup("<li>{}</li>").format(plain(text)) for text in item.sentences)
    period = plain(say._("I {period}:").format(period=say.period(item.period)))
    return f"{Markup('<p>{}</p>').format(period)}<ul>{sentences}</ul>"
