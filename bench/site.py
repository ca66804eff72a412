"""The site of 1,000 measures beside MkDocs and Material with as many finished pages, and of ten times as many.

`python -m bench.site [--case plans|one-plan] [--measures N] [--per-plan N] [--rounds N] [--times N]`; `--times 10`
also builds the site of ten times as many measures, which takes some ten minutes. `--case` runs one of the two cases.

Ours is `tiltak build`, whole, of plans as the real one is: forty measures each, of about 1.5 kB with entries and a
milestone, half-way through four years that are reported every fourth month, with an indicator of twenty figures for every
five measures, in a git repository where each measure has been changed six times. The time holds reading git's history, the check, every page (the plan of today,
the plan as it was at the end of each period with each of its measures, and the report of each period as a page),
the data files, the feeds, the calendars and the index of the search.

Theirs is `mkdocs build` with Material and its search. It gets the same pages, finished: what each of ours says in its
main part, written as Markdown by a library, at the same place; pictures, the menu and the footer are left out. As many of
them as of ours stay out of the search: those of past days. Its pages lie outside the navigation, as ours do: with
them in it, it takes many times as long. Making the Markdown is not in its time.
A second ratio, with no limit to keep, is that to as many short pages: the text of the measure's file and nothing else.
It tells what the lists, the histories and the reports cost beside no such thing.

Left out: the files that each report can be had in (PDF, Word, Excel and so on). They are no pages, MkDocs has no
counterpart, and `python -m bench.reports` measures them.
The same is then done with all measures in one plan. Such a plan has no pages of single measures at past days, only
lists of a thousand rows: our worst case.

Seconds are those of the processor, user and system, of the command and all it starts, so that a busy machine
does not decide. The best of some `--rounds` counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from bench.repositories import Shape, make
from tiltak.model.plan import Measure
from tiltak.read import load, plan_files

BIN = Path(sys.executable).parent
PER_PLAN = 40  # the real plan has 38
LAST_DAY, TODAY = date(2021, 12, 31), date(2019, 12, 31)
CHANGES = 6  # of each measure
MEASURES_PER_INDICATOR = 5
AT_ONCE = 30  # measures that a commit changes
LARGEST = 9999  # measures in a plan: the number in a file's name has four digits
LIMIT = 1.3  # times what MkDocs and Material take
CASES = {"plans": "in plans of forty", "one-plan": "all in one plan"}
GROWTH = 1.1  # a measure of the large site may cost this many times one of the small

CONFIG = """\
site_name: Måling
docs_dir: docs
site_dir: site
use_directory_urls: false
theme: {{name: material, language: nb, font: false}}
plugins: [{{{plugin}}}]
nav: [{page}]
"""
SEARCH = 'search: {lang: "no"}'
OUT_OF_SEARCH = "---\nsearch: {exclude: true}\n---\n"
NOINDEX = '<meta name="robots" content="noindex">'


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds of the processor, and the most memory that one process held."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Built:
    """The pages of a site: how many, how many of them no search finds, and their size."""

    pages: int
    hidden: int
    megabytes: float


def run(folder: Path, *command: str | Path, today: date = TODAY) -> Run:
    """Run a command in a folder; its own words are shown only where it fails. Python keeps what it has compiled."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"TILTAK_TODAY": f"{today}", "NO_MKDOCS_2_WARNING": "1"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(
                f"{command[0]} ended with {process.returncode}:\n{said.read().decode()}"
            )
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def ours(folder: Path, measures: int, per_plan: int) -> Path:
    """A repository with its plans and a configuration."""
    shape = Shape(per_plan, LAST_DAY, "tertial", TODAY, MEASURES_PER_INDICATOR)
    make(folder, measures, measures * CHANGES // AT_ONCE, AT_ONCE, shape)
    config(folder, "tiltak: {reports: []}", "om.md")
    return folder


def config(folder: Path, plugin: str, page: str) -> None:
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / page).write_text("# Om planene\n", "utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG.format(plugin=plugin, page=page), "utf-8")


def finished(folder: Path, site: Path) -> Path:
    """The pages of our site as Markdown, each at its place, for MkDocs alone to build."""
    config(folder, SEARCH, "index.md")
    for page in site.rglob("*.html"):
        name = page.relative_to(site).with_suffix(".md")
        target = folder / "docs" / name
        if str(name) != "404.md":  # the theme has its own
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(as_markdown(page.read_text("utf-8")), "utf-8")
    return folder


def as_markdown(html: str) -> str:
    """What a page says in its main part; a report in one file is all main part."""
    page = BeautifulSoup(html, "lxml")
    said = page.main or page.body
    assert said
    for picture in said("svg"):
        picture.decompose()
    text: str = MarkdownConverter(heading_style="ATX").convert_soup(said)
    return (OUT_OF_SEARCH if NOINDEX in html else "") + text.strip() + "\n"


def short(folder: Path, texts: Sequence[str], pages: Built) -> Path:
    """As many Markdown pages as our site has pages, each with the text of a measure."""
    config(folder, SEARCH, "index.md")
    for number in range(pages.pages - 2):  # the front page, and the one that says «not found»
        head = OUT_OF_SEARCH if number < pages.hidden else ""
        text = head + texts[number % len(texts)]
        (folder / f"docs/tiltak-{number}.md").write_text(text, "utf-8")
    return folder


def markdown(measure: Measure) -> str:
    """The measure as somebody would write it by hand."""
    lines = [f"# {measure.title}", measure.summary, "## Milepæler"]
    stones = "".join(f"| {m.title} | {m.baseline} | {m.due} |\n" for m in measure.milestones)
    moves = [f"Flyttet fra {v.previous}." for m in measure.milestones for v in m.moved]
    lines += [f"| Milepæl | Først lovet | Frist nå |\n|---|---|---|\n{stones}", *moves]
    lines += [f"Ansvarlig: {measure.owner}. Medvirkende: {', '.join(measure.contributors)}."]
    lines += ["## Statusmeldinger"]
    for entry in measure.entries:
        lines += [f"### {entry.date}: {entry.phase}", entry.note]
        lines += (
            [f"Kilde: [{entry.source.document}](index.md), {entry.source.place}"]
            if entry.source
            else []
        )
    return "\n\n".join(lines) + "\n"


def built(site: Path) -> Built:
    """What was written, counted: files that end in .html."""
    texts = [path.read_bytes() for path in site.rglob("*.html")]
    hidden = sum(NOINDEX.encode() in text for text in texts)
    return Built(len(texts), hidden, sum(map(len, texts)) / 1e6)


def tiltak(folder: Path) -> Run:
    return run(folder, BIN / "tiltak", "build")


def mkdocs(folder: Path) -> Run:
    return run(folder, BIN / "mkdocs", "build", "--quiet")


def best(runs: Sequence[Run]) -> Run:
    return min(runs, key=lambda run: run.seconds)


def tell(words: str) -> None:
    """Print at once, also into a file: the next figure may be minutes away."""
    print(words, flush=True)


def compared(top: Path, measures: int, per_plan: int, rounds: int) -> tuple[Run, Run]:
    """The best of some runs of our site, and of MkDocs with the same pages; both are printed."""
    our = ours(top / "tiltak", measures, per_plan)
    own = best([tiltak(our) for _ in range(rounds)])
    site = built(our / "build/site")
    sizes = [path.stat().st_size for path in our.glob("measures/*/*.yml")]
    tell(f"{measures} measures of {mean(sizes):.0f} bytes")
    tell(row("tiltak build", own, site))
    peer = beside(
        "MkDocs, the same pages", finished(top / "same", our / "build/site"), site, rounds
    )
    plans = load.load(plan_files.worktree(our).texts).portfolio.plans
    texts = [markdown(m) for plan in plans for m in plan.measures]
    little = beside("MkDocs, short pages", short(top / "short", texts, site), site, rounds)
    tell(f"  beside short pages: {own.seconds / little.seconds:.2f} times; no limit")
    return own, peer


def beside(name: str, folder: Path, site: Built, rounds: int) -> Run:
    """The best of some runs of MkDocs with Material, on as many pages as our site has."""
    fastest = best([mkdocs(folder) for _ in range(rounds)])
    other = built(folder / "site")
    assert other.pages == site.pages, (other, site)
    tell(row(name, fastest, replace(other, hidden=site.hidden)))
    return fastest


def mean(numbers: Iterable[int]) -> float:
    values = list(numbers)
    return sum(values) / len(values)


def row(name: str, run: Run, site: Built) -> str:
    return (
        f"  {name:<22}{run.seconds:7.2f} s {run.megabytes:6.0f} MB of memory   "
        f"{site.pages} pages, {site.hidden} of them outside the search, {site.megabytes:.0f} MB of HTML"
    )


def within(words: str, ratio: float, limit: float) -> bool:
    tell(f"  {words}: {ratio:.2f} times; the limit is {limit:.2f}")
    return ratio <= limit


def case(name: str, measures: int, per_plan: int, rounds: int, times: int) -> bool:
    """`measured`, with what it took by the clock: most of it is what the measuring itself needs."""
    tell(f"{name}:")
    begun = time.monotonic()
    kept = measured(measures, per_plan, rounds, times)
    tell(f"  the case took {(time.monotonic() - begun) / 60:.1f} minutes")
    return kept


def measured(measures: int, per_plan: int, rounds: int, times: int) -> bool:
    """Whether both limits are kept: beside MkDocs, and beside ourselves with so many times fewer measures."""
    with tempfile.TemporaryDirectory() as top:
        own, peer = compared(Path(top), measures, per_plan, rounds)
    kept = within("beside the same pages", own.seconds / peer.seconds, LIMIT)
    if times > 1:
        many = measures * times
        with tempfile.TemporaryDirectory() as top:
            folder = ours(
                Path(top, "tiltak"),
                many,
                min(per_plan * times, LARGEST) if per_plan == measures else per_plan,
            )
            large = tiltak(folder)
            tell(f"{many} measures")
            tell(row("tiltak build", large, built(folder / "build/site")))
        kept &= within(f"beside {measures} measures", large.seconds / own.seconds, times * GROWTH)
    return kept


def main(arguments: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measures", type=int, default=1000)
    parser.add_argument("--per-plan", type=int, default=PER_PLAN)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument(
        "--times", type=int, default=1, help="how many times larger the large site is"
    )
    parser.add_argument("--case", choices=CASES, help="only this one")
    asked = parser.parse_args(arguments)
    many, rounds, times = asked.measures, asked.rounds, asked.times
    sizes = {"plans": min(asked.per_plan, many), "one-plan": many}
    kept = [
        case(CASES[name], many, per_plan, rounds, times)
        for name, per_plan in sizes.items()
        if asked.case in (None, name) and (per_plan < many or name == "one-plan")
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
