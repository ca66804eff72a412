"""A folder of files opened at a moment: the files, the plan, the problems, and what git knows of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from tiltak.checks import (
    active_content,
    mainline,
    paper,
    privacy,
    promises,
    records,
    site_settings,
    texts,
)
from tiltak.checks.context import Context
from tiltak.checks.references import numbers_there_are
from tiltak.checks.reports import AFTER_CLOSING
from tiltak.checks.rules import all_problems, personal_data
from tiltak.judge.closing import folder_name
from tiltak.model.numbers import Number, of_file_name, typed
from tiltak.model.periods import Period
from tiltak.model.plan import Closing, Plan, Portfolio
from tiltak.past.editions import EditionAsked
from tiltak.past.history import Adoption, History, history, of_folder, with_adoptions
from tiltak.past.plan_periods import changed_period, dropped_drafts
from tiltak.past.promises import as_promised, broken, promised_in
from tiltak.past.punctuality import punctuality
from tiltak.past.report import Report, report
from tiltak.problems import Level, Problem, UnreadableError, UsageError, in_order, nearest
from tiltak.read import git, load, plan_files, repo
from tiltak.read.commits import Commit
from tiltak.read.load import CLOSED, MEASURE
from tiltak.read.yaml_lines import YamlDocument


@dataclass(frozen=True, slots=True)
class Moment:
    """Which day is asked about, and when the files said so; by default today and the folder as it lies."""

    as_of: date | None = None
    rev: str = ""
    known_on: date | None = None


NOW = Moment()


@dataclass(frozen=True)
class Workspace:
    """The files of a moment, loaded.

    `today` is the day that counts as today. `files_day` is the day the files are from: the real today for
    the folder as it lies, however far back somebody looks. `latest` is the last day that can have been, also for
    files of the past: a commit that claims a later one has a false clock. `commit` is None for the folder as it lies.
    """

    root: Path
    tree: plan_files.Tree
    loaded: load.Loaded
    today: date
    files_day: date
    latest: date
    commit: Commit | None = None

    @property
    def portfolio(self) -> Portfolio:
        return self.loaded.portfolio

    @cached_property
    def repository(self) -> repo.Repository:
        return repo.repository(self.root, self.latest)

    @cached_property
    def rev(self) -> str | None:
        """The commit that says what these files say; None for what is not recorded yet, or has no git."""
        return self.commit.id if self.commit else repo.recorded_as(self.root, self.tree.texts)

    @cached_property
    def recorded_on(self) -> date | None:
        """The day these files were recorded; None for what is not recorded yet, or has no git."""
        if self.commit or not self.rev:
            return self.commit.recorded_on if self.commit else None
        with suppress(git.GitError):
            return self.repository.commit(self.rev).recorded_on
        return None

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong in the files, seen from the day they are from, and in all else that a site would show."""
        around = () if self.commit else self._around()
        return in_order([*self.tree.problems, *all_problems(self.loaded, self.files_day), *around])

    def _around(self) -> Iterator[Problem]:
        """What is wrong in the names of files, the pages and the reports beside them, and the messages in git."""
        published, allowed = self.published, self._allowed
        yield from published.problems
        for path in (*self.tree.texts, *published.texts):
            yield from privacy.problems_in_name(path)
        others = {
            path: raw for path, raw in self.tree.texts.items() if path not in self.loaded.files
        }
        for path, raw in (others | published.texts).items():
            if path not in self._held_texts:
                yield from privacy.problems_in_text(path, raw, allowed)
        for path, raw in published.texts.items():
            if not active_content.is_page(path):
                yield from active_content.problems_in(path, raw)
        yield from site_settings.problems_in(self._configuration, self.root)
        yield from self._of_records
        yield from paper.problems_in_files(self.loaded, self.content)
        with suppress(git.GitError):
            yield from privacy.problems_in_messages(self.repository.messages(), allowed)
            yield from mainline.problems_in(self.repository.doubts(), self.latest)
            yield from mainline.unknown_adoptions(self.portfolio, self._adopted)
            for plan in self.portfolio.plans:
                if adoption := self._adopted.get(plan.id):
                    yield from texts.decided_changed(plan, adoption.plan)

    @cached_property
    def published(self) -> plan_files.Tree:
        return plan_files.published(self.root, self._configuration)

    @property
    def pages_folder(self) -> Path:
        """The folder whose pages are looked through for personal data."""
        return plan_files.pages_folder(self.root, self._configuration)

    def personal_data_in(self, path: str, raw: bytes) -> list[Problem]:
        """What identifies a person in a page that lies elsewhere, and in its name."""
        text = raw if plan_files.is_text(Path(path), raw) else b""
        return [
            *privacy.problems_in_name(path),
            *privacy.problems_in_text(path, text, self._allowed),
        ]

    @cached_property
    def _configuration(self) -> YamlDocument:
        return plan_files.configuration(self.root)

    @cached_property
    def _allowed(self) -> list[str]:
        return [address for plan in self.portfolio.plans for address in plan.allowed_addresses]

    @cached_property
    def _of_records(self) -> list[Problem]:
        problems = [*records.problems_in(self.portfolio.plans, self.delivered)]
        with suppress(git.GitError):
            recorded = self.repository.contents_of(CLOSED)
            problems += records.problems_in_history(recorded, self.tree.texts)
        return problems

    @cached_property
    def _held_texts(self) -> Mapping[str, bytes]:
        """What was delivered and stands: it was looked through when its period was closed."""
        return records.held_texts(self.portfolio.plans, self.published.texts, self._of_records)

    def personal_data_of(self, plans: Iterable[Plan]) -> list[Problem]:
        """What in the files of some plans, or in the units that they share, identifies a person."""
        ids = {"units.yml", *(plan.id for plan in plans)}
        return in_order(
            problem
            for problem in personal_data(Context(self.loaded, self.files_day))
            if problem.level is Level.ERROR and problem.place.path.split("/")[1] in ids
        )

    @cached_property
    def personal_data_delivered(self) -> list[Problem]:
        """What in delivered reports identifies a person by the rules of now. Apart from the rest: a build only copies them."""
        texts = {} if self.commit else self._held_texts
        return in_order(
            problem
            for path, raw in texts.items()
            for problem in privacy.problems_in_text(path, raw, self._allowed)
        )

    @cached_property
    def active_pages(self) -> list[Problem]:
        """Pages of Markdown that would run something. Apart from the rest: a build looks at what is made of each."""
        texts = {} if self.commit else self.published.texts
        extended = site_settings.gives_attributes(self._configuration.value)
        return in_order(
            problem
            for path, raw in texts.items()
            if active_content.is_page(path)
            for problem in active_content.problems_in(path, raw, with_attributes=extended)
        )

    def problems_if_decided(self, on: date, today: date) -> list[Problem]:
        """What is wrong in these files as a proposal that is to be decided on a day."""
        return in_order([*self.tree.problems, *all_problems(self.loaded, today, on)])

    @cached_property
    def untold_changes(self) -> list[Problem]:
        """What was promised and is changed without a word. Apart from the rest: it takes the whole history to know."""
        past = None if self.commit else self.history_or_none()
        changes = promises.problems_in(self.loaded, past) if past else ()
        held_by_reports = {p.place.path for p in self.problems if p.code in AFTER_CLOSING}
        return in_order(p for p in changes if p.place.path not in held_by_reports)

    @property
    def problems_to_mend(self) -> list[Problem]:
        """The problems; none in files of the past, which nobody can mend."""
        return [] if self.commit else self.problems

    def history(self, asked: Collection[EditionAsked] = ()) -> History:
        """What every commit up to these files did, and what is not recorded yet; GitError without a whole history.

        `asked`: the editions of the files that are wanted besides.
        """
        repository = self.repository
        past = (
            history(repository.log(self.commit.id), repository.contents, asked)
            if self.commit
            else of_folder(repository, self.loaded, asked)
        )
        past = with_adoptions(past, self._adopted)
        contents = repository.contents
        periods = ((p.id, changed_period(p, past, contents)) for p in self.portfolio.plans)
        here = self.loaded.plan_ids
        gone = (id for id in past.plan_files if id not in here)
        untagged = (id for id in gone if not repository.tagged(f"adopted/{id}"))
        return replace(
            past,
            dropped_drafts=dropped_drafts(untagged, past, contents),
            changed_periods={id: changed for id, changed in periods if changed},
            doubts=repository.doubts(self.commit.id if self.commit else "HEAD"),
            approvals=repository.approvals(self.commit.id if self.commit else "HEAD"),
        )

    def history_or_none(self, asked: Collection[EditionAsked] = ()) -> History | None:
        """For what can be told without it, and says what it does not know."""
        try:
            return self.history(asked)
        except git.GitError:
            return None

    @cached_property
    def _adopted(self) -> Mapping[str, Adoption]:
        """Each plan as it was adopted: at the tag `adopted/<plan>`, or else at the revision that it names."""
        adopted = {}
        for plan in self.portfolio.plans:
            if commit := adopted_at(self.repository, plan):
                then = load.load(self.repository.texts_at(commit).texts).portfolio.plan(plan.id)
                if then:
                    drafts = frozenset(c.id for c in self.repository.mainline(commit))
                    adopted[plan.id] = Adoption(then, drafts)
        return adopted

    def as_promised(self) -> Workspace:
        """The same, with first promises from the record and never from what a file says of them now."""
        portfolio = promised_in(self.portfolio, self.history_or_none())
        return replace(self, loaded=replace(self.loaded, portfolio=portfolio))

    def delivered(self, record: Closing, name: str) -> bytes | None:
        """A file that was delivered with a closed period, as it lies there now; None where it is gone."""
        return self.content(f"{folder_name(record)}/{name}")

    def publishable(self, record: Closing, name: str) -> bytes | None:
        """The same for a site to show; None also where the record is not what it was."""
        return None if record.path in self._doubted_records else self.delivered(record, name)

    @cached_property
    def _doubted_records(self) -> frozenset[str]:
        return records.doubted_records(self.portfolio.plans, self._of_records)

    def content(self, path: str) -> bytes | None:
        """A file that is not among those that are read, as it was at this moment; None where there is none."""
        if self.commit:
            return self.repository.content_at(self.commit.id, path)
        return plan_files.content_of(self.root, path)

    def plan(self, id: str | None) -> Plan:
        """Return the plan with an id, or the only plan if `id` is None."""
        plans = self.portfolio.plans
        if id is None and len(plans) == 1:
            return plans[0]
        ids = [p.id for p in plans]
        for file in self.portfolio.unreadable:
            if file.kind == "plan" and (file.plan_id == id or (id is None and not ids)):
                raise UnreadableError(f"{file.path} kan ikke leses{self._then}. {self.to_mend}")
        if not ids:
            raise UsageError(self._no_plan())
        if id is None:
            raise UsageError(
                f"Det er flere planer her: {', '.join(ids)}. Skriv hvilken du mener, for eksempel «--plan {ids[0]}»."
            )
        plan = self.portfolio.plan(id)
        if not plan:
            there_is = "fantes" if self.commit else "finnes"
            if not self.commit and (gone := self._taken_out(id)):
                raise UsageError(gone)
            raise UsageError(
                f"Planen «{id}» {there_is} ikke{self._then}. {nearest(id, ids) or 'Planene er: ' + ', '.join(ids) + '.'}"
            )
        return plan

    def _taken_out(self, id: str) -> str:
        """When a plan that is not here went, and how to see it; empty where it was never here."""
        try:
            log = self.repository.log()
            going = [
                commit
                for commit, touched in log
                for file in touched
                if file.path == f"plans/{id}/plan.yml" and not file.blob
            ]
        except git.GitError:
            return ""
        if not going:
            return ""
        last = going[-1]
        return (
            f"Planen «{id}» ble tatt ut {last.recorded_on:%d.%m.%Y} ({last.short_id}). "
            f"«tiltak status --plan {id} --rev {last.short_id}~1» viser den slik den var."
        )

    @property
    def to_mend(self) -> str:
        """Which command shows what is wrong with these files; those of the past are not in the folder."""
        if self.commit:
            return f"«tiltak check --rev {self.commit.short_id}» viser hvorfor."
        return "Kjør «tiltak check» og rett det den finner."

    @property
    def _then(self) -> str:
        if not self.commit:
            return ""
        return f" i utgaven fra {self.commit.recorded_on:%d.%m.%Y} ({self.commit.short_id})"

    def _no_plan(self) -> str:
        """Why there is none, and from which day there is one."""
        if not self.commit:
            return "Her er ingen plan. En plan er filen plans/<plan>/plan.yml."
        repository = self.repository
        first = min(
            history(repository.log(), repository.contents).begun.values(),
            key=lambda commit: commit.recorded_on,
            default=None,
        )
        came = f" Den første kom {first.recorded_on:%d.%m.%Y}." if first else ""
        return f"Det var ingen plan her{self._then}.{came}"

    def measure_paths(self, plan: Plan) -> dict[Number, str]:
        """The files of a plan's measures by number, also those that are not valid."""
        matches = (MEASURE.fullmatch(path) for path in self.tree.texts)
        return {
            of_file_name(match[2]): match[0] for match in matches if match and match[1] == plan.id
        }

    def measure_file(self, number: str, plan_id: str | None) -> tuple[Plan, str]:
        """The plan and the path of the measure named as «14» or «rus-2019/14», also one that is not valid."""
        paths = self.measure_paths(plan := self.plan(number.rpartition("/")[0] or plan_id))
        wanted = self.number_typed(number, plan, paths)
        if wanted not in paths:
            raise UsageError(f"Tiltak {wanted} finnes ikke i {plan.id}. {numbers_there_are(paths)}")
        return plan, paths[wanted]

    def is_draft(self, plan: Plan, path: str) -> bool:
        """Whether a measure is in no commit, of a plan that says nothing of its adoption: nothing is promised in it."""
        return not plan.adopted_on and self._in_git.isdisjoint(MEASURE.findall(path))

    @cached_property
    def recorded(self) -> frozenset[str]:
        """The files that the checked-out commit has; none without git."""
        return repo.recorded_in(self.root)

    @cached_property
    def _in_git(self) -> frozenset[tuple[str, str]]:
        """The plan and the number of each measure that the checked-out commit has."""
        return frozenset(named for path in self.recorded for named in MEASURE.findall(path))

    @staticmethod
    def number_typed(text: str, plan: Plan, in_plan: Iterable[Number]) -> Number:
        """The number in «14», «1.1» or «rus-2019/14», as the plan writes it."""
        number = typed(text.rpartition("/")[2], in_plan)
        if number is None:
            raise UsageError(
                f"«{text}» er ikke et tiltaksnummer. Skriv for eksempel 14 eller {plan.id}/14."
            )
        return number

    def report(self, plan: Plan, period: Period, past: History | None) -> Report:
        """The numbers of a report; without a `past` it cannot know of promises that changed in silence."""
        promised = as_promised(plan, past)
        of_period = report(
            self.portfolio, promised, period, self.today, self.rev or "", broken(plan, past)
        )
        in_time = punctuality(plan, past, self.today)
        return of_period.with_history(past, self.recorded_on, in_time)


def adopted_at(repository: repo.Repository, plan: Plan) -> str | None:
    """The commit that has the plan as it was adopted; None where neither a tag nor the plan names one."""
    if commit := repository.tagged(f"adopted/{plan.id}"):
        return commit
    return repository.named(plan.adoption_revision) if plan.adoption_revision else None


def open_workspace(
    root: Path, moment: Moment, today: date, latest: date | None = None
) -> Workspace:
    """Read and load the files of a moment.

    The day that counts is the one asked for. For an older edition of the files it is the day they were
    known: what we believed on 15 January about 15 January, unless `as_of` asks about another day.
    """
    top = plan_files.find_root(root)
    latest = latest or today
    commit = _commit(top, moment, latest)
    if commit is None:
        tree, day = plan_files.worktree(top), today
    else:
        tree, day = repo.repository(top).texts_at(commit.id), moment.known_on or commit.recorded_on
    refused = (problem.place.path for problem in tree.problems)
    return Workspace(
        top, tree, load.load(tree.texts, refused), moment.as_of or day, day, latest, commit
    )


def _commit(top: Path, moment: Moment, latest: date) -> Commit | None:
    if moment.rev:
        return repo.repository(top, latest).commit(moment.rev)
    if moment.known_on:
        return repo.repository(top, latest).revision_on(moment.known_on)
    return None
