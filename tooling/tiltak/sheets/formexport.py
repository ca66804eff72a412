"""What the form service of a municipality exports: a row an answer, in columns that the plan names once.

The rows are laid out as those of the sheet «Status», with the base they would have been handed out with today.
So one answer is judged as another, whichever way it came.
"""

from __future__ import annotations

from dataclasses import replace

from tiltak.judge.rounds import round_on
from tiltak.model.numbers import Number
from tiltak.model.plan import Plan
from tiltak.sheets.grid import FIRST_ROWS, Grid
from tiltak.sheets.merge import LeftOut, Now, bases_of
from tiltak.sheets.tables import ANSWER, BASE_TITLE, MEASURE, SheetTable, by_key

FIELD = "answer_columns"
DATE = "date"


def columns_of(plan: Plan) -> dict[str, str]:
    """Our heading → theirs, from lines such as «Fase = Hvordan går det?»."""
    lines = plan.extra.get(FIELD, ())
    pairs = (str(line).partition("=") for line in lines) if isinstance(lines, list | tuple) else ()
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def heading_row(grid: Grid, plan: Plan) -> int | None:
    """The row with the headings that the plan names; None where this is no export of the plan's form."""
    named = columns_of(plan)
    if MEASURE.title not in named or bases_of(grid):
        return None
    for index, row in enumerate(grid.rows[:FIRST_ROWS]):
        cells = {*map(str.strip, row)}
        if named[MEASURE.title] in cells and len(cells & {*named.values()}) > 1:
            return index
    return None


def as_status(grid: Grid, top: int, status: SheetTable, now: Now) -> tuple[Grid, list[LeftOut]]:
    """The export as the sheet «Status» came back, and the rows that speak of no measure of the plan."""
    # Whoever answers in another form was handed no day.
    unanswered = (replace(row, cells={**row.cells, DATE: ""}) for row in status.rows)
    named, rows = columns_of(now.plan), by_key(unanswered)
    theirs = [cell.strip() for cell in grid.rows[top]]
    width = max(map(len, grid.rows))
    ours = {theirs.index(heading): title for title, heading in named.items() if heading in theirs}
    at_measure = theirs.index(named[MEASURE.title])
    answer = next(column for column in status.columns if column.key == ANSWER)
    missing = [column for column in status.editable if column.title not in ours.values()]
    day = round_on(now.plan, now.today).period.end.isoformat()  # where the form asks for none
    at_answer = next((at for at, title in ours.items() if title == answer.title), None)
    # What is read as a locked column would have to say what was handed out.
    head = [ours.get(at, "") if at != at_measure else "" for at in range(width)]
    laid_out: list[tuple[str, ...]] = [()] * top
    left_out: list[LeftOut] = []
    laid_out.append((*head, *(column.title for column in missing), BASE_TITLE))
    for index, row in enumerate(grid.rows[top + 1 :], top + 1):
        measure_text = row[at_measure] if at_measure < len(row) else ""
        row_of_measure = rows.get((_number(measure_text, now), ""))
        if row_of_measure:
            padded = (*row, *[""] * (width - len(row)))
            is_report = at_answer is None or not padded[at_answer].strip()
            added = [day if column.key == DATE and is_report else "" for column in missing]
            laid_out.append((*padded, *added, status.base(row_of_measure, now.plan.id)))
            continue
        laid_out.append(())
        if any(cell.strip() for cell in row):
            words = f"«{measure_text.strip()}» er ikke et tiltak i planen. Ingenting i raden er tatt med."
            left_out.append(LeftOut(grid.place(index, at_measure), 0, words))
    own_name = grid.title.replace("{", "{{").replace("}", "}}")
    placed = {
        name: getattr(grid, name).replace("{title}", own_name)
        for name in ("pattern", "sheet_pattern")
    }
    return replace(grid, title=status.title, rows=tuple(laid_out), **placed), left_out


def _number(text: str, now: Now) -> Number:
    """The measure that an answer names: «14», «14. Mottakssentre», «rus-2019/14 Mottakssentre» or its title alone."""
    plain = " ".join(text.split()).removeprefix(f"{now.plan.id}/").casefold()
    for measure in now.plan.measures:
        if plain == " ".join(measure.title.split()).casefold():
            return measure.number
    first = plain.removeprefix("tiltak ").partition(" ")[0].rstrip(".:,")
    return next((m.number for m in now.plan.measures if str(m.number).casefold() == first), 0)
