"""Sentences about a plan: dates, numbers, plurals and reasons, in the reader's language.

Interface texts are written here and in the templates in bokmål; message catalogues (gettext) give the
other languages. The plan's own texts are never translated.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from gettext import NullTranslations

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from tiltak.judge.as_of import JudgedDay
from tiltak.judge.status import LATE, OUTCOMES, UNSAID, Judgement, MilestoneState, months_later
from tiltak.model.colour import shades
from tiltak.model.decisions import FollowUp
from tiltak.model.own import NO_OWN_WORDS, OwnWords
from tiltak.model.periods import LETTERS, WHOLE_PLAN, Period, containing
from tiltak.model.plan import Entry, Plan
from tiltak.model.source import Source
from tiltak.model.texts import marked
from tiltak.model.when import When, on
from tiltak.read import schema
from tiltak.read.fields import NAMED_AS_STATUSES
from tiltak.read.schema import Choice
from tiltak.words.languages import LOCALES

GOES_ON = ("planning", "in_progress", "completed", "in_operation")  # a reason is of no standstill
UNGROUPED = 10_000  # Språkrådet: four figures stand together, as those of a year do
DAYS_THAT_ARE_COUNTED, DAYS_OF_A_YEAR = 100, 365.25


class Words:
    """The words of one language. `words._("…")` is the text, `words.days(3)` is «3 dager», and so on.

    `own`: what a plan calls its statuses and focus areas; `words.of(plan)` has those of the plan.
    """

    def __init__(self, language: str = "nb", own: OwnWords = NO_OWN_WORDS) -> None:
        self.language = language
        self.own = own
        self._statuses = {word.status: word for word in own.statuses}
        self.locale = LOCALES[language]
        self._catalogue = _catalogue(language)

    def of(self, plan: Plan) -> Words:
        """The same language as a plan speaks it."""
        return words(self.language, plan.words)

    def _(self, text: str) -> str:
        translated = self._catalogue.gettext(text) if text else ""
        return self._with_own_area(translated) if self.own.focus_area else translated

    def _with_own_area(self, sentence: str) -> str:
        """Both words end in «område», so that every form of the one is a form of the other."""
        own = self.own.focus_area.removesuffix("e")
        return sentence.replace("Innsatsområd", own).replace(
            "innsatsområd", own[0].lower() + own[1:]
        )

    def in_context(self, context: str, text: str) -> str:
        """As `_`, for a text that one language says in one way and another in several."""
        return self._catalogue.pgettext(context, text)

    def plural(self, singular: str, many: str, number: int, **fields: object) -> str:
        """«{n} tiltak» with the number in place, in the form the number asks for."""
        return self._catalogue.ngettext(singular, many, number).format(n=number, **fields)

    def spelled(self, singular: str, many: str, number: int, **fields: str) -> str:
        """As `plural`, for running text: «tre frister». `singular` brings its own «én» or «ett»."""
        return self._catalogue.ngettext(singular, many, number).format(
            n=self.number(number), **fields
        )

    def sentence(self, singular: str, many: str, number: int, **fields: str) -> str:
        """As `spelled`, with a capital letter: «Tre frister er nådd.» Empty where the number is 0."""
        return capital(self.spelled(singular, many, number, **fields)) if number else ""

    # Words for values

    def label(self, name: str, value: str) -> str:
        """The word for an allowed value of the schema."""
        return self.choice(name, value).title

    @cache  # noqa: B019 – `words` keeps who speaks as long
    def choice(self, name: str, value: str) -> Choice:
        """An allowed value of the schema with its word, and its colours where the plan has its own."""
        choice = schema.choice(name, value)
        own = self._statuses.get(value) if name in NAMED_AS_STATUSES else None
        if own is None:
            return replace(choice, title=self._(choice.title))
        light, dark = (
            shades(own.colour) if own.colour else (choice.colour_light, choice.colour_dark)
        )
        return replace(choice, title=own.title, colour_light=light, colour_dark=dark)

    def choices(self, name: str) -> tuple[Choice, ...]:
        """All of them, in the order in which they are shown."""
        return tuple(self.choice(name, choice.value) for choice in schema.choices(name))

    def definition(self, name: str, value: str) -> str:
        return self._(schema.choice(name, value).description)

    def field(self, kind: str, *path: str | int) -> str:
        """The name of a field in a kind of file, found by its path there."""
        return self._(schema.field_title(kind, *path))

    def from_schema(self, text: str) -> str:
        """A title or a description as a schema has it."""
        return self._(text)

    def quoted(self, text: str) -> str:
        """«…», in the marks of the language."""
        return self._("«{text}»").replace("{text}", text)

    def verdict_clause(self, verdict: str, subject: str, number: int) -> str:
        """What a verdict says of some measures: «tiltak 6 er i drift», «elleve pågår»."""
        singular, many = OUTCOMES[verdict].clause
        return self._catalogue.ngettext(singular, many, number).format(subject=subject)

    def verdict_clauses(self, counts: Mapping[str, int]) -> list[str]:
        """«ett pågår», «to har ukjent status»: a clause for each verdict that occurs."""
        return [self.verdict_clause(v, self.number(n), n) for v, n in counts.items() if n]

    # Numbers and dates

    def number(self, number: int) -> str:
        """A count in running text. Språkrådet: whole numbers up to twelve are written out."""
        if number == 0:
            return self.in_context("antall", "ingen")
        if 0 < number <= len(SMALL_NUMBERS):
            return self._(SMALL_NUMBERS[number - 1])
        return str(number)

    def roughly(self, days: int) -> str:
        """How long ago or how much later, as somebody would say it: «31 dager», «omtrent 16 måneder», «to år»."""
        if days < DAYS_THAT_ARE_COUNTED:
            return self.days(days)
        years = round(days / DAYS_OF_A_YEAR)
        if years and abs(days - years * DAYS_OF_A_YEAR) <= 1:
            return self.spelled("ett år", "{n} år", years)
        months = round(days / DAYS_OF_A_YEAR * 12)
        return self.spelled("omtrent én måned", "omtrent {n} måneder", months)

    def size(self, size_bytes: int) -> str:
        """How large a file is: «82 kB», «1,4 MB»."""
        if size_bytes < 1_000_000:
            return f"{max(1, round(size_bytes / 1000))} kB"
        return f"{format_decimal(size_bytes / 1_000_000, '0.0', locale=self.locale)} MB"

    def figures(self, number: int) -> str:
        """A number in figures: «2026», and with five or more of them «12 345»."""
        if abs(number) < UNGROUPED:
            return str(number)
        return str(format_decimal(number, locale=self.locale))

    def days(self, number: int) -> str:
        return self.plural("{n} dag", "{n} dager", number)

    def months(self, number: int) -> str:
        return self.spelled("én måned", "{n} måneder", number)

    def measures(self, number: int) -> str:
        return self.plural("{n} tiltak", "{n} tiltak", number)

    def date(self, time: When | dt.date) -> str:
        """A time as it is said, no more exact than its source: «31. desember 2020», «2020», «våren 2019»."""
        when = on(time) if isinstance(time, dt.date) else time
        return self.with_mark(self._date(when), proposed=when.proposed)

    def with_mark(self, words_shown: str, *, proposed: bool) -> str:
        """What is said, marked where it is our own proposal: «Helsehuset (foreslått)»."""
        return (
            self._("{unit} (foreslått)").format(unit=words_shown)
            if words_shown and proposed
            else words_shown
        )

    def _date(self, when: When) -> str:
        match when.precision:
            case "day":
                return _written(when.last, "long", self.locale)
            case "circa":
                full = _written(when.last, "long", self.locale)
                return self._("ca. {date}").format(date=full)
            case "month":
                return _written(when.last, "MMMM y", self.locale)
            case "school_year":
                years = f"{when.first.year}/{(when.first.year + 1) % 100:02}"
                return self._("skoleåret {years}").format(years=years)
            case "span" if self.language != "en" and _NAMED.fullmatch(when.written):
                return when.written[0].lower() + when.written[1:]
            case "span":
                return self._span(when)
            case "spring" | "summer" | "autumn":
                return self._(SEASON_NAMES[when.precision]).format(year=when.last.year)
        return self.period(containing(when.last, LETTERS[when.precision]))

    def _span(self, when: When) -> str:
        """«2026–2028», «juni 2019», «september–oktober 2020», «1. januar – 17. juni 2019»."""
        shape = _span_shape(when)
        first, last = (_written(day, shape, self.locale) for day in (when.first, when.last))
        if first == last:
            return first
        if shape == "y":
            return f"{first}–{last}"
        if when.first.year != when.last.year:
            return f"{first} – {last}"
        if shape == "MMMM y":
            return f"{_written(when.first, 'LLLL', self.locale)}–{last}"
        return f"{format_skeleton('MMMMd', when.first, locale=self.locale)} – {last}"

    def short_date(self, time: When | dt.date) -> str:
        """For tables: «31.12.2020», in English «31 Dec 2020»; what is no day is said as it is elsewhere."""
        if isinstance(time, When):
            return (
                self.short_date(time.last) if time.is_day and not time.proposed else self.date(time)
            )
        return (
            f"{time:%d.%m.%Y}" if self.language != "en" else _written(time, "medium", self.locale)
        )

    def at(self, time: When | dt.date) -> str:
        """When something was so: «31. desember 2020», «i 2019», «våren 2019»."""
        time = on(time) if isinstance(time, dt.date) else time
        day = self.date(time)
        match time.precision:
            case "day":
                # English wants «on» before a day, and only there.
                return self.in_context("dag", "{when}").format(when=day)
            case "circa":
                return day
            case "spring" | "summer" | "autumn":
                return self.in_context("årstid", "{when}").format(when=day)
            case "span":
                days = self.with_mark(self._span(time), proposed=time.proposed)
                return self._("i tiden {when}").format(when=days)
        return self._("i {when}").format(when=day)

    def by(self, time: When | dt.date) -> str:
        """A deadline in words: «innen 31. desember 2020», «innen utgangen av 2020»."""
        if isinstance(time, When) and time.precision == "span":
            end = self.with_mark(
                _written(time.last, _span_shape(time), self.locale), proposed=time.proposed
            )
            of_a_day = _span_shape(time) == "long"
        else:
            end = self.date(time)
            of_a_day = isinstance(time, dt.date) or time.precision in ("day", "circa")
        text = self._("innen {when}") if of_a_day else self._("innen utgangen av {when}")
        return text.format(when=end)

    def period(self, period: Period) -> str:
        """A period's name: «fjerde kvartal 2020», «andre tertial 2020», «2020», «planperioden 2019–2023»."""
        if period.of_plan:
            years = "–".join(dict.fromkeys(period.name.split("-")))
            return self._("planperioden {years}").format(years=years)
        if not period.letter:
            return period.name
        return self._(PERIOD_NAMES[period.name[5:]]).format(year=period.start.year)

    def short_period(self, period: Period) -> str:
        """The same where there is little room: «4. kv. 2020»."""
        if period.letter not in SHORT_PERIOD_NAMES:
            return period.name
        return self._(SHORT_PERIOD_NAMES[period.letter]).format(
            number=period.name[-1], year=period.start.year
        )

    def period_noun(self, period: Period) -> str:
        """What the period is called once it has been named: «kvartalet»."""
        return self._(PERIOD_NOUNS[period.letter])

    def listed(self, items: Iterable[str], conjunction: str = "") -> str:
        """«a», «a og b», «a, b og c»; with another word than «og» where one is given."""
        words = list(items)
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {conjunction or self._('og')} {words[-1]}"

    def clauses(self, parts: Sequence[str]) -> str:
        """Main clauses in a row, with the comma that Norwegian wants before «og»."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])}, {self._('og')} {parts[-1]}"

    # Reasons

    def why(self, judged: Judgement, plan: Plan) -> str:
        """Why a measure has its verdict, in a few sentences: which rule, which date, which entry."""
        parts = [self._why(judged, plan)]
        if judged.stepped_back_from and judged.verdict.rule != "silent":
            parts.append(self.step_back(judged.stepped_back_from))
        return " ".join(parts)

    def step_back(self, before: str) -> str:
        """That a measure has gone back from a phase that had come farther."""
        return self._("Det er et skritt tilbake: før var det «{phase}».").format(
            phase=self.label("phase", before).lower()
        )

    def _why(self, judged: Judgement, plan: Plan) -> str:
        verdict, entry = judged.verdict, judged.verdict.entry
        if verdict.milestone:
            return self.late(verdict.milestone, verdict.sentence)
        text = self._(verdict.sentence)
        if entry is None:
            return text.format(newest=self.at(max(judged.reached))) if judged.reached else text
        if entry.said_by != "owner" and entry is judged.carrying and verdict.rule != "silent":
            return self.entry(entry, plan)
        newest = judged.newest_told or entry.date
        if judged.silent and months_later(newest.last, plan.silent_after_months) >= judged.day:
            text = self._("Siste opplysning gjelder {newest} og kan være mer enn {age} gammel.")
        text = text.format(
            date=self.at(entry.date),
            newest=self.date(newest),
            age=self.months(plan.silent_after_months),
            phase=self.label("phase", judged.phase).lower(),
            number=entry.into,
        )
        return text if judged.silent else f"{text} {self.reason(entry)}".strip()

    def entry(self, entry: Entry, plan: Plan) -> str:
        """Who says what of a measure: «Lest ut av Årsrapport 2019, 3.2, for 2019: pågår.»"""
        return self.said_by(entry, self.entry_said(entry), plan)

    def said_by(self, entry: Entry | FollowUp, words_shown: str, plan: Plan) -> str:
        """Who says something, and of when."""
        match entry.said_by:
            case "document":
                sentence = self._("Lest ut av {source}, for {date}: {said}")
            case "assessor":
                sentence = self._("Vurdert i {source}, for {date}: {said}")
            case _:
                sentence = self._("Meldt for {date}: {said}")
        return sentence.format(
            source=self.source(plan, entry.source), date=self.date(entry.date), said=words_shown
        )

    def entry_said(self, entry: Entry) -> str:
        """What an entry says, in a few words: «pågår, usikkert. Årsak: bemanning.»"""
        what = self._("ingenting nytt")
        if not entry.unchanged:
            what = self.label("phase", entry.phase).lower()
        if entry.into is not None:
            what = self._("{phase} med tiltak {number}").format(phase=what, number=entry.into)
        if entry.confidence:
            what = f"{what}, {self.label('confidence', entry.confidence).lower()}"
        return f"{what}. {self.reason(entry)}".strip()

    def reason(self, entry: Entry) -> str:
        """Why it is as it is; of work that goes on, what has been in its way. Of a doubt, also that no word explains it."""
        if not entry.reason:
            unexplained = entry.confidence == "at_risk" and not entry.note
            return self._("Ingen årsak er oppgitt.") if unexplained else ""
        why = self.label("reason", entry.reason).lower()
        if entry.phase in GOES_ON and entry.confidence not in ("at_risk", "off_track"):
            return self._("Dette har hindret arbeidet: {reason}.").format(reason=why)
        return self._("Årsak: {reason}.").format(reason=why)

    def late(self, state: MilestoneState, sentence: str = LATE) -> str:
        """A missed deadline in words, with how long it had passed on the day of judging: not on that of reading.

        Of a milestone that comes back, all the deadlines that were missed.
        """
        assert state.due
        later = state.passed[1:]
        text = self._(sentence).format(milestone=state.milestone.title, by=self.by(state.due))
        if state.days is not None:
            text += " " + self._("Per {day} var det {days} siden.").format(
                day=self.date(state.due.last + dt.timedelta(days=state.days)),
                days=self.roughly(state.days),
            )
        if later:
            again = self.listed(self.date(day) for day in later)
            text += " " + self._("Det samme gjelder {days}.").format(days=again)
        return text if state.said_late else f"{text} {self._(UNSAID)}"

    def freshness(self, judged: Judgement) -> str:
        f = judged.freshness
        if f.reported_for is None:
            return self._("ingen opplysninger")
        return self._("siste opplysning gjelder {date}").format(date=self.date(f.reported_for))

    def source(self, plan: Plan, source: Source | None, *, short: bool = False) -> str:
        """Title and place of a source: «Handlings- og økonomiplan 2021–2024, 9.10».

        `short`: with the document's short title, where it has one: «HØP 2021–2024, 9.10».
        """
        if source is None:
            return ""
        document = plan.document(source.document.rpartition("/")[2])
        title = document.title if document else source.document
        if short and document and document.short_title:
            title = document.short_title
        return f"{title}, {source.place}" if source.place else title

    def judged_day(self, judged: JudgedDay) -> str:
        """Which day the numbers speak of, and why not a later one."""
        day = self.date(judged.day)
        if judged.stopped_by == "followed_through":
            return self._("Status per {date}. Etter det er planen ikke fulgt opp her.").format(
                date=day
            )
        if judged.stopped_by == "plan_end":
            return self._("Status per {date}, da planperioden sluttet.").format(date=day)
        return self._("Status per {date}.").format(date=day)


def capital(words: str) -> str:
    """With a capital first letter; the rest is left as it is."""
    return words[:1].upper() + words[1:]


def signed(number: int) -> str:
    """A change: «+2», «−3», and «0» for none."""
    return f"+{number}" if number > 0 else str(number).replace("-", "−")


@cache
def words(language: str = "nb", own: OwnWords = NO_OWN_WORDS) -> Words:
    """The words of a language, as a plan speaks it, read once."""
    return Words(language, own)


@cache
def _written(day: dt.date, shape: str, locale: str) -> str:
    """A day as Babel writes it. The same few days stand on every page."""
    return format_date(day, shape, locale=locale)


# What a plan calls some days by another name than their dates: these say more than the months they lie in.
_NAMED = re.compile(
    r"(?:før |innen |innan |mot )?(?:vår|somm[ea]r|høst|haust|vinter|jul |årsskifte|nyttår|uke |veke |primo|medio|ultimo|midt|slutt|"
    r"begynn|byrj|starten|skole|skule|barnehage)[^,;:()]{0,40}",
    re.IGNORECASE,
)


def _span_shape(when: When) -> str:
    """How exact the two ends of a stretch are: years, months or days, as Babel calls them."""
    after = when.last + dt.timedelta(days=1)
    if (when.first.day, after.day) != (1, 1):
        return "long"
    return "y" if (when.first.month, after.month) == (1, 1) else "MMMM y"


def _catalogue(language: str) -> NullTranslations:
    if language == "nb":
        return NullTranslations()  # texts are written in bokmål
    from tiltak.words import catalogues

    return catalogues.translations(language)


# Below those who use them, as the translators' files list them.

SMALL_NUMBERS = (
    marked("ett"), marked("to"), marked("tre"), marked("fire"), marked("fem"), marked("seks"),
    marked("sju"), marked("åtte"), marked("ni"), marked("ti"), marked("elleve"), marked("tolv"),
)  # fmt: skip
PERIOD_NAMES = {
    "Q1": marked("første kvartal {year}"),
    "Q2": marked("andre kvartal {year}"),
    "Q3": marked("tredje kvartal {year}"),
    "Q4": marked("fjerde kvartal {year}"),
    "T1": marked("første tertial {year}"),
    "T2": marked("andre tertial {year}"),
    "T3": marked("tredje tertial {year}"),
    "H1": marked("første halvår {year}"),
    "H2": marked("andre halvår {year}"),
}
SHORT_PERIOD_NAMES = {
    "Q": marked("{number}. kv. {year}"),
    "T": marked("{number}. tert. {year}"),
    "H": marked("{number}. halvår {year}"),
}
SEASON_NAMES = {
    "spring": marked("våren {year}"),
    "summer": marked("sommeren {year}"),
    "autumn": marked("høsten {year}"),
}
PERIOD_NOUNS = {
    "Q": marked("kvartalet"),
    "T": marked("tertialet"),
    "H": marked("halvåret"),
    "": marked("året"),
    WHOLE_PLAN: marked("planperioden"),
}
