"""A Chromium to look at pages with, a server to serve them, and what counts as an accessible page."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tiltak.forms import proxy

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"

FLAGS = (
    "--no-sandbox",  # CI runs as root, where Chromium's sandbox does not start
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # Nobody but our server has an address. A request elsewhere is recorded, then fails at once.
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
)

# WCAG 2.2 contains 2.0 and 2.1; axe tags each rule with the version that brought it.
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")

# Those of them whose answer depends on the colours.
COLOUR_RULES = ("color-contrast", "link-in-text-block")

# Those whose answer depends on where things stand, besides on what is there and can be seen.
PLACE_RULES = ("target-size", "scrollable-region-focusable", "skip-link", *COLOUR_RULES)

# Which elements can be seen, as a line of noughts and ones.
SEEN = """() => [...document.querySelectorAll('*')]
    .map(e => Number(e.checkVisibility({ visibilityProperty: true }))).join('')"""

EMPTY = "about:blank"

# A browser opens a connection for these without any request that a test would see.
HINTS = "link[rel~=preconnect], link[rel~=dns-prefetch], link[rel~=prefetch], link[rel~=preload]"


# ------------------------------------------------------------------------------------- browser


@cache
def chromium_path() -> Path | None:
    """Where `tooling/setup/chromium.sh` finds a Chromium; it alone knows where to look."""
    script = ROOT / "tooling" / "setup" / "chromium.sh"
    found = subprocess.run([script, "--find"], capture_output=True, text=True, check=False)
    return Path(found.stdout.strip()) if found.returncode == 0 else None


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))


# -------------------------------------------------------------------------------------- server


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and, as static hosts do, the site's own 404 page; a browser keeps its connections."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — the base class calls it so
        return

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """Does not turn a browser away that opens many connections at once: the default queue holds five."""

    request_queue_size = 128


def serving(folder: Path) -> str:
    """Serve a folder on a free port of this machine; gives the address without a slash at its end."""
    server = Server((HOST, 0), partial(QuietHandler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    # Stays until the process ends: a window that is still asking for a picture when
    # a test leaves would otherwise be cut off, and its console tell of an error.
    return f"http://{HOST}:{server.server_port}"


# --------------------------------------------------------------------------------------- watch


@dataclass
class Watch:
    """What a page did behind the reader's back: requests to others, errors in the console, cookies."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    forgiven: bool = False

    def attach(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.note_url(request.url))
        context.on("page", self._attach_page)

    def note_url(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != HOST:
            self.foreign.append(url)

    def close(self, context: BrowserContext) -> None:
        """Look at what is left when the test is over: hints to other hosts, and cookies."""
        for page in context.pages:
            for url in page.evaluate(f"[...document.querySelectorAll('{HINTS}')].map(e => e.href)"):
                self.note_url(url)
        self.cookies += [
            f"{cookie['name']} ({cookie['domain']})"
            for cookie in context.cookies()
            if cookie["name"]
            != proxy.COOKIE  # of `tiltak edit`, for the one at this machine; no site has it
        ]

    def complaints(self) -> list[str]:
        return [
            *(f"request to another host: {url}" for url in self.foreign),
            *(f"error in the console: {text}" for text in self.errors),
            *(f"cookie: {text}" for text in self.cookies),
        ]

    def forgive(self) -> None:
        """For a test that provoked it. Lasts: a browser may tell of an error late."""
        self.forgiven = True

    def _attach_page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda socket: self.note_url(socket.url))
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )


def open_context(browser: Browser, options: Mapping[str, object]) -> BrowserContext:
    """A window as a reader in Norway has it, with Playwright's options."""
    settings = {"locale": "nb-NO", "timezone_id": "Europe/Oslo", "reduced_motion": "reduce"}
    return browser.new_context(**{**settings, **options})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Window:
    """A window with one page that several tests look at, one after the other."""

    context: BrowserContext
    page: Page
    watch: Watch
    size: Any

    @classmethod
    def opened(cls, browser: Browser, options: Mapping[str, object]) -> Window:
        context, watch = open_context(browser, options), Watch()
        watch.attach(context)
        page = context.new_page()
        return cls(context, page, watch, page.viewport_size)

    def ready(self) -> Page:
        """The page in the size and on the medium that it began with."""
        self.page.set_viewport_size(self.size)
        self.page.emulate_media(media="null")
        return self.page

    def complaints(self) -> list[str]:
        """What the page did since it was asked last; what it was shown is taken away."""
        self.watch.close(self.context)
        complaints = self.watch.complaints()
        for seen in (self.watch.foreign, self.watch.errors, self.watch.cookies):
            seen.clear()
        return complaints


def leave(page: Page) -> None:
    """Go to an empty page, and forget all that the one before it kept in the browser but its cookies."""
    if page.url == EMPTY:
        return
    address = urlsplit(page.url)
    page.evaluate("sessionStorage.clear()")
    page.goto(EMPTY)
    session = page.context.new_cdp_session(page)
    kept = {
        "origin": f"{address.scheme}://{address.netloc}",
        "storageTypes": "local_storage,indexeddb",
    }
    session.send("Storage.clearDataForOrigin", kept)
    session.detach()


# ----------------------------------------------------------------------------------------- axe


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of axe that a page breaks, and where."""

    rule: str
    impact: str
    help: str
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        where = "".join(f"\n      {node}" for node in self.nodes[:5])
        more = f"\n      … and {len(self.nodes) - 5} more" if len(self.nodes) > 5 else ""
        return f"{self.rule} ({self.impact}): {self.help}{where}{more}"


@cache
def _axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


# The look of an element is all that its contrast is made of, as long as its text touches no ground but those it stands in.
LOOKS = """() => {
    const styles = new Map();
    const styleOf = e => styles.get(e) ?? styles.set(e, getComputedStyle(e)).get(e);
    const isPainted = e => e.checkVisibility({ visibilityProperty: true }); // what is folded away lies over nothing
    const isGround = e => !/^rgba\\(.*, 0\\)$/.test(styleOf(e).backgroundColor) || styleOf(e).backgroundImage !== 'none'
        || e.matches('img, svg, canvas, video, iframe, input, select, textarea, button');
    const grounds = [...document.querySelectorAll('*')].filter(e => isPainted(e) && isGround(e)).map(e => [e, e.getBoundingClientRect()]);
    const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const holds = (a, b) => a.left <= b.left + 1 && a.right >= b.right - 1 && a.top <= b.top + 1 && a.bottom >= b.bottom - 1;
    const range = document.createRange();
    return e => {
        const lines = e.matches('input, select, textarea') ? [e.getBoundingClientRect()]
            : [...e.childNodes].filter(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
                .flatMap(node => { range.selectNodeContents(node); return [...range.getClientRects()]; });
        if (!lines.length) return null;
        const under = grounds.filter(([, box]) => lines.some(line => touch(box, line)));
        const around = under.filter(([ground, box]) => ground.contains(e) && lines.every(line => holds(box, line)));
        if (under.length !== around.length) return null;
        const { color, fontSize, fontWeight, textShadow, webkitTextFillColor, webkitTextStroke } = styleOf(e);
        const look = [color, fontSize, fontWeight, textShadow, webkitTextFillColor, webkitTextStroke];
        for (let at = e; at; at = at.parentElement) {
            const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = styleOf(at);
            if (isGround(at) && !around.some(([ground]) => ground === at)) return null;
            look.push(...isGround(at) ? [backgroundColor, backgroundImage] : [], opacity, filter, mixBlendMode);
        }
        return look.filter(part => !['1', 'none', 'normal'].includes(part)).join();
    };
}"""

# An element that has a text of its own to read, as axe sees it.
SAYS = """e => e.matches('input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea')
    || [...e.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())"""

# A link is told from the text around it by a line below it.
LINED = """e => getComputedStyle(e).textDecorationLine === 'underline'
    && getComputedStyle(e.parentElement).textDecorationLine === 'none'"""

# An element that looks like one that passed is not asked about again, nor a link that is told by its line.
REMEMBERING_LOOKS = f"""passed => {{
    const {{ checks, rules }} = axe._audit;
    const contrast = checks['color-contrast'], link = checks['link-in-text-block'];
    const rule = rules.find(({{ id }}) => id === 'color-contrast');
    for (const asked of [contrast, link]) asked.own ??= asked.evaluate;
    rule.own ??= rule.matches;
    const lookOf = ({LOOKS})(), says = {SAYS}, isLined = {LINED}, looks = new Map();
    rule.matches = function (e, ...more) {{
        // Of what nobody sees axe says nothing, and of a text in a picture that it is not sure: both after a long look.
        if (!says(e) || e.ownerSVGElement || !e.checkVisibility({{ visibilityProperty: true }})) return false;
        const look = lookOf(e);
        looks.set(e, look);
        return !passed.has(look) && rule.own.call(this, e, ...more);
    }};
    contrast.evaluate = function (e, ...more) {{
        const look = looks.get(e);
        if (passed.has(look)) return true;
        const answer = contrast.own.call(this, e, ...more);
        if (look && answer === true) passed.add(look);
        return answer;
    }};
    link.evaluate = function (e, ...more) {{
        return isLined(e) || link.own.call(this, e, ...more);
    }};
}}"""

# Whether axe has nothing to say of the colours: what can be read looks like what passed, and a link in a text is told
# by a line below it. What only a screen reader gets is put above the window or clipped: its colours are nobody's.
COLOURS_ARE_KNOWN = f"""looks => {{
    const passed = new Set(looks), lookOf = ({LOOKS})();
    const isClipped = e => /^inset\\(([5-9]\\d|100)%/.test(getComputedStyle(e).clipPath);
    const isRead = e => {{
        if (e.ownerSVGElement || !e.checkVisibility({{ visibilityProperty: true }})) return false;
        if (e.getBoundingClientRect().bottom + scrollY <= 0) return false;
        for (let at = e; at; at = at.parentElement) if (isClipped(at)) return false;
        return true;
    }};
    const says = {SAYS};
    const blockOf = e => /^(block|list-item|flex|grid|inline-block|table.*)$/.test(getComputedStyle(e).display) ? e : blockOf(e.parentElement);
    const stands = e => {{ // a link, in a text that is no link
        const block = blockOf(e.parentElement), links = [...block.querySelectorAll('a[href]')];
        const length = text => text.replace(/\\s+/g, '').length;
        return length(block.textContent) > links.reduce((sum, link) => sum + length(link.textContent), 0);
    }};
    const isLined = {LINED};
    const read = [...document.body.querySelectorAll('*:not(option)')].filter(isRead);
    return read.every(e => !says(e) || passed.has(lookOf(e)))
        && read.every(e => !e.matches('a[href], [role=link]') || isLined(e) || !stands(e));
}}"""


def colours_are_known(page: Page, looks: set[str]) -> bool:
    """Whether all that can be read looks like what axe found no fault with: a sixth of what it costs to ask axe."""
    known: bool = page.evaluate(COLOURS_ARE_KNOWN, sorted(looks))
    return known


def axe(
    page: Page,
    within: str | None = None,
    rules: Sequence[str] = (),
    looks: set[str] | None = None,
    without: Sequence[str] = (),
) -> list[Violation]:
    """What the page, or the part `within`, breaks: of every WCAG 2.2 A and AA rule and best practice, or of some rules.

    `without` those whose answer is known already.

    `looks` are those whose contrast was found to be enough; it gets those that are found now.

    Needs a page with JavaScript: without it axe waits forever for a timer.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe_source())
    known = set() if looks is None else looks
    found, passed = page.evaluate(
        f"""async ([within, runOnly, looks, without]) => {{
            const passed = new Set(looks);
            ({REMEMBERING_LOOKS})(passed);
            const rules = Object.fromEntries(without.map(rule => [rule, {{ enabled: false }}])); // of a tag; named ones run
            const {{ violations }} = await axe.run(within || document, {{ runOnly, rules, resultTypes: ['violations'] }});
            return [violations, [...passed]];
        }}""",
        [
            within,
            _asked([rule for rule in rules if rule not in without]),
            sorted(known),
            list(without),
        ],
    )
    known.update(passed)
    return [
        Violation(
            rule=item["id"],
            impact=item["impact"] or "minor",
            help=item["help"],
            nodes=tuple(
                f"{_target(node['target'])}  {node['html'][:160]}" for node in item["nodes"]
            ),
        )
        for item in found
    ]


def _asked(rules: Sequence[str]) -> dict[str, object]:
    values = list(rules or AXE_RULES)
    return {"type": "rule" if rules else "tag", "values": values}


def _target(target: Sequence[str | Sequence[str]]) -> str:
    """`["#a"]` → `#a`; inside a shadow root a step is itself a list."""
    return " ".join(step if isinstance(step, str) else " >>> ".join(step) for step in target)


SCHEME = "matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"


def assert_accessible(
    page: Page,
    within: str | None = None,
    rules: Sequence[str] = (),
    looks: set[str] | None = None,
    without: Sequence[str] = (),
) -> None:
    found = axe(page, within, rules, looks, without)
    where = f"{page.url} ({page.viewport_size}, {page.evaluate(SCHEME)})"
    assert not found, f"{where} breaks {len(found)} rules:\n" + "\n".join(
        f"  - {violation}" for violation in found
    )
