"""A process dies with SIGKILL on a named line, its twin goes on, and a supervisor starts it again."""

from __future__ import annotations

from chassis.crash_points import POINTS
from tests.e2e.rig import eventually
from tests.faults.scene import Case, Scene

DEATH_SECONDS = 60.0


def _dies(member: str, point: str, passes: int, *, replying: bool = False) -> Case:
    def fault(scene: Scene) -> None:
        with scene.house.armed(member, f"{point}:{passes}") as armed:
            eventually(lambda: not armed.child.alive, f"the death of {member} at {point}", DEATH_SECONDS)
            scene.broken()
        scene.healed()

    name = "dies_" + point.replace(".", "_")
    return Case(name, f"{member} dies where {POINTS[point]}", fault, replying=replying)


CASES = [
    _dies("gateway-2", "gateway.before_produce", 3),
    _dies("gateway-2", "gateway.produced_not_acked", 3),
    _dies("gateway-2", "gateway.acked_not_answered", 3),
    _dies("gateway-2", "gateway.webhooks_stored_not_committed", 3),
    _dies("inbox-2", "inbox.written_not_committed", 4),
    _dies("routing-2", "routing.claimed_not_published", 1),
    _dies("inbox-2", "inbox.sent_not_recorded", 1, replying=True),
    _dies("inbox-2", "timers.due_not_handled", 1, replying=True),
]
