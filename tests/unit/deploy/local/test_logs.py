"""The files of the local stack's services are read in the order of time, each line once."""

import io
from pathlib import Path
from typing import Any

import pytest

from deploy.local import logs as module
from deploy.local.logs import LogFiles, LogLine, parse
from deploy.stack.errors import StackError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))
    made = tmp_path / "logs"
    made.mkdir()
    return made


def _line(second: int, event: str) -> str:
    return f'{{"time": "2026-01-01T00:00:{second:02}.000Z", "level": "info", "event": "{event}"}}\n'


def test_a_line_of_json_is_taken_apart_and_any_other_is_kept_as_it_is() -> None:
    line = parse("inbox", '{"time": "t", "level": "info", "service": "inbox", "replica": "h:1", "event": "e", "n": 1}')
    assert line == LogLine("inbox", "e", "t", "info", {"n": 1})
    assert parse("inbox", "Fatal Python error: Aborted") == LogLine("inbox", "Fatal Python error: Aborted")
    assert parse("inbox", "[1]").event == "[1]"


def test_lines_of_several_services_come_in_the_order_of_time(folder: Path) -> None:
    (folder / "inbox.log").write_text(_line(1, "a") + "a crash\n" + _line(4, "d"))
    (folder / "routing.log").write_text(_line(2, "b") + _line(3, "c"))
    assert [line.event for line in LogFiles([]).new_lines()] == ["a", "a crash", "b", "c", "d"]


def test_a_line_is_read_once_and_only_when_it_is_whole(folder: Path) -> None:
    path = folder / "inbox.log"
    path.write_text(_line(1, "a") + '{"event": ')
    files = LogFiles(["inbox"])
    assert [line.event for line in files.new_lines()] == ["a"]
    with path.open("a") as file:
        file.write('"b"}\n')
    assert [line.event for line in files.new_lines()] == ["b"]
    assert files.new_lines() == []


def test_a_service_that_does_not_exist_and_a_stack_that_logged_nothing_are_said(folder: Path) -> None:
    with pytest.raises(StackError, match="no service inbx"):
        LogFiles(["inbx"])
    with pytest.raises(StackError, match="muster up"):
        LogFiles(["inbox"])


def test_a_service_has_the_lines_of_all_its_replicas_also_of_one_that_came_later(folder: Path) -> None:
    (folder / "inbox.log").write_text(_line(1, "a"))
    files = LogFiles(["inbox"])
    assert [line.event for line in files.new_lines()] == ["a"]

    (folder / "inbox-2.log").write_text(_line(2, "b"))
    (folder / "routing.log").write_text(_line(3, "not asked for"))
    assert [(line.service, line.event) for line in files.new_lines()] == [("inbox", "b")]


def test_the_last_lines_are_read_from_near_the_end_and_what_follows_is_new(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TAIL_BYTES", 256)
    path = folder / "inbox.log"
    path.write_text("not read\n" * 100_000 + "".join(_line(second, str(second)) for second in range(9)) + "half")
    (folder / "routing.log").write_text(_line(7, "of another"))
    files = LogFiles([])
    read = _counted(monkeypatch)

    assert [line.event for line in files.last_lines(3)] == ["7", "of another", "8"]
    assert sum(read) < 5_000
    with path.open("a") as file:
        file.write(" a line\n")
    assert [line.event for line in files.new_lines()] == ["half a line"]


def test_the_last_lines_are_a_crash_whose_time_stands_before_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TAIL_BYTES", 64)
    (folder / "inbox.log").write_text(_line(5, "a") + "Traceback\n" * 40)
    (folder / "routing.log").write_text(_line(4, "b"))

    assert [line.event for line in LogFiles([]).last_lines(2)] == ["Traceback", "Traceback"]
    assert [line.event for line in LogFiles([]).last_lines(42)] == ["b", "a", *["Traceback"] * 40]
    assert LogFiles([]).last_lines(0) == []


def test_a_line_that_is_written_on_while_the_file_is_read_is_not_torn(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "inbox.log"
    path.write_text(_line(1, "a") + '{"event": ')
    files = LogFiles(["inbox"])

    class Written(io.BytesIO):
        """A file to which somebody writes between two reads of it."""

        def readline(self, size: int | None = -1, /) -> bytes:
            found, at = super().readline(size), self.tell()
            self.write(b'"b"}\n')
            self.seek(at)
            return found

    so_far = path.read_bytes()
    with monkeypatch.context() as writing:
        writing.setattr(Path, "open", lambda *_: Written(so_far))
        assert [line.event for line in files.new_lines()] == ["a"]
    path.write_bytes(so_far + b'"b"}\n')
    assert [line.event for line in files.new_lines()] == ["b"]


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each read of a file gave."""
    read, real = list[int](), Path.open

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            found = super().read(size)
            read.append(len(found))
            return found

    def opened(self: Path, *given: Any) -> Any:
        if given != ("rb",):
            return real(self, *given)
        with real(self, "rb") as file:
            return Counted(file.read())

    monkeypatch.setattr(Path, "open", opened)
    return read
