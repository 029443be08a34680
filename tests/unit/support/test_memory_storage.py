"""Temporary folders lie in memory only where there is room for a run and for its processes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.memory_storage import NEEDED_BYTES, SPARE_BYTES, roomy


def room(monkeypatch: pytest.MonkeyPatch, *, free: int, available: int) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=available))


@pytest.mark.parametrize(
    ("free", "available", "taken"),
    [
        (NEEDED_BYTES, NEEDED_BYTES + SPARE_BYTES, True),
        (NEEDED_BYTES - 1, NEEDED_BYTES + SPARE_BYTES, False),
        (NEEDED_BYTES, NEEDED_BYTES + SPARE_BYTES - 1, False),
    ],
)
def test_memory_is_taken_where_there_is_plenty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, available: int, taken: bool
) -> None:
    room(monkeypatch, free=free, available=available)
    assert roomy(tmp_path) is taken


def test_a_machine_without_such_a_folder_writes_where_pytest_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room(monkeypatch, free=NEEDED_BYTES, available=NEEDED_BYTES + SPARE_BYTES)
    assert not roomy(tmp_path / "nowhere")
