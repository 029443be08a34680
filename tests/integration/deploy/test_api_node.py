"""Packages of another lock are fetched, and what cannot be fetched is said."""

import sys
from pathlib import Path

import pytest

from deploy.checks.api.node import DECLARED, MARK, install, lock_hash
from deploy.stack.errors import StackError


def test_another_lock_is_fetched_and_a_registry_that_is_away_is_said(tmp_path: Path) -> None:
    for name in DECLARED:
        (tmp_path / name).write_text("{}")
    (tmp_path / MARK).parent.mkdir()
    (tmp_path / MARK).write_text("of another lock")
    npm = tmp_path / "npm.py"

    npm.write_text("import sys; sys.exit('ECONNREFUSED')")
    with pytest.raises(StackError, match="a package registry has to be within reach once. It said: ECONNREFUSED"):
        install(tmp_path, [sys.executable, str(npm)])

    npm.write_text("")
    install(tmp_path, [sys.executable, str(npm)])
    assert (tmp_path / MARK).read_text() == lock_hash(tmp_path)
