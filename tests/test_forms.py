"""What the forms show, what the editor is told, and who may ask the editor's local part for what."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.commandline import ran
from tests.trees import texts_of_the_plan
from tiltak.checks import rules as checks
from tiltak.edit import shape
from tiltak.forms import fields, proxy
from tiltak.forms.editor import LOCAL, Host, configuration, editor_files, host_of, policy
from tiltak.forms.fields import Choices
from tiltak.model.plan import Portfolio
from tiltak.problems import UsageError, for_forms
from tiltak.read import schema
from tiltak.read.load import load
from tiltak.site import plugin
from tiltak.site.slow_clients import impatient

ROOT = Path(__file__).parents[1]
TODAY = date(2021, 1, 15)

UNITS = """\
units:
  etaten:
    kind: internal
    names:
      - name: Etaten
"""
PLAN = """\
title: Plan for prøving
municipality: Prøvekommunen
period: {start: 2020-01-01, end: 2023-12-31}
calendar: year
focus_areas:
  - id: bolig
    title: Bolig
documents:
  - id: plan
    title: Planen
"""
MEASURE = """\
# en kommentar
number: 1
title: Et tiltak
focus_area: bolig
kind: establish
owner: etaten
status: []
"""
TEXTS = {
    "plans/units.yml": UNITS,
    "plans/prove/plan.yml": PLAN,
    "measures/prove/01-et-tiltak.yml": MEASURE,
}


@pytest.fixture(scope="module")
def real() -> Portfolio:
    return load(texts_of_the_plan()).portfolio


@pytest.fixture
def small() -> Portfolio:
    return load(TEXTS).portfolio


def found(form: list[dict[str, Any]], *path: str) -> dict[str, Any]:
    """The field at a path; a list's fields are those of its items."""
    field = next(f for f in form if f["name"] == path[0])
    inner = field.get("item", field).get("fields", [])
    return found(inner, *path[1:]) if path[1:] else field


def values(field: dict[str, Any]) -> list[Any]:
    return [option["value"] for option in field["options"]]


# What a form shows


@pytest.mark.parametrize("kind", schema.KINDS)
def test_every_field_of_the_schema_has_its_words_and_a_kind_of_answer(kind, real):
    known = {
        "text",
        "prose",
        "date",
        "when",
        "number",
        "flag",
        "source",
        "choice",
        "several",
        "group",
        "list",
    }

    def look(field):
        assert field["type"] in known
        assert field.get("name", "item") == "item" or field["label"] != field["name"]
        for inner in [*field.get("fields", []), *([field["item"]] if "item" in field else [])]:
            look(inner)

    form = fields.form(kind, Choices(real, real.plans[0]))
    own = {"fields"} if kind == "measure" else set()  # asked for where the plan declares some
    assert [f["name"] for f in form] == [key for key in shape.of(kind).keys if key not in own]
    for field in form:
        look(field)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("phase", ("status", "phase")),
        ("confidence", ("status", "confidence")),
        ("reason", ("milestones", "moved", "reason")),
        ("kind", ("kind",)),
        ("funding_decision", ("funding", "decision")),
        ("repeat", ("milestones", "repeat")),
    ],
)
def test_choices_are_the_schemas_own_words(name, path, small):
    field = found(fields.form("measure", Choices(small, small.plans[0])), *path)
    assert [(o["value"], o["label"]) for o in field["options"]] == [
        (c.value, c.title) for c in schema.choices(name)
    ]


def test_units_areas_documents_and_measures_are_chosen_from_the_files(small):
    form = fields.form("measure", Choices(small, small.plans[0]))
    assert found(form, "owner")["options"] == [{"value": "etaten", "label": "Etaten"}]
    assert values(found(form, "contributors")) == ["etaten"]
    assert values(found(form, "focus_area")) == ["bolig"]
    assert values(found(form, "reference", "document")) == ["plan"]
    assert found(form, "status", "into")["options"] == [{"value": 1, "label": "1 Et tiltak"}]
    source = found(form, "status", "source")
    assert (source["type"], values(source)) == ("source", ["plan"])
    assert found(form, "sources", "owner")["type"] == "source"


def test_from_outside_a_plan_documents_carry_the_plans_name(small):
    form = fields.form("units", Choices(small))
    assert values(found(form, "units", "names", "source")) == ["prove/plan"]


def test_a_form_never_speaks_of_yaml(real):
    forms = [fields.form(kind, Choices(real, real.plans[0])) for kind in schema.KINDS]
    said = set(helps(forms))
    assert "Hvor langt arbeidet er kommet." in said
    for word in (
        ".yml",
        "[]",
        "anførselstegn",
        "true",
        "(into)",
        "«into»",
        "planfilen",
        "FREQ",
        "«reference»",
    ):
        assert not [text for text in said if word in text]


def helps(part: Any) -> Iterator[str]:
    """Every help text in a form, also those of its choices."""
    if isinstance(part, dict):
        yield part.get("help", "")
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for item in inner:
        yield from helps(item)


def test_decisions_and_figures_choose_among_what_the_plan_has(real):
    choices = Choices(real, real.plans[0])
    decision, indicator = fields.form("decision", choices), fields.form("indicator", choices)
    assert "kommunedirektoren" in values(found(decision, "unit"))
    assert 14 in values(found(decision, "measures"))
    assert found(decision, "entries")["newest"] == "date"
    assert (
        found(indicator, "unit")["type"] == "text"
    )  # what is counted, and no unit of the municipality
    assert 31 in values(found(indicator, "speaks_of", "measures"))
    assert found(indicator, "target", "value")["decimals"]


def test_every_rule_between_fields_comes_along(small):
    form = fields.form("measure", Choices(small, small.plans[0]))
    for name, definition in (("status", "entry"), ("milestones", "milestone")):
        rules = found(form, name)["item"]["rules"]
        assert [r["message"] for r in rules] == [
            for_forms(r["x-message"]) for r in schema.raw("measure")["$defs"][definition]["allOf"]
        ]


def test_a_new_measure_begins_with_a_number_nobody_has_had():
    texts = {
        **TEXTS,
        "plans/prove/plan.yml": f"{PLAN}removed:\n  - {{number: 7, title: Borte, date: 2021-01-01}}\n",
        "measures/prove/09-leses-ikke.yml": "a: [",
    }
    portfolio = load(texts).portfolio
    number = found(fields.form("measure", Choices(portfolio, portfolio.plans[0], texts)), "number")
    assert number["taken"] == {"1": "Et tiltak", "7": "Borte, tatt ut av planen", "9": ""}
    assert number["next"] == 10
    fields_shown = configuration(portfolio, LOCAL, TODAY, texts)["collections"][0]["fields"]
    assert next(f for f in fields_shown if f["name"] == "number")["default"] == 10


def test_the_help_of_a_text_says_of_html_what_the_check_does(small):
    summary = {**TEXTS, FILE: f"{MEASURE}summary: Et <b>viktig</b> tiltak.\n"}
    assert [p.code for p in checks.all_problems(load(summary), TODAY)] == ["html"]
    note = found(fields.form("measure", Choices(small, small.plans[0])), "funding", "note")
    assert "HTML er ikke tillatt." in note["help"]


# What the editor is told


def test_a_published_site_sends_proposals_and_this_machine_saves(small):
    published = configuration(small, Host("github", "kommunen/planer", "hovedgren"), TODAY)
    assert published["publish_mode"] == "editorial_workflow"
    assert published["backend"]["repo"] == "kommunen/planer"
    assert published["backend"]["branch"] == "hovedgren"
    assert configuration(small, LOCAL, TODAY)["publish_mode"] == "simple"


def test_every_plan_has_its_measures_and_itself_and_the_units_come_last(small):
    names = [c["name"] for c in configuration(small, LOCAL, TODAY)["collections"]]
    assert names == ["prove", "prove-plan", "prove-decisions", "prove-indicators", "units"]


def test_nothing_of_the_editor_is_fetched_from_elsewhere(small):
    files = editor_files(
        small, Host("gitlab", "kommunen/planer", settings={"app_id": "123"}), TODAY
    )
    page = files["rediger/index.html"].decode("utf-8")
    for name in files:
        assert name.startswith("rediger/")
    for reference in ("editor.css", "format.js", "decap.js", "main.js"):
        assert f'"{reference}"' in page
        assert f"rediger/{reference}" in files
    assert "http" not in page.split("<body>")[1]


def test_the_page_may_only_talk_to_the_git_host(small):
    assert "connect-src 'self';" in policy(LOCAL)
    host = Host(
        "forgejo", "a/b", settings={"base_url": "https://git.kommune.example", "app_id": "x"}
    )
    assert "connect-src 'self' https://git.kommune.example;" in policy(host)
    assert "unsafe-eval" not in policy(host)


def test_a_host_name_cannot_break_out_of_the_policy(small):
    host = Host("forgejo", "a/b", settings={"base_url": 'https://x.example"><script>'})
    page = editor_files(small, host, TODAY)["rediger/index.html"].decode("utf-8")
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "editor.backend"),
        ({"backend": "proxy", "repo": "a/b"}, "editor.backend"),
        ({"backend": "github"}, "editor.repo"),
    ],
)
def test_settings_that_cannot_be_a_host_are_said_plainly(settings, words):
    with pytest.raises(UsageError, match=words):
        host_of(settings)


def test_what_mkdocs_yml_says_becomes_the_host():
    settings = {"backend": "gitlab", "repo": "a/b", "app_id": "x", "auth_type": "pkce"}
    assert host_of(settings) == Host("gitlab", "a/b", "main", {"app_id": "x", "auth_type": "pkce"})


# Who may ask the local part for what


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, text in TEXTS.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return tmp_path


KEY = "hemmelig-nokkel"
READING = f"{proxy.COOKIE}={proxy._for_reading(KEY)}"


class Caller:
    """Asks a WSGI application as a browser would."""

    def __init__(self, folder: Path) -> None:
        self.app = proxy.editing(self.site, folder, lambda: TODAY, KEY)
        self.headers: dict[str, str] = {}

    @staticmethod
    def site(environ, start):
        start("200 OK", [])
        return [b"the site"]

    def __call__(self, method: str, path: str, body: bytes = b"", **headers: str):
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": f"annet=1; {READING}",
            proxy.HEADER: KEY,
            "CONTENT_TYPE": "application/json; charset=utf-8",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **headers,
        }
        seen: list[Any] = []

        def start(status, headers, exc_info=None):
            seen.append(status)
            self.headers = dict(headers)
            return seen.append

        content = b"".join(self.app(environ, start))
        return int(seen[0].split()[0]), content

    def ask(self, action: str, **params: Any):
        status, content = self("POST", "/rediger/api", _json(action=action, params=params))
        return status, json.loads(content)


def _json(**body: Any) -> bytes:
    return json.dumps(body).encode()


@pytest.fixture
def call(folder: Path) -> Caller:
    return Caller(folder)


FILE = "measures/prove/01-et-tiltak.yml"


def save(call: Caller, path: str, raw: str, base: str | None):
    return call.ask(
        "persistEntry", dataFiles=[{"slug": "x", "path": path, "raw": raw}], base={path: base}
    )


def test_everything_else_is_the_sites(call):
    assert call("GET", "/prove/tiltak/1/") == (200, b"the site")
    assert call("GET", "/prove/\0")[0] == 404


@pytest.mark.parametrize("path", ["/prove/tiltak/1/", "/rediger/", "/rediger/config.json", "/x"])
def test_nothing_is_read_under_another_name_or_in_a_frame(call, path):
    assert call("GET", path, HTTP_HOST="ond.example:8000")[0] == 403
    assert call("GET", path, HTTP_HOST="[::1")[0] == 403
    assert call("GET", path, HTTP_HOST="[::1].ond.example:8000")[0] == 403
    assert call("GET", path, HTTP_HOST="127.0.0.1:8000.ond.example")[0] == 403
    call("GET", path)
    assert call.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in call.headers["Content-Security-Policy"]
    assert call("GET", "/rediger/")[0] == 200
    assert call("GET", "/rediger")[0] == 302
    assert call("GET", "/rediger/finnes-ikke.js")[0] == 404


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        f"{proxy.COOKIE}={KEY}",
        f"{READING}x",
        f"annen={KEY}",
        proxy.COOKIE,
        "\0[]",
        f"{proxy.COOKIE}=ø",
    ],
)
@pytest.mark.parametrize("path", ["/prove/tiltak/1/", "/rediger/", "/rediger/config.json", "/x"])
def test_another_user_of_the_machine_does_not_read(call, path, cookie):
    assert call("GET", path, HTTP_COOKIE=cookie)[0] == 403


@pytest.mark.parametrize("key", ["", "feil", f"{KEY}x", proxy._for_reading(KEY), "ø"])
def test_the_cookie_that_goes_to_every_port_of_the_machine_saves_nothing(call, key):
    body = _json(action="getEntry", params={"path": FILE})
    headers = {proxy.HEADER: key, "HTTP_COOKIE": f"{READING}; {proxy.KEY}={KEY}"}
    status, content = call("POST", "/rediger/api", body, **headers)
    assert status == 403
    assert "data" not in json.loads(content)


def test_the_browser_keeps_the_program_and_nothing_of_the_plan(call):
    assert call("GET", "/rediger/decap.js")[0] == 200
    kept = {"HTTP_IF_NONE_MATCH": call.headers["ETag"]}
    assert call("GET", "/rediger/decap.js", **kept) == (304, b"")
    assert call("GET", "/rediger/format.js", **kept)[0] == 200
    assert call("GET", "/rediger/decap.js", HTTP_COOKIE="", **kept)[0] == 403
    for path in ("/rediger/", "/rediger/config.json", "/rediger/desk.json"):
        call("GET", path)
        assert call.headers["Cache-Control"] == "no-store"


def test_the_address_that_is_printed_opens_the_form_and_lets_the_site_be_read(call):
    _, _, query = proxy.address("http://127.0.0.1:8000", KEY).partition("?")
    assert call("GET", "/rediger/", QUERY_STRING=query, HTTP_COOKIE="")[0] == 200
    cookie, *rules = call.headers["Set-Cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict"} <= set(rules)
    assert KEY not in cookie
    assert call("GET", "/rediger/", HTTP_COOKIE=cookie)[0] == 200
    assert call("GET", "/rediger/", QUERY_STRING="nokkel=feil", HTTP_COOKIE="")[0] == 403


@pytest.mark.parametrize("path", ["//ond.example/x", "/x\r\nSet-Cookie: a=b", "/prove/tiltak/1/"])
def test_the_key_opens_no_other_address(call, path):
    assert call("GET", path, QUERY_STRING=f"{proxy.KEY}={KEY}", HTTP_COOKIE="")[0] == 403
    assert not {"Location", "Set-Cookie"} & set(call.headers)


def test_the_address_is_printed_when_it_answers_and_not_while_the_site_is_built(
    folder, capsys, monkeypatch
):
    (folder / "mkdocs.yml").write_text(
        "site_name: Planer\ntheme: {name: material, language: nb, font: false}\n", encoding="utf-8"
    )
    served: list[str] = []

    def serve(_config: Path, address: str, around: Any) -> None:
        assert "http" not in capsys.readouterr().out
        around(lambda _environment, _start: [])
        assert f"http://{address}/rediger/" in capsys.readouterr().out
        served.append(address)

    monkeypatch.setattr(plugin, "serve_site", serve)
    assert ran(capsys, folder, "edit").code == 0
    assert served == ["127.0.0.1:8000"]


@pytest.mark.parametrize("who", ["15868522280", "ring-41234567"])
def test_a_name_that_says_who_somebody_is_is_not_saved(call, folder, who):
    path = f"measures/prove/50-{who}.yml"
    status, answer = save(call, path, MEASURE.replace("number: 1", "number: 50"), None)
    assert (status, "I navnet på filen" in str(answer)) == (422, True)
    assert who[-8:] not in answer["error"]
    assert not (folder / path).exists()


def test_files_are_read_and_saved(call, folder):
    status, entries = call.ask("entriesByFolder", folder="measures/prove", extension="yml", depth=1)
    assert status == 200
    assert [(e["file"]["path"], e["data"]) for e in entries] == [(FILE, MEASURE)]
    new = MEASURE.replace("Et tiltak", "Et annet tiltak")
    assert save(call, FILE, new, MEASURE)[0] == 200
    assert (folder / FILE).read_text(encoding="utf-8") == new


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "ond.example:8000"},
        {"HTTP_HOST": "ond.example"},
        {"HTTP_HOST": "127.0.0.1.ond.example"},
        {"HTTP_ORIGIN": "https://ond.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://127.0.0.1:9999"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"CONTENT_TYPE": "text/plain"},
        {"CONTENT_TYPE": "application/x-www-form-urlencoded"},
        {"CONTENT_LENGTH": "99999999"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "9" * 5000},
    ],
)
def test_other_pages_and_names_are_refused(call, headers):
    status, content = call("POST", "/rediger/api", _json(action="info"), **headers)
    assert 400 <= status < 500
    assert "repo" not in json.loads(content)


def test_only_post_is_answered(call):
    assert call("GET", "/rediger/api")[0] == 405
    assert call("OPTIONS", "/rediger/api")[0] == 405


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"params": []}', b"[" * 100_000, b"\xff"])
def test_nonsense_is_answered_and_not_a_crash(call, body):
    status, content = call("POST", "/rediger/api", body)
    assert status in {400, 422}
    assert json.loads(content)["error"]


@pytest.mark.parametrize(
    "path",
    [
        "../utenfor.yml",
        "measures/prove/../../../utenfor.yml",
        "/etc/passwd",
        "measures/../.git/config",
        ".github/workflows/x.yml",
        "mkdocs.yml",
        "measures/prove/.01-skjult.yml",
        "measures\\prove\\02-x.yml",
        "measures/prove/02-x.yml\0",
        "",
    ],
)
def test_nothing_outside_the_plans_files_is_written_or_read(call, folder, path):
    before = sorted(p for p in folder.rglob("*") if p.is_file())
    status, answer = save(call, path, "title: x\n", None)
    assert status == 403
    assert answer["error"]
    assert sorted(p for p in folder.rglob("*") if p.is_file()) == before
    assert call.ask("getEntry", path=path)[1]["data"] is None


def test_a_folder_that_leads_out_of_the_tree_is_not_written_through(call, folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("utenfor")
    (folder / "measures" / "lenke").symlink_to(outside, target_is_directory=True)
    status, _ = save(call, "measures/lenke/01-x.yml", MEASURE, None)
    assert status >= 400
    assert list(outside.iterdir()) == []


def test_what_the_check_refuses_is_not_written(call, folder):
    status, answer = save(call, FILE, MEASURE.replace("owner: etaten", "owner: etat"), MEASURE)
    assert status == 422
    assert "Enheten «etat» finnes ikke" in answer["error"]
    assert "Mente du «etaten»?" in answer["error"]
    assert (folder / FILE).read_text(encoding="utf-8") == MEASURE


@pytest.mark.parametrize("base", [None, "", MEASURE + "x"])
def test_a_file_that_is_not_as_it_was_read_is_left_alone(call, folder, base):
    status, answer = save(call, FILE, MEASURE.replace("Et tiltak", "Mitt tiltak"), base)
    assert status == 409
    assert "endret et annet sted" in answer["error"]
    assert (folder / FILE).read_text(encoding="utf-8") == MEASURE


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("deleteFiles", {"paths": [FILE]}),
        ("deleteFile", {"path": FILE}),
        ("persistMedia", {"asset": {"path": "x.png", "content": "", "encoding": "base64"}}),
        ("getMediaFile", {"path": "../x"}),
        ("ukjent", {}),
        ("persistEntry", {"dataFiles": "x"}),
        ("persistEntry", {"dataFiles": [{}]}),
        ("persistEntry", {"dataFiles": [], "assets": [{"path": "x"}]}),
        ("getEntry", {"path": 3}),
        ("getEntry", {"path": "\ud800"}),
        ("persistEntry", {"dataFiles": [{"path": FILE, "raw": MEASURE}], "base": {FILE: "\ud800"}}),
        ("persistEntry", {"dataFiles": [{"path": FILE, "raw": MEASURE}], "base": {FILE: {"a": 1}}}),
    ],
)
def test_what_the_form_does_not_do_is_refused(call, folder, action, params):
    status, answer = call.ask(action, **params)
    assert 400 <= status < 500
    assert answer["error"]
    assert (folder / FILE).read_text(encoding="utf-8") == MEASURE


def test_no_pictures_are_kept(call):
    assert call.ask("getMedia", mediaFolder="media") == (200, [])


def test_a_number_that_somebody_has_taken_meanwhile_is_told_at_the_number(call, folder):
    new = "measures/prove/01-annet.yml"  # before the other in the order of the files
    status, answer = save(call, new, MEASURE.replace("Et tiltak", "Annet"), None)
    assert status == 422
    assert answer["problems"] == [
        {
            "path": new,
            "keys": ["number"],
            "words": "Nummer 1 er brukt av «Et tiltak» også. Hvert tiltak har sitt eget nummer. Det neste ledige er 2.",
        }
    ]
    assert not (folder / new).exists()


@pytest.mark.parametrize(
    "slowly",
    [
        b"",
        b"GET /rediger/ HT",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ",
        (
            b"POST /rediger/api HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"X-Tiltak-Nokkel: hemmelig-nokkel\r\nContent-Length: 4000000\r\n\r\n{"
        ),
    ],
    ids=["nothing", "half a line", "half a head", "half a body"],
)
def test_who_sends_a_sign_at_a_time_is_hung_up_on(folder, slowly, capfd):
    app = proxy.editing(Caller.site, folder, lambda: TODAY, KEY)
    server = make_server("127.0.0.1", 0, app, handler_class=impatient(WSGIRequestHandler, 0.4))
    thread = Thread(target=server.handle_request)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as client:
        client.sendall(slowly)
        while thread.is_alive():
            with suppress(ConnectionError):
                client.sendall(b"a")
            thread.join(0.05)
        assert client.recv(1000)[:12] in (b"", b"HTTP/1.0 400")
    server.server_close()
    assert "Traceback" not in capfd.readouterr().err
