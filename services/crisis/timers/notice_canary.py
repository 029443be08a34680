"""The notifier's canary: a timer on the way of notices that looks at the mail server and notes that it came through.

Whoever watches sees from the time it last came through that notices leave; a notifier that is dead cannot say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog

from chassis.timers import DueTimer, NewTimer, Timers
from services.crisis.application.notice_metrics import CANARY
from services.crisis.application.notice_sending import NoticeSender

log = structlog.get_logger()

KEY = "notice-canary"
KIND = "notice_canary"
EVERY = timedelta(seconds=15)  # an alert after a minute without it has then missed three


class NoticeCanary:
    """Timer handler of the canary, and the background work that sets it off."""

    def __init__(self, timers: Timers, sender: NoticeSender) -> None:
        self._timers = timers
        self._sender = sender

    async def start(self) -> None:
        """Set it due now; another process' one is moved, not doubled."""
        await self._timers.schedule([NewTimer(KEY, "", KIND, self._timers.now(), {})])

    async def stop(self) -> None:
        """Nothing: another process goes on with it."""

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Look at the mail server, note that it came through, and set the next."""
        code = await self._sender.probe()
        now = self._timers.now()
        if code is None:
            CANARY.set(now.timestamp())
        else:
            log.warning("notices_cannot_leave", code=code)
        await self._timers.schedule([NewTimer(timer.key, "", KIND, now + EVERY, {}) for timer in due])
