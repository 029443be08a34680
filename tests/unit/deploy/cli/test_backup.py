"""What the commands of backups say where there is nothing to back up, and nothing to restore."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.keeping.manifest import Manifest, PartWriter, write_manifest


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder in which nothing is up, in an environment that names nothing."""
    for name in [each for each in os.environ if each.startswith("MUSTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "home"))
    return tmp_path


def test_a_backup_that_is_there_is_checked_and_told(alone: Path) -> None:
    manifest = Manifest(id="b1", taken_at=datetime(2026, 3, 2, 12, tzinfo=UTC), brand="klm", seal_mark="m")
    with PartWriter(alone, "collection", "inbox", "messages") as writer:
        writer.add({"_id": 1})
    manifest.parts += writer.part()
    write_manifest(alone, manifest)
    told = CliRunner().invoke(app, ["backup", str(alone), "--check"])
    assert told.exit_code == 0
    assert "brand klm of 02 Mar 2026 12:00:00 holds 1 documents and 0 records" in " ".join(told.output.split())


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_without_an_installation_it_says_which_settings_it_lacks(alone: Path, command: str) -> None:
    told = CliRunner().invoke(app, [command, str(alone / "monday")])
    assert told.exit_code == 1
    said = " ".join(told.output.split())
    assert "Nothing is up here" in said
    assert "MUSTER_KAFKA, MUSTER_MONGO" in said
    assert not (alone / "monday").exists()
