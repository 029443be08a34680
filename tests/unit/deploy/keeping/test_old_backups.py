"""Old backups go, and nothing else: not the new one, none of another kind, none under way, no folder of somebody."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.keeping.manifest import Manifest, write_manifest
from deploy.keeping.old_backups import remove_old
from deploy.stack.errors import StackError

FIRST = datetime(2026, 11, 1, tzinfo=UTC)


def a_backup(beside: Path, name: str, day: int, *, brand: str | None = None, seal_mark: str = "mark") -> Path:
    folder = beside / name
    folder.mkdir()
    (folder / "inbox.messages.bson.gz").touch()
    taken_at = FIRST + timedelta(days=day)
    write_manifest(folder, Manifest(id=name, taken_at=taken_at, brand=brand, seal_mark=seal_mark))
    return folder


def names(beside: Path) -> set[str]:
    return {path.name for path in beside.iterdir()}


def test_the_newest_are_kept_and_the_others_go(tmp_path: Path) -> None:
    for day in range(5):
        a_backup(tmp_path, f"z-{9 - day}", day)
    newest = a_backup(tmp_path, "a", 5)
    assert remove_old(newest, 3) == ["z-9", "z-8", "z-7"]
    assert names(tmp_path) == {"z-6", "z-5", "a"}
    assert remove_old(newest, 3) == []
    assert remove_old(newest, 1) == ["z-6", "z-5"]


def test_the_one_just_made_stays_though_a_clock_says_that_it_is_the_oldest(tmp_path: Path) -> None:
    for day in (8, 9):
        a_backup(tmp_path, f"of-{day}", day)
    newest = a_backup(tmp_path, "new", 0)
    assert remove_old(newest, 1) == ["of-8", "of-9"]
    assert names(tmp_path) == {"new"}


def test_another_kind_and_another_installation_and_what_is_no_backup_are_left_alone(tmp_path: Path) -> None:
    a_backup(tmp_path, "klm", 0, brand="klm")
    a_backup(tmp_path, "dell", 0, brand="dell")
    a_backup(tmp_path, "elsewhere", 0, seal_mark="another")
    (tmp_path / "under way").mkdir()
    (tmp_path / "under way" / "inbox.messages.bson.gz").touch()
    (tmp_path / "a file").touch()
    outside = a_backup(tmp_path.parent, f"{tmp_path.name}-outside", 0)
    (tmp_path / "link").symlink_to(outside)
    before = names(tmp_path)
    assert remove_old(a_backup(tmp_path, "all", 1), 1) == []
    assert remove_old(a_backup(tmp_path, "klm-2", 1, brand="klm"), 1) == ["klm"]
    assert names(tmp_path) == before - {"klm"} | {"all", "klm-2"}


def test_one_that_was_half_removed_is_no_backup_and_goes_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_backup(tmp_path, "old", 0)
    newest = a_backup(tmp_path, "new", 1)

    def killed(_: Path) -> None:
        raise PermissionError(13, "killed", "there")

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(StackError, match="is whole"):
        remove_old(newest, 1)
    assert "old" not in names(tmp_path)
    monkeypatch.undo()
    assert remove_old(newest, 1) == []
    assert names(tmp_path) == {"new"}


def test_nothing_goes_for_a_folder_that_holds_no_backup(tmp_path: Path) -> None:
    a_backup(tmp_path, "old", 0)
    (tmp_path / "new").mkdir()
    with pytest.raises(StackError, match="holds no backup"):
        remove_old(tmp_path / "new", 1)
    shutil.rmtree(tmp_path / "new")
    assert names(tmp_path) == {"old"}
