"""The editor at /rediger/: its program, and its configuration made from the schemas and the real files.

files = editor_files(portfolio, Host("github", "kommunen/planer", "main"), date(2021, 1, 15))
files["rediger/config.json"]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from tiltak.edit import shape
from tiltak.forms import fields
from tiltak.forms.desk import desk, round_of_today
from tiltak.forms.fields import Choices, Spec
from tiltak.model.plan import Plan, Portfolio
from tiltak.problems import UsageError
from tiltak.read.schema import raw

FOLDER = "rediger"
STATIC = Path(__file__).with_name("static")
PAGE = "index.html"

# What people change most stands first; the rest comes in the order of the file.
FIRST = ("status", "milestones", "number", "title", "owner", "contributors", "funding")
# What a round asks for: it is reported in these.
REPORTED = ("status", "milestones")


# The way from each kind of file up to the folder that `schema/` is in.
UP = {
    "measure": "../../",
    "plan": "../../",
    "units": "../",
    "indicator": "../../../",
    "decision": "../../../",
}
# What a plan has files of in a folder beside its own: kind → folder, what they are called, and what one is.
BESIDE = {
    "decision": ("decisions", "vedtak", "vedtak"),
    "indicator": ("indicators", "tall", "tallrekke"),
}


@dataclass(frozen=True, slots=True)
class Host:
    """Where proposals go. `backend`: github, gitlab, forgejo (Gitea and Forgejo), or proxy for this machine.

    `settings` are the sign-in settings of that backend, such as `base_url` and `app_id`. `pages`: where the page of
    a measure is, from the top of the site, with {plan} and {number}.
    """

    backend: str
    repo: str = ""
    branch: str = "main"
    settings: Mapping[str, str] = field(default_factory=dict)
    pages: str = ""

    @property
    def is_local(self) -> bool:
        return self.backend == "proxy"

    @property
    def new_plan(self) -> str:
        """Where the handbook says how a plan is made, which no form does: an address of the same form as `pages`."""
        return f"haandbok/ny-plan{'/' if self.pages.endswith('/') else '.html'}"


def host_of(settings: Mapping[str, Any]) -> Host:
    """Read `editor:` of mkdocs.yml as a host; UsageError if it does not name one."""
    filled_in = {str(key): str(value) for key, value in settings.items() if value not in (None, "")}
    backend, repo = filled_in.pop("backend", ""), filled_in.pop("repo", "")
    if backend not in API:
        raise UsageError(
            f"editor.backend i mkdocs.yml er «{backend}». Skriv {', '.join(API)} (forgejo gjelder også Gitea)."
        )
    if not repo:
        raise UsageError("editor.repo mangler i mkdocs.yml. Skriv for eksempel kommunen/planer.")
    return Host(backend, repo, filled_in.pop("branch", "main"), filled_in)


API = {"github": "https://api.github.com", "gitlab": "https://gitlab.com", "forgejo": ""}
LOCAL = Host("proxy", settings={"proxy_url": "/rediger/api"})


def editor_files(
    portfolio: Portfolio,
    host: Host,
    today: date,
    paths: Iterable[str] = (),
    recorded: Iterable[str] | None = None,
) -> dict[str, bytes]:
    """Everything under /rediger/, by path from the top of the site.

    `paths`: the files there are, if known. `recorded`: those of them that are in git, if known.
    """
    page = (STATIC / PAGE).read_text(encoding="utf-8")
    of_the_plan = {
        PAGE: page.replace("{{ policy }}", escape(policy(host))).encode("utf-8"),
        "config.json": _json(configuration(portfolio, host, today, paths, recorded)),
        "desk.json": _json(desk(portfolio, today, host.pages)),
    }
    return program() | {f"{FOLDER}/{name}": content for name, content in of_the_plan.items()}


@cache
def program() -> dict[str, bytes]:
    """What is the same for every plan, by path from the top of the site."""
    return {
        f"{FOLDER}/{path.name}": path.read_bytes()
        for path in sorted(STATIC.iterdir())
        if path.name != PAGE
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def entry_address(plan_id: str, path: str) -> str:
    """Where the form of a measure's file opens, from the top of the site.

    >>> entry_address("rus-2019", "measures/rus-2019/14-mo-sentre.yml")
    'rediger/#/collections/rus-2019/entries/14-mo-sentre'
    """
    return f"{FOLDER}/#/collections/{plan_id}/entries/{quote(PurePosixPath(path).stem)}"


def policy(host: Host) -> str:
    """What the page may load: itself, and the git host's own programming interface."""
    addresses = [API.get(host.backend, ""), *host.settings.values()]
    hosts = {f"{p.scheme}://{p.netloc}" for a in addresses if (p := urlsplit(a)).scheme == "https"}
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            # The program makes its styles as it runs.
            "style-src 'self' 'unsafe-inline'",
            " ".join(["connect-src 'self'", *sorted(hosts)]),
            "img-src 'self' data: blob: https:"
            if not host.is_local
            else "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def configuration(
    portfolio: Portfolio,
    host: Host,
    today: date,
    paths: Iterable[str] = (),
    recorded: Iterable[str] | None = None,
) -> Spec:
    """What the program is told: where the files are, what each form holds, and how a file is written."""
    plans = [
        c
        for plan in portfolio.plans
        for c in (
            _measures(Choices(portfolio, plan, paths, recorded), plan, host, today),
            _plan(plan, portfolio),
            *(_beside(plan, portfolio, kind) for kind in BESIDE),
        )
    ]
    return {
        "backend": _backend(host),
        "publish_mode": "simple" if host.is_local else "editorial_workflow",
        "locale": "nb_no",
        # The program insists on a place for pictures; no form takes any.
        "media_folder": "media",
        "media_library": {"name": "none"},
        "show_preview_links": False,
        "editor": {"preview": False},
        "slug": {"encoding": "ascii", "clean_accents": True},
        "logo": {"src": "logo.svg"},
        "collections": [*plans, _units(portfolio)],
        "tiltak": {"local": host.is_local, "formats": formats(), "new_plan": host.new_plan},
    }


def _backend(host: Host) -> Spec:
    about = {"name": host.backend, "repo": host.repo, "branch": host.branch, **host.settings}
    return {key: value for key, value in about.items() if value} | {
        "commit_messages": {
            "create": "{{collection}} {{slug}}: nytt tiltak",
            "update": "{{collection}} {{slug}}: oppdatert",
        }
    }


def formats() -> Spec:
    """How each kind of file is written, by the name its collection calls it."""
    return {
        f"tiltak-{kind}": {
            "shape": fields.shape_of(shape.of(kind)),
            "heading": f"# yaml-language-server: $schema={up}schema/{kind}.schema.json",
        }
        for kind, up in UP.items()
    }


def _measures(choices: Choices, plan: Plan, host: Host, today: date) -> Spec:
    form = fields.form("measure", choices)
    asked = round_of_today(plan, today) | {"page": host.pages.replace("{plan}", plan.id)}
    form = [spec | {"round": asked} if spec["name"] in REPORTED else spec for spec in form]
    areas = {area.id: area.label for area in plan.focus_areas}
    return {
        "name": plan.id,
        "label": plan.label,
        "label_singular": "tiltak",
        "description": plan.title,
        "folder": f"measures/{plan.id}",
        "format": "tiltak-measure",
        "extension": "yml",
        "create": True,
        "delete": False,
        "identifier_field": "title",
        "slug": "{{fields.number}}-{{fields.title}}",
        "summary": "{{number}} {{title}}",
        "sortable_fields": [
            {"field": "number", "label": "Nummer", "default_sort": "asc"},
            {"field": "title", "label": "Tittel"},
        ],
        "view_filters": [
            {"label": label, "field": "focus_area", "pattern": f"^{id}$"}
            for id, label in areas.items()
        ],
        "fields": [_top(spec) for spec in sorted(form, key=_place)],
    }


def _beside(plan: Plan, portfolio: Portfolio, kind: str) -> Spec:
    """The decisions of a plan, or what its figures are: files that are called by their titles."""
    folder, many, singular = BESIDE[kind]
    return {
        "name": f"{plan.id}-{folder}",
        "label": f"{plan.label}: {many}",
        "label_singular": singular,
        "folder": f"plans/{plan.id}/{folder}",
        "format": f"tiltak-{kind}",
        "extension": "yml",
        "create": True,
        "delete": False,
        "identifier_field": "title",
        "slug": "{{fields.title}}",
        "summary": "{{title}}",
        "sortable_fields": [{"field": "title", "label": "Tittel", "default_sort": "asc"}],
        "fields": [_top(spec) for spec in fields.form(kind, Choices(portfolio, plan))],
    }


def _place(spec: Spec) -> int:
    return FIRST.index(spec["name"]) if spec["name"] in FIRST else len(FIRST)


def _plan(plan: Plan, portfolio: Portfolio) -> Spec:
    form = fields.form("plan", Choices(portfolio, plan))
    return _one_file(
        f"{plan.id}-plan", "plan", f"{plan.label}: om planen", "Planen", plan.path, form
    )


def _units(portfolio: Portfolio) -> Spec:
    form = fields.form("units", Choices(portfolio))
    return _one_file(
        "units", "units", raw("units")["title"], raw("units")["title"], "plans/units.yml", form
    )


def _one_file(name: str, kind: str, label: str, title: str, path: str, form: list[Spec]) -> Spec:
    return {
        "name": name,
        "label": label,
        "format": f"tiltak-{kind}",
        "delete": False,
        "files": [
            {"name": name, "label": title, "file": path, "fields": [_top(spec) for spec in form]}
        ],
    }


def _top(spec: Spec) -> dict[str, Any]:
    """A field as the program knows it; what it holds is our form's business."""
    single = spec["type"] not in ("list", "several", "group")
    return {
        "name": spec["name"],
        "label": spec["label"],
        "widget": "tiltak",
        # An empty list is an answer; only a single field can be missing.
        **({"required": bool(spec.get("required"))} if single else {}),
        **({"default": spec["next"]} if "next" in spec else {}),
        "spec": spec,
    }
