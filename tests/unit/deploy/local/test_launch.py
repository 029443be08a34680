"""Everything of the local stack is ended and erased while no other command can change it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from deploy.local import launch
from deploy.local.state import LocalState, changing, lock_path, read_state, write_state
from deploy.stack.errors import StackError


def test_what_is_erased_goes_before_another_command_may_begin_and_the_lock_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))
    write_state(LocalState(bootstrap_key="b" * 32))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "file").touch()
    removed, remove = list[str](), shutil.rmtree

    def remove_locked(path: Path, **given: Any) -> None:
        with pytest.raises(StackError, match="Another"), changing():
            pytest.fail("a command began while the data was being erased")
        removed.append(path.name)
        remove(path, **given)

    monkeypatch.setattr(shutil, "rmtree", remove_locked)

    assert launch.stop_all(erase=True) == 0
    assert removed == ["data"]
    assert list(tmp_path.iterdir()) == [lock_path()]
    assert read_state() is None
