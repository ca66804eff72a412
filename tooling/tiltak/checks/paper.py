"""What a plan says of its own look: a colour that can be read, files that are there, and a case for each report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

from tiltak.checks.context import Context
from tiltak.model import colour
from tiltak.model.plan import Plan
from tiltak.problems import Code, Problem
from tiltak.read.load import Loaded

LOW_CONTRAST = Code(
    "low-contrast",
    "Fargen kan ikke leses på lys bunn",
    "Overskrifter og lenker får fargen som står i «paper», og statusene dem som står i «words». WCAG 2.2 krever at kontrasten er minst 4,5 til 1 mot bunnen, "
    "ellers kan mange ikke lese dem.",
    'paper: {colour: "#8fd0c0"}\n',
    'paper: {colour: "#1f5f4a"}\n',
    "plan",
)
PAPER_FILE = Code(
    "paper-file",
    "En fil til logoen eller skriften kan ikke brukes",
    "Logoen og skriften ligger i mappen «paper» ved siden av plan.yml. Logoen er SVG eller PNG, og skriften TTF eller OTF.",
    "plan.yml sier «logo: logo.svg», og mappen plans/rus-2019/paper finnes ikke.",
    "Filen plans/rus-2019/paper/logo.svg ligger der.",
    "",
)
REPEATED_CASE = Code(
    "repeated-case",
    "To saker gjelder samme rapport",
    "Øverst på rapporten står saken den legges fram i. Da må det være én.",
    "paper:\n  cases:\n    - {report: 2020-Q4, case: 12/21}\n    - {report: 2020-Q4, case: 14/21}\n",
    "paper:\n  cases:\n    - {report: 2020-Q4, case: 14/21}\n",
    "plan",
)
MOST_BYTES = 2_000_000  # of a file: each report and each reader gets it
PNG_START = b"\x89PNG\r\n\x1a\n"
FONT_STARTS = (b"\x00\x01\x00\x00", b"OTTO", b"true")


def low_contrast(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        for keys, own in _colours(plan):
            ratio = colour.weakest(own, colour.LIGHT_GROUNDS)
            if ratio < colour.ENOUGH:
                # Cut, not rounded: 4.49 is not enough.
                ratio_words = f"{int(ratio * 10) / 10:.1f}".replace(".", ",")
                nearest = colour.readable(own, colour.LIGHT_GROUNDS, colour.BLACK)
                yield LOW_CONTRAST(
                    f"Kontrasten mellom fargen og bunnen er {ratio_words} til 1. Den må være minst 4,5 til 1.",
                    context.document(plan.path).place(*keys),
                    hint=f"Velg en mørkere farge, for eksempel {nearest}.",
                )


def _colours(plan: Plan) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where in the plan's file each colour stands, and the colour."""
    if plan.paper and plan.paper.colour:
        yield ("paper", "colour"), plan.paper.colour
    for index, word in enumerate(plan.words.statuses):
        if word.colour:
            yield ("words", "statuses", index, "colour"), word.colour


def repeated_case(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        reports = [case.report for case in plan.paper.cases] if plan.paper else []
        for index, report in enumerate(reports):
            if report in reports[:index]:
                yield REPEATED_CASE(
                    f"Det står to saker for rapporten for {report}.",
                    context.document(plan.path).place("paper", "cases", index, "report"),
                    hint="Behold den rapporten legges fram i.",
                )


def problems_in_files(loaded: Loaded, content: Callable[[str], bytes | None]) -> Iterator[Problem]:
    """What is wrong with the files that plans name; `content` gives one by its path."""
    for plan in loaded.portfolio.plans:
        for keys, name in plan.paper.files if plan.paper else ():
            path = plan.paper_path(name)
            if wrong := _wrong(name, content(path)):
                yield PAPER_FILE(
                    f"Filen {path} {wrong}.",
                    loaded.files[plan.path].document.place("paper", *keys),
                    hint="Legg filen i mappen, med samme navn som her, eller ta bort feltet.",
                )


def _wrong(name: str, content: bytes | None) -> str:
    if content is None:
        return "finnes ikke, eller er en snarvei"
    if len(content) > MOST_BYTES:
        return "er større enn 2 MB"
    match name.rpartition(".")[2]:
        case "png":
            usable = content.startswith(PNG_START) and content[12:16] == b"IHDR"
        case "svg":
            usable = _is_drawing(content)
        case _:
            usable = content.startswith(FONT_STARTS)
    return "" if usable else "har et annet innhold enn navnet sier"


def _is_drawing(content: bytes) -> bool:
    if b"<!ENTITY" in content:  # could be made to swell
        return False
    try:
        return ET.fromstring(content).tag.rpartition("}")[2] == "svg"  # noqa: S314 – no entities, and a small file
    except ET.ParseError:
        return False
