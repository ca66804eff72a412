"""What the command line says about itself, in Norwegian: click's own words are English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

HEADINGS = {"Options": "Valg"}
OWN_OPTIONS = {"--help": "Vis denne hjelpen.", "--version": "Vis hvilken versjon dette er."}


class Formatter(click.HelpFormatter):
    """A help page with Norwegian headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:  # noqa: ARG002 – click's signature
        norwegian = args.replace("[OPTIONS]", "[VALG]").replace("COMMAND [ARGS]...", "KOMMANDO …")
        super().write_usage(prog, norwegian, "Bruk: ")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        with super().section(HEADINGS.get(name, name)):
            yield

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        own = [(name, OWN_OPTIONS.get(name.rpartition(" ")[2], text)) for name, text in rows]
        super().write_dl(own, col_max, col_spacing)


class NorwegianContext(click.Context):
    """Where a command runs; makes its help page."""

    formatter_class = Formatter


def complaint(error: click.ClickException) -> str:
    """One line about wrong use: what is wrong and what to write instead."""
    where = (
        error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "tiltak"
    )
    see = f"Se «{where} --help»."
    quoted = re.search(r"'(.*?)'", error.message)
    match error:
        case click.NoSuchOption():
            near = f"Mente du {error.possibilities[0]}?" if error.possibilities else see
            return f"Valget {error.option_name} finnes ikke. {near}"
        case click.MissingParameter() if error.param:
            return f"Det mangler {_name(error.param)}. {see}"
        case click.BadParameter() if error.param:
            value = f"«{quoted[1]}»" if quoted else "Verdien"
            if "does not exist" in error.message:
                return f"{value} finnes ikke. {_allowed(error.param) or see}"
            return (
                f"{value} kan ikke brukes som {_name(error.param)}. {_allowed(error.param) or see}"
            )
        case click.BadOptionUsage():
            wants = "tar ingen verdi" if "not take" in error.message else "trenger en verdi"
            return f"Valget {error.option_name} {wants}. {see}"
    if extra := re.search(r"unexpected extra arguments? \((.*)\)", error.message):
        return f"Her står det mer enn kommandoen kan bruke: «{extra[1]}». {see}"
    return f"Kommandoen kan ikke brukes slik: {error.format_message()} {see}"


def _name(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return str(getattr(param, "metavar", None) or param.name).upper()


def _allowed(param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        return f"Velg mellom {', '.join(param.type.choices)}."
    if isinstance(param.type, click.Path):
        return "Det må være en mappe som finnes." if not param.type.file_okay else ""
    return ""
