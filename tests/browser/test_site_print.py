"""Pages on paper: no menus or filters, what is folded is told, nothing is cut off, and nothing is dark."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest

from tests.browser.kinds import KINDS

# A4 without its margins, in CSS pixels.
PAPER = 680
SHEETS = {
    "front": ["1 ✓\ufe0e Fullført", "Hva betyr ordene?", "Det planen lovet, er gjort", "Kan være endret siden 30. september 2020, eller før"],
    "measures": ["Alle tiltak", "Mulig større legestilling ved Stasjonen", "Ukjent"],
    "measure": ["Pågår", "Lest ut av", "Rehabiliteringsseksjonen"],
    "development": ["Utvikling", "Fjerde kvartal 2019", "Hvert tiltak, periode for periode"],
    "report": ["Ruspolitisk handlingsplan: rapport for fjerde kvartal 2020", "Sammendrag", "Hva statusordene betyr"],
}  # fmt: skip


@pytest.fixture
def printed(shared_page, site_url) -> Callable[..., list[str]]:
    """`printed("measure")` → the text of each sheet of A4, as a reader with a dark screen prints it."""

    def text(kind: str) -> list[str]:
        page = shared_page(color_scheme="dark")
        page.goto(f"{site_url}/{KINDS[kind]}")
        document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        width, height = document[0].get_size()
        assert (round(width), round(height)) == (595, 842)
        return [sheet.get_textpage().get_text_bounded().replace("\r", "") for sheet in document]

    return text


@pytest.mark.parametrize("kind", SHEETS)
def test_sheets_hold_what_the_page_says_with_its_day(kind, printed):
    sheets = printed(kind)
    whole = " ".join(" ".join(sheets).split())
    assert "Ruspolitisk handlingsplan. Status per 31. desember 2020" in sheets[0]
    assert [said for said in SHEETS[kind] if said not in whole] == []
    assert [
        menu for menu in ("Se en tidligere dato", "Filtrer", "Last ned", "Meny") if menu in whole
    ] == []
    assert [n for n, sheet in enumerate(sheets, 1) if f"{n} / {len(sheets)}" not in sheet] == []


def test_heading_of_a_long_table_stands_on_each_sheet(printed):
    sheets = printed("measures")
    assert len(sheets) > 1
    for sheet in sheets:
        assert all(word in sheet for word in ("Nr.", "Tiltak", "Status", "Ansvarlig", "Frister"))


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("search", "not found")])
def test_nothing_is_cut_off_folded_or_dark(kind, shared_page, site_url):
    page = shared_page(color_scheme="dark", viewport={"width": PAPER, "height": 900})
    page.goto(f"{site_url}/{KINDS[kind]}")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    shown = page.eval_on_selector_all(
        ".t-header, .t-footer, .t-filters, .t-pager, button, .t-forms, .t-contents",
        "all => all.filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))",
    )
    assert shown == []
    folded = page.eval_on_selector_all(
        "main details > :not(summary)",
        """all => all.filter(e => !e.closest('.t-contents, .t-filters, .t-screen, .t-figure ~ details') && !e.getBoundingClientRect().height)
                     .map(e => e.outerHTML.slice(0, 80))""",
    )
    assert folded == []


def test_front_page_on_paper_offers_no_files_and_no_links_without_an_address(printed):
    sheets = printed("front")
    for offer in ("Nyeste rapport", "Se den siden", "Om pengene", "Om vedtakene", "Se også"):
        assert offer not in " ".join(sheets)


def test_no_heading_on_paper_stands_without_what_it_is_a_heading_of(shared_page, site_url):
    """What is only a link on the screen is left out on paper, and would leave its heading behind."""
    page = shared_page(viewport={"width": PAPER, "height": 900})
    page.goto(f"{site_url}/{KINDS['front']}")
    page.emulate_media(media="print")
    bare = page.eval_on_selector_all(
        "main :is(h2, h3)",
        """all => all.filter(h => h.checkVisibility()).filter(h => {
             let next = h.nextElementSibling
             while (next && !next.checkVisibility()) next = next.nextElementSibling
             return next && /^H[1-3]$/.test(next.tagName) && next.tagName <= h.tagName
           }).map(h => h.textContent)""",
    )
    assert bare == []


@pytest.mark.parametrize(
    ("kind", "table", "most"), [("measures", "#tiltak", 6), ("promises", "#lofter", 9)]
)
def test_no_column_of_a_list_takes_the_room_of_another_on_paper(
    kind, table, most, shared_page, site_url
):
    """A row is high where its longest text has little room, while the column beside it is mostly empty."""
    page = shared_page(
        viewport={"width": 794, "height": 1123}
    )  # what a sheet asks of a media query
    page.goto(f"{site_url}/{KINDS[kind]}")
    page.emulate_media(media="print")
    page.eval_on_selector("main", f"main => {{ main.style.width = '{PAPER}px' }}")
    lines = page.eval_on_selector_all(
        f"{table} tbody tr",
        "all => all.map(row => row.offsetHeight / parseFloat(getComputedStyle(row).lineHeight))",
    )
    assert max(lines) < most


def test_a_picture_is_not_told_in_words_below_itself_on_paper(printed):
    assert "Figuren i ord" not in " ".join(printed("measure"))


def test_signs_of_the_matrix_are_explained_where_it_begins(printed):
    sheets = printed("development")
    begins = next(sheet for sheet in sheets if "1 Felles opplæring" in sheet)
    legend = begins.partition("Hvert tiltak, periode for periode")[2]
    assert legend.index("Ukjent") < legend.index("1 Felles opplæring")


def test_what_stands_beside_a_measure_leaves_no_sheet_half_empty(page, site_url):
    page.set_viewport_size({"width": PAPER, "height": 900})
    page.goto(f"{site_url}/{KINDS['measure']}")
    page.emulate_media(media="print")
    parts = page.locator(".t-sided > *").all()
    assert len({round(box["width"]) for part in parts if (box := part.bounding_box())}) == 1


def test_a_choice_of_dark_colours_does_not_reach_the_paper(page, site_url):
    page.goto(f"{site_url}/index.html")
    page.select_option("#farger", "dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert sum(map(int, ink.removeprefix("rgb(").removesuffix(")").split(","))) < 150


def test_address_of_another_site_can_be_read_on_paper(page, site_url):
    page.goto(f"{site_url}/{KINDS['open data']}")
    link = page.locator("a[href^=http]").first
    address = link.get_attribute("href")
    page.emulate_media(media="print")
    after = link.evaluate("e => getComputedStyle(e, '::after').content")
    assert after == f'" ({address})"'
