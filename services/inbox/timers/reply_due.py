"""Queued replies, and queued posts, that come due are sent; withdrawals that come due are taken to their platform."""

from __future__ import annotations

from chassis.clock import Clock
from services.inbox.application.directory import Directory
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.post_sending import PostSender
from services.inbox.application.reply_order import InOrder
from services.inbox.application.reply_ports import ReplyTimers
from services.inbox.application.reply_sending import ReplySender
from services.inbox.application.timers import post_timer, reply_timer, withdrawal_timer
from services.inbox.application.withdrawing import Withdrawer
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.reply import Reply
from services.inbox.timers.sending_due import OnSendingDue


def on_reply_due(
    unit: UnitOfWork, sender: ReplySender, timers: ReplyTimers, directory: Directory, clock: Clock
) -> OnSendingDue[Reply]:
    """The handler of the timers of replies."""
    in_order = InOrder(sender, unit, timers, clock)
    return OnSendingDue("reply", unit.replies, in_order, reply_timer, timers, directory, clock)


def on_post_due(
    unit: UnitOfWork, sender: PostSender, timers: ReplyTimers, directory: Directory, clock: Clock
) -> OnSendingDue[BrandPost]:
    """The handler of the timers of posts."""
    return OnSendingDue("post", unit.posts, sender, post_timer, timers, directory, clock)


def on_withdrawal_due(
    unit: UnitOfWork, withdrawer: Withdrawer, timers: ReplyTimers, directory: Directory, clock: Clock
) -> OnSendingDue[Reply]:
    """The handler of the timers of withdrawals, which go also while what the brand says is held."""
    return OnSendingDue("reply", unit.replies, withdrawer, withdrawal_timer, timers, directory, clock)
