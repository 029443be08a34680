"""The state of the local stack: whose process is whose, and the addresses that follow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.local.state import LocalState, Running, addresses_path, changing, write_state
from deploy.stack.errors import StackError


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))


def running(name: str, port: int | None, **given: str) -> Running:
    url = None if port is None else f"http://127.0.0.1:{port}"
    return Running.model_validate({"name": name, "pid": 1, "started_at": 1.0, "url": url} | given)


def test_the_gateway_is_told_the_replicas_that_take_requests_and_never_itself() -> None:
    state = LocalState(
        services={"inbox": "http://127.0.0.1:1", "crisis": "http://127.0.0.1:9"},
        processes=[
            running("kafka-1", None),
            running("inbox", 1),
            running("inbox-2", 2),
            running("inbox-3", 3, phase="starting"),
            running("inbox-4", 4, phase="ending"),
            running("gateway", 5),
        ],
    )
    write_state(state)

    assert json.loads(addresses_path().read_text()) == {
        "inbox": ["http://127.0.0.1:1", "http://127.0.0.1:2"],
        "crisis": [],  # it had one, whose port may be somebody else's now
    }


def test_a_state_of_an_older_build_is_read_with_every_replica_up() -> None:
    older = '{"processes": [{"name": "inbox", "pid": 1, "started_at": 1.0, "url": "http://127.0.0.1:1", "log": ""}]}'

    assert LocalState.model_validate_json(older).replicas("inbox")[0].phase == "up"


def test_one_command_at_a_time_changes_the_stack() -> None:
    with changing(), pytest.raises(StackError, match="Another"), changing():
        pytest.fail("two at a time")
    with changing():
        pass
