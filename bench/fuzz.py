"""`python -m bench.fuzz`: mutated inputs for a given time. What fails is kept as a case, which the tests replay.

Three things are tried in turn: texts through everything that reads them (a plan, a spreadsheet, a list, a form),
commands that are killed while they write, and two that write at once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import docx

from bench import kills, pairs
from tiltak.checks import rules
from tiltak.forms import issue
from tiltak.harmless import printable
from tiltak.mail import addresses, answers
from tiltak.personal.find import personal_data
from tiltak.problems import UsageError, as_github, as_gitlab, as_json, as_sarif, as_text
from tiltak.read import load, plan_files
from tiltak.reports import word_template
from tiltak.sheets import csvfiles, merge, tabular, textlist, workbook
from tiltak.terminal import without_commands, without_escapes

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "fuzz"
TILTAK = Path(sys.executable).with_name("tiltak")
TODAY = date(2021, 2, 1)
SLOW = 5.0
MOST_MEMORY = 500  # MB
MEASURE = "measures/rus-2019/14-mo-sentre.yml"
PLAN, UNITS = "plans/rus-2019/plan.yml", "plans/units.yml"
INDICATOR = "plans/rus-2019/indicators/aarsverk.yml"
FIGURES = INDICATOR.replace(".yml", ".csv")
DECISION = "plans/rus-2019/decisions/individuell-plan.yml"
SECONDS_OF_TEXTS = 10  # between two kills
NASTY = (
    b"\x00", b"\x1b]0;x\x07", b"\xff\xfe", "\u202e".encode(), "\U000e0041".encode(), b"&a [*a]", b"[" * 200, b"::error::x\n",
    b"2024-02-31", b"1e999", b"- " * 100, b"'", b'"', b"\t", b"\r\n", b"{", b": ", b"#", "\u0344".encode(), b"a@b.no ", b"22 33 44 55 ",
    b"=1+1", b"<script>", b"](javascript:x)", b"9" * 30, b"yes", b"~", b"!!python/object:x ", b"\n\n### Dato\n\n",
)  # fmt: skip


# What reads a text. Each takes bytes; whatever it raises but a UsageError is a find.


def read_measure(raw: bytes) -> None:
    read_tree({MEASURE: raw})


def read_plan(raw: bytes) -> None:
    read_tree({PLAN: raw})


def read_units(raw: bytes) -> None:
    read_tree({UNITS: raw})


def read_indicator(raw: bytes) -> None:
    read_tree({INDICATOR: raw})


def read_figures(raw: bytes) -> None:
    read_tree({FIGURES: raw})


def read_decision(raw: bytes) -> None:
    read_tree({DECISION: raw})


def read_addresses(raw: bytes) -> None:
    addresses.read(raw, "adresser.yml", load.load(tree()).portfolio)


def read_template(raw: bytes) -> None:
    word_template.open_template(raw)


def read_tree(changed: dict[str, bytes]) -> None:
    texts = {**tree(), **changed}
    loaded = load.load(texts)
    problems = rules.all_problems(loaded, TODAY)
    shown = as_text(problems, texts)
    assert all(c.isprintable() or c == "\n" for c in shown), "something a terminal would obey"
    assert all(line.startswith("::") for line in as_github(problems).splitlines())
    for shape in (as_json(problems), as_gitlab(problems), as_sarif(problems, {})):
        json.loads(shape)


def read_workbook(raw: bytes) -> None:
    merge.plan_of(workbook.read(raw))


def read_csv(raw: bytes) -> None:
    tabular.from_grids(csvfiles.read({"x.csv": raw}))


def read_list(raw: bytes) -> None:
    textlist.from_text(csvfiles.decoded(raw)[0])


def read_form(raw: bytes) -> None:
    body = raw.decode("utf-8", "replace")
    try:
        issue.filled_in(body)
    except UsageError as error:
        if "\n::" in without_commands(issue.refusal(str(error))):
            raise RuntimeError("a command to the runner") from None


def read_mail(raw: bytes) -> None:
    answers.read(raw)


def read_text(raw: bytes) -> None:
    text = raw.decode("utf-8", "replace")
    personal_data(text)
    assert printable(text).isprintable()
    without_escapes(without_commands(text))


READERS: dict[str, Callable[[bytes], None]] = {
    reader.__name__.removeprefix("read_"): reader
    for reader in (
        read_measure,
        read_plan,
        read_units,
        read_indicator,
        read_figures,
        read_decision,
        read_addresses,
        read_template,
        read_workbook,
        read_csv,
        read_list,
        read_form,
        read_mail,
        read_text,
    )
}
_TREE: dict[str, bytes] = {}


def tree() -> dict[str, bytes]:
    """One file of each kind: reading a whole plan for each input would try a tenth as many."""
    if not _TREE:
        texts = plan_files.worktree(ROOT).texts
        kinds = (MEASURE, PLAN, UNITS, INDICATOR, FIGURES, DECISION)
        _TREE.update({path: texts[path] for path in kinds})
    return _TREE


def seeds() -> dict[str, bytes]:
    """A good input for each reader."""
    measure = tree()[MEASURE]
    listed = "# Område\n1. Et tiltak\n  mer tekst\n2) Et til\n3 Enda et\n".encode()
    sheet = b"Nr;Tiltak;Ansvarlig;Frist\n1;Et tiltak;Etaten;2020\n"
    form = "\n\n".join(f"### {heading}\n\nrus-2019/14 x" for heading in issue.headings())
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "x.xlsx")
        subprocess.run([TILTAK, "export", "--root", ROOT, "--plan", "rus-2019", "--output", target], check=True, capture_output=True)  # fmt: skip
        book = target.read_bytes()
    return {
        "measure": measure,
        "plan": tree()[PLAN],
        "units": tree()[UNITS],
        "indicator": tree()[INDICATOR],
        "figures": tree()[FIGURES],
        "decision": tree()[DECISION],
        "addresses": b"koordinator: post@kommunen.example\nhelsehuset: [a@kommunen.example]\n",
        "template": _template(),
        "workbook": book,
        "csv": sheet,
        "list": listed,
        "form": form.encode(),
        "mail": _mail(book),
        "text": measure,
    }


def _template() -> bytes:
    content = BytesIO()
    docx.Document().save(content)
    return content.getvalue()


def _mail(book: bytes) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "Svar: status"
    mail.set_content("Ikke vårt.\n\n> Status for tiltaket\n")
    mail.add_alternative("<style>p {}</style><p>Ikke vårt.</p>", subtype="html")
    mail.add_attachment(book, maintype="application", subtype="octet-stream", filename="svar.xlsx")
    return mail.as_bytes()


def mutated(raw: bytes, dice: random.Random) -> bytes:
    """A few changes: bytes, lines and pieces taken out, doubled, moved, or replaced by something nasty."""
    for _ in range(dice.randint(1, 6)):
        at, to = sorted(dice.randrange(len(raw) + 1) for _ in range(2))
        to = min(to, at + dice.choice((1, 10, 200)))
        match dice.randrange(6):
            case 0:
                raw = raw[:at] + raw[to:]
            case 1:
                raw = raw[:to] + raw[at:to] * dice.randint(1, 50) + raw[to:]
            case 2:
                raw = raw[:at] + bytes([dice.randrange(256)]) + raw[at + 1 :]
            case 3:
                raw = raw[:at] + dice.choice(NASTY) * dice.choice((1, 1, 3, 300)) + raw[at:]
            case 4:
                lines = raw.split(b"\n")
                dice.shuffle(lines)
                raw = b"\n".join(lines) if dice.random() < 0.2 else raw
            case _:
                raw = raw[:at] + raw[at:to].swapcase() + raw[to:]
    return raw[:1_000_000]


@dataclass
class Finds:
    tried: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def keep(self, kind: str, raw: bytes, why: str) -> None:
        if f"{kind}: {why}" in self.failed:
            return
        CASES.mkdir(parents=True, exist_ok=True)
        (CASES / f"{kind}-{len(raw)}-{abs(hash(raw)) % 10**8:08}").write_bytes(raw)
        self.failed.append(f"{kind}: {why}")


def try_text(kind: str, raw: bytes, finds: Finds) -> None:
    finds.tried[kind] += 1
    begun = time.process_time()
    try:
        READERS[kind](raw)
    except UsageError:
        pass
    except Exception:  # noqa: BLE001 – that is what is looked for
        finds.keep(kind, raw, traceback.format_exc().strip().splitlines()[-1])
    took = time.process_time() - begun
    finds.slowest = max(finds.slowest, (took, kind))
    if took > SLOW:
        finds.keep(kind, raw, f"{took:.1f} s")


# Commands that are killed, and two that write at once


def try_kill(dice: random.Random, finds: Finds) -> None:
    name = dice.choice(list(kills.COMMANDS))
    finds.tried[f"kill {name}"] += 1
    with tempfile.TemporaryDirectory() as folder:
        case = kills.prepared(name, Path(folder))
        _, why = kills.kill(case, dice.randrange(case.writes))
    if why:
        finds.failed.append(f"{name} killed: {why}")


def try_two_at_once(dice: random.Random, finds: Finds) -> None:
    """Two edits of one file: both are kept, or one is told that it was not."""
    way = dice.choice(list(pairs.WAYS))
    finds.tried[f"at once: {way}"] += 1
    with tempfile.TemporaryDirectory() as folder:
        root = kills.plan_folder(Path(folder))
        if why := pairs.lost(root, pairs.at_once(root, pairs.WAYS[way])):
            finds.failed.append(f"at once, {way}: {why}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args(arguments or [])
    seed = asked.seed if asked.seed is not None else int.from_bytes(os.urandom(4), "big")
    dice, finds = random.Random(seed), Finds()  # noqa: S311 – a die, not a secret
    begun = last = time.monotonic()
    good = seeds()
    while (passed := time.monotonic() - begun) < asked.seconds:
        kind = dice.choice(list(good))
        try_text(kind, mutated(good[kind], dice), finds)
        if time.monotonic() - last > SECONDS_OF_TEXTS:
            try_kill(dice, finds)
            try_two_at_once(dice, finds)
            last = time.monotonic()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    total = sum(finds.tried.values())
    print(f"seed {seed}: {total} inputs in {passed:.0f} s, {total / passed:.1f} a second")
    for kind, count in sorted(finds.tried.items()):
        print(f"  {count:>7} {kind}")
    print(f"slowest: {finds.slowest[0]:.1f} s ({finds.slowest[1]}); peak of memory: {peak} MB")
    if peak > MOST_MEMORY:
        finds.failed.append(f"memory: {peak} MB")
    for why in finds.failed:
        print(f"FAILED {why}")
    return 1 if finds.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
