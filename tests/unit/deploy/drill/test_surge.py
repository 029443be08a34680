"""The surge drill posts to this machine alone, asks before it does, and ends what it started."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.drill.alert import GaugeAlert
from deploy.drill.operator import ScaleOrder
from deploy.drill.sight import GroupSight, StackSight
from deploy.drill.surge import run_surge
from deploy.drill.surge_duty import OperatorDuty
from deploy.drill.surge_record import SurgeOptions, SurgeRecord
from deploy.local.scaling import Scaled
from deploy.local.state import LocalState, Running
from deploy.stack.errors import StackError


def test_another_machine_is_not_loaded() -> None:
    with pytest.raises(StackError, match="not on this machine"):
        run_surge(LocalState(gateway="https://muster.example"), SurgeOptions(seed=1), lambda _: None)


def test_where_nobody_can_be_asked_it_needs_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.local.state.read_state", lambda: LocalState(gateway="http://127.0.0.1:9"))

    result = CliRunner().invoke(app, ["drill", "surge"])

    assert result.exit_code == 1
    assert "may start processes" in " ".join(result.stderr.split())
    assert "say --yes" in result.stderr


def test_what_was_scaled_is_scaled_back_where_the_drill_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    orders: list[tuple[str, int]] = []
    running = [Running(name=name, pid=1, started_at=0.0, url="http://127.0.0.1:9") for name in ("inbox", "inbox-2")]
    monkeypatch.setattr("deploy.drill.surge_duty.need_state", lambda: LocalState(processes=running))

    def scale(service: str, count: int, *_: Any, **__: Any) -> Scaled:
        orders.append((service, count))
        return Scaled(started=(f"{service}-{count}",))

    monkeypatch.setattr("deploy.local.scaling.scale", scale)
    behind = GroupSight("inbox", 900, 9.0, 30.0, 12, 12)
    looks = [StackSight(0.0, {"inbox": behind}, {"inbox": {"inbox": 12}}, {}, arriving=True)]

    def look(*, arriving: bool) -> StackSight:
        if not looks:
            raise StackError(f"Kafka is gone, arriving {arriving}.")
        return looks.pop()

    record = SurgeRecord(SurgeOptions(seed=1, for_seconds=0))
    duty = OperatorDuty(record, GaugeAlert("A", "m", 1), lambda _: None, tethered=True)
    monkeypatch.setattr(duty, "_eyes", SimpleNamespace(look=look))

    with pytest.raises(StackError, match="Kafka is gone"):
        duty.stand(SimpleNamespace(is_alive=lambda: True), 1.0)  # type: ignore[arg-type] # all that is asked of it
    duty.put_back()

    assert ScaleOrder(*orders[0]) == ScaleOrder("inbox", 2)
    assert orders[1:] == [("inbox", 1)]
    assert record.entries[-1].text == "muster scale inbox 1, because the drill ends"
