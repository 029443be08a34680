"""Replicas come and go on record, wherever a command is interrupted. The services are stand-ins without a stack."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.local import processes, scaling
from deploy.local.services import new_key
from deploy.local.state import LocalState, addresses_path, need_state, write_state
from deploy.stack.errors import StackError
from deploy.stack.ports import free_ports

STAND_IN = "tests.support.a_listening_service"


def quiet(_: str) -> None:
    """Report to nobody."""


@pytest.fixture(autouse=True)
def up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a stack on record whose services are stand-ins; end them."""
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))
    monkeypatch.setattr(scaling, "MODULES", dict.fromkeys(("inbox", "gateway"), STAND_IN))
    ports = free_ports(2)
    services = {name: f"http://127.0.0.1:{port}" for name, port in zip(("inbox", "gateway"), ports, strict=True)}
    state = LocalState(gateway=services["gateway"], services=services, kafka="k", mongo="m")
    state.internal_key, state.seal_key, state.bootstrap_key = new_key(), new_key(), "b" * 32
    write_state(state)
    yield
    processes.end(need_state().processes)


def scale(count: int, service: str = "inbox") -> scaling.Scaled:
    return scaling.scale(service, count, quiet, tethered=True)


def names() -> list[str]:
    return [each.name for each in need_state().processes]


def addresses() -> list[str]:
    told: list[str] = json.loads(addresses_path().read_text())["inbox"]
    return told


def answers(url: str) -> bool:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def test_replicas_are_started_and_the_gateway_is_told_each_that_is_ready() -> None:
    known = need_state().services["inbox"]

    assert scale(3).started == ("inbox", "inbox-2", "inbox-3")
    assert names() == ["inbox", "inbox-2", "inbox-3"]
    assert addresses()[0] == known
    assert len(set(addresses())) == 3
    assert [answers(url) for url in addresses()] == [True] * 3
    assert {each.phase for each in need_state().processes} == {"up"}


def test_the_last_ones_end_first_and_a_number_that_is_free_is_given_again() -> None:
    scale(3)

    assert scale(1).ended == ("inbox-2", "inbox-3")
    assert names() == ["inbox"]
    assert len(addresses()) == 1
    assert scale(2).started == ("inbox-2",)
    assert scale(2) == scaling.Scaled()


def test_one_replica_is_drained_by_its_number_or_name_and_the_known_address_moves_to_one_that_lives() -> None:
    scale(3)
    second = addresses()[1]

    assert scaling.drain("inbox", "1", quiet).ended == ("inbox",)
    assert need_state().services["inbox"] == second
    assert scaling.drain("inbox", "inbox-3", quiet).ended == ("inbox-3",)
    assert addresses() == [second]
    assert scaling.drain("inbox", "", quiet).ended == ("inbox-2",)
    assert addresses() == []
    with pytest.raises(StackError, match="no replica 7"):
        scaling.drain("inbox", "7", quiet)


def test_a_service_without_a_replica_comes_back_where_it_was_known() -> None:
    known = need_state().services["inbox"]
    scale(1)
    scale(0)
    scale(1)

    assert addresses() == [known]


def test_what_an_interrupted_command_left_is_finished_and_what_died_is_forgotten() -> None:
    scale(4)
    state = need_state()
    died, starting, ending = state.processes[1:]
    starting.phase, ending.phase = "starting", "ending"
    write_state(state)
    processes.end([died])

    assert scale(2).started == ("inbox-2",)
    assert names() == ["inbox", "inbox-2"]
    assert [processes.find(each) for each in (starting, ending)] == [None, None]
    assert [answers(url) for url in addresses()] == [True, True]


def test_a_start_that_is_interrupted_leaves_nothing_behind() -> None:
    scale(1)

    reported = list[str]()

    def interrupt_once(line: str) -> None:
        reported.append(line)
        if len(reported) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scaling.scale("inbox", 3, interrupt_once, tethered=True)
    assert reported[1] == "waiting for inbox-2, inbox-3 to finish"
    assert names() == ["inbox"]


def test_a_replica_that_does_not_start_is_told_with_its_log_and_is_not_on_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scaling, "MODULES", {"inbox": "tests.support.no_such_module"})

    with pytest.raises(StackError, match="no_such_module"):
        scale(1)
    assert names() == []


def test_an_unknown_service_is_named() -> None:
    with pytest.raises(StackError, match="outbox"):
        scale(1, "outbox")
