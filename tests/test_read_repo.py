from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from tests.gitfolder import PLAN, UNITS, GitFolder, measure, run_git
from tiltak.problems import UsageError
from tiltak.read import plan_files, repo
from tiltak.read.commits import Touched
from tiltak.read.git import GitError, NoRepository, in_one_line
from tiltak.read.repo import repository
from tiltak.read.yaml_lines import MAX_BYTES

FILES = {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, "measures/p/01-havn.yml": measure()}


@pytest.fixture
def folder(tmp_path):
    return GitFolder(tmp_path / "arkiv")


# ------------------------------------------------------------------------------ where git is


def test_no_git_repository_is_said_in_norwegian(tmp_path):
    with pytest.raises(GitError, match="ligger ikke i et git-arkiv"):
        repository(tmp_path)


def test_files_can_be_read_without_git(tmp_path):
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "units.yml").write_text(UNITS)
    assert plan_files.worktree(tmp_path).texts == {"plans/units.yml": UNITS.encode()}
    assert repo.recorded_as(tmp_path) is None


@pytest.mark.slow
def test_git_that_is_not_installed_is_said_in_norwegian(folder):
    script = (
        "import sys; from pathlib import Path; from tiltak.read import plan_files, git, repo, repo\n"
        "try: repo.repository(Path(sys.argv[1]))\n"
        "except git.GitError as error: print(error)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(folder.path)],
        env={"PATH": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    ).stdout
    assert said.startswith("Fant ikke programmet git")


def test_repository_without_a_commit_has_no_history(folder):
    folder.write(FILES)
    found = repository(folder.path)
    assert found.head() is None
    assert found.mainline() == ()
    assert list(found.log()) == []
    assert found.uncommitted() == tuple(sorted(FILES))
    with pytest.raises(UsageError, match="Ingenting er registrert i git ennå"):
        found.revision_on(date(2021, 1, 1))


def test_first_commit_is_history_enough(folder):
    first = folder.commit(FILES, "2021-01-15", "Planen lagt inn")
    found = repository(folder.path)
    assert [(c.id, c.recorded_on, c.subject) for c in found.mainline()] == [
        (first, date(2021, 1, 15), "Planen lagt inn")
    ]
    assert found.uncommitted() == ()
    assert repo.recorded_as(folder.path) == first


def test_plans_may_lie_in_a_folder_of_a_bigger_repository(tmp_path):
    folder = GitFolder(tmp_path, "planer/rus æøå")
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "annet.yml").write_text("ikke vår: true")
    folder.commit(FILES)
    found = repository(folder.path)
    assert found.prefix == "planer/rus æøå/"
    assert found.texts_at("HEAD").texts == plan_files.worktree(folder.path).texts
    assert [t.path for _, touched in found.log() for t in touched] == sorted(FILES)
    folder.write({"measures/p/01-havn.yml": measure(title="Nytt")})
    assert found.uncommitted() == ("measures/p/01-havn.yml",)


def test_names_with_norwegian_letters_are_names(folder):
    files = {**FILES, "measures/p/02-båt-og-ø.yml": measure(2), "plans/p/mål «nå».yml": "a: 1\n"}
    folder.git("config", "core.quotepath", "true")
    folder.commit(files)
    found = repository(folder.path)
    assert set(found.texts_at("HEAD").texts) == set(files)
    assert {t.path for _, touched in found.log() for t in touched} == set(files)


def test_work_tree_elsewhere_linked(folder, tmp_path):
    folder.commit(FILES)
    folder.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "annet"))
    found = repository(tmp_path / "annet")
    assert found.head() == repository(folder.path).head()
    assert found.texts_at("HEAD").texts == plan_files.worktree(folder.path).texts
    (tmp_path / "annet" / "plans" / "units.yml").write_text("units: {}\n")
    assert found.uncommitted() == ("plans/units.yml",)
    assert repository(folder.path).uncommitted() == ()


def test_work_tree_elsewhere_named_by_the_environment(folder, tmp_path, monkeypatch):
    head = folder.commit(FILES)
    plain = tmp_path / "uten git"
    (folder.path / ".git").rename(tmp_path / "bare arkivet")
    folder.path.rename(plain)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "bare arkivet"))
    monkeypatch.setenv("GIT_WORK_TREE", str(plain))
    found = repository(plain)
    assert found.head() == head
    assert found.uncommitted() == ()
    assert found.texts_at("HEAD").texts == plan_files.worktree(plain).texts


def test_environment_of_a_git_hook_does_not_lead_elsewhere(folder, tmp_path, monkeypatch):
    head = folder.commit(FILES)
    other = GitFolder(tmp_path / "annet")
    other.commit({"plans/units.yml": "units: {}\n"})
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git" / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.path))
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    found = repository(folder.path)
    assert found.head() == head
    assert found.uncommitted() == ()
    assert found.texts_at("HEAD").texts == plan_files.worktree(folder.path).texts


def test_detached_head(folder):
    first = folder.commit(FILES, "2021-01-15")
    folder.commit({"measures/p/01-havn.yml": measure(title="Nytt")}, "2021-02-15")
    folder.git("checkout", "--quiet", "--detach", first)
    found = repository(folder.path)
    assert found.head() == first
    assert [c.id for c in found.mainline()] == [first]


def test_shallow_clone_is_refused_with_the_command_that_mends_it(folder, tmp_path):
    folder.commit(FILES, "2021-01-15")
    second = folder.commit({"measures/p/01-havn.yml": measure(title="Nytt")}, "2021-02-15")
    clone = tmp_path / "grunn"
    run_git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{folder.path}", str(clone))
    found = repository(clone)
    for ask in (
        found.mainline,
        lambda: found.resolve("HEAD"),
        lambda: found.revision_on(date(2021, 3, 1)),
        lambda: list(found.log()),
    ):
        with pytest.raises(GitError, match="git fetch --unshallow"):
            ask()
    # What needs no history still works, so that a shallow clone can be checked.
    assert repo.recorded_as(clone) == second
    run_git(clone, "fetch", "--quiet", "--unshallow")
    assert len(repository(clone).mainline()) == 2


def test_git_is_quoted_when_it_fails(folder):
    folder.commit(FILES)
    blob = folder.git("rev-parse", "HEAD:plans/units.yml")
    (folder.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(GitError, match=f"Git har ikke innholdet i {blob[:9]}"):
        repository(folder.path).texts_at("HEAD")
    tree = folder.git("rev-parse", "HEAD:plans")
    (folder.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(GitError, match="Git sier: error: Could not read"):
        repository(folder.path).texts_at("HEAD")


# ------------------------------------------------------------------------------ revisions


@pytest.mark.parametrize(
    "rev",
    ["--output=x", "-p", "", "HEAD..main", "a...b", "HEAD\nmain", "HEAD@{yesterday}", "main@{2020-12-31}", "^HEAD", "HEAD --", "\0"],
)  # fmt: skip
def test_revision_that_git_would_read_as_something_else_is_refused(folder, rev):
    folder.commit(FILES)
    with pytest.raises(UsageError, match="kan ikke brukes som revisjon"):
        repository(folder.path).resolve(rev)
    with pytest.raises(UsageError, match="kan ikke brukes som revisjon"):
        repository(folder.path).texts_at(rev)


def test_revision_may_be_a_branch_a_tag_or_an_id(folder):
    first = folder.commit(FILES, "2021-01-15")
    folder.git("tag", "--annotate", "--message", "vedtatt", "vedtatt/æ")
    second = folder.commit({"measures/p/01-havn.yml": measure(title="Nytt")}, "2021-02-15")
    found = repository(folder.path)
    assert {found.resolve(rev) for rev in ("vedtatt/æ", first, first[:8], "HEAD~1", "@~1")} == {
        first
    }
    assert {found.resolve(rev) for rev in ("main", "HEAD", "@", "HEAD@{0}")} == {second}
    assert found.commit("vedtatt/æ").recorded_on == date(2021, 1, 15)


@pytest.mark.parametrize("rev", ["finnesikke", "HEAD~9", "HEAD:plans", "0000000", "*"])
def test_unknown_revision_is_said(folder, rev):
    folder.commit(FILES)
    with pytest.raises(UsageError, match="finnes ikke her"):
        repository(folder.path).resolve(rev)


# ------------------------------------------------------------------------------ what the files said


def test_texts_at_a_clean_commit_are_those_in_the_folder(folder):
    folder.commit(
        {**FILES, "README.md": "x", "measures/p/.skjult.yml": "x", "measures/p/a.txt": "x"}
    )
    assert repository(folder.path).texts_at("HEAD") == plan_files.worktree(folder.path)


def test_texts_of_an_older_commit(folder):
    first = folder.commit(FILES)
    folder.commit({"measures/p/01-havn.yml": None, "measures/p/02-by.yml": measure(2)})
    assert repository(folder.path).texts_at(first).texts == {
        k: v.encode() for k, v in FILES.items()
    }


def test_empty_and_binary_files_come_whole(folder):
    odd = {"plans/a.yml": b"", "plans/b.yml": b"\0\n\xff\n", "plans/c.yml": b"uten linjeskift"}
    folder.commit(odd)
    assert repository(folder.path).texts_at("HEAD").texts == odd


def test_file_over_the_limit_is_cut_just_past_it(folder):
    folder.commit({**FILES, "plans/stor.yml": b"x" * (MAX_BYTES + 5000)})
    texts = repository(folder.path).texts_at("HEAD").texts
    assert len(texts["plans/stor.yml"]) == MAX_BYTES + 1
    assert texts["plans/units.yml"] == UNITS.encode()


def test_link_in_a_commit_is_a_problem_and_not_followed(folder):
    folder.write(FILES)
    (folder.path / "measures" / "p" / "02-ut.yml").symlink_to("/etc/passwd")
    folder.commit({})
    tree = repository(folder.path).texts_at("HEAD")
    assert set(tree.texts) == set(FILES)
    assert [(p.code, p.place.path) for p in tree.problems] == [("symlink", "measures/p/02-ut.yml")]


def test_uncommitted_files_are_changed_new_removed_and_ignored_ones(folder):
    folder.commit({**FILES, "measures/p/03-borte.yml": measure(3), ".gitignore": "*-lokal.yml\n"})
    folder.write(
        {
            "measures/p/01-havn.yml": measure(title="Nytt"),
            "measures/p/02-ny.yml": measure(2),
            "measures/p/03-borte.yml": None,
            "measures/p/04-lokal.yml": measure(4),
            "measures/p/notat.txt": "teller ikke",
            "README.md": "teller ikke",
        }
    )
    assert repository(folder.path).uncommitted() == (
        "measures/p/01-havn.yml",
        "measures/p/02-ny.yml",
        "measures/p/03-borte.yml",
        "measures/p/04-lokal.yml",
    )
    assert repo.recorded_as(folder.path) is None


# ------------------------------------------------------------------------------ the mainline


def test_log_tells_what_each_commit_changed(folder):
    folder.commit(FILES, "2021-01-15", "inn")
    folder.commit(
        {"measures/p/01-havn.yml": None, "measures/p/01-kai.yml": measure()}, "2021-02-15", "navn"
    )
    folder.commit({"README.md": "ikke vår"}, "2021-03-15", "annet")
    blob = folder.git("rev-parse", "HEAD:measures/p/01-kai.yml")
    told = [(c.subject, touched) for c, touched in repository(folder.path).log()]
    assert [t.path for t in told[0][1]] == sorted(FILES)
    assert told[1:] == [
        ("navn", (Touched("measures/p/01-havn.yml"), Touched("measures/p/01-kai.yml", blob))),
        ("annet", ()),
    ]


def with_a_branch(folder):
    """The first commit, a branch, and something on `main` meanwhile."""
    folder.commit(FILES, "2021-01-01", "inn")
    folder.git("checkout", "--quiet", "-b", "gren")
    folder.commit({"measures/p/01-havn.yml": measure(title="Nytt")}, "2021-01-10", "på grenen")
    folder.git("checkout", "--quiet", "main")
    folder.commit({"plans/units.yml": "units: {}\n"}, "2021-01-20", "i mellom")


def with_a_merge(folder) -> str:
    with_a_branch(folder)
    folder.git("merge", "--quiet", "--no-ff", "--no-commit", "gren")
    return folder.record("2021-02-10", "tatt inn")


def test_merge_counts_when_it_was_merged(folder):
    """A branch that lay for a month was not known before it was taken in."""
    merge = with_a_merge(folder)
    found = repository(folder.path)
    assert [(c.subject, [t.path for t in touched]) for c, touched in found.log()][1:] == [
        ("i mellom", ["plans/units.yml"]),
        ("tatt inn", ["measures/p/01-havn.yml"]),
    ]
    assert found.revision_on(date(2021, 1, 31)).subject == "i mellom"
    assert found.revision_on(date(2021, 2, 10)).id == merge


def test_rebase_counts_from_the_day_it_was_rebased(folder):
    """The committer date, not the author's: the text was not in the mainline on the day it was first typed."""
    with_a_branch(folder)
    folder.git("rebase", "--quiet", "main", "gren", GIT_COMMITTER_DATE="2021-02-10T12:00:00+01:00")
    found = repository(folder.path)
    assert [(c.subject, c.recorded_on) for c in found.mainline()] == [
        ("inn", date(2021, 1, 1)),
        ("i mellom", date(2021, 1, 20)),
        ("på grenen", date(2021, 2, 10)),
    ]
    assert found.revision_on(date(2021, 1, 31)).subject == "i mellom"


def test_clock_that_ran_backwards_does_not_undo_what_was_known(folder):
    folder.commit(FILES, "2021-01-10", "første")
    folder.commit({"plans/units.yml": "units: {}\n"}, "2020-06-01", "gal klokke")
    folder.commit({"plans/units.yml": UNITS}, "2021-01-20", "tredje")
    found = repository(folder.path)
    assert [(c.subject, c.recorded_on) for c in found.mainline()] == [
        ("første", date(2021, 1, 10)),
        ("gal klokke", date(2021, 1, 10)),
        ("tredje", date(2021, 1, 20)),
    ]
    assert found.revision_on(date(2021, 1, 10)).subject == "gal klokke"
    with pytest.raises(
        UsageError, match=r"Ingenting var kjent 01\.07\.2020\..* er fra 10\.01\.2021"
    ):
        found.revision_on(date(2020, 7, 1))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2021-07-01T21:59:59Z", date(2021, 7, 1)),  # a second before midnight in summer
        ("2021-07-01T22:00:00Z", date(2021, 7, 2)),
        ("2021-01-01T22:59:59Z", date(2021, 1, 1)),  # and in winter
        ("2021-01-01T23:00:00Z", date(2021, 1, 2)),
        ("2021-01-01T23:30:00-11:00", date(2021, 1, 2)),
    ],
)
def test_day_is_the_one_in_oslo(folder, moment, day):
    folder.commit(FILES, moment)
    assert repository(folder.path).mainline()[0].recorded_on == day


def test_commit_that_says_the_year_292277026596_is_read(folder):
    folder.commit(FILES, "2021-01-15")
    tree = folder.git("rev-parse", "HEAD^{tree}")
    raw = (
        f"tree {tree}\nauthor A <a> 1 +0000\ncommitter A <a> 9223372036854775807 +0000\n\nframtid\n"
    )
    path = folder.top / "raw"
    path.write_text(raw)
    odd = folder.git("hash-object", "-t", "commit", "-w", "--literally", "raw")
    assert repository(folder.path).commit(odd).subject == "framtid"


def test_control_characters_in_a_message_do_not_reach_the_terminal(folder):
    folder.commit(FILES, "2021-01-15", "rød \x1b[31mskrift\x02")
    assert repository(folder.path).mainline()[0].subject == "rød [U+001B][31mskrift[U+0002]"


DIFF_MERGES = (
    "off",
    "none",
    "remerge",
    "combined",
    "dense-combined",
    "separate",
    "on",
    "first-parent",
)


SETTINGS = (
    ("diff.renames", "copies"), ("log.follow", "true"), ("color.ui", "always"), ("log.showSignature", "true"),
    ("diff.external", "/bin/false"), ("core.abbrev", "5"), ("log.decorate", "full"), ("format.pretty", "oneline"),
    ("diff.noprefix", "true"), ("log.date", "relative"), ("i18n.logOutputEncoding", "latin1"),
    ("log.showRoot", "false"), ("core.pager", "/bin/false"), ("diff.submodule", "log"), ("core.quotePath", "false"),
    ("diff.orderFile", "/finnes/ikke"),
    *(("log.diffMerges", value) for value in DIFF_MERGES),
)  # fmt: skip


@pytest.mark.slow
def test_settings_of_the_reader_do_not_change_the_history(folder, monkeypatch):
    with_a_merge(folder)
    plain = list(repository(folder.path).log())
    assert len(plain) == 3
    assert all(touched for _, touched in plain)
    for setting, value in SETTINGS:
        folder.git("config", setting, value)
        assert list(repository(folder.path).log()) == plain, setting
        folder.git("config", "--unset", setting)
        monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'{setting}={value}'")
        assert list(repository(folder.path).log()) == plain, setting
        monkeypatch.delenv("GIT_CONFIG_PARAMETERS")


def test_a_graft_does_not_change_the_history(folder):
    first = folder.commit(FILES, "2021-01-15", "inn")
    folder.commit({"plans/units.yml": "units: {}\n"}, "2021-02-15", "i mellom")
    last = folder.commit({"plans/units.yml": UNITS}, "2021-03-15", "sist")
    grafts = folder.path / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{last} {first}\n")
    assert [c.subject for c in repository(folder.path).mainline()] == ["inn", "i mellom", "sist"]


@pytest.mark.parametrize(
    "variable",
    ["GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_ALTERNATE_OBJECT_DIRECTORIES"],
)
def test_no_variable_of_the_reader_leads_to_another_archive(
    folder, tmp_path, monkeypatch, variable
):
    folder.commit(FILES, "2021-01-15", "inn")
    other = GitFolder(tmp_path / "annet")
    monkeypatch.setenv(variable, str(other.path / ".git"))
    found = repository(folder.path)
    assert [c.subject for c in found.mainline()] == ["inn"]
    assert found.texts_at("HEAD").texts == plan_files.worktree(folder.path).texts
    assert found.uncommitted() == ()


def test_a_damaged_archive_is_not_called_an_empty_one(folder, tmp_path):
    folder.commit(FILES, "2021-01-15")
    folder.git("clone", "--quiet", "--shared", ".", str(tmp_path / "lånt"))
    folder.path.rename(tmp_path / "borte")
    with pytest.raises(GitError, match="Arkivet er skadet eller ufullstendig, eller låner innhold"):
        repository(tmp_path / "lånt").mainline()


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ("fatal: nei\n", "Git klarte ikke «git x». Git sier: fatal: nei"),
        ("", "Git klarte ikke «git x», og sier ikke hvorfor."),
    ],
)
def test_git_that_says_nothing_is_not_said_to_say_so(errors, told):
    assert in_one_line("x", errors) == told


@pytest.mark.parametrize("trick", ["assume-unchanged", "skip-worktree", "sparse"])
def test_the_folder_is_compared_and_not_the_index(folder, trick):
    folder.commit({**FILES, "measures/p/02-kai.yml": measure(2)})
    path = "measures/p/01-havn.yml"
    if trick == "sparse":
        folder.git("sparse-checkout", "set", "--no-cone", "/plans/", "/measures/p/02-kai.yml")
    else:
        folder.git("update-index", f"--{trick}", path)
        folder.write({path: measure(title="Endret her")})
    assert repository(folder.path).uncommitted() == (path,)
    assert repo.recorded_as(folder.path) is None


def test_line_ends_of_windows_are_not_a_change(folder):
    folder.git("config", "core.autocrlf", "true")
    head = folder.commit({name: text.replace("\n", "\r\n") for name, text in FILES.items()})
    assert b"\r\n" in plan_files.worktree(folder.path).texts["plans/units.yml"]
    assert repo.recorded_as(folder.path) == head


PROGRAMS = (
    "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.alternateRefsCommand",
    "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.external", "diff.x.textconv", "diff.x.command",
    "merge.x.driver", "gpg.program", "gpg.ssh.program", "gpg.ssh.defaultKeyCommand", "credential.helper",
    "pager.log", "pager.cat-file", "pager.status", "sequence.editor", "interactive.diffFilter",
    "trailer.x.command", "trailer.x.cmd", "alias.log", "alias.cat-file", "alias.rev-parse", "uploadpack.packObjectsHook",
)  # fmt: skip


def test_no_program_that_the_repository_names_is_run(folder, tmp_path):
    folder.commit({**FILES, ".gitattributes": "*.yml filter=x diff=x merge=x\n"})
    ran = tmp_path / "ran"
    settings = folder.path / ".git/config"
    for setting in PROGRAMS:
        section, _, key = setting.rpartition(".")
        name = section.replace(".x", ' "x"')
        with settings.open("a", encoding="utf-8") as file:
            file.write(f"[{name}]\n\t{key} = \"echo {setting} >> '{ran}'; cat\"\n")
            file.write("[log]\n\tshowSignature = true\n")
    assert "core.fsmonitor" in folder.git("config", "--list", "--name-only")
    os.utime(folder.path / "plans/units.yml", (1, 1))
    found = repository(folder.path)
    found.uncommitted()
    list(found.log())
    assert found.texts_at("HEAD").texts
    assert found.commits_that_touched("Havn") == 1
    assert not ran.exists()
    folder.git("status")  # which does run one
    assert "core.fsmonitor" in ran.read_text(encoding="utf-8")


def test_a_repository_inside_the_folder_is_no_repository(folder):
    """A bare repository can lie in a commit as ordinary files, with settings that name programs."""
    folder.commit(FILES, "2021-01-15", "inn")
    ran = folder.path / "ran"
    inner = folder.path / "plans"
    for name in ("objects", "refs"):
        (inner / name).mkdir()
    (inner / "HEAD").write_text("ref: refs/heads/main\n")
    (inner / "config").write_text(f"[core]\nbare = true\nfsmonitor = touch {ran}\n")
    folder.git("add", "--all")
    assert [c.subject for c in repository(folder.path).mainline()] == ["inn"]
    repository(folder.path).uncommitted()
    assert not ran.exists()


def test_files_of_a_bare_repository_with_a_condition_are_no_repository(tmp_path):
    """As somebody may unpack them: the library that opens it asks it for what it does not know yet."""
    for name in ("objects", "refs"):
        (tmp_path / name).mkdir()
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "config").write_text('[core]\nbare = false\n[includeIf "gitdir:**"]\npath = more\n')
    with pytest.raises(NoRepository):
        repository(tmp_path)


def test_a_name_of_both_a_branch_and_a_tag_is_asked_about(folder):
    first = folder.commit(FILES, "2021-01-15", "inn")
    second = folder.commit({"plans/units.yml": "units: {}\n"}, "2021-02-15", "ut")
    folder.git("tag", "v1", first)
    folder.git("branch", "v1", second)
    found = repository(folder.path)
    with pytest.raises(UsageError, match=r"«v1» er både en gren og en merkelapp\."):
        found.resolve("v1")
    assert (found.resolve("tags/v1"), found.resolve("heads/v1")) == (first, second)


def test_a_commit_can_be_named_by_its_message(folder):
    head = folder.commit(FILES, "2021-01-15", "planen")
    assert repository(folder.path).resolve(":/planen") == head


def test_what_git_says_of_a_revision_is_handed_on(folder):
    folder.commit(FILES)
    with pytest.raises(UsageError, match=r"finnes ikke her|Git sier: fatal: log for"):
        repository(folder.path).resolve("HEAD@{99}")


def test_replaced_objects_do_not_change_the_history(folder):
    first = folder.commit(FILES, "2021-01-15", "ekte")
    second = folder.commit({}, "2021-02-15", "forfalsket")
    folder.git("replace", first, second)
    assert [c.subject for c in repository(folder.path).mainline(first)] == ["ekte"]


def test_a_clock_that_ran_ahead_says_nothing_of_when_something_was_known(folder):
    folder.commit(FILES, "2021-01-10", "planen")
    folder.commit({"plans/units.yml": "units: {}\n"}, "2035-01-01", "gal klokke")
    folder.commit({"plans/units.yml": UNITS}, "2021-04-12", "i tide")
    found = repository(folder.path, date(2026, 6, 1))
    assert [(c.subject, c.recorded_on, c.claimed_on) for c in found.mainline()] == [
        ("planen", date(2021, 1, 10), None),
        ("gal klokke", date(2021, 1, 10), date(2035, 1, 1)),
        ("i tide", date(2021, 4, 12), None),
    ]
    assert found.revision_on(date(2026, 6, 1)).subject == "i tide"


def test_a_first_commit_from_the_future_is_not_known_later_than_today(folder):
    folder.commit(FILES, "2035-01-01", "gal klokke")
    found = repository(folder.path, date(2026, 6, 1))
    assert [(c.recorded_on, c.claimed_on) for c in found.mainline()] == [
        (date(2026, 6, 1), date(2035, 1, 1))
    ]


def test_a_pull_that_swaps_the_main_line_is_seen(folder, tmp_path):
    """The puller's own commit comes first and what was published second: first parents walk past it."""
    folder.commit(FILES, "2021-01-10", "planen")
    folder.git("clone", "--quiet", ".", str(tmp_path / "ola"))
    published = folder.commit({"plans/units.yml": "units: {}\n"}, "2021-04-12", "i tide")
    ola = GitFolder(tmp_path / "ola")
    ola.commit({"README": "x\n"}, "2021-09-01", "skrivefeil")
    ola.git("pull", "--quiet", "--no-rebase", "--no-edit", GIT_COMMITTER_DATE="2021-09-01T12:00Z")
    swapped = [c for c in repository(ola.path).mainline() if c.swaps_the_mainline]
    assert [c.merged for c in swapped] == [published]


@pytest.mark.parametrize("options", [(), ("--no-ff", "--no-edit")])
def test_a_branch_that_is_taken_in_swaps_nothing(folder, options):
    folder.commit(FILES, "2021-01-10", "planen")
    folder.git("checkout", "--quiet", "-b", "gren")
    folder.commit({"plans/units.yml": "units: {}\n"}, "2021-02-10", "på grenen")
    folder.git("checkout", "--quiet", "main")
    folder.git("merge", "--quiet", *options, "gren")
    assert not [c for c in repository(folder.path).mainline() if c.swaps_the_mainline]


# What the reader's own settings run for `ssh`: the last word is what to run on the other machine.
THE_OTHER_MACHINE = '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n'


@pytest.fixture
def blobless(folder: GitFolder, tmp_path, monkeypatch) -> GitFolder:
    """A clone that has commits and folders, and fetches contents when they are asked for."""
    program = tmp_path / "ssh"
    program.write_text(THE_OTHER_MACHINE)
    program.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(program))
    for setting in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        folder.git("config", setting, "true")
    for number in range(6):
        title = measure(title=f"Tittel {number}")
        folder.commit({**FILES, "measures/p/01-x.yml": title}, f"2021-01-1{number}")
    address = f"ssh://example.no{folder.path}"
    clone = ("clone", "--quiet", "--filter=blob:none", "--no-checkout", address)
    run_git(tmp_path, *clone, "delvis", GIT_SSH_COMMAND=str(program))
    return GitFolder(tmp_path / "delvis")


def test_contents_that_a_clone_lacks_are_fetched_in_one_go(folder, blobless, tmp_path, monkeypatch):
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
    here = repository(blobless.path)
    blobs = [file.blob for _, touched in here.log() for file in touched if file.blob]
    assert len(list(here.contents(blobs))) == len(blobs) >= 6
    events = map(json.loads, trace.read_text().splitlines())
    fetches = [e for e in events if e["event"] == "cmd_name" and e["name"] == "fetch"]
    assert len(fetches) == 1
    assert here.texts_at("HEAD").texts == repository(folder.path).texts_at("HEAD").texts


def test_a_clone_without_contents_names_the_archive_that_it_cannot_reach(
    folder, blobless, tmp_path
):
    folder.path.rename(tmp_path / "borte")
    with pytest.raises(GitError, match=r"ikke hente fra «origin».*uten «--filter»"):
        repository(blobless.path).texts_at("HEAD")


FETCHES = {
    "ssh": {"core.sshCommand": "RUN"},
    "a remote helper": {"protocol.ext.allow": "always", "remote.origin.url": "ext::RUN"},
    "a remote helper by another name": {"protocol.ext.allow": "always", "url.ext::RUN .insteadOf": "ssh://"},
    "a remote helper of its own": {"protocol.ext.allow": "always", "remote.origin.vcs": "ext", "remote.origin.url": "RUN"},
    "the other side": {"remote.origin.uploadpack": "RUN;", "remote.origin.url": "FOLDER"},
    "a proxy": {"core.gitProxy": "RUN", "remote.origin.url": "git://localhost/x"},
    "a folder": {"remote.origin.url": "file://FOLDER"},
    "a file for cookies": {"http.http://localhost/.cookieFile": "FOLDER/x", "http.saveCookies": "true", "remote.origin.url": "http://localhost/x"},
    "a hook of the settings": {"hook.x.command": "RUN", "hook.x.event": "pre-push", "remote.origin.url": "http://localhost/x"},
    "a name that is an option": {"remote.--upload-pack=RUN.promisor": "true", "remote.origin.url": "FOLDER"},
}  # fmt: skip


@pytest.mark.parametrize("settings", FETCHES.values(), ids=FETCHES.keys())
def test_what_a_clone_lacks_is_fetched_by_no_program_that_it_names(
    folder, blobless, tmp_path, monkeypatch, settings
):
    """An archive that was sent, with its own settings: what it lacks would be fetched as they say."""
    monkeypatch.delenv("GIT_SSH_COMMAND")
    ran = tmp_path / "ran"
    for setting, value in settings.items():
        words = (setting, value)
        blobless.git("config", *(w.replace("RUN", f"touch {ran}").replace("FOLDER", str(folder.path)) for w in words))  # fmt: skip
    here = repository(blobless.path)
    for read in (here.texts_at, here.commits_that_touched):
        with pytest.raises(GitError, match="not allowed"):
            read("HEAD")
    assert not ran.exists()


def test_nothing_is_sent_to_a_folder_and_the_answer_says_what_to_do(folder, tmp_path):
    commit = folder.commit(FILES)
    folder.git("init", "--quiet", "--bare", str(tmp_path / "felles.git"))
    folder.git("remote", "add", "origin", str(tmp_path / "felles.git"))
    words = f"«origin» er en mappe, .* Skriv selv: git push origin {commit[:12]}:refs/heads/forslag"
    with pytest.raises(GitError, match=words):
        repository(folder.path).send(commit, "forslag")


def test_gitmodules_of_a_commit_do_not_stop_the_history(folder):
    folder.commit(FILES)
    folder.write({".gitmodules": '[submodule "x"]\n\tpath = plans/x\n\tupdate = !touch ran\n'})
    folder.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},plans/x")
    folder.git("commit", "--quiet", "-m", "undermodul")
    assert [c.subject for c, _ in repository(folder.path).log()][-1] == "undermodul"
