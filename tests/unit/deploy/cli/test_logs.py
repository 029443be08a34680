"""`muster logs` prints a line in columns."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.logs import shown
from deploy.cli.main import app
from deploy.local.logs import LogLine


def test_a_line_has_time_level_service_event_and_fields() -> None:
    line = LogLine("inbox", "batch_slow", "2026-01-01T00:00:01.250Z", "warning", {"group": "inbox", "at": ["a b"]})
    assert shown(line).plain.split(":", 2)[2] == '01.250 warning inbox     batch_slow group=inbox at=["a b"]'


def test_the_last_lines_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "inbox.log").write_text('{"event": "first"}\n{"event": "second"}\n')
    ran = CliRunner().invoke(app, ["logs", "inbox", "-n", "1"])
    assert (ran.exit_code, ran.output.split()) == (0, ["inbox", "second"])
