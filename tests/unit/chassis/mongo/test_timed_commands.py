"""Commands to MongoDB are timed under names of ours, however many the driver has."""

from types import SimpleNamespace
from typing import Any

from prometheus_client import REGISTRY

from chassis.mongo.timed_commands import TimedCommands


def _command(name: str, milliseconds: float) -> Any:  # noqa: ANN401 - the driver's event
    return SimpleNamespace(command_name=name, duration_micros=milliseconds * 1000)


def _seconds(command: str, outcome: str, what: str = "sum") -> float:
    labels = {"command": command, "outcome": outcome}
    return REGISTRY.get_sample_value(f"muster_mongo_command_seconds_{what}", labels) or 0.0


def test_a_command_is_timed_by_name_and_outcome_and_an_unknown_one_is_other() -> None:
    watch = TimedCommands()
    found, failed, other = _seconds("find", "succeeded"), _seconds("update", "failed"), _seconds("other", "succeeded")
    watch.succeeded(_command("find", 250))
    watch.failed(_command("update", 500))
    watch.succeeded(_command("whatever", 1000))
    assert round(_seconds("find", "succeeded") - found, 6) == 0.25
    assert round(_seconds("update", "failed") - failed, 6) == 0.5
    assert round(_seconds("other", "succeeded") - other, 6) == 1.0
