"""Turns what people do to a measure – report, tell nothing new, reach or move a milestone – into edits of its file.

Everything here is pure: the measure's values and the day that counts as today come in, edits and what to
tell about them come out. Whether the result is right is for the checks to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tiltak.edit import typed
from tiltak.edit.splice import Add, Drop, Edit, Put
from tiltak.model.when import Undated, When, in_file, last_day
from tiltak.past.promises import PROMISED_FIELDS
from tiltak.problems import UsageError, either, nearest
from tiltak.read.schema import field_title, label, named
from tiltak.read.yaml_lines import Path
from tiltak.words.language import Words

Fields = Mapping[str, Any]  # key → value; None takes the field away


@dataclass(frozen=True, slots=True)
class Planned:
    """Edits, and sentences about them that a person should read."""

    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Planned) -> Planned:
        return Planned(self.edits + other.edits, self.notes + other.notes)


def field(value: Mapping[str, Any], path: Path, new: Any) -> Planned:
    """Set a field of the measure itself, or remove it if `new` is None."""
    if new is None:
        return _dropped(value, path)
    notes: tuple[str, ...] = ()
    if path[0] in value.get("unconfirmed", ()):
        notes = (
            f"{named(*path[:1])} står fortsatt som foreslått⟨ (unconfirmed)|⟩. Ta det ut av den listen når planens eier har bekreftet.",
        )
    elif path[0] in PROMISED_FIELDS and value.get(path[0]) not in (None, new):
        notes = (
            f"{named(*path[:1])} er noe planen har lovet. Er planen vedtatt, viser nettstedet at løftet er endret. Var det gjengitt feil her, eller er endringen vedtatt, føres det opp under ⟨«revised:»|«Endret siden vedtaket»⟩.",
        )
    return Planned((Put(path, new),), notes)


def _dropped(value: Mapping[str, Any], path: Path) -> Planned:
    """Remove a field where it is there, and with it the group of which it is the only one."""
    group: Any = value
    removed_at = 1
    for depth, step in enumerate(path, 1):
        if not isinstance(group, dict) or step not in group:
            return Planned()
        removed_at = removed_at if depth > 1 and len(group) == 1 else depth
        group = group[step]
    return Planned((Drop(path[:removed_at]),))


def report(value: Mapping[str, Any], fields: Fields, today: date) -> Planned:
    """Add a status entry in its place by date, or correct the entry for the same day.

    An entry for the same day from another source is a new one.
    """
    day = fields.get("date") or today.isoformat()
    entries = value.get("status") or []
    about = {"precision": fields.get("precision"), "date": day}
    same = next((i for i, entry in enumerate(entries) if same_time(entry, about)), None)
    if same is not None and not _other_source(entries[same], fields):
        return _corrected(entries[same], same, day, fields)
    entry = {"date": day, **{key: v for key, v in fields.items() if v is not None}}
    if "phase" not in entry and "unchanged" not in entry:
        raise _missing_phase(entries)
    index = _place(entries, "date", day)
    notes: tuple[str, ...] = ()
    if index:
        notes = (
            f"Meldingen gjelder {norwegian_date(day)} og står under de nyere. Den nyeste er fra {norwegian_date(entries[0]['date'])}.",
        )
    return Planned((Add(("status",), index, entry),), notes)


def same_time(entry: Fields, other: Fields) -> bool:
    """Whether two entries of a file speak of the same time, in whatever words."""
    time, other_time = (
        in_file(fields["date"], fields.get("precision") or "") if fields.get("date") else None
        for fields in (entry, other)
    )
    return isinstance(time, When) and time == other_time


def _place(items: list[Fields], key: str, day: str) -> int:
    """Where something of a time belongs in a list that has the newest first."""
    last = last_day(day)
    return next((i for i, item in enumerate(items) if last_day(item.get(key)) <= last), len(items))


def _other_source(entry: Fields, fields: Fields) -> bool:
    return bool(fields.get("source") and entry.get("source") not in (None, fields["source"]))


def _corrected(entry: Fields, index: int, day: str, fields: Fields) -> Planned:
    if fields.get("unchanged") and "phase" in entry:
        raise UsageError(
            f"Det står alt en melding for {norwegian_date(day)} med fasen «{label('phase', entry['phase'])}». Den sier mer enn «ingenting nytt»."
        )
    edits: list[Edit] = []
    if fields.get("phase") and "unchanged" in entry:
        # The new key first: an entry is never without both.
        edits += [
            Put(("status", index, "phase"), fields["phase"]),
            Drop(("status", index, "unchanged")),
        ]
    edits += _written(entry, ("status", index), fields)
    stays = [
        key
        for key in ("confidence", "reason", "into", "note", "correction", "source")
        if key in entry and key not in fields
    ]
    note = f"Det stod alt en melding for {norwegian_date(day)}. Den er rettet."
    if stays:
        names = [field_title("measure", "status", 0, key).lower() for key in stays]
        note += f" Disse feltene står som før: {', '.join(names)}."
    return Planned(tuple(edits), (note,))


def _written(group: Fields, where: Path, fields: Fields) -> list[Edit]:
    """The edits by which a group gets the fields that it has not, and loses those without a value."""
    edits: list[Edit] = []
    for key, new in fields.items():
        if new is not None and group.get(key) != new:
            edits.append(Put((*where, key), new))
        elif new is None and key in group:
            edits.append(Drop((*where, key)))
    return edits


def _missing_phase(entries: list[Fields]) -> UsageError:
    last = next((e["phase"] for e in entries if "phase" in e), "")
    if last:
        return UsageError(
            f"Meldingen mangler fase. Sist ble det sagt «{label('phase', last)}»: skriv {_choice('phase', last)} hvis det fortsatt gjelder."
        )
    return UsageError(
        f"Meldingen mangler fase. Skriv for eksempel {_choice('phase', 'in_progress')}."
    )


def _choice(key: str, value: str) -> str:
    """A value to write in a field of an entry: as on the command line, or as in a form."""
    title = field_title("measure", "status", 0, key).lower()
    return either(f"{key}={value}", f"«{label(key, value)}» som {title}")


OF_A_MOVE = ("reason", "decision", "date")  # a milestone itself has none of these
# The note where a list had a deadline that nobody could read.
UNREAD = "Listen sier «{}» om fristen."
ABOUT_A_MOVE = ("reason", "decision", "note", "source")


def milestone(
    value: Mapping[str, Any],
    id: str,
    fields: Fields,
    today: date,
    adopted: date | None,
    *,
    is_draft: bool = False,
) -> Planned:
    """Reach, move, correct or add a milestone, according to the fields that are given; a guessed deadline is told.

    `is_draft`: nothing of the measure is promised yet, so that another deadline is a correction.
    """
    milestones = value.get("milestones") or []
    index = next((i for i, m in enumerate(milestones) if m.get("id") == id), None)
    if index is None:
        planned = _new_milestone(milestones, id, fields, today, adopted)
    else:
        where = ("milestones", index)
        planned = _changed(milestones[index], where, fields, today, is_draft=is_draft)
    about = typed.about_guess(str(fields.get("due") or ""))
    return planned + Planned((), (about[:1].upper() + about[1:],)) if about else planned


def _changed(
    present: Fields, where: Path, fields: Fields, today: date, *, is_draft: bool
) -> Planned:
    if fields.get("due") and _is_unread(present.get("note")):
        fields = {"note": None, **fields}  # what was asked for is answered
    if "repeat" in present and fields.get("done"):
        return _carried_out(present, where, fields)
    if _is_another_deadline(present, fields.get("due")):
        if is_draft and "moved" not in present and not any(key in fields for key in OF_A_MOVE):
            return _deadline_corrected(present, where, fields)
        return _moved(present, where, fields, today)
    if fields.get("due") and present.get("moved"):
        return _newest_move_corrected(present, where, fields)
    for key in OF_A_MOVE:
        if key in fields:
            raise UsageError(
                f"{named(*where, 'moved', 0, key)} hører til en flytting av fristen. Skriv også den nye fristen⟨: due=…| i «Frist nå».⟩"
            )
    return Planned(tuple(_written(present, where, fields)))


def _is_unread(note: Any) -> bool:
    before, after = UNREAD.split("{}")
    return isinstance(note, str) and note.startswith(before) and note.strip().endswith(after)


def _new_milestone(
    milestones: list[Fields], id: str, fields: Fields, today: date, adopted: date | None
) -> Planned:
    if not fields.get("title"):
        ids = [str(m.get("id")) for m in milestones]
        hint = nearest(id, ids) or (
            f"Tiltaket har: {', '.join(ids)}." if ids else "Tiltaket har ingen milepæler."
        )
        raise UsageError(
            f"Milepælen «{id}» finnes ikke. {hint} Skal det bli en ny milepæl, må den få en tittel⟨: title=…|.⟩"
        )
    if any(key in fields for key in OF_A_MOVE):
        raise UsageError(
            "⟨«reason», «decision» og «date»|Årsaken, vedtaket og dagen⟩ hører til en flytting av fristen, og denne milepælen er ny."
        )
    new = {"id": id, **{key: v for key, v in fields.items() if v is not None}}
    if "repeat" not in new and _is_promised(new):
        new.setdefault("baseline", new["due"])  # the first promise is the one made now
    if "promised" not in fields and adopted and adopted < today:
        new["promised"] = today.isoformat()
    notes = (f"Milepælen «{id}» er ny.",)
    return Planned((Add(("milestones",), len(milestones), new),), notes)


def _is_another_deadline(present: Fields, due: Any) -> bool:
    if not due or not _is_promised(present) or due == present["due"]:
        return False
    return in_file(due) != in_file(present["due"], present.get("precision") or "")


def _is_promised(milestone: Fields) -> bool:
    """Whether there is a deadline: «løpende» is none."""
    return bool(milestone.get("due")) and not isinstance(in_file(milestone["due"]), Undated)


def _carried_out(present: Fields, where: Path, fields: Fields) -> Planned:
    """Record that a recurring milestone was done once more."""
    of_one_time = ("done", "precision", "note", "source")
    if alien := [key for key in fields if key not in of_one_time]:
        names = [field_title("measure", *where, "occurrences", 0, key) for key in of_one_time]
        allowed = f"«{'», «'.join(names[:-1])}» og «{names[-1]}»"
        others = ", ".join(
            either(key, field_title("measure", *where, key).lower()) for key in alien
        )
        raise UsageError(
            f"Milepælen gjentas. Skriv bare ⟨done=, precision=, note= og source=|{allowed}⟩ for én gang den er gjennomført, og resten for seg: {others}."
        )
    times = present.get("occurrences") or []
    index = _place(times, "done", fields["done"])
    if index < len(times) and times[index].get("done") == fields["done"]:
        note = f"{norwegian_date(fields['done'])} var alt ført opp. Den er rettet."
        edits = _written(times[index], (*where, "occurrences", index), fields)
        return Planned(tuple(edits), (note,))
    time = {key: new for key, new in fields.items() if new is not None}
    return Planned((Add((*where, "occurrences"), index, time),))


def _moved(present: Fields, where: Path, fields: Fields, today: date) -> Planned:
    """Change the deadline and record the move; `baseline` stays what was first promised."""
    day = fields.get("date") or today.isoformat()
    about = {key: fields[key] for key in ABOUT_A_MOVE if fields.get(key)}
    moves = present.get("moved") or []
    same_day = moves[0] if moves and moves[0].get("date") == day else {}
    edits: list[Edit] = []
    notes = [
        f"Fristen er flyttet fra {norwegian_date(present['due'], present.get('precision', ''))} til {norwegian_date(fields['due'])}. Første frist står som før."
    ]
    if same_day.get("from") == fields["due"]:
        return _moved_back(present, where, fields)
    if same_day:
        edits += _written(same_day, (*where, "moved", 0), about)
        notes.append("Fristen var alt flyttet samme dag. Det er fortsatt ført som én flytting.")
    else:
        index = _place(moves, "date", day)
        edits.append(Add((*where, "moved"), index, {"date": day, "from": present["due"], **about}))
    if not {"reason", "decision"} & {*about, *same_day}:
        notes.append(
            "Ingen årsak er oppgitt, og det sier nettstedet også. Legg til ⟨reason=…|årsaken⟩."
        )
    edits.append(Put((*where, "due"), _beside_precision(present, fields)))
    edits += _written(present, where, _only(fields, "precision"))
    of_move = ("due", "date", "precision", *ABOUT_A_MOVE)
    others = {key: new for key, new in fields.items() if key not in of_move}
    edits += _written(present, where, others)
    return Planned(tuple(edits), tuple(notes))


def _deadline_corrected(present: Fields, where: Path, fields: Fields) -> Planned:
    """Another deadline where nobody has promised the one that stands there."""
    due = _beside_precision(present, fields)
    of_promise = {"baseline": due} if present.get("baseline") == present["due"] else {}
    note = f"Fristen er rettet til {norwegian_date(fields['due'])}. Tiltaket er ikke lagt inn i git ennå, så ingen frist er flyttet."
    return Planned(tuple(_written(present, where, {**fields, **of_promise, "due": due})), (note,))


def _newest_move_corrected(present: Fields, where: Path, fields: Fields) -> Planned:
    """What is said of a move whose new deadline stands there already: it corrects that move."""
    about = _only(fields, *OF_A_MOVE, *ABOUT_A_MOVE)
    of_milestone = {k: new for k, new in fields.items() if k not in (*about, "due", "precision")}
    edits = _written(present["moved"][0], (*where, "moved", 0), about)
    edits += _written(present, where, of_milestone)
    notes = ("Fristen var alt flyttet dit. Den siste flyttingen er rettet.",) if about else ()
    return Planned(tuple(edits), notes)


def _only(fields: Fields, *keys: str) -> Fields:
    return {key: new for key, new in fields.items() if key in keys}


def _beside_precision(present: Fields, fields: Fields) -> Any:
    """The new deadline as it is written: a precision that stands there speaks of the other dates, and not of a day."""
    stays = present.get("precision") and "precision" not in fields
    return norwegian_date(fields["due"]) if stays else fields["due"]


def _moved_back(present: Fields, where: Path, fields: Fields) -> Planned:
    """Delete a move that is taken back on the day it was made."""
    moved = (*where, "moved")
    edits: list[Edit] = [Drop((*moved, 0) if len(present["moved"]) > 1 else moved)]
    edits.append(Put((*where, "due"), fields["due"]))
    edits += _written(present, where, _only(fields, "precision"))
    return Planned(
        tuple(edits),
        (f"Fristen er {norwegian_date(fields['due'])} igjen, og dagens flytting er strøket.",),
    )


def norwegian_date(written: str | int, precision: str = "") -> str:
    """The time of a field as a sentence has it: «31.12.2020», «høsten 2027». What is no time stays as it is."""
    stated = in_file(written, precision)
    return Words().short_date(stated) if isinstance(stated, When) else str(written)
