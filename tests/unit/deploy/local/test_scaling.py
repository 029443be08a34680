"""Replicas that are started together get ports of their own, before any of them listens."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from deploy.local import scaling
from deploy.local.state import LocalState, addresses_path, write_state

KNOWN = "http://127.0.0.1:4001"


class _Started:
    """A process that is slow to listen: its port looks free for as long as the command runs."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.pid = os.getpid()

    def start(self) -> None:
        """Start nothing."""

    def wait_until(self, *_: Any, **__: Any) -> None:
        """Be ready at once."""

    def close(self) -> None:
        """Hold nothing."""


@pytest.fixture(autouse=True)
def up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a stack on record whose inbox was at 4001 and has no replica."""
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))
    monkeypatch.setattr(scaling, "Preloader", _Started)
    monkeypatch.setattr(scaling, "PreloadedChild", _Started)
    monkeypatch.setattr(scaling, "replica_environment", lambda _: {})
    monkeypatch.setattr(scaling, "is_free", lambda _: True)
    monkeypatch.setattr(scaling, "free_ports", lambda count: list(range(4001, 4001 + count)))
    gateway = "http://127.0.0.1:8800"
    write_state(LocalState(gateway=gateway, services={"inbox": KNOWN, "gateway": gateway}))


def addresses() -> list[str]:
    told: list[str] = json.loads(addresses_path().read_text())["inbox"]
    return told


def test_a_service_that_comes_back_with_three_replicas_has_three_addresses_the_known_one_first() -> None:
    scaling.scale("inbox", 3, lambda _: None)

    assert addresses() == [KNOWN, "http://127.0.0.1:4002", "http://127.0.0.1:4003"]


def test_more_replicas_take_no_address_that_one_on_record_has() -> None:
    scaling.scale("inbox", 2, lambda _: None)
    scaling.scale("inbox", 4, lambda _: None)

    assert addresses() == [KNOWN, *(f"http://127.0.0.1:{port}" for port in (4002, 4003, 4004))]
