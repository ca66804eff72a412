"""A new plan repository: every file it begins with.

files(answers) → {"plans/klima/plan.yml": "…", "measures/klima/01-….yml": "…", "mkdocs.yml": "…", …}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tiltak.commands.init import shared
from tiltak.edit import draft, write
from tiltak.edit import shape as shapes
from tiltak.edit.change import UNREAD
from tiltak.edit.draft import LANGUAGE_SERVER
from tiltak.model.periods import containing
from tiltak.model.when import is_time
from tiltak.sheets.outline import Deadline, Item

TEMPLATES = Path(__file__).parents[2] / "templates" / "init"
GENERAL = "Hele planen"  # a focus area for a plan whose list says none
FIRST = Item(1, "Det første tiltaket")
FIRST_COMMENT = """\
# Dette tiltaket er her for at dere skal ha noe å begynne med. Rett det, eller slett filen og lag deres egne
# med «tiltak new». Type og ansvarlig rettes når dere vet dem.
"""


# The licences that the question offers; any other is written in plan.yml.
LICENCES = {
    "NLOD 2.0": "https://data.norge.no/nlod/no/2.0",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who publishes, on which terms and where; what is empty is claimed nowhere."""

    publisher: str = ""
    organisation_number: str = ""
    contact: str = ""
    licence: str = ""
    site_url: str = ""

    def fields(self, owner: str) -> dict[str, Any]:
        """What plan.yml says of it. Who has the name of the plan's owner publishes officially."""
        publisher = {
            "name": self.publisher,
            "official": self.publisher.casefold() == owner.casefold(),
            "organisation_number": self.organisation_number,
            "contact": self.contact,
        }
        licence = {
            "name": self.licence,
            "url": LICENCES.get(self.licence, ""),
            "attribution": self.publisher,
        }
        is_post = self.publisher and self.contact and "://" not in self.contact
        return {
            "publisher": {k: v for k, v in publisher.items() if self.publisher and v != ""},
            "licence": {k: v for k, v in licence.items() if self.licence and v != ""},
            "allowed_addresses": [self.contact] if is_post else [],
        }


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new plan is called, and what is in it from the beginning."""

    id: str
    title: str
    municipality: str
    start: str
    end: str
    calendar: str
    focus_areas: tuple[str, ...]
    items: tuple[Item, ...] = ()
    package: str = ""
    publishing: Publishing = Publishing()
    # name → id of those that are there already.
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def areas(self) -> dict[str, str]:
        """Name → id, in the order in which they were named."""
        named = [*self.focus_areas, *(i.focus_area for i in self.items if i.focus_area)]
        return _with_ids([*named, GENERAL] if self.is_general else named)

    @property
    def is_general(self) -> bool:
        """Whether measures of the list belong to no area that was named, so that they get one for the whole plan."""
        unplaced = [item for item in self.items if not item.focus_area]
        if not self.items:
            return not self.focus_areas
        return bool(unplaced) and (len(self.focus_areas) != 1 or len(unplaced) < len(self.items))

    @property
    def owners(self) -> dict[str, str]:
        """Name → short name of every unit of the list, those that are there already under the name they have."""
        named = (unit for i in self.items for unit in (i.owner, *i.contributors) if unit)
        return _with_ids(named, self.units)

    @property
    def new_owners(self) -> dict[str, str]:
        ids_there = set(self.units.values())
        return {name: id for name, id in self.owners.items() if id not in ids_there}


def _with_ids(
    names: Iterable[str], there: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """Name → short name; two names that would share one get a number behind it.

    Names that differ in capitals only are one, as it is written first. Those that are `there` keep their short name.
    """
    ids: dict[str, str] = {}
    taken: set[str] = set(there.values())
    following: Counter[str] = Counter()
    folded_names: set[str] = set()
    ids_there = _folded(there)
    for name in names:
        if name.casefold() in folded_names:
            continue
        folded_names.add(name.casefold())
        id = ids_there.get(name.casefold(), "")
        if not id:
            id = slug = draft.slug(name)
            while id in taken:
                following[slug] += 1
                id = f"{slug}-{following[slug] + 1}"
            taken.add(id)
        ids[name] = id
    return ids


def _folded(ids: Mapping[str, str]) -> dict[str, str]:
    return {name.casefold(): id for name, id in ids.items()}


def files(answers: Answers) -> dict[str, str]:
    """Path → text, everything that the repository begins with."""
    return {
        **shared.files(),
        **_frame(answers),
        "plans/units.yml": _units(answers),
        **of_the_plan(answers),
    }


def of_the_plan(
    answers: Answers, handed_on: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, str]:
    """Path → text of the plan itself. `handed_on`: fields that it has from the plan before it."""
    return {f"plans/{answers.id}/plan.yml": _plan(answers, handed_on), **_measures(answers)}


def _frame(answers: Answers) -> dict[str, str]:
    """Configuration and handbook, from `templates/init`. `dot-x` becomes `.x`; `x.j2` is filled in."""
    import jinja2

    # What is filled in is YAML and Markdown with filters of their own, no HTML.
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701 – see above
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["yaml"] = write.scalar
    environment.filters["line"] = lambda text: " ".join(text.split())
    fields = {
        "id": answers.id,
        "title": answers.title,
        "municipality": answers.municipality,
        "package": answers.package,
        "site_url": answers.publishing.site_url,
    }
    texts: dict[str, str] = {}
    for path in sorted(p for p in TEMPLATES.rglob("*") if p.is_file()):
        parts = [
            part.replace("dot-", ".", 1) if part.startswith("dot-") else part
            for part in path.relative_to(TEMPLATES).parts
        ]
        name, text = "/".join(parts), path.read_text(encoding="utf-8")
        if name.endswith(".j2"):
            texts[name.removesuffix(".j2")] = environment.from_string(text).render(fields)
        else:
            texts[name] = text
    return texts


def _units(answers: Answers) -> str:
    units: dict[str, Any] = {
        "kommunestyret": {"kind": "political", "names": [{"name": "Kommunestyret"}]},
        "kommunedirektoren": {"kind": "internal", "names": [{"name": "Kommunedirektøren"}]},
    }
    for name, id in answers.owners.items():
        units.setdefault(id, {"kind": "internal", "names": [{"name": name}]})
    comment = (
        f"{LANGUAGE_SERVER} $schema=../schema/units.schema.json\n"
        "# Kortnavnet til venstre endres aldri. Får en enhet nytt navn, legges det øverst under «names».\n"
        "# Skriv aldri navn på personer.\n"
    )
    return comment + _text("units", {"units": units})


def _plan(answers: Answers, handed_on: Mapping[str, Any]) -> str:
    value = {
        "title": answers.title,
        "municipality": answers.municipality,
        "period": {"start": answers.start, "end": answers.end},
        "calendar": answers.calendar,
        "focus_areas": [{"id": id, "title": name} for name, id in answers.areas.items()],
        "documents": [{"id": "plan", "title": answers.title}],
        **answers.publishing.fields(answers.municipality),
        **handed_on,
    }
    value = {key: answer for key, answer in value.items() if answer}
    return f"{LANGUAGE_SERVER} $schema=../../schema/plan.schema.json\n{_text('plan', value)}"


def _text(kind: str, value: Mapping[str, Any]) -> str:
    return "\n".join(write.group_lines(value, shapes.of(kind), 0)) + "\n"


def _measures(answers: Answers) -> dict[str, str]:
    items = answers.items or (FIRST,)
    areas, owners = _folded(answers.areas), _folded(answers.owners)
    unplaced = areas[GENERAL.casefold()] if answers.is_general else next(iter(areas.values()))
    begins = date.fromisoformat(answers.start)
    texts: dict[str, str] = {}
    for item in items:
        area = areas[item.focus_area.casefold()] if item.focus_area else unplaced
        path = draft.measure_path(answers.id, item.number, item.title)
        first = f"{LANGUAGE_SERVER} $schema=../../schema/measure.schema.json\n"
        comment = "" if answers.items else FIRST_COMMENT
        texts[path] = first + comment + draft.measure_text(_draft(item, area, owners, begins))
    return texts


def _draft(item: Item, area: str, owners: Mapping[str, str], begins: date) -> dict[str, Any]:
    """A measure that says no more than the list did. A kind that nobody states is not confirmed."""
    value: dict[str, Any] = {
        "number": item.number,
        "title": item.title,
        "summary": item.summary,
        "target_group": item.target_group,
        "reference": {"document": "plan", "section": item.section} if item.section else None,
        "focus_area": area,
        "kind": item.kind or "establish",
        "owner": owners.get(item.owner.casefold()),
        "contributors": [
            owners[name.casefold()] for name in item.contributors if name not in item.roles
        ],
        "roles": [
            {"unit": owners[name.casefold()], "role": item.roles[name]}
            for name in item.contributors
            if name in item.roles
        ],
        "unconfirmed": [] if item.kind else ["kind"],
        "milestones": [
            _milestone(each, number, begins) for number, each in enumerate(item.deadlines, 1)
        ],
    }
    return {key: v for key, v in value.items() if v}


# How often something comes back → the letter of the periods it is promised in.
STRETCHES = {"yearly": "", "every_other_year": "", "half_yearly": "H", "quarterly": "Q"}


def _milestone(deadline: Deadline, number: int, begins: date) -> dict[str, Any]:
    """The deadline of a measure; those after the first have a number behind their name.

    One that comes back is promised from the plan's first day on; in which of two years nobody has said.
    """
    milestone: dict[str, Any] = {
        "id": "frist" if number == 1 else f"frist-{number}",
        "title": "Tiltaket er gjennomført",
        "due": deadline.due,
        "note": UNREAD.format(deadline.unread) if deadline.unread else "",
    }
    if deadline.repeat:
        letter = STRETCHES.get(deadline.repeat)
        first = f"{begins:%Y-%m}" if letter is None else containing(begins, letter).name
        milestone |= {"due": first, "repeat": deadline.repeat}
        if deadline.repeat == "every_other_year":
            milestone["unconfirmed"] = ["due"]
    elif is_time(deadline.due):  # «løpende» is no promise of a date
        milestone["baseline"] = deadline.due
    return {key: value for key, value in milestone.items() if value}
