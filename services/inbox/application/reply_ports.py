"""Ports of sending replies and withdrawing them: the way out, and the timers that have it taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from channels.sending import OutboundPost, OutboundReply, SendResult
from channels.withdrawing import SentReply, WithdrawResult
from chassis.timer_order import Precedence
from chassis.timers import DueTimer, NewTimer
from services.inbox.application.directory import IntegrationCopy


class Sending(Protocol):
    """The port through which replies are sent."""

    async def send(self, integration: IntegrationCopy, reply: OutboundReply) -> SendResult:
        """Send once; what the channel or the network does is in the result, never raised."""

    async def publish(self, integration: IntegrationCopy, post: OutboundPost) -> SendResult:
        """Publish a post of the brand's own, once, like `send`."""

    async def withdraw(self, integration: IntegrationCopy, sent: SentReply) -> WithdrawResult:
        """Have a reply deleted at its platform, like `send`; once more is harmless."""


class ReplyTimers(Protocol):
    """The timers of replies."""

    async def done(self, timer: DueTimer) -> None:
        """Finish a timer. Raises Fenced when it was moved or taken over."""

    async def give_precedence(self, keys: Sequence[str], precedence: Precedence) -> None:
        """Change what timers go before; those in hand stay so."""

    async def schedule(self, timers: Sequence[NewTimer]) -> None:
        """Set timers; one that is there under the same key is moved."""
