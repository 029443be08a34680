"""MongoDB's commands fail while it runs: before the write, after it, and a hundredth of all for no reason we know."""

from __future__ import annotations

from typing import Any

from tests.faults.house import direct
from tests.faults.scene import Case, Scene

SHUTTING_DOWN = 91  # a code drivers try again on
NOBODY_EXPECTS = 2  # BadValue: no code of ours has a branch for it
COMMANDS = ["insert", "update", "findAndModify", "find", "commitTransaction"]


def _failing(name: str, says: str, mode: dict[str, Any], data: dict[str, Any]) -> Case:
    def fault(scene: Scene) -> None:
        _, address = scene.house.primary()
        scene.broken()
        with direct(address) as client:
            client.admin.command({"configureFailPoint": "failCommand", "mode": mode, "data": data})
            scene.crowd.until(400, 20.0)
            client.admin.command({"configureFailPoint": "failCommand", "mode": "off"})
        scene.healed()

    return Case(name, says, fault)


AFTER = {"code": SHUTTING_DOWN, "errmsg": "the primary went while it waited for the others"}
CASES = [
    _failing(
        "fails_before_the_write",
        "forty commands are refused before MongoDB does anything",
        {"times": 40},
        {"failCommands": COMMANDS, "errorCode": SHUTTING_DOWN},
    ),
    _failing(
        "fails_after_the_write",
        "forty writes are done and their acknowledgement is an error",
        {"times": 40},
        {"failCommands": ["insert", "update", "findAndModify", "commitTransaction"], "writeConcernError": AFTER},
    ),
    _failing(
        "one_in_a_hundred",
        "a hundredth of all commands fail with an error no handler knows",
        {"activationProbability": 0.01},
        {"failCommands": COMMANDS, "errorCode": NOBODY_EXPECTS},
    ),
]
