"""One page of every kind the site has, and the windows they are looked at in."""

from __future__ import annotations

from pathlib import Path

KINDS = {
    "front": "index.html",
    "measures": "rus-2019/tiltak.html",
    "measure": "rus-2019/tiltak/14.html",
    "measure without a report": "rus-2019/tiltak/3.html",
    "focus area": "rus-2019/omraader/tidlig-innsats.html",
    "units": "rus-2019/enheter.html",
    "unit": "rus-2019/enheter/k46.html",
    "development": "rus-2019/utvikling.html",
    "heard of": "rus-2019/hort-fra.html",
    "timeline": "rus-2019/tidslinje.html",
    "promises": "rus-2019/loftene.html",
    "moved deadlines": "rus-2019/maalstolper.html",
    "card to frame": "rus-2019/kort/14.html",
    "comparisons": "rus-2019/sammenlign.html",
    "a comparison": "rus-2019/sammenlign/2020-Q3/2020-Q4.html",
    "decisions": "rus-2019/vedtak.html",
    "money": "rus-2019/penger.html",
    "figures": "rus-2019/tall.html",
    "figures of an indicator": "rus-2019/tall/overdosedodsfall.html",
    "goals": "rus-2019/maal.html",
    "reports": "rus-2019/rapporter.html",
    "all changes": "rus-2019/endringer.html",
    "corrections": "rus-2019/rettelser.html",
    "report": "rus-2019/rapporter/2020-Q4.html",
    "about the data": "rus-2019/om-dataene.html",
    "open data": "aapne-data.html",
    "accessibility": "tilgjengelighet.html",
    "search": "sok.html",
    "handbook": "haandbok/index.html",
    "handbook: a task": "haandbok/endre-status.html",
    "handbook: the words": "haandbok/ordene.html",
    "error messages": "feilmeldinger.html",
    "the plan then": "rus-2019/per/2019-Q4/index.html",
    "a unit then": "rus-2019/per/2019-Q4/enheter/rehabiliteringsseksjonen.html",
    "not found": "404.html",
}
WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")


def every_page(site: Path) -> list[str]:
    """Paths of all HTML pages of a built site, from its root."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
