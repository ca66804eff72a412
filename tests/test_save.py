"""A file is replaced whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

import pytest

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


def test_a_process_killed_at_any_line_leaves_old_or_new(folder):
    killed = 0
    while True:
        for name, content in OLD.items():
            (folder / name).write_bytes(content)

        def killed_at(line: int = killed) -> None:
            left = line

            def trace(frame, event, _):
                nonlocal left
                if frame.f_code.co_filename != save.__file__:
                    return None
                if event == "line":
                    if not left:
                        os.kill(os.getpid(), signal.SIGKILL)
                    left -= 1
                return trace

            sys.settrace(trace)
            save.replace(folder, OLD, NEW)

        status = in_child(killed_at)
        for name, content in contents(folder).items():
            assert content in (OLD[name], NEW[name])
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        killed += 1
    assert killed > 30  # it really was killed, many times
    assert contents(folder) == NEW


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


def test_a_link_inside_the_tree_stays_a_link(folder):
    (folder / "link.yml").symlink_to("a.yml")
    save.replace(folder, {"link.yml": OLD["a.yml"]}, {"link.yml": b"new\n"})
    assert (folder / "link.yml").is_symlink()
    assert (folder / "a.yml").read_bytes() == b"new\n"


def test_a_link_out_of_the_tree_is_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "x.yml"
    outside.write_bytes(b"theirs\n")
    (folder / "link.yml").symlink_to(outside)
    with pytest.raises(UsageError, match="snarvei ut av mappen"):
        save.replace(folder, {"link.yml": b"theirs\n"}, {"link.yml": b"new\n"})
    assert outside.read_bytes() == b"theirs\n"
