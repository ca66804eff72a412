"""The form on the git host for those who may not change files, and what a filled-in one says.

issue_form(portfolio) → .github/ISSUE_TEMPLATE/status.yml
filled_in(body)       → the measure and the words for `tiltak set`

What is filled in comes from anyone. It is only ever text: it becomes arguments in a list, never a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tiltak.edit import shape, write
from tiltak.edit.shape import Shape
from tiltak.harmless import one_line
from tiltak.model.plan import Portfolio
from tiltak.problems import UsageError
from tiltak.read.schema import choices

PATH = ".github/ISSUE_TEMPLATE/status.yml"
NO_ANSWER = "_No response_"  # what the git host writes for a field that was left empty
MAX_BODY = 60_000
LONGEST_LINE, MOST_LINES = 1_000, 50  # of an answer: git hosts take 65,536 signs

MEASURE = re.compile(r"([a-z0-9-]+)/([0-9A-Za-z.-]+)(?: .*)?")
SOURCE = re.compile(r"([a-z0-9-]+)/([a-z0-9-]+)\b.*")

Widget = dict[str, Any]

HEADING = "Tiltak"
SOURCE_HEADING = "Kilde"
PLACE_HEADING = "Sted i kilden"
# The keys of a status entry, in the form's order: what everybody wants to write comes before what is seldom needed.
KEYS = ("phase", "note", "date", "confidence", "reason", "into")


def _title(key: str) -> str:
    return shape.of("measure").at("status", 0).key(key).title


def headings() -> list[str]:
    """The form's headings in order."""
    return [HEADING, *map(_title, KEYS), SOURCE_HEADING, PLACE_HEADING]


# The form


def issue_form(portfolio: Portfolio) -> str:
    """The form as YAML, with the measures, documents and words of today."""
    entry = shape.of("measure").at("status", 0)
    measures = [
        f"{plan.id}/{m.number} {m.title}" for plan in portfolio.plans for m in plan.measures
    ]
    documents = [
        f"{plan.id}/{d.id} – {d.title}" for plan in portfolio.plans for d in plan.documents
    ]
    phases = [_title("unchanged"), *(c.title for c in choices("phase"))]
    form = {
        "name": "Meld status",
        "description": "Fortell hvordan det går med et tiltak. Meldingen blir et forslag som noen godkjenner.",
        "title": "Status: ",
        "body": [
            {
                "type": "markdown",
                "attributes": {
                    "value": "Alt du skriver her, er offentlig. Skriv aldri navn på personer, telefonnumre eller e-postadresser."
                },
            },
            _dropdown("measure", HEADING, "Tiltaket meldingen gjelder.", measures, required=True),
            _dropdown("phase", _title("phase"), entry.key("phase").help, phases, required=True),
            {
                "type": "textarea",
                "id": "note",
                "attributes": {"label": _title("note"), "description": entry.key("note").help},
            },
            _input(
                "date",
                _title("date"),
                f"{entry.key('date').help} Skriv for eksempel 31.12.2020, eller høsten 2020.",
            ),
            _dropdown(
                "confidence",
                _title("confidence"),
                entry.key("confidence").help,
                [c.title for c in choices("confidence")],
            ),
            _dropdown(
                "reason",
                _title("reason"),
                "Må fylles ut når tiltaket er på vent, avsluttet eller ute av rute, og når arbeidet ikke er i gang halvveis i planen eller etter den første fristen.",
                [c.title for c in choices("reason")],
            ),
            _input("into", _title("into"), entry.key("into").help, required=False),
            _dropdown("source", SOURCE_HEADING, entry.key("source").help, documents),
            _input("place", PLACE_HEADING, "For eksempel et kapittel.", required=False),
        ],
    }
    heading = "# Laget av «tiltak forms issue» etter skjemaene og filene. Ikke endre den for hånd."
    return "\n".join([heading, *write.group_lines(form, Shape("measure", {}), 0)]) + "\n"


def _dropdown(
    id: str, label: str, description: str, options: Iterable[str], *, required: bool = False
) -> Widget:
    about = {"label": label, "description": description, "options": list(options)}
    return {
        "type": "dropdown",
        "id": id,
        "attributes": about,
        "validations": {"required": required},
    }


def _input(id: str, label: str, description: str, *, required: bool = True) -> Widget:
    about = {"label": label, "description": description}
    return {"type": "input", "id": id, "attributes": about, "validations": {"required": required}}


# What was filled in


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A measure as `plan/number`, and `key=value` words as `tiltak set` takes them."""

    measure: str
    words: tuple[str, ...]


def filled_in(body: str) -> FilledIn:
    """Read a filled-in form; UsageError in plain words where it cannot be one."""
    if len(body) > MAX_BODY:
        raise UsageError("Meldingen er for lang.")
    answers = _answers(body)
    chosen = MEASURE.fullmatch(answers[HEADING])
    if not chosen:
        raise UsageError("Skjemaet sier ikke hvilket tiltak det gjelder. Velg ett fra listen.")
    plan, number = chosen.groups()
    filled_in = {key: answers[_title(key)] for key in KEYS if answers[_title(key)]}
    if filled_in.get("phase") == _title("unchanged"):
        del filled_in["phase"]
        filled_in["unchanged"] = "true"
    if not filled_in.get("date"):
        raise UsageError(f"Fyll ut «{_title('date')}».")
    if source := _source(answers, plan):
        filled_in["source"] = source
    return FilledIn(f"{plan}/{number}", tuple(f"{key}={value}" for key, value in filled_in.items()))


def _source(answers: Mapping[str, str], plan: str) -> str:
    document, place = answers[SOURCE_HEADING], " ".join(answers[PLACE_HEADING].split())
    if not document:
        if place:
            raise UsageError(f"«{PLACE_HEADING}» er fylt ut, men ikke «{SOURCE_HEADING}».")
        return ""
    match = SOURCE.fullmatch(document)
    if not match or match[1] != plan:
        raise UsageError(f"«{SOURCE_HEADING}» må være et dokument i samme plan som tiltaket.")
    return f"{match[2]}#{place}" if place else match[2]


def _answers(body: str) -> dict[str, str]:
    """Map each heading to its answer.

    Headings are looked for in their order: those up to the free text from the beginning, those after it from the end.
    So what looks like a heading in the free text is part of it.
    """
    lines = body.replace("\r\n", "\n").split("\n")
    expected = headings()
    before_text = expected.index(_title("note")) + 1
    starts: dict[str, int] = {}
    first, end = 0, len(lines)
    for heading in expected[:before_text]:
        starts[heading] = _place(lines, heading, range(first, end))
        first = starts[heading] + 1
    for heading in reversed(expected[before_text:]):
        starts[heading] = end = _place(lines, heading, reversed(range(first, end)))
    ends = sorted([*starts.values(), len(lines)])
    texts = {
        heading: "\n".join(lines[at + 1 : ends[ends.index(at) + 1]]).strip()
        for heading, at in starts.items()
    }
    for heading, text in texts.items():
        if heading != _title("note"):  # the others are asked for on one line
            texts[heading] = " ".join(text.split())
    return {heading: "" if text == NO_ANSWER else text for heading, text in texts.items()}


def _place(lines: Sequence[str], heading: str, places: Iterable[int]) -> int:
    """The first of some places where a heading stands."""
    at = next((at for at in places if lines[at] == f"### {heading}"), None)
    if at is None:
        raise UsageError(
            f"Skjemaet mangler overskriften «{heading}». Fyll ut skjemaet på nytt, og la overskriftene stå."
        )
    return at


# What is answered


def answerable(sentences: Sequence[str]) -> list[str]:
    """The sentences as lines that a git host takes, however much of what was written they quote."""
    lines = [one_line(sentence) for sentence in sentences[:MOST_LINES]]
    if len(sentences) > MOST_LINES:
        lines.append(f"… og {len(sentences) - MOST_LINES} til.")
    return [
        line if len(line) <= LONGEST_LINE else f"{line[:400]} […] {line[-500:]}" for line in lines
    ]


def refusal(why: str) -> str:
    """Word the answer to a form that is refused. `why` stands in a fence, so nothing in it is markup."""
    why = "\n".join(answerable(why.splitlines()))
    longest = max((len(run) for run in re.findall(r"~+", why)), default=0)
    fence = "~" * max(3, longest + 1)
    return (
        f"Takk for meldingen. Den kan ikke tas inn slik den står:\n\n{fence}text\n{why}\n{fence}\n\n"
        "Rett det i saken øverst (trykk på de tre prikkene og «Edit»), så blir den prøvd på nytt.\n"
    )


def thanks(measure: str) -> str:
    return (
        f"Takk. Meldingen om tiltak {measure} er sendt videre som et forslag. "
        "Den kommer på nettstedet når noen har godkjent den.\n"
    )
