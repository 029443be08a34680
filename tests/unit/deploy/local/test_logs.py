"""The files of the local stack's services are read in the order of time, each line once."""

from pathlib import Path

import pytest

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
