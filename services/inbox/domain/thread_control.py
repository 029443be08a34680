"""Which app holds a private thread: while another one does, messages are seen and nothing is promised.

What is unanswered when the thread is ours again starts its promise from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.inbox.domain import sla
from services.inbox.domain.conversation import Conversation, ConversationStep
from services.inbox.domain.conversation_clocks import live_and_newest, start_clocks
from services.inbox.domain.sla import PolicyBook


class ThreadHeldElsewhere(Exception):
    """Another app of the brand holds the thread: what we send would be refused, or talk across it."""


@dataclass(frozen=True, slots=True)
class Control:
    """A word of the platform on who holds a thread, at the platform's time."""

    is_ours: bool
    at: datetime


def check_ours(conversation: Conversation) -> None:
    """Let only a thread be answered that we hold.

    Raises:
        ThreadHeldElsewhere: Another app holds it.
    """
    if conversation.standby:
        raise ThreadHeldElsewhere(conversation.id)


def heard(before: Conversation, control: Control, now: datetime, book: PolicyBook) -> ConversationStep:
    """Take in who holds the thread, at the version as it is; a word older than the newest one changes nothing.

    Clocks end when the thread goes to another app and begin when it comes to us, both at `now`, the time of arrival.
    """
    if before.control_at is not None and control.at < before.control_at:
        return ConversationStep(before)
    after = replace(before, standby=not control.is_ours, control_at=control.at)
    if after.standby and not before.standby:
        return _passed_on(after, now, book)
    if before.standby and after.needs_reply:
        return start_clocks(after, now, "thread_handed_over", book)
    return ConversationStep(after)


def changed(before: Conversation, control: Control, now: datetime, book: PolicyBook) -> ConversationStep:
    """The same as a fact of its own, which makes a version."""
    return heard(replace(before, version=before.version + 1), control, now, book)


def joined(earlier: ConversationStep, later: ConversationStep) -> ConversationStep:
    """Two changes by one event as one; a clock that both started is started once, as the later one left it."""
    again = {clock.kind for clock in later.started}
    started = [clock for clock in earlier.started if clock.kind not in again]
    return replace(later, started=(*started, *later.started), stopped=(*earlier.stopped, *later.stopped))


def _passed_on(after: Conversation, now: datetime, book: PolicyBook) -> ConversationStep:
    live = [clock for clock in after.clocks if clock.state != "stopped"]
    stopped = [sla.stop(clock, now, "thread_passed_on", book.of(clock)) for clock in live]
    ended = [clock for clock in after.clocks if clock.state == "stopped"]
    return ConversationStep(replace(after, clocks=live_and_newest([*ended, *stopped])), stopped=tuple(stopped))
