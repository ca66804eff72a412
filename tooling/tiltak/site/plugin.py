"""MkDocs asks, we answer: the only module that knows MkDocs."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from jinja2 import pass_context
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import Choice, ListOfItems, Optional, Type
from mkdocs.contrib.search.search_index import ContentParser
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_theme_dir, write_file
from mkdocs.utils.templates import url_filter

from tiltak import active
from tiltak.checks.site_settings import faults, in_one_line
from tiltak.forms.editor import FOLDER as FORM_FOLDER
from tiltak.forms.editor import editor_files, host_of
from tiltak.harmless import upright
from tiltak.model.plan import Portfolio
from tiltak.past.editions import editions_of_periods
from tiltak.past.promises import promised_in
from tiltak.problems import Level, Lost, RefusedContent, has_errors, made_or_lost
from tiltak.read import clock, plan_files
from tiltak.reports.look import OURS, look_of
from tiltak.reports.writers import WRITERS
from tiltak.site import accessibility, files, findable, handbook, look
from tiltak.site.addresses import measure_uri, path_of, way_from
from tiltak.site.frame import Frame, Frames
from tiltak.site.pages.about import handbook_page
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.pages.page import lost_page
from tiltak.site.render import TEMPLATES, keep_compiled
from tiltak.site.served import guarded
from tiltak.site.slow_clients import impatient
from tiltak.site.view import Handbook, Site
from tiltak.words.language import Words, words
from tiltak.words.languages import LANGUAGES
from tiltak.workspace import NOW, Moment, Workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from wsgiref.types import WSGIApplication

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.utils.templates import TemplateContext

    Around = Callable[[WSGIApplication], WSGIApplication]

log = logging.getLogger("mkdocs.plugins.tiltak")

SLOW_FORMS = ("pdf", "docx")
FOR_READING = ("pdf", "docx", "xlsx", "html")  # offered before the forms that programs read


class TiltakConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs is half typed
    """What `plugins: tiltak:` in mkdocs.yml may say."""

    root = Type(str, default=".")
    plan = Optional(Type(str))
    as_of = Optional(Type(str))
    language = Optional(Choice(LANGUAGES))
    reports = ListOfItems(Choice(tuple(WRITERS)), default=list(WRITERS))
    editor = Optional(Type(dict))


class FinishedPage(MkDocsPage):
    """A page whose HTML we make: MkDocs need not set up its Markdown for it, page after page."""

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 – MkDocs' own signature
        self.markdown, self.meta = "", {}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 – the same
        self.content = ""


class TiltakPlugin(BasePlugin[TiltakConfig]):  # type: ignore[no-untyped-call]  # the same
    """Adds the pages and files that `pages` and `files` make, in the frame of `templates/theme`."""

    workspace: Workspace | None = None
    serving = False
    faults = False
    around: ClassVar[tuple[Around, ...]] = ()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], **_: Any) -> None:
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root = Path(config.config_file_path or ".").parent / self.config.root
        if wrong := faults({**config, "theme": {**config.theme, "name": config.theme.name}}, root):
            raise Abort(in_one_line(wrong))
        # The frame is ours, and no page asks for the theme's scripts, styles and ten thousand pictures.
        config.theme.dirs.remove(get_theme_dir("material"))
        config.theme.dirs.insert(0, str(TEMPLATES / "theme"))
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", handbook.anchor)
        return config

    def on_files(self, site_files: Files, *, config: MkDocsConfig) -> Files:
        start = Path(config.config_file_path or ".").parent / self.config.root
        workspace = self.workspace or open_workspace(
            start, self._moment(), clock.today(), clock.latest()
        )
        self.faults = _tell(workspace)
        _leave_out_links(site_files, config)
        refused = [
            *_leave_out_too_long(site_files, config),
            *_leave_out_private(site_files, config, workspace),
            *_leave_out_active(site_files, config),
        ]
        _add_handbook(site_files, config)
        site = replace(
            _site(workspace, config, site_files, words(self._language(workspace.portfolio))),
            has_form=self.config.editor is not None or bool(self.around),
            host=str((self.config.editor or {}).get("backend", "")),
            front_plan=self.config.plan or "",
            report_forms=self._report_forms(),
        )
        self.lost: list[Lost] = refused
        data = files.downloads(site, self.lost)
        own_files = list(files.files(site, data, self.lost))
        self.site = replace(site, lost=frozenset(p.name for p in self.lost)) if self.lost else site
        self.frames = Frames(self.site)
        self.pages = {f"{page.uri}.md": page for page in all_pages(self.site, data)}
        generated: list[File] = []
        for source, page in self.pages.items():
            file = _generated(config, source, "")
            FinishedPage(page.title, file, config)  # MkDocs finds it again through the file
            generated.append(file)
        self.assets = look.assets(self.site.looks)
        self.written_last = {}
        self.found_by: list[findable.SearchEntry] = []
        for path, content in (*self.assets.values(), *own_files):
            if path.endswith(".md"):  # MkDocs would make a page of it
                self.written_last[path] = content
            else:
                generated.append(_generated(config, path, content))
        if self.config.editor is not None:
            pages = path_of(measure_uri("{plan}", "{number}"), folders=config.use_directory_urls)
            host = replace(host_of(self.config.editor), pages=pages)
            make = partial(
                editor_files,
                workspace.portfolio,
                host,
                workspace.today,
                recorded=workspace.recorded,
            )
            form = made_or_lost(f"{FORM_FOLDER}/", make, self.lost) or {}
            generated += [_generated(config, path, content) for path, content in form.items()]
        self.lost += _leave_out_taken(site_files, config, generated, self.written_last)
        for file in {file.src_uri: file for file in generated}.values():
            site_files.append(file)
        return site_files

    def _language(self, portfolio: Portfolio) -> str:
        """What mkdocs.yml says, else the language of the plan on the front page."""
        if self.config.language:
            return self.config.language
        plans = Site(portfolio, clock.today(), words(), front_plan=self.config.plan or "")
        return plans.front.language if plans.front else "nb"

    def _moment(self) -> Moment:
        return Moment(clock.day(self.config.as_of)) if self.config.as_of else NOW

    def _report_forms(self) -> tuple[str, ...]:
        """The forms asked for. Two of them take a second each: nobody waits for those at each saved line."""
        asked = [f for f in self.config.reports if not (self.serving and f in SLOW_FORMS)]
        return tuple(sorted(asked, key=lambda f: FOR_READING.index(f) if f in FOR_READING else 9))

    def on_page_content(self, html: str, *, page: MkDocsPage, files: Files, **_: Any) -> str:
        if page.file.src_uri in self.pages:
            return html
        make = partial(self._content, html, page, files)
        content = made_or_lost(f"docs/{page.file.src_uri}", make, self.lost)
        return lost_page(str(page.title), self.site) if content is None else content

    def _content(self, html: str, page: MkDocsPage, files: Files) -> str:
        """A page of `docs/` as it is shown."""
        if words := active.in_html(html):
            raise RefusedContent(f"her er {words[0]}.")
        if page.file.src_uri != handbook.ERRORS:
            # What the check says of a file is for nobody who reads the plan.
            self.found_by += _sections(page, html)

        def read(uri: str) -> bytes:
            picture = files.get_file_from_path(uri)
            return picture.content_bytes if picture else b""

        return handbook.with_sizes(html, page.file.src_uri, read)

    def body(self, page: MkDocsPage) -> str:
        """What the theme shows in the frame; ours is made only then, and kept by nobody."""
        own_page = self.pages.get(page.file.src_uri)
        body = made_or_lost(
            page.url, own_page.body if own_page else partial(self._of_docs, page), self.lost
        )
        title = own_page.title if own_page else str(page.title)
        return lost_page(title, self.site) if body is None else body

    def _of_docs(self, page: MkDocsPage) -> str:
        uri = page.file.src_uri.removesuffix(".md")
        return handbook_page(page.content or "", _parts(page), uri, self.site)

    def on_env(self, env: Environment, *, files: Files, **_: Any) -> Environment:
        keep_compiled(env, "theme")  # MkDocs makes a new one for each build
        env.filters["url"] = way_to
        today = clock.today().isoformat()
        for file in files.documentation_pages():
            assert file.page
            file.page.update_date = today  # for sitemap.xml: MkDocs has asked a clock of its own
        env.globals["tiltak"] = {
            "_": self.site.words._,
            "assets": {what: path for what, (path, _) in self.assets.items()},
            "body": self.body,
            "frame": self.frame,
            "language": self.site.words.language,
            "locale": self.site.words.locale,
            "search": self.site.path("sok"),
            "policy": "" if self.serving else look.POLICY,  # a page that is served has it by header
        }
        return env

    def frame(self, page: MkDocsPage | None) -> Frame:
        """What stands around a page, ours or the handbook's; None is the page that says «not found»."""
        source = page.file.src_uri if page else ""
        own_page = self.pages.get(source)
        if own_page:
            title = own_page.title
        else:
            title = str(page.title) if page else self.site.words._("Siden finnes ikke")
        view = own_page.view if own_page else self.site.view
        return self.frames.of(view, own_page, source.removesuffix(".md"), title)

    def on_post_page(self, output: str, **_: Any) -> str:
        """Whatever a text went through on its way, it does not turn the direction of what follows it."""
        return upright(output)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        index = made_or_lost(findable.INDEX, self._index, self.lost)
        if index is not None:
            self.written_last[findable.INDEX] = index
        for part in self.lost:
            log.warning("%s", part)
        for path, content in self.written_last.items():
            write_file(content, str(Path(config.site_dir, path)))
        if (self.faults or self.lost) and self.workspace is None and not self.serving:
            # MkDocs itself ends with 0 whatever a plugin warns of.
            raise Abort("Nettstedet er bygget av det som kan leses. Det er feil i filene.")

    def _index(self) -> bytes:
        entries = [*findable.entries(self.site, self.pages.values()), *self.found_by]
        return findable.index(entries, self.site.plans, self.site.words.language).encode()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: Any
    ) -> LiveReloadServer:
        root = Path(config.config_file_path or ".").parent / self.config.root
        for folder in ("measures", "plans"):
            server.watch(str(root / folder))
        server.RequestHandlerClass = impatient(server.RequestHandlerClass)
        app = guarded(server.serve_request, config.dev_addr.host)
        for wrap in self.around:
            app = wrap(app)
        server.set_app(app)
        return server


@pass_context
def way_to(context: TemplateContext, path: str) -> str:
    """MkDocs' filter `url` for the frame, whose paths are clean: a page has twenty. It asks what each of them may be."""
    page = context["page"]
    if page is None or "://" in path:
        return url_filter(context, path)
    return way_from(page.url, path)


def _parts(page: MkDocsPage) -> list[tuple[str, str]]:
    """Anchor and title of each part of a page of the handbook, below its one heading."""
    items = page.toc.items
    below = items[0].children if len(items) == 1 else items
    return [(item.id, item.title) for item in below]


def _generated(config: MkDocsConfig, path: str, content: str | bytes) -> File:
    return File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV)


def _leave_out_links(site_files: Files, config: MkDocsConfig) -> None:
    """MkDocs follows a link in `docs/` wherever it leads, and would copy a pipe. Neither is of the site; the check tells of it."""
    top = Path(config.docs_dir)
    for file in list(site_files):
        if _is_of(config, file):
            inside = Path(file.abs_src_path or "").relative_to(top)
            steps = (inside, *inside.parents[:-1])
            if any((top / part).is_symlink() for part in steps) or not (top / inside).is_file():
                site_files.remove(file)


def _leave_out_too_long(site_files: Files, config: MkDocsConfig) -> list[Lost]:
    """Texts of `docs/` that nobody has looked through to their end."""
    refused = []
    for file in _to_be_shown(site_files, config):
        path = Path(file.abs_src_path or "")
        if path.stat().st_size > plan_files.MOST_SHOWN and plan_files.is_too_long(
            path, file.content_bytes
        ):
            site_files.remove(file)
            refused.append(_refused(file, plan_files.TOO_LONG))
    return refused


def _leave_out_private(site_files: Files, config: MkDocsConfig, workspace: Workspace) -> list[Lost]:
    """Pages with personal data in a folder that the check does not know: only an inherited file may name it."""
    refused: list[Lost] = []
    if Path(config.docs_dir).resolve() == workspace.pages_folder.resolve():
        return refused
    for file in _to_be_shown(site_files, config):
        for problem in workspace.personal_data_in(file.src_uri, file.content_bytes)[:1]:
            site_files.remove(file)
            refused.append(_refused(file, f"{problem.message} Linje {problem.place.line}."))
    return refused


def _leave_out_active(site_files: Files, config: MkDocsConfig) -> list[Lost]:
    """Files of `docs/` that would run something. What MkDocs makes of a page is looked at when it is made."""
    refused = []
    for file in _to_be_shown(site_files, config):
        if file.is_documentation_page():
            continue
        if file.src_uri.lower().endswith(active.INERT):
            continue  # not read in vain
        if words := active.in_file(file.src_uri, file.content_bytes):
            site_files.remove(file)
            refused.append(_refused(file, f"her er {words[0]}."))
    return refused


def _leave_out_taken(
    site_files: Files, config: MkDocsConfig, generated: Sequence[File], written_last: Iterable[str]
) -> list[Lost]:
    """Files of `docs/` at an address that the site itself has: only one of the two can lie there."""
    names = {path: path for path in (findable.INDEX, *written_last)}
    names |= {f.dest_uri: str(f.page.title) if f.page else f.dest_uri for f in generated}
    folders = {folder for path in names for folder in _above(path)}
    lost = []
    for file in list(site_files):
        steps = (file.dest_uri, *_above(file.dest_uri))
        at = next((step for step in steps if step in names), "")
        if _is_of(config, file) and (at or file.dest_uri in folders):
            site_files.remove(file)
            is_page = at.endswith(".html")
            why = f"siden «{names[at]}» har den adressen" if is_page else f"«{at or file.dest_uri}» er nettstedets egen"  # fmt: skip
            lost.append(_refused(file, f"{why}. Gi filen et annet navn."))
    return lost


def _above(path: str) -> Iterator[str]:
    """The folders of a path of the site, the nearest first: `a/b` and `a` of `a/b/c`."""
    while path := path.rpartition("/")[0]:
        yield path


def _is_of(config: MkDocsConfig, file: File) -> bool:
    """Whether a file is one of the site's own, and none of the theme's."""
    return bool(file.abs_src_path) and Path(file.abs_src_path or "").is_relative_to(config.docs_dir)


def _to_be_shown(site_files: Files, config: MkDocsConfig) -> list[File]:
    """The site's own files, without those that `exclude_docs` keeps out of it."""
    return [f for f in site_files if _is_of(config, f) and f.inclusion != InclusionLevel.EXCLUDED]


def _refused(file: File, why: str) -> Lost:
    return Lost(f"{Path(file.src_dir or '').name}/{file.src_uri}", why, refused=True)


def _add_handbook(site_files: Files, config: MkDocsConfig) -> None:
    """The handbook comes with the package, so that it is as new as the package; a page of the site's own stays."""
    there = set(site_files.src_uris)
    for uri, path in handbook.packaged():
        if uri not in there:
            site_files.append(
                File.generated(
                    config, uri, abs_src_path=str(path), inclusion=InclusionLevel.NOT_IN_NAV
                )
            )


def _handbook(site_files: Files, say: Words) -> tuple[Handbook, ...]:
    """The pages in order; the first is called by what it is, in the language of the site."""
    first, *others = handbook.pages(
        {file.src_uri: file.content_string for file in site_files if handbook.belongs(file.src_uri)}
    )
    return (replace(first, title=say._("Håndbok")), *others)


def _tell(workspace: Workspace) -> bool:
    """What the check finds, as MkDocs' own warnings: `--strict` counts them. Whether there are errors."""
    for problem in workspace.problems_to_mend:
        level = logging.WARNING if problem.level is Level.ERROR else logging.INFO
        log.log(level, "%s:%s: %s", problem.place.path, problem.place.line, problem.message)
    return has_errors(workspace.problems_to_mend)


def _site(workspace: Workspace, config: MkDocsConfig, site_files: Files, say: Words) -> Site:
    edit = ""
    if config.repo_url and config.edit_uri:
        # `edit/main/docs/` leads to MkDocs' own pages; measures lie beside `docs/`.
        folder = config.edit_uri.removesuffix("docs/").lstrip("/")
        edit = f"{config.repo_url.rstrip('/')}/{folder}{{path}}"
    past = workspace.history_or_none(editions_of_periods(workspace.portfolio, workspace.today))
    return Site(
        portfolio=promised_in(workspace.portfolio, past),
        today=workspace.today,
        rev=workspace.rev or "",
        recorded_on=workspace.recorded_on,
        known_on=workspace.files_day if workspace.commit else None,
        as_of=workspace.today if workspace.today != workspace.files_day else None,
        words=say,
        name=config.site_name,
        edit_url=edit,
        repo_url=config.repo_url or "",
        url=config.site_url or "",
        folders=config.use_directory_urls,
        handbook=_handbook(site_files, say),
        history=past,
        delivered=workspace.publishable,
        looks={
            plan.id: look
            for plan in workspace.portfolio.plans
            if (look := look_of(plan, workspace.content)) != OURS
        },
        tested=accessibility.read(),
    )


def _sections(page: MkDocsPage, html: str) -> list[findable.SearchEntry]:
    """A page of the handbook as the search finds it, heading by heading."""
    parser = ContentParser()
    parser.feed(html)
    parser.close()
    return [
        findable.SearchEntry(
            page.url + (f"#{section.id}" if number else ""),
            " ".join((section.title or "").split()) or str(page.title),
            str(page.title) if number else "",
            " ".join(" ".join(section.text).split()),
            findable.HANDBOOK,
        )
        for number, section in enumerate(parser.data)
    ]


# What `tiltak build` and `tiltak serve` ask for


def build_site(
    config_file: Path, output: Path, workspace: Workspace, front_plan: str = ""
) -> list[Lost]:
    """Write the site of a workspace to a folder, and give back what could not be made."""
    from mkdocs.commands.build import build as mkdocs_build

    config = load_config(str(config_file), site_dir=str(output.absolute()))
    plugin = config.plugins["tiltak"]
    assert isinstance(plugin, TiltakPlugin)
    plugin.workspace = workspace
    plugin.config.plan = front_plan or plugin.config.plan
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    finally:
        config.plugins.on_shutdown()
    return plugin.lost


def serve_site(config_file: Path, address: str, *around: Around) -> None:
    """Show the site, and build it anew when a file is saved. What is `around` it answers first."""
    from mkdocs.commands.serve import serve

    TiltakPlugin.around = around  # MkDocs makes the plugin itself, anew for each build
    serve(config_file=str(config_file), dev_addr=address)
