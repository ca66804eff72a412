"""`tiltak init FOLDER`: a new plan repository, from questions or options."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import click

from tiltak import disk, problems
from tiltak.commands import _asking, _writing
from tiltak.commands import schema as schema_files
from tiltak.commands._options import open_workspace, options, reading
from tiltak.commands.init import beside as beside_others
from tiltak.commands.init import mend, origin, start
from tiltak.edit import draft, save, typed
from tiltak.edit.saving import saved
from tiltak.forms import issue
from tiltak.harmless import printable
from tiltak.problems import UsageError
from tiltak.read import clock, load, schema
from tiltak.sheets import csvfiles, outline, starter, tabular, textlist, workbook
from tiltak.sheets.outline import Outline, joined
from tiltak.sheets.responsible import perhaps_one

REQUIRED = {
    "title": "--title",
    "municipality": "--municipality",
    "start": "--start",
    "end": "--end",
}


class Calendar(click.Choice[str]):
    """A calendar by its code or by what it is called."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        names = {choice.value: choice.title for choice in schema.choices("calendar")}
        return super().convert(typed.by_name(value, names), param, ctx)


@click.command("init")
@click.argument("folder", metavar="MAPPE", type=click.Path(file_okay=False, path_type=Path))
@options(
    click.option("--title", metavar="TEKST", help="Planens navn."),
    click.option("--municipality", metavar="TEKST", help="Kommunen eller organet som eier planen."),
    click.option("--start", metavar="DATO", help="Første dag i planperioden, eller bare året."),
    click.option("--end", metavar="DATO", help="Siste dag i planperioden, eller bare året."),
    click.option(
        "--calendar",
        type=Calendar(schema.values("calendar")),
        help="Hvor ofte planen rapporteres. Standard er tertial.",
    ),
    click.option(
        "--focus-area",
        "focus_areas",
        metavar="TEKST",
        multiple=True,
        help="Et innsatsområde. Kan gjentas.",
    ),
    click.option(
        "--publisher",
        metavar="TEKST",
        help="Hvem som gir ut nettstedet og rapportene. Uten utgiver sier de ikke hvem de er fra.",
    ),
    click.option("--organisation-number", metavar="TALL", help="Utgiverens organisasjonsnummer."),
    click.option(
        "--contact",
        metavar="TEKST",
        help="Utgiverens postmottak eller nettadresse. Aldri en person.",
    ),
    click.option(
        "--licence",
        type=click.Choice(sorted(start.LICENCES), case_sensitive=False),
        help="På hvilke vilkår andre kan bruke tekstene. Uten lisens loves ingenting.",
    ),
    click.option(
        "--site-url",
        metavar="ADRESSE",
        help="Adressen nettstedet får. Uten den har strømmer og kalendere ingen hele lenker.",
    ),
    click.option(
        "--id", "id", metavar="KORTNAVN", help="Kortnavnet på planen. Standard lages av navnet."
    ),
    click.option(
        "--from",
        "sources",
        metavar="FIL",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Et regneark eller en nummerert liste med tiltakene. De kommer inn som utkast. Kan gjentas.",
    ),
    click.option(
        "--template",
        is_flag=True,
        help="Lag bare et tomt regneark for tiltakene, med alle kolonner og hjelp. MAPPE er da navnet på filen.",
    ),
    click.option(
        "--plan", "beside", is_flag=True, help="Legg planen i en mappe som har en plan fra før."
    ),
    click.option(
        "--after",
        metavar="KORTNAVN",
        help="Planen i mappen som den nye kommer etter. Tiltakene som ikke er gjennomført, følger med.",
    ),
    click.option(
        "--package",
        metavar="TEKST",
        help="Hvor Tiltak hentes fra, slik pip skriver det: en git-adresse med commit, eller en fil. Standard er der du har det fra.",
    ),
)
def command(  # noqa: PLR0913 – every option that is no answer
    folder: Path,
    *,
    focus_areas: tuple[str, ...],
    sources: tuple[Path, ...],
    package: str | None,
    template: bool,
    beside: bool,
    after: str | None,
    **typed_in: str | None,
) -> int:
    """Lag en ny mappe med en plan: filer, nettsted og kjøringer. Det som mangler av valg, blir du spurt om."""
    words = _asking.filled_in(typed_in)
    if template:
        return _template(folder)
    if beside or after:
        return _beside(folder, words, focus_areas, sources, after)
    _refuse_used(folder)
    listed = joined({source.name: _outline(source) for source in sources})
    if _asking.must_ask(words, REQUIRED):
        words, focus_areas = _asked(words, focus_areas)
    tool = origin.installed_from() if package is None else origin.of(package)
    answers = replace(_answers(words, focus_areas, listed), package=tool.line)
    answers, left_out = mend.mended(answers, clock.today())
    texts = start.files(answers)
    if errors := mend.errors(texts, clock.today()):
        click.echo(problems.as_text(errors, texts) + "\n", err=True)
        click.echo(
            "Ingenting er laget. Rett det over i svarene eller listen, og prøv igjen.", err=True
        )
        return 1
    texts[issue.PATH] = issue.issue_form(load.load(mend.data(texts)).portfolio)
    written = {name: text.encode("utf-8") for name, text in texts.items()}
    _write(folder.resolve(), {**written, **tool.files, **schema_files.texts()})
    _tell(
        folder,
        answers,
        replace(listed, items=answers.items, notes=(*listed.notes, *left_out)),
        tool,
    )
    return 0


def _refuse_used(folder: Path) -> None:
    if (folder / load.UNITS).is_file():
        raise UsageError(
            f"Mappen {folder} har en plan fra før. Skriv --plan for å legge en ny ved siden av, eller --after og kortnavnet til planen som den nye kommer etter."
        )
    if folder.is_dir() and any(path.name != ".git" for path in folder.iterdir()):
        raise UsageError(f"Mappen {folder} er ikke tom. Velg et navn som ikke er brukt.")


def _template(path: Path) -> int:
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            "Navnet på regnearket må slutte på .xlsx: tiltak init tiltak.xlsx --template"
        )
    if path.exists():
        raise UsageError(f"{path} finnes fra før. Velg et annet navn.")
    disk.write(path, starter.empty())
    click.echo(
        f"Skrevet: {path}\nFyll det ut, og lag planen med «tiltak init MAPPE --from {path}»."
    )
    return 0


def _beside(
    folder: Path,
    words: dict[str, str],
    focus_areas: tuple[str, ...],
    sources: tuple[Path, ...],
    after: str | None,
) -> int:
    """A plan in a folder that has one: only files of its own are made, and what the others need to know of it."""
    if sources and after:
        raise UsageError(
            "Velg enten --from eller --after. Nye tiltak fører du inn etterpå med «tiltak new»."
        )
    workspace = open_workspace(folder)
    before = workspace.plan(after) if after else None
    if not workspace.portfolio.plans:
        raise UsageError(f"Mappen {folder} har ingen plan fra før. Ta bort --plan.")
    words.setdefault("municipality", (before or workspace.portfolio.plans[0]).municipality)
    if before:
        words.setdefault("calendar", before.calendar)
    listed = joined({source.name: _outline(source) for source in sources})
    if _asking.must_ask(words, REQUIRED):
        words, focus_areas = _asked(words, focus_areas)
    units = {unit.name: unit.id for unit in workspace.portfolio.units.values()}
    answers = replace(_answers(words, focus_areas, listed), units=units)
    answers, left_out = mend.mended(answers, clock.today())
    changed = beside_others.changed_files(answers, workspace, before)
    proposal = _writing.propose(workspace, changed)
    if proposal.errors:
        return _writing.refuse(proposal)
    saved(workspace.root, proposal, workspace.today)
    count = sum(path.startswith("measures/") for path in changed)
    click.echo(f"Laget planen «{answers.title}» med {count} tiltak i {folder}.")
    _tell_notes(*listed.notes, *left_out, *_unplaced(answers))
    if before:
        click.echo(
            f"  Tiltakene fortsetter dem i {before.label} som ikke er gjennomført. Nummer, type og enheter er foreslått til noen bekrefter dem, og fristene er ikke med: de hører til den forrige planen."
        )
    _tell_new_units(answers)
    return 0


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """All of it or nothing, but for a folder that git is in already."""
    if folder.is_dir() and any(folder.iterdir()):
        save.replace(folder, {}, files)
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    save.put_folder(folder.parent, folder.name, files)


def _outline(source: Path) -> Outline:
    with reading(source):
        raw = source.read_bytes()
    match source.suffix.lower():
        case ".xlsx":
            return tabular.from_grids(workbook.read(raw))
        case ".csv":
            return tabular.from_grids(csvfiles.read({source.name: raw}))
        case ".docx":
            return textlist.from_word(raw)
        case ".txt" | ".md" | "":
            text, doubt = csvfiles.decoded(raw)
            in_text = textlist.from_text(text)
            return replace(in_text, notes=(doubt, *in_text.notes)) if doubt else in_text
    raise UsageError(
        f"{source.name} kan ikke brukes. Lagre listen som .xlsx, .csv, .docx eller .txt."
    )


def _asked(words: dict[str, str], areas: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    questions = {"title": "Planens navn", "municipality": "Kommune"}
    answers = {k: words.get(k) or _asking.ask(q, _asking.some_text) for k, q in questions.items()}
    for key, question in (
        ("start", "Første dag i planperioden (eller året)"),
        ("end", "Siste dag i planperioden (eller året)"),
    ):
        answers[key] = words.get(key) or _asking.ask(question, _date)
    names = {choice.value: choice.title for choice in schema.choices("calendar")}
    meanings = {choice.value: choice.description for choice in schema.choices("calendar")}
    answers["calendar"] = words.get("calendar") or _asking.choose(
        "Hvor ofte rapporteres planen?", names, meanings=meanings
    )
    if not areas:
        listed = _asking.ask("Innsatsområder, med semikolon mellom (kan være tomt)", str)
        areas = tuple(area.strip() for area in listed.split(";") if area.strip())
    answers |= _asked_about_publishing(words)
    return {**words, **answers}, areas


def _asked_about_publishing(words: dict[str, str]) -> dict[str, str]:
    """Who publishes, on which terms and where. All of it may be left empty, and is then claimed nowhere."""

    def asked(key: str, question: str) -> str:
        return words.get(key) or _asking.ask(f"{question} (kan være tomt)", str)

    answers = {"publisher": asked("publisher", "Hvem gir ut nettstedet og rapportene?")}
    if answers["publisher"]:
        for key, question in (
            ("organisation_number", "Utgiverens organisasjonsnummer"),
            ("contact", "Utgiverens postmottak eller nettadresse, aldri en person"),
        ):
            answers[key] = asked(key, question)
    names = {name: name for name in start.LICENCES}
    answers["licence"] = words.get("licence") or _asking.choose(
        "På hvilke vilkår kan andre bruke tekstene?", names, optional=True
    )
    answers["site_url"] = asked("site_url", "Adressen nettstedet får")
    return answers


def _date(answer: str) -> str:
    typed.when(answer)
    return answer


def _answers(words: dict[str, str], areas: tuple[str, ...], listed: Outline) -> start.Answers:
    # A year, half-year, quarter or month begins on its first day, and ends on its last.
    first, last = typed.when(words["start"]).first, typed.when(words["end"]).last
    id = words.get("id") or draft.slug(words["title"])
    if id != draft.slug(id):
        raise UsageError(
            f"Kortnavnet «{id}» kan bare ha små bokstaver a–z, tall og bindestrek, og høyst {draft.LONGEST_SLUG} tegn."
        )
    return start.Answers(
        id, words["title"], words["municipality"], first.isoformat(), last.isoformat(),
        words.get("calendar") or "tertial", areas, listed.items, publishing=start.Publishing(
            **{f.name: words.get(f.name, "") for f in fields(start.Publishing)}
        ),
    )  # fmt: skip


def _tell_notes(*notes: str) -> None:
    """What became of a list; its words may be anybody's."""
    for note in notes:
        click.echo(f"  {printable(note)}")


def _tell(folder: Path, answers: start.Answers, listed: Outline, tool: origin.Origin) -> None:
    count = len(listed.items) or 1
    click.echo(
        f"Laget {folder} med planen «{answers.title}» og {count} tiltak{' som utkast' if listed.items else ' å begynne med'}."
    )
    _tell_notes(*listed.notes, *_unplaced(answers))
    _tell_new_units(answers)
    click.echo(
        "\nVidere:\n"
        f"  cd {folder}\n"
        "  tiltak check\n"
        "  tiltak edit\n"
        "Når planen er rettet, så den er slik den er vedtatt:\n"
        "  git init -b main\n"
        "  git add .\n"
        '  git commit -m "Planen slik den er vedtatt"\n'
        "  tiltak build\n\n"
        "README.md sier hva som er det første dere gjør, og hva som gjenstår hos git-verten."
    )
    if advice := _about_package(tool):
        click.echo(f"\n{advice}")


def _tell_new_units(answers: start.Answers) -> None:
    names = answers.new_owners
    if names:
        click.echo(
            f"  Enheter laget av kolonnen «Ansvarlig»: {', '.join(f'«{name}»' if ',' in name else name for name in names)}."
            " Er noe av dette en person, bytt det ut før andre får se planen."
        )
    for alike in perhaps_one(dict.fromkeys((*answers.units, *names))):
        if not names.keys().isdisjoint(alike):
            click.echo(
                f"  Er {outline.listed(alike)} samme enhet? De er {len(alike)} enheter i planen. "
                "Skriv det samme navnet overalt i listen, og lag planen på nytt."
            )


def _unplaced(answers: start.Answers) -> list[str]:
    """What is said of measures whose list names no focus area."""
    numbers = [str(item.number) for item in answers.items if not item.focus_area]
    if not answers.is_general or not numbers:
        return []
    if len(numbers) == len(answers.items):
        if not answers.focus_areas:
            return []
        return [
            f"Listen sier ikke hvilket innsatsområde tiltakene hører til. Alle ligger under «{start.GENERAL}». Rett det i hvert av dem."
        ]
    return [
        f"Disse tiltakene har ikke innsatsområde i listen og ligger under «{start.GENERAL}»: {', '.join(numbers)}."
    ]


def _about_package(tool: origin.Origin) -> str:
    """What must be done about where the program comes from, if anything."""
    if not tool.line:
        return (
            "requirements.txt sier ikke hvor Tiltak hentes fra: programmet er ikke installert fra en adresse andre når. "
            "Skriv adressen i den filen før dere sender den til git-verten. Kjøringene stopper til det er gjort."
        )
    if not tool.is_fixed:
        return (
            f"«{tool.line}» i requirements.txt kan bli et annet program senere. "
            "Skriv en adresse med commit, eller en fil med sjekksum, før dere sender den til git-verten."
        )
    return ""
