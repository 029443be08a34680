"""The kinds of timers of the gateway, and how they are taken up."""

from __future__ import annotations

from chassis.service import Timed
from chassis.timer_runner import TimerHandler
from gateway.application.drill_running import DRILL_TIMER
from gateway.application.gateway import Gateway
from gateway.application.heartbeats import HEARTBEAT_TIMER
from gateway.timers.canary_due import CANARY_TIMER, MessageCanary
from gateway.timers.drill_due import OnDrillDue
from gateway.timers.heartbeat_due import OnHeartbeatDue

POLL_SECONDS = 10  # what a process sets by itself is taken up at its time
DRILL_LEASE_SECONDS = 60.0  # longer than the copy of a brand for a hundred people takes


def timed(parts: Gateway, canary: MessageCanary) -> tuple[Timed, Timed]:
    """Heartbeats, with the canaries, and drills apart: the copy of a brand takes its time."""
    heartbeats: dict[str, TimerHandler] = {
        HEARTBEAT_TIMER: OnHeartbeatDue(parts.heartbeats),
        CANARY_TIMER: canary,
    }
    drills: dict[str, TimerHandler] = {DRILL_TIMER: OnDrillDue(parts.drills.runner)}
    return (
        Timed(parts.heartbeats.timers, heartbeats, poll_seconds=POLL_SECONDS),
        Timed(parts.drills.timers, drills, poll_seconds=POLL_SECONDS, lease_seconds=DRILL_LEASE_SECONDS),
    )
