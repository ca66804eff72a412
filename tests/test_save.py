"""A file is replaced whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

import pytest

from tests.killing import killed_at_every_line
from tiltak import disk
from tiltak.edit import save
from tiltak.problems import UsageError

OLD = {"a.yml": b"old a\n", "b.yml": b"old b\n"}
NEW = {"a.yml": b"new a, and longer\n", "b.yml": b"new b, and longer\n"}


@pytest.fixture
def folder(tmp_path):
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}


def leftovers(folder: Path) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name not in OLD]


def in_child(work) -> int:
    """Run in a process of its own; its exit status as `os.wait` gives it."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except UsageError:
            os._exit(2)
        except BaseException:  # noqa: BLE001 – the child must end here and never run the tests
            os._exit(3)
    return os.waitpid(child, 0)[1]


def test_files_are_replaced(folder):
    save.replace(folder, OLD, NEW)
    assert contents(folder) == NEW
    assert not leftovers(folder)


def test_a_new_file_in_a_new_folder_is_made(folder):
    save.replace(folder, {}, {"measures/p/01-ny.yml": b"number: 1\n"})
    assert (folder / "measures/p/01-ny.yml").read_bytes() == b"number: 1\n"


@pytest.mark.slow
def test_a_process_killed_at_any_line_leaves_old_or_new(folder):
    runs, left = 0, OLD
    for _ in killed_at_every_line(lambda: save.replace(folder, OLD, NEW), save, disk):
        left = contents(folder)
        assert all(content in (OLD[name], NEW[name]) for name, content in left.items())
        for name, content in OLD.items():
            (folder / name).write_bytes(content)
        runs += 1
    assert runs > 30  # it really was killed, many times
    assert left == NEW


def test_a_full_disk_changes_nothing_and_is_told(folder):
    def with_little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        save.replace(folder, OLD, NEW)

    assert os.WEXITSTATUS(in_child(with_little_room)) == 2
    assert contents(folder) == OLD
    assert not leftovers(folder)


def test_a_disk_that_fills_up_at_the_second_file_leaves_the_first_as_it_was(folder):
    def with_room_for_one():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
        save.replace(folder, OLD, {"a.yml": b"short\n", "b.yml": b"far too long for the disk\n"})

    assert os.WEXITSTATUS(in_child(with_room_for_one)) == 2
    assert contents(folder) == OLD
    assert not leftovers(folder)


def test_a_file_saved_by_somebody_else_meanwhile_is_not_overwritten(folder):
    (folder / "b.yml").write_bytes(b"theirs\n")
    with pytest.raises(UsageError, match=r"b\.yml er endret av noen andre"):
        save.replace(folder, OLD, NEW)
    assert contents(folder) == {**OLD, "b.yml": b"theirs\n"}
    assert not leftovers(folder)


def test_a_file_that_is_there_is_never_taken_for_a_new_one(folder):
    with pytest.raises(UsageError):
        save.replace(folder, {}, {"a.yml": b"new\n"})
    assert contents(folder) == OLD


def test_a_disk_that_refuses_is_told_in_one_line(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(
        UsageError, match=r"a\.yml kan ikke skrives: du har ikke tilgang\. Ingenting er endret\."
    ):
        save.replace(folder, OLD, NEW)
    assert contents(folder) == OLD


def test_the_rights_of_a_file_are_kept(folder):
    (folder / "a.yml").chmod(0o640)
    save.replace(folder, OLD, NEW)
    assert (folder / "a.yml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("inside", [True, False], ids=["in the tree", "out of it"])
@pytest.mark.parametrize("of", ["file", "folder", "file that is not there"])
def test_a_link_is_never_written_through(folder, tmp_path_factory, inside, of):
    elsewhere = (folder if inside else tmp_path_factory.mktemp("outside")) / "elsewhere"
    elsewhere.mkdir()
    target = elsewhere / "x.yml"
    if of == "file that is not there":
        (folder / "x.yml").symlink_to(target)
        name, before = "x.yml", {}
    else:
        target.write_bytes(b"theirs\n")
        (folder / "link").symlink_to(target if of == "file" else elsewhere)
        name = "link" if of == "file" else "link/x.yml"
        before = {name: b"theirs\n"}
    with pytest.raises(UsageError, match="snarvei til et annet sted"):
        save.replace(folder, before, {name: b"new\n"})
    assert target.exists() == (of != "file that is not there")
    assert not target.exists() or target.read_bytes() == b"theirs\n"


@pytest.mark.parametrize("name", ["../x.yml", "/x.yml", "a/../../x.yml"])
def test_nothing_outside_the_folder_is_written(folder, name):
    with pytest.raises(UsageError, match="blir ikke endret"):
        save.replace(folder, {}, {name: b"new\n"})


def test_who_was_first_is_told_with_what_they_wrote(folder):
    (folder / "b.yml").write_bytes(b"theirs\n")
    with pytest.raises(UsageError, match=r"(?s)Dette har de endret:.*-old b.*\+theirs"):
        save.replace(folder, OLD, NEW)


@pytest.mark.slow
def test_two_that_write_at_once_never_undo_each_other(folder):
    """Many processes add to what they read; each that was not refused is in the file at the end."""
    writers, rounds = 6, 15

    def write(who: int) -> int:
        child = os.fork()
        if child:
            return child
        kept = 0
        for _ in range(rounds):
            read = (folder / "a.yml").read_bytes()
            try:
                save.replace(folder, {"a.yml": read}, {"a.yml": read + f"{who}\n".encode()})
            except UsageError:
                continue
            kept += 1
        os._exit(kept)

    children = [write(who) for who in range(writers)]
    kept = sum(os.WEXITSTATUS(os.waitpid(child, 0)[1]) for child in children)
    lines = (folder / "a.yml").read_bytes().splitlines()
    assert len(lines) - 1 == kept
    assert kept > writers  # they did write


def test_what_is_made_is_whole_when_it_is_killed(folder, monkeypatch):
    """The file that stood there stays until the new one is on the disk."""
    target = folder / "a.yml"

    def killed_while_writing() -> None:
        monkeypatch.setattr(os, "fsync", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        disk.write(target, b"new" * 100_000)

    assert os.WIFSIGNALED(in_child(killed_while_writing))
    assert target.read_bytes() == OLD["a.yml"]
    disk.write(target, b"new")
    assert target.read_bytes() == b"new"


def test_a_full_disk_leaves_what_was_made_before(folder):
    def with_little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        disk.write(folder / "a.yml", b"new" * 100)

    assert (
        os.WEXITSTATUS(in_child(with_little_room)) == 3
    )  # an OSError, which the command line words
    assert contents(folder) == OLD
    assert not leftovers(folder)


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_a_killed_process_left_beside_a_new_folder_is_swept_and_no_link_followed(
    tmp_path, kind
):
    root, others = tmp_path / "planer", tmp_path / "andres"
    left = root / ".plans-ny.abcd1234.tmp"
    others.mkdir()
    (others / "a.txt").write_text("deres")
    (left if kind == "folder" else root).mkdir(parents=True)
    if kind == "file":
        left.write_text("halv")
    elif kind == "link":
        left.symlink_to(others)
    save.put_folder(root, "plans/ny", {"plan.yml": b"title: Ny\n"})
    assert [path.name for path in root.iterdir()] == ["plans"]
    assert (others / "a.txt").read_text() == "deres"
