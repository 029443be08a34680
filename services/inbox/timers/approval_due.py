"""The timers of approvals: a reply that nobody decided on in time is not sent."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from chassis.errors import Fenced
from chassis.timers import DueTimer
from services.inbox.application.approvals import Approvals
from services.inbox.application.reply_ports import ReplyTimers


class OnApprovalDue:
    """Ends approvals whose time is over; one that was decided, or asked for anew, is left as it is."""

    def __init__(self, approvals: Approvals, timers: ReplyTimers) -> None:
        """`timers` holds the rows of the approvals."""
        self._approvals = approvals
        self._timers = timers

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take up a batch; ending one twice has no further effect."""
        for timer in due:
            await self._approvals.expire(timer.brand, timer.payload["reply"])
            with contextlib.suppress(Fenced):  # set again meanwhile, for a later approval: that row stays
                await self._timers.done(timer)
