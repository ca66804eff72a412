"""A plan in which every text is an attack, whatever `tiltak check` would have said of it.

The schema stops some of these when a file is read; here they are put into the model itself, so that what
shows a text must hold on its own. A field that is new in the model is poisoned without a line here: only
what is no text is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from tests.gitfolder import GitFolder
from tests.reportplan import MEASURES, PLAN, TODAY, UNITS, harbour
from tiltak.model.plan import Portfolio
from tiltak.read.load import Loaded, load
from tiltak.read.plan_files import worktree
from tiltak.workspace import Workspace

LONG = 10_000
ELSEWHERE = "https://tiltak.example"

TABLE = (
    "| <script>alert(1)</script> | <b onmouseover=alert(1)> | {{ 7 * 7 }} |\n|---|:-:|--:|\n"
    f"| [klikk](javascript:window.hacked=1) | {'y' * 400} | ![bilde]({ELSEWHERE}/p.gif) |"
)
ATTACKS = (
    "<script>window.hacked = 'script'; alert(1)</script>",
    f'<img src="{ELSEWHERE}/x" onerror="window.hacked = 1"> <meta http-equiv=refresh content="0;url={ELSEWHERE}">'
    "\n\n" + TABLE,
    "\"><svg/onload=window.hacked=1> ' onmouseover='window.hacked=1' autofocus onfocus=window.hacked=1 x=\"",
    "[klikk](javascript:window.hacked=1) [her](data:text/html,<script>alert(1)</script>) <javascript:alert(1)>",
    "{{ 7 * 7 }} {% raw %} {# borte #} ${7*7} <%= 7*7 %> %s {0} {n} {title}",
    "før <!-- borte --> etter --!> ]]> <![CDATA[ x ]]> </title></style></textarea></svg> &lt;b&gt; &#0;",
    "Vendt \u202eom og videre",
    "Stablet \u2067og \u202dvidere \u2069\u2069\u202c\u202b igjen",
    "\u0645\u0631\u062d\u0628\u0627 123 (abc)!",
    "usyn\u200blig\u200d\u2060 tegn\ufeff \u00ad",
    "x" * LONG,
    '=HYPERLINK("https://tiltak.example/?"&A1,"klikk")',
    "9" * 400 + " 1e999 -0 NaN",
    "# Overskrift\n\n![bilde](https://tiltak.example/p.gif) | a | b |\n|---|---|\n\n> sitat\n\n    kode\n\n- [ ] <https://tiltak.example>\n\n***\n[x]: /y",
)
ADDRESSES = (
    "javascript:window.hacked=1//https://tiltak.example",
    "data:text/html,<script>window.hacked=1</script>",
    'https://tiltak.example/"><script>window.hacked=1</script>',
    "JaVaScRiPt&colon;window.hacked=1",
)
ADDRESS = "url"
ONE_LINE = {
    "title",
    "short_title",
    "name",
    "municipality",
    "publisher",
    "place",
    "section",
    "about",
    "adopted_title",
    "search_words",
}
# Ids, allowed values and what the program itself has written.
NO_TEXT = {
    "id", "document", "plan", "plan_id", "unit", "path", "calendar", "kind", "phase", "confidence",
    "precision", "reason", "repeat", "decision", "focus_area", "owner", "contributors", "unconfirmed",
    "adopted_by", "code_owner", "language", "allowed_addresses", "closings",
}  # fmt: skip

# What the invented plan of the reports does not have, and a page shows.
MORE = """\
calendar: half_year
period: {start: 2020-01-01, end: 2023-12-31, note: Merknad}
summary: Om planen
followed_through: {date: 2021-07-31, by: Havnesjefen, why: "Nobody counts on."}
goals: [{id: a, text: Mål, source: "plan#1"}, {id: b, text: Mål, source: "plan#1"}]
events: [{date: 2021-02-01, note: Hendelse, source: "plan#1"}]
resolution: [{point: 1, text: Vedtak, follow_up: [{date: 2021-03-01, note: Oppfølging, source: "brev#1"}]}]
removed: [{number: 40, title: Borte, date: 2021-01-01, note: Utgått, source: "brev#1"}]
conflicts: [{about: Antall, sides: [{text: To, source: "plan#1"}, {text: Tre, source: "brev#1"}], note: Merknad}]
choices: [Et valg]
not_found: [Et brev]
search_words: ["kai, brygge"]
predecessor: {title: Før, url: "https://example.org/a", note: Merknad}
successor: {title: Etter, url: "https://example.org/b", note: Merknad}
"""
REPLACED = ("period:", "calendar:")
FULL_PLAN = "".join(x for x in PLAN.splitlines(keepends=True) if not x.startswith(REPLACED)) + MORE


def portfolio() -> Portfolio:
    poisoned: Portfolio = _Poison().every(harbour(FULL_PLAN))
    return poisoned


class _Poison:
    """Each field's name has a turn of its own, so that the titles of many measures get every attack."""

    def __init__(self) -> None:
        self.turns: dict[str, Iterator[int]] = {}

    def every(self, value: Any, name: str = "") -> Any:
        if name in NO_TEXT:
            return value
        if isinstance(value, str):
            return self.text(name) if value else value
        if isinstance(value, tuple):
            return tuple(self.every(item, name) for item in value)
        if isinstance(value, Mapping):
            return {key: self.every(item) for key, item in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value,
                **{f.name: self.every(getattr(value, f.name), f.name) for f in fields(value)},
            )
        return value

    def text(self, name: str) -> str:
        among = ADDRESSES if name == ADDRESS else ATTACKS
        turn = next(self.turns.setdefault(name, count()))
        found = among[turn % len(among)]
        return found.replace("\n", " ") if name in ONE_LINE else found


def workspace(root: Path) -> Workspace:
    """The poisoned plan with a hostile history, as the site takes it."""
    folder = GitFolder(root)
    texts = {"plans/havn/plan.yml": FULL_PLAN, "plans/units.yml": UNITS}
    texts |= {f"measures/havn/{name}.yml": text for name, text in MEASURES.items()}
    folder.commit(
        texts, "2021-01-15", "Første \u202e<script>window.hacked = 1</script> {{ 7 * 7 }}"
    )
    first = "measures/havn/01-fullfort.yml"
    attack = 'title: "<img src=x onerror=alert(1)> \u2067 javascript:alert(1)"\n'  # fmt: skip
    kept = [line for line in texts[first].splitlines(keepends=True) if line[:6] != "title:"]
    folder.commit({first: "".join(kept) + attack}, "2021-02-15", ATTACKS[2])
    tree = worktree(root)
    loaded = Loaded(portfolio(), [], load(tree.texts).files)
    return Workspace(root, tree, loaded, TODAY, TODAY, TODAY)
