"""What can be typed. Each command lives in `commands/<name>.py` and is imported when it is called.

Exit 0 = fine, 1 = problems found in the data, 2 = wrong use, 3 = a bug of ours.
"""

from __future__ import annotations

import gc
import importlib
import keyword
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from tiltak import __version__, problems, terminal
from tiltak.commands import norwegian
from tiltak.problems import UsageError

COMMANDS = {
    "check": "Se etter feil i alle planer og tiltak.",
    "status": "Vis status for alle tiltak, plan for plan.",
    "show": "Vis ett tiltak med alt som hører til.",
    "history": "Fortell historien om et tiltak.",
    "changes": "Vis hva som er endret mellom to tidspunkt.",
    "indicators": "Vis tallene som hører til planene.",
    "decisions": "Vis vedtak som følges opp.",
    "gaps": "Vis hva som mangler, og hva som er neste skritt.",
    "report": "Skriv rapporten for en periode.",
    "revise": "Skriv et saksframlegg av et forslag til endringer.",
    "redact": "Ta en tekst ut av filene og av rapporter som er levert.",
    "remind": "Vis hvem som skal minnes om hva.",
    "schedule": "Vis hvilke rapporter som skal lages nå.",
    "new": "Lag et nytt tiltak.",
    "set": "Meld status, flytt en frist eller endre et felt i et tiltak.",
    "fmt": "Gi alle filer samme form.",
    "build": "Bygg nettstedet.",
    "serve": "Vis nettstedet mens du skriver.",
    "export": "Hent ut tiltakene til et regneark som kan fylles ut.",
    "import": "Ta inn et utfylt regneark.",
    "init": "Lag en ny mappe med en plan.",
    "schema": "Skriv skjemaene ut, til hjelp for den som redigerer filene.",
    "fingerprint": "Regn ut avtrykket av en vedtatt tekst.",
    "codeowners": "Skriv hvem som skal godkjenne endringer, til git-verten.",
    "edit": "Rediger tiltak i et skjema i nettleseren.",
    "forms": "Skjemaet på git-verten, og det som er fylt ut der.",
}


class Commands(click.Group):
    """Commands that are imported when they are needed, so that `tiltak check` waits for nothing else."""

    context_class = norwegian.NorwegianContext

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 – click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 – the same
        if name not in COMMANDS:
            return None
        file = f"{name}_" if keyword.iskeyword(name) else name  # import.py could not be imported
        module = importlib.import_module(f"tiltak.commands.{file}")
        command: click.Command = module.command
        command.short_help = COMMANDS[name]
        command.context_class = norwegian.NorwegianContext
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 – the same
        with formatter.section("Kommandoer"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        from tiltak.problems import nearest

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = nearest(args[0], COMMANDS) or f"Kommandoene er: {', '.join(COMMANDS)}."
            raise UsageError(f"«{args[0]}» er ikke en kommando. {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    help="Tiltak holder vedtatte planer levende.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "--version", prog_name="tiltak", message="%(prog)s %(version)s")
def tiltak() -> None:
    """The group itself does nothing."""


def main(args: list[str] | None = None) -> None:
    """The `tiltak` command: run, and end with an honest exit code and one clean line where it can."""
    _speak_utf8()
    # A command ends soon, and what it has read lives until then: looking for garbage in it takes a seventh of the time.
    gc.set_threshold(100_000, 50, 100)
    with terminal.guarded():
        code = _ran(args)
    sys.exit(code if isinstance(code, int) else 0)


def _ran(args: list[str] | None) -> object:
    """The exit code, whatever happens on the way."""
    try:
        return tiltak.main(args, prog_name="tiltak", standalone_mode=False)
    except UsageError as error:
        _complain(str(error))
        return error.exit_code
    except click.exceptions.Abort:
        _complain("Avbrutt.")
        return 130
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
    except click.ClickException as error:
        _complain(norwegian.complaint(error))
    except OSError as error:
        return _the_machine(error)
    except Exception:  # noqa: BLE001 – the outermost place; it is shown and called our fault
        _our_fault()
        return 3
    return 2


def _speak_utf8() -> None:
    """Whatever the machine's language: JSON is UTF-8, and «✓» must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _complain(message: str) -> None:
    click.echo(f"tiltak: {message}", err=True)


def _the_machine(error: OSError) -> int:
    """2 for what the machine refused where a person pointed; 3 where it is our own file that lacks."""
    # Of a copy, what could not be written is the second; the first may be a file of our own.
    about = str(error.filename2 or error.filename or "")
    if error.errno not in problems.REFUSALS or about.startswith(str(Path(__file__).parent)):
        _our_fault()
        return 3
    what = f"«{about}»" if about else "det som skulle skrives"
    _complain(f"Kunne ikke lese eller skrive {what}: {problems.refusal(error)}.")
    return 2


def _our_fault() -> None:
    traceback.print_exc()
    _complain(
        f"Dette er en feil i Tiltak {__version__} (Python {sys.version.split()[0]}), ikke i dine data. "
        "Meld den med teksten over og kommandoen du skrev."
    )
