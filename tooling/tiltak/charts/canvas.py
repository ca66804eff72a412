"""Pictures of a plan: drawn once as SVG, and the same picture as PNG where a format asks for it.

A picture carries nothing that words beside it do not say; `description` says it in one text. Colours
stand in the drawing as the schema's light ones and carry class names, so that a page's stylesheet can
set the dark ones. Drawn 400 wide, or half of it for small ones, so that the letters can still be read on a phone.
"""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tiltak.read.schema import Choice

if TYPE_CHECKING:
    import typst


WIDTH = 400
LETTERS = 13  # font size of labels
SMALL = 11
MARGIN = 8  # around a picture that stands alone
LETTER_WIDTH = 0.54  # of the font size, as letters are on average
FONT = "Noto Sans, DejaVu Sans, Arial, sans-serif"
INK, FAINT, PAPER = "#1c2833", "#5b6672", "#ffffff"
LINE = "#c9d1d9"
ACCENT = "#1f5d8c"
TINT = "#cbdae6"  # a quarter of it
# What is not known, or only half of it, has an outline, and is quieter than what is: its class, its inside, its line, its dashes.
UNKNOWN = ("t-c-unknown", PAPER, FAINT, "3 2")
PARTLY = ("t-c-partly", TINT, ACCENT, "none")
OUTLINES = {
    "missing_report": UNKNOWN,
    "never": UNKNOWN,
    "not_heard": UNKNOWN,
    "older": ("t-c-unknown", PAPER, FAINT, "none"),
    "unclear": PARTLY,
    "late": PARTLY,
}
ON_COLOUR: dict[str, object] = {
    "text_anchor": "middle",
    "css": "t-c-paper",
    "fill": PAPER,
    "font_weight": "bold",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its title and, in `description`, all that it shows, in words."""

    name: str
    title: str
    description: str
    svg: str
    width: int
    height: int

    def png(self, scale: float = 3.0) -> bytes:
        """The same picture in dots, `scale` for each unit of the drawing; the same bytes everywhere."""
        return _raster(self.svg, scale)


# Drawing


@dataclass(frozen=True, slots=True)
class Canvas:
    name: str
    height: float
    root: ET.Element
    width: int = WIDTH

    def rectangle(self, x: float, y: float, width: float, height: float, verdict: Choice) -> None:
        """A piece in a verdict's colour, or in that of figures; what is not known is an empty outline."""
        if outline := OUTLINES.get(verdict.value):
            css, fill, stroke, dashes = outline
            inside = {"width": max(width - 1, 0.5), "height": height - 1, "stroke_width": 1}
            drawn = {"fill": fill, "stroke": stroke, "stroke_dasharray": dashes}
            add_element(self.root, "rect", x=x + 0.5, y=y + 0.5, css=css, **inside, **drawn)
            return
        add_element(
            self.root,
            "rect",
            x=x,
            y=y,
            width=width,
            height=height,
            css=f"t-c-{verdict.value}" if verdict.colour_light else "t-c-figure",
            fill=verdict.colour_light or ACCENT,
        )

    def sign(self, x: float, y: float, words: str, size: float, verdict: Choice) -> None:
        """What stands on a piece in a verdict's colour, in the middle."""
        outline = OUTLINES.get(verdict.value)
        quiet = {"css": "t-c-faint", "fill": FAINT} if outline else {}
        ink = {"css": "t-c-ink", "fill": INK} if outline is PARTLY else {}
        style = {**ON_COLOUR, **quiet, **ink}
        self.text(x, y, words, size, **style)

    def line(self, start: tuple[float, float], end: tuple[float, float], **style: object) -> None:
        """A line; faint where nothing else is said."""
        add_element(
            self.root,
            "line",
            x1=start[0],
            y1=start[1],
            x2=end[0],
            y2=end[1],
            **{"css": "t-c-line", "stroke": LINE, "stroke_width": 1, **style},
        )

    def path(self, drawn: str, **style: object) -> None:
        """Many lines in one element: a picture may have a thousand rows."""
        add_element(self.root, "path", d=drawn, **style)

    def circle(self, x: float, y: float, radius: float, **style: object) -> None:
        add_element(self.root, "circle", cx=x, cy=y, r=radius, **style)

    def text(self, x: float, y: float, words: str, size: float = LETTERS, **style: object) -> None:
        """Words in ink, from `x` to the right, where nothing else is said."""
        node = add_element(
            self.root, "text", x=x, y=y, font_size=size, **{"css": "t-c-ink", "fill": INK, **style}
        )
        node.text = words

    def chart(self, title: str, description: str) -> Chart:
        label, desc = ET.Element("title"), ET.Element("desc")
        label.text, desc.text = title, description
        self.root.insert(0, label)
        self.root.insert(1, desc)
        svg = ET.tostring(self.root, encoding="unicode")
        return Chart(self.name, title, description, svg, self.width, math.ceil(self.height))


def with_source(chart: Chart, source: str) -> Chart:
    """The picture with its title above and where it is from below: for where no page stands around it."""
    above, below = (
        textwrap.wrap(words, int(chart.width / (size * LETTER_WIDTH)))
        for words, size in ((chart.title, LETTERS), (source, SMALL))
    )
    top, line = MARGIN + 1.5 * LETTERS * len(above), 1.4 * SMALL
    height = top + chart.height + line * len(below) + 2 * MARGIN
    canvas = blank_canvas(chart.name, height, chart.width + 2 * MARGIN)
    for index, words in enumerate(above, start=1):
        y = MARGIN + 1.5 * LETTERS * index - 6
        canvas.text(MARGIN, y, words, font_weight="bold")
    for index, words in enumerate(below, start=1):
        y = top + chart.height + line * index
        canvas.text(MARGIN, y, words, SMALL, css="t-c-faint", fill=FAINT)
    # Nothing stands outside of it. Where that is not said, every dot is held against its edge.
    place = (
        f'x="{MARGIN}" y="{top}" width="{chart.width}" height="{chart.height}" overflow="visible"'
    )
    drawing = chart.svg.replace("<svg ", f"<svg {place} ", 1)
    around = canvas.chart(chart.title, chart.description)
    return replace(around, svg=around.svg.replace("</svg>", f"{drawing}</svg>"))


def blank_canvas(name: str, height: float, width: int = WIDTH) -> Canvas:
    root = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width} {math.ceil(height)}",
        "class": "t-chart",
        "role": "img",
        "font-family": FONT,
    })  # fmt: skip
    return Canvas(name, height, root, width)


def add_element(parent: ET.Element, tag: str, **attributes: object) -> ET.Element:
    """An element; `stroke_width` is written `stroke-width`, and `css` is its class."""
    named = {
        key.replace("css", "class").replace("_", "-"): value for key, value in attributes.items()
    }
    return ET.SubElement(parent, tag, {key: number_text(value) for key, value in named.items()})


def number_text(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def clipped_text(words: str, width: float, size: float = LETTERS) -> str:
    """A text cut to fit; the whole of it stands in the words beside the picture."""
    room = int(width / (size * LETTER_WIDTH))
    return words if len(words) <= room else words[: max(room - 1, 1)].rstrip() + "…"


# In dots


@lru_cache(maxsize=128)  # reports of several periods show the same picture
def _raster(svg: str, scale: float) -> bytes:
    """With the fonts that Typst brings along and no other."""
    # A unit of SVG is a 96th of an inch.
    return _drawn("", "", svg, 96 * scale)


@lru_cache(maxsize=16)
def drawn_high(svg: bytes, height: int) -> bytes:
    """Somebody's drawing in dots, so many high; empty where it cannot be drawn. It fetches nothing."""
    import typst

    try:
        size = f", height: {height}pt"
        return _drawn(", fill: none", size, svg.decode("utf-8", "replace"), 72)
    except typst.TypstError:
        return b""


def _drawn(page: str, size: str, svg: str, ppi: float) -> bytes:
    """Typst draws the SVG; its renderer is resvg."""
    compiled = _compiler().compile(
        f"#set page(width: auto, height: auto, margin: 0pt{page})\n"
        "#set text(size: 1pt)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg"{size})\n'.encode(),
        format="png",
        ppi=ppi,
        sys_inputs={"svg": svg},
    )
    pages = compiled if isinstance(compiled, list) else [compiled]
    assert isinstance(pages[0], bytes)
    return pages[0]


@cache
def _compiler() -> typst.Compiler:
    import typst

    return typst.Compiler(
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    )
