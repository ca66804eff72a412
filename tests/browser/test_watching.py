"""The instruments themselves: each must be able to say no."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.browser import Watch, Window, assert_accessible, colours_are_known
from tests.browser.expecting import expect, judging

CLEAN = """<!DOCTYPE html>
<html lang="nb">
  <head><meta charset="utf-8"><title>Tiltak</title></head>
  <body><main><h1>Tiltak</h1><p>Alt er som det skal.</p></main></body>
</html>
"""
BROKEN = CLEAN.replace("<p>", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">\n<p>')


@pytest.fixture
def open_html(page, serve, tmp_path: Path):
    """Write the text as a page, serve and open it."""

    def open_it(html: str):
        (tmp_path / "index.html").write_text(html, encoding="utf-8")
        # Every browser asks for one; a missing icon is an error in its console.
        (tmp_path / "favicon.ico").write_bytes(b"")
        page.goto(serve(tmp_path) + "/")
        return page

    return open_it


def test_a_clean_page_breaks_no_rule(open_html):
    assert_accessible(open_html(CLEAN))


def test_an_image_without_text_is_found_and_named(open_html, axe):
    (found,) = axe(open_html(BROKEN))
    assert (found.rule, found.impact) == ("image-alt", "critical")
    assert "<img" in found.nodes[0]
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(open_html(BROKEN))


def test_low_contrast_is_found(open_html, axe):
    html = CLEAN.replace("<p>", '<p style="color: #999">')
    assert [found.rule for found in axe(open_html(html))] == ["color-contrast"]


@pytest.mark.parametrize(
    "weak",
    [
        '<p style="color: #999">To</p>',
        '<div style="background: #333"><p>To</p></div>',
        '<p>To</p><div style="position: relative; z-index: -1; top: -3em; height: 3em; background: #333"></div>',
        '<p style="opacity: .4">To</p>',
    ],
    ids=["text", "ground", "laid below", "faint"],
)
def test_low_contrast_is_found_beside_what_looks_much_the_same(open_html, axe, weak):
    looks: set[str] = set()
    assert axe(open_html(CLEAN), looks=looks) == []
    assert colours_are_known(open_html(CLEAN), looks)
    page = open_html(CLEAN.replace("</main>", f"<p>En</p>{weak}</main>"))
    assert not colours_are_known(page, looks)
    found = axe(page, looks=looks)
    assert [violation.rule for violation in found] == ["color-contrast"]


@pytest.mark.parametrize(("line", "known"), [("underline", True), ("none", False)])
def test_a_link_in_a_text_is_told_by_its_line_or_axe_is_asked(open_html, axe, line, known):
    link = f'<a href="#" style="color: black; text-decoration: {line}">lenke</a>'
    page = open_html(CLEAN.replace("Alt er", f"Alt {link} er"))
    looks: set[str] = set()
    axe(page, looks=looks)
    assert colours_are_known(page, looks) is known


def test_what_a_field_says_is_read_too(open_html, axe):
    looks: set[str] = set()
    field = '<input aria-label="Felt" value="Ord" style="color: {}"></main>'
    assert axe(open_html(CLEAN.replace("</main>", field.format("black"))), looks=looks) == []
    weak = open_html(CLEAN.replace("</main>", field.format("#999")))
    assert not colours_are_known(weak, looks)
    assert [found.rule for found in axe(weak, looks=looks)] == ["color-contrast"]


def test_a_target_too_small_for_wcag_22_is_found(open_html, axe):
    button = '<button style="width:9px;height:9px;padding:0;border:0" aria-label="{}"></button>'
    html = CLEAN.replace("</main>", button.format("en") + button.format("to") + "</main>")
    assert [found.rule for found in axe(open_html(html))] == ["target-size"]


def test_axe_works_where_the_page_forbids_scripts(open_html, axe, watch: Watch):
    policy = (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'; img-src data:">'
    )
    found = axe(open_html(BROKEN.replace("<title>", policy + "<title>")))
    assert [violation.rule for violation in found] == ["image-alt"]
    watch.forgive()  # axe's own styles are refused, as they should be


@pytest.mark.parametrize(
    "tag",
    [
        '<img alt="" src="http://tiltak.example/pixel.gif">',
        '<script src="http://tiltak.example/script.js"></script>',
        '<link rel="stylesheet" href="http://tiltak.example/style.css">',
        '<iframe title="x" src="http://192.0.2.1/frame.html"></iframe>',
        '<script>new WebSocket("ws://tiltak.example/")</script>',
        '<script>fetch("http://tiltak.example/data.json").catch(() => 0)</script>',
    ],
)
def test_a_request_to_another_host_is_recorded(open_html, watch: Watch, tag):
    page = open_html(CLEAN.replace("</main>", f"{tag}</main>"))
    for _ in range(100):
        if watch.foreign:
            break
        page.wait_for_timeout(50)
    assert watch.foreign
    assert watch.complaints()[0].startswith("request to another host: ")
    watch.forgive()


def test_a_hint_to_another_host_is_recorded(open_html, page, watch: Watch):
    hint = '<link rel="preconnect" href="http://tiltak.example/">'
    open_html(CLEAN.replace("<title>", hint + "<title>"))
    watch.close(page.context)
    assert watch.foreign == ["http://tiltak.example/"]
    watch.forgive()


def test_an_error_in_the_console_is_recorded(open_html, watch: Watch):
    open_html(CLEAN.replace("</main>", "<script>tiltak.missing()</script></main>"))
    assert "tiltak is not defined" in watch.errors[0]
    watch.forgive()


def test_a_shared_window_tells_of_each_error_once(browser, serve, tmp_path):
    window = Window.opened(browser, {})
    (tmp_path / "favicon.ico").write_bytes(b"")
    for name, html in (("index", f"{CLEAN}<script>tiltak.missing()</script>"), ("clean", CLEAN)):
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    address = serve(tmp_path)
    window.ready().goto(f"{address}/index.html")
    assert window.complaints() == ["error in the console: tiltak is not defined"]
    window.ready().goto(f"{address}/clean.html")
    assert window.complaints() == []
    window.context.close()


def test_a_missing_file_is_an_error_in_the_console(open_html, watch: Watch):
    open_html(CLEAN.replace("<p>", '<img alt="" src="missing.png"><p>'))
    assert "404" in watch.errors[0]
    watch.forgive()


def test_a_cookie_is_recorded(open_html, page, watch: Watch):
    open_html(CLEAN.replace("</main>", "<script>document.cookie = 'a=b'</script></main>"))
    watch.close(page.context)
    assert watch.cookies == ["a (127.0.0.1)"]
    watch.forgive()


def test_without_javascript_no_script_runs_and_noscript_shows(page_without_js, serve, tmp_path):
    script = "<script>document.title = 'script'</script><noscript><h1>Uten</h1></noscript>"
    (tmp_path / "index.html").write_text(CLEAN + script, encoding="utf-8")
    (tmp_path / "favicon.ico").write_bytes(b"")
    page_without_js.goto(serve(tmp_path) + "/")
    assert page_without_js.title() == "Tiltak"
    assert page_without_js.get_by_role("heading", name="Uten").is_visible()


def test_the_server_shows_the_sites_own_404_page(page, serve, tmp_path, watch: Watch):
    (tmp_path / "404.html").write_text(CLEAN.replace("Alt er", "Intet er"), encoding="utf-8")
    response = page.goto(serve(tmp_path) + "/borte/")
    assert response.status == 404
    assert "Intet er" in page.content()
    watch.forgive()


def test_html_that_is_no_html_is_found(tmp_path: Path, html_problems):
    (tmp_path / "good.html").write_text(CLEAN, encoding="utf-8")
    assert html_problems(tmp_path) == []
    bad = CLEAN.replace("</main>", "<ul><div id='a'></div><p id='a'></p></ul></main>")
    (tmp_path / "bad.html").write_text(bad, encoding="utf-8")
    rules = {problem.split()[1] for problem in html_problems(tmp_path)}
    assert {"element-permitted-content:", "no-dup-id:"} <= rules


LATE = """<button hidden>Lagre</button><output></output><script>setTimeout(() => {
    document.querySelector('output').textContent = 'Lagret';
    document.querySelector('button').hidden = false;
}, 700)</script>"""


def functions_run(page, act) -> set[str]:
    """The names of those that the browser ran, Playwright's own too."""
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.setSamplingInterval", {"interval": 100})
    session.send("Profiler.start")
    act()
    profile = session.send("Profiler.stop")["profile"]
    return {node["callFrame"]["functionName"] for node in profile["nodes"]}


def test_to_expect_something_describes_no_page_while_it_waits(open_html):
    many = "<ul>" + "<li><a href='#'>Et tiltak</a></li>" * 1000 + "</ul>"
    page = open_html(CLEAN.replace("</main>", f"{many}{LATE}</main>"))
    described = "ariaSnapshotForExpectFailure"
    button = page.get_by_role("button", name="Lagre")

    def waiting() -> None:
        expect(page.locator("output")).to_have_text("Lagret")
        expect(button).to_be_visible()
        expect(button).to_be_enabled()

    assert described not in functions_run(page, waiting)
    page.reload()
    # When Playwright's own does it no longer, ours can go.
    assert described in functions_run(page, judging(button).to_be_visible)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("to_be_visible", ()),
        ("to_be_enabled", ()),
        ("to_have_text", ("Noe annet",)),
        ("to_contain_text", ("lagre",)),
        ("to_have_count", (2,)),
        ("not_to_have_count", (1,)),
        ("to_have_attribute", ("title", "Lagre")),
        ("not_to_be_attached", ()),
    ],
)
def test_what_is_expected_and_is_not_so_is_told(open_html, name, asked):
    page = open_html(CLEAN.replace("</main>", "<button hidden disabled>Lagre</button></main>"))
    with pytest.raises(AssertionError, match="Locator"):
        getattr(expect(page.locator("button")), name)(*asked, timeout=200)


def test_what_is_meant_to_be_gone_and_is_there_is_told(open_html):
    page = open_html(CLEAN)
    expect(page.locator("button")).to_be_hidden()
    with pytest.raises(AssertionError, match="Locator"):
        expect(page.locator("h1")).to_be_hidden(timeout=200)
    with pytest.raises(AssertionError, match="strict mode"):
        expect(page.locator("h1, p")).to_be_visible(timeout=200)
