"""`tiltak import`: what a unit filled in, shown and asked about before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from tiltak import disk
from tiltak.commands import _asking, _options, _writing
from tiltak.edit import typed
from tiltak.edit.proposal import Proposal
from tiltak.harmless import one_line
from tiltak.judge.decisions import decisions
from tiltak.mail import answers, letters
from tiltak.mail.answers import Answer
from tiltak.model.numbers import of_file_name
from tiltak.model.plan import Plan
from tiltak.problems import UsageError, nearest
from tiltak.read import series
from tiltak.read.load import MEASURE
from tiltak.sheets import csvfiles, figures, formexport, merge, questions, tables, workbook
from tiltak.sheets.grid import Grid
from tiltak.sheets.intake import Taken, begun, taken
from tiltak.sheets.merge import Cell, LeftOut, Merged, NewMeasure, Question
from tiltak.sheets.tables import NOT_OURS
from tiltak.words.language import words
from tiltak.workspace import Workspace

MAX_MAIL = 40_000_000  # bytes: a workbook grows by a third in a mail
TEXT_FILES = (".csv", ".txt")  # Excel calls «Unicode-tekst» .txt


@click.command("import")
@click.argument("source", metavar="FIL", type=click.Path(exists=True, path_type=Path))
@click.option("--yes", is_flag=True, help="Skriv uten å spørre.")
@click.option("--indicator", metavar="KORTNAVN", help="FIL har tall til denne tallrekken.")
@click.option(
    "--source",
    "from_document",
    metavar="DOKUMENT#STED",
    default="",
    help="Kilden til tallene, når FIL ikke har en kolonne for det.",
)
@_options.file_option(
    "Listen som svar som «Ikke vårt» blir lagt til i. Den skal ligge utenfor mappen med planen.",
    "--questions",
    "question_list",
)
@_options.plan_option
@_writing.dry_run_option
@_options.root_option
def command(  # noqa: PLR0913 – one argument for each thing that can be typed
    source: Path,
    *,
    yes: bool,
    indicator: str | None,
    from_document: str,
    question_list: Path | None,
    plan_id: str | None,
    dry_run: bool,
    root: Path,
) -> int:
    """Ta inn et utfylt regneark. FIL er .xlsx-filen, tekstfilen eller mappen fra «tiltak export», eller e-posten (.eml) den kom tilbake med.

    Bare celler som noen har endret, blir tatt med. Avslutter med 1 når noe ikke kunne tas med.

    Med --indicator er FIL en tabell med periode, gruppe og verdi, slik den som fører statistikken gir den.
    """
    grids, mail = _read(source)
    if indicator:
        workspace = _options.open_workspace(root)
        asked = Figures(indicator, from_document, yes=yes, dry_run=dry_run)
        return _take_in_figures(grids, workspace, workspace.plan(plan_id), asked)
    if from_document:
        raise UsageError("--source gjelder tall. Skriv også --indicator.")
    workspace = _options.open_workspace(root)
    if question_list and question_list.resolve().is_relative_to(workspace.root.resolve()):
        raise UsageError(
            "Listen med spørsmål skal ligge utenfor mappen med planen. Det som ligger i den, blir offentlig."
        )
    # A person reads it, and nothing of it is taken in.
    _show("I e-posten står det:", map(one_line, mail.text.splitlines()))
    by_mail = _not_ours_by_mail(mail, workspace, plan_id)
    if not grids and source.suffix.lower() == ".eml":
        return _take_in_letter(by_mail, None if dry_run else question_list)
    plan = _plan(grids, workspace, plan_id)
    came_back = _merged(grids, plan, workspace)
    files, new, refused = begun(
        came_back.new, plan, workspace.loaded, workspace.tree.texts, workspace.today
    )
    result = taken(
        came_back.groups,
        workspace.measure_paths(plan),
        workspace.loaded,
        workspace.tree.texts,
        workspace.today,
        files,
    )
    left_out = sorted(
        (*came_back.left_out, *refused, *result.left_out), key=lambda cell: cell.number
    )
    _show_new(new)
    _show_changes(result, plan)
    _show_warnings(result.proposal)
    _show_left_out(left_out)
    for_coordinator = [
        *by_mail,
        *(_as_line(question, plan, workspace) for question in came_back.questions),
    ]
    _show_questions(for_coordinator)
    changed = result.proposal.changed
    if not changed:
        click.echo(
            "Ingenting å endre." if not left_out else "Ingenting annet er endret i regnearket."
        )
    if dry_run:
        if changed:
            click.echo("Ingenting er skrevet (--dry-run).")
    elif yes or not changed or _agreed(len(changed)):
        if question_list and for_coordinator:
            _add_to_list(question_list, for_coordinator)
        if changed:
            _writing.write(workspace, result.proposal, seen=True)
    return 1 if left_out else 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Which series figures are for, where they come from, and whether they are only to be shown, or written unasked."""

    indicator: str
    source: str
    yes: bool
    dry_run: bool


def _take_in_figures(grids: list[Grid], workspace: Workspace, plan: Plan, asked: Figures) -> int:
    """Put figures into the file of an indicator, and say what was left out."""
    indicator = plan.indicator(asked.indicator)
    if not indicator:
        ids = [i.id for i in plan.indicators]
        hint = nearest(asked.indicator, ids) or f"Planen har: {', '.join(ids) or 'ingen'}."
        raise UsageError(f"Tallrekken «{asked.indicator}» finnes ikke. {hint}")
    path = indicator.figures_path
    raw = workspace.tree.texts.get(path, b"")
    there, problems = series.parse(raw, path)
    if raw.strip() and there.value is None:
        raise UsageError(f"{path} kan ikke leses: {problems[0].message} Rett det først.")
    text = there.text if raw.strip() else ""
    intake = figures.taken_in(text, grids, asked.source)
    _show("Ikke tatt med:", map(one_line, intake.left_out))
    if intake.text == text:
        click.echo("Ingenting å endre.")
        return 1 if intake.left_out else 0
    proposal = _writing.propose(workspace, {path: intake.text.encode("utf-8")})
    if proposal.errors:
        return _writing.refuse(proposal)
    if not asked.yes and not asked.dry_run and not _agreed(1):
        return 1 if intake.left_out else 0
    _writing.write(workspace, proposal, dry_run=asked.dry_run)
    return 1 if intake.left_out else 0


def _read(source: Path) -> tuple[list[Grid], Answer]:
    """The sheets in a file, and the mail around them."""
    if source.suffix.lower() == ".eml":
        answer = answers.read(_content(source))
        return [grid for raw in answer.workbooks for grid in workbook.read(raw)], answer
    return _sheets(source), Answer()


def _content(source: Path) -> bytes:
    with _options.reading(source):
        if source.stat().st_size > MAX_MAIL:
            raise UsageError(f"{source} er for stor til å være en e-post med et regneark.")
        return source.read_bytes()


def _sheets(source: Path) -> list[Grid]:
    with _options.reading(source):
        if source.is_dir():
            texts = [p for p in sorted(source.iterdir()) if p.suffix.lower() in TEXT_FILES]
            return csvfiles.read({p.name: p.read_bytes() for p in texts})
        if source.suffix.lower() in TEXT_FILES:
            return csvfiles.read({source.name: source.read_bytes()})
        if source.suffix.lower() in (".xls", ".ods", ".numbers", ".pdf", ".docx"):
            raise UsageError(
                f"{source.name} er ikke et regneark av typen .xlsx. Lagre den som «Excel-arbeidsbok (.xlsx)»."
            )
        return workbook.read(source.read_bytes())


def _plan(grids: list[Grid], workspace: Workspace, plan_id: str | None) -> Plan:
    """Whose answers these are: what the rows say, or the one plan that names the columns of a form."""
    forms = [
        plan
        for plan in workspace.portfolio.plans
        if plan_id in {None, plan.id}
        and any(formexport.heading_row(grid, plan) is not None for grid in grids)
    ]
    if len(forms) > 1:
        ids = ", ".join(plan.id for plan in forms)
        raise UsageError(f"Flere planer har skjemaer med disse kolonnene: {ids}. Skriv --plan.")
    return forms[0] if forms else workspace.plan(merge.plan_of(grids))


def _merged(grids: list[Grid], plan: Plan, workspace: Workspace) -> Merged:
    _options.told_unreadable(workspace, plan.unreadable)
    values = _options.measure_values(workspace, plan)
    names = tables.Names(plan, workspace.portfolio)
    reader = typed.Reader(plan, workspace.portfolio)
    paths = workspace.measure_paths(plan)
    drafts = frozenset(n for n, path in paths.items() if workspace.is_draft(plan, path))
    now = merge.Now(plan, names, reader, values, workspace.today, drafts=drafts)
    handed_out = tables.tables(plan, workspace.portfolio, values, now.today)
    unknown: list[LeftOut] = []
    for at, grid in enumerate(grids):
        top = formexport.heading_row(grid, plan)
        if top is not None:
            grids[at], left_out = formexport.as_status(grid, top, handed_out[0], now)
            unknown += left_out
    result = merge.merged(grids, handed_out, now)
    result.left_out += unknown
    return result


def _show(heading: str, lines: Iterable[str]) -> None:
    """Lines under a heading; nothing where there are no lines."""
    if listed := list(lines):
        click.echo(click.style(heading, bold=True))
        for line in listed:
            click.echo(f"  {line}")
        click.echo()


def _show_questions(lines: Sequence[str]) -> None:
    """Tell the coordinator what units answered instead of a report."""
    _show("Spørsmål til deg som følger planen. Ingenting av dette er skrevet i planen:", lines)


def _add_to_list(path: Path, lines: Iterable[str]) -> None:
    """Put questions that are new on the coordinator's own list."""
    try:
        before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        new = [
            line
            for line in (f"{questions.UNANSWERED}{line}" for line in lines)
            if line not in before
        ]
        disk.write(path, "\n".join([*before, *new, ""]).encode())
    except (OSError, ValueError):
        raise UsageError(f"{path} er ingen tekstfil som kan leses og skrives.") from None
    click.echo(f"Lagt til i {path}: {len(new)}.")


def _take_in_letter(by_mail: Sequence[str], question_list: Path | None) -> int:
    """Put what a mail without a workbook asks on the list; UsageError where it asks nothing."""
    if not by_mail:
        raise UsageError(
            "E-posten har ikke noe regneark fra «tiltak export» som vedlegg. "
            "Før inn det som står i den, i skjemaet (tiltak edit) eller med «tiltak set»."
        )
    _show_questions(by_mail)
    if question_list:
        _add_to_list(question_list, by_mail)
    return 0


def _not_ours_by_mail(mail: Answer, workspace: Workspace, plan_id: str | None) -> list[str]:
    """The question that a mail asks: one with the subject that a reminder's «ikke vårt» gave it, or that says so itself."""
    say, where = words(), "e-posten"
    for plan in workspace.portfolio.plans if mail.subject else ():
        if plan_id not in {None, plan.id}:
            continue
        for measure in plan.measures:
            if mail.subject == letters.not_ours_subject(measure, plan, say):
                answer = Cell(where, "Kan ikke melde", "", NOT_OURS)
                note = Cell(where, "Begrunnelse", "", mail.text)
                return [_as_line(Question(measure.number, answer, (note,)), plan, workspace)]
        for decision in decisions(plan):
            if mail.subject == letters.not_ours_subject(decision, plan, say):
                asked = questions.subject(decision, workspace.portfolio, workspace.today)
                return [f"{asked}: «{NOT_OURS}». Begrunnelse: «{one_line(mail.text)}» ({where})"]
    if NOT_OURS.casefold() in mail.text.casefold():
        return [f"E-posten «{mail.subject}»: «{one_line(mail.text)}»"]
    return []


def _as_line(question: Question, plan: Plan, workspace: Workspace) -> str:
    measure = plan.measure(question.number)
    assert measure  # nobody else is asked
    answers = [f"«{one_line(question.answer.after)}»"]
    answers += [f"{cell.title}: «{one_line(cell.after)}»" for cell in question.beside]
    asked = questions.subject(measure, workspace.portfolio, workspace.today)
    return f"{asked}: {'. '.join(answers)} ({question.answer.where})"


def _show_new(measures: Iterable[NewMeasure]) -> None:
    """The measures that would be made."""
    for measure in measures:
        _show(
            f"Nytt tiltak {measure.values['number']}. {one_line(measure.values['title'])}",
            (f"{cell.title}: {_quoted(cell.after)}  ({cell.where})" for cell in measure.cells),
        )


def _show_changes(result: Taken, plan: Plan) -> None:
    """What would be written, measure by measure."""
    for number in sorted({group.number for group in result.groups}):
        measure = plan.measure(number)
        cells = (cell for group in result.groups if group.number == number for cell in group.cells)
        _show(
            f"{number}. {measure.title if measure else ''}",
            (
                *(f"{c.title}: {_was(c.before)}{_quoted(c.after)}  ({c.where})" for c in cells),
                *(note for of, note in result.notes if of == number),
            ),
        )


def _was(text: str) -> str:
    return f"{_quoted(text)} → " if text else ""


def _quoted(text: str) -> str:
    return f"«{one_line(text)}»" if text else "tomt"


def _show_warnings(proposal: Proposal) -> None:
    """What the check would warn of, in the words of the sheet."""

    def whose(path: str) -> str:
        match = MEASURE.fullmatch(path)
        return f"Tiltak {of_file_name(match[2])}: " if match else ""

    _show("Merk:", (f"{whose(p.place.path)}{p.in_form}" for p in proposal.warnings))


def _show_left_out(cells: Sequence[LeftOut]) -> None:
    for heading, conflict in (
        ("Konflikter. Filene er ikke endret her:", True),
        ("Ikke tatt med:", False),
    ):
        listed = [cell for cell in cells if cell.conflict is conflict]
        whose = {cell.number: f" (tiltak {cell.number})" if cell.number else "" for cell in listed}
        _show(heading, (f"{c.where}{whose[c.number]}: {c.words}" for c in listed))


def _agreed(files: int) -> bool:
    what = "én fil" if files == 1 else f"{files} filer"
    if not _asking.can_ask():
        raise UsageError(
            f"Ingenting er skrevet. Bruk --yes for å skrive endringene i {what} uten å bli spurt."
        )
    return _asking.ask(f"Skrive endringene i {what}? (j/n)", _yes_or_no)


def _yes_or_no(answer: str) -> bool:
    if answer.casefold() in ("j", "ja", "y", "yes"):
        return True
    if answer.casefold() in ("n", "nei", "no"):
        click.echo("Ingenting er skrevet.")
        return False
    raise UsageError("Svar j for ja eller n for nei.")
