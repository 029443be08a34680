"""Named lines at which a process kills itself when a setting names one, so that a test can crash it exactly there.

`MUSTER_CRASH_AT=<point>` or `<point>:<n>` arms one of them for the n-th time it is passed; without it nothing happens.
It is for fault tests: no compose file and no chart sets it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import structlog

VARIABLE = "MUSTER_CRASH_AT"
POINTS = {
    "gateway.before_produce": "accepted events are read and nothing is in the log",
    "gateway.produced_not_acked": "events are on their way to the log and it has not answered",
    "gateway.acked_not_answered": "the log has the events and the caller has no answer",
    "gateway.webhooks_stored_not_committed": "deliveries to endpoints are stored and their offsets are not committed",
    "gateway.webhook_sent_not_recorded": "an endpoint has a delivery and the gateway has not written that down",
    "gateway.act_stored_not_done": "an act is in the audit trail and nothing of its work is begun",
    "gateway.drill_half_prepared": "the brand of a drill is made and its settings are not copied",
    "gateway.drill_posted_not_stored": "messages of a drill are in the log and the drill does not say so",
    "inbox.written_not_committed": "a batch is in MongoDB, its events and its offsets are not in Kafka",
    "routing.claimed_not_published": "seats are claimed and their offers are not written",
    "inbox.sent_not_recorded": "the platform has a reply and the inbox has not written that down",
    "crisis.notice_sent_not_recorded": "a person was told of a page or an ask and crisis has not written that down",
    "timers.due_not_handled": "due timers are leased and nothing was done about them",
}
"""Every point, and what is true at that line."""

ON_THE_WAY_SECONDS = 0.01  # longer than the producer collects a batch, shorter than a busy broker takes to answer

log = structlog.get_logger(__name__)


class _Armed:
    """The one point of this process, and how often it is still passed unharmed."""

    def __init__(self, text: str) -> None:
        name, _, number = text.partition(":")
        if text and (name not in POINTS or not (number or "1").isdigit() or number == "0"):
            sys.stderr.write(f"{VARIABLE}: {text!r} is none of {', '.join(POINTS)}, each with :<n> if wanted\n")
            raise SystemExit(2)
        self.name = name
        self.left = int(number or 1)
        if name:
            log.warning("crash_point_armed", point=name, passes=self.left)


_armed = _Armed("")


def arm() -> None:
    """Arm the point that the environment names, if it names one; ends the process when there is no such point."""
    global _armed  # noqa: PLW0603 - one point of one process, and every line that has one asks for it
    _armed = _Armed(os.environ.get(VARIABLE, ""))


def reach(point: str) -> None:
    """Pass a point; does not return when it is the armed one and this is the time."""
    if point == _armed.name and _due():
        os.kill(os.getpid(), signal.SIGKILL)


def reach_soon(point: str) -> None:
    """Pass a point that lies within the next await: the process dies a moment later."""
    if point == _armed.name and _due():
        asyncio.get_running_loop().call_later(ON_THE_WAY_SECONDS, os.kill, os.getpid(), signal.SIGKILL)


def _due() -> bool:
    _armed.left -= 1
    return _armed.left == 0
