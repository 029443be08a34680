"""A conversation and what may happen to it; every change gives the next version and says which clocks it touched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.inbox.domain import sla
from services.inbox.domain.sla import Clock, ClockKind, PolicyBook
from services.inbox.domain.triage import Decision, Triage, asks_us, stronger

Status = Literal["open", "waiting", "resolved"]
Visibility = Literal["public", "private"]

ENDED_CLOCKS_KEPT = 20  # the whole history is in the events; this many are enough to show beside a conversation
TOPICS_KEPT = 16  # a conversation about more than these is about anything


class NotAllowed(Exception):
    """The conversation's state does not allow the command; `state` is what it is now."""

    def __init__(self, command: str, state: str) -> None:
        super().__init__(f"{command} is not allowed when {state}")
        self.command = command
        self.state = state


class NotHolder(Exception):
    """Somebody else holds the conversation, or the epoch is of an earlier holding."""

    def __init__(self, epoch: int) -> None:
        super().__init__("the conversation is held by someone else")
        self.epoch = epoch


class NotHeardYet(NotHolder):
    """The caller names a newer epoch than routing's word here: it is on its way, the same command works in a moment."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages of one thread with one contact, as of `version`. Times are aware and in UTC.

    `holder` and `epoch` are a copy of what routing decided; `superseded` says that a newer conversation of the same
    thread exists, so this one is never opened again. `unanswered_since` is the oldest inbound without an answer.
    """

    brand: str
    id: str
    thread: str
    contact: str
    integration: str
    channel: str
    opened_by: str
    opened_at: datetime
    visibility: Visibility
    version: int = 0
    status: Status = "open"
    triage: Triage = "ignore"
    priority: int = 0
    triaged_by: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    last_inbound_at: datetime | None = None
    last_inbound: str | None = None
    unanswered_since: datetime | None = None
    first_reply_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    clocks: tuple[Clock, ...] = ()
    inbound: int = 0
    outbound: int = 0
    reopened: int = 0
    holder: str | None = None
    epoch: int = 0
    task_version: int = 0
    superseded: bool = False

    @property
    def needs_reply(self) -> bool:
        """Whether a person outside waits for our answer."""
        return self.status == "open" and self.unanswered_since is not None and asks_us(self.triage)

    @property
    def running(self) -> tuple[Clock, ...]:
        """The clocks that count now."""
        return tuple(clock for clock in self.clocks if clock.state == "running")

    @property
    def due_at(self) -> datetime | None:
        """When the first running clock breaches."""
        return min((clock.due_at for clock in self.clocks if clock.state == "running"), default=None)


@dataclass(frozen=True, slots=True)
class Step:
    """A change of a conversation with the clocks it started (or resumed) and stopped."""

    conversation: Conversation
    started: tuple[Clock, ...] = ()
    stopped: tuple[Clock, ...] = ()
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a conversation needs to know of a message that came in."""

    message: str
    at: datetime
    language: str | None
    topics: tuple[str, ...]
    automated: bool


def receive(before: Conversation, message: Inbound, decision: Decision, book: PolicyBook) -> Step:
    """Take in a message: triage may rise, a resolved conversation opens again, clocks start."""
    asks = asks_us(decision.decision) and not message.automated
    woken = before.status == "resolved" and asks
    triage, priority, by = _merged(before, decision, fresh=woken or before.inbound == 0)
    topics = before.topics
    if message.topics and not set(message.topics) <= set(topics):
        topics = tuple(dict.fromkeys((*topics, *message.topics)))[:TOPICS_KEPT]
    after = replace(
        before,
        version=before.version + 1,
        status="open" if asks else before.status,
        triage=triage,
        priority=priority,
        triaged_by=by,
        language=message.language or before.language,
        topics=topics,
        last_inbound_at=message.at,
        last_inbound=message.message,
        unanswered_since=before.unanswered_since or message.at if not message.automated else before.unanswered_since,
        resolved_at=None if woken else before.resolved_at,
        resolved_by=None if woken else before.resolved_by,
        inbound=before.inbound + 1,
        reopened=before.reopened + int(woken),
    )
    if not asks:
        return Step(after, reopened=woken)
    return _start_clocks(after, message.at, "contact_wrote", book, reopened=woken)


def edit_triage(before: Conversation, decision: Decision, at: datetime, book: PolicyBook) -> Step:
    """Take the decision of an edited message into account; it can raise what the conversation asks, not lower it."""
    triage, priority, by = _merged(before, decision, fresh=False)
    after = replace(before, version=before.version + 1, triage=triage, priority=priority, triaged_by=by)
    if after.needs_reply and not before.needs_reply:
        return _start_clocks(after, at, "message_edited", book)
    return Step(after)


def touch(before: Conversation) -> Step:
    """A change that leaves the state as it is, such as a deleted message, still makes a version."""
    return Step(replace(before, version=before.version + 1))


def answer(before: Conversation, at: datetime, book: PolicyBook) -> Step:
    """A reply went out: response clocks stop, the resolution clock waits for the contact."""
    clocks, stopped = [], []
    for clock in before.clocks:
        policy = book.of(clock)
        if clock.state == "running" and clock.kind != "resolution":
            ended = sla.stop(clock, at, "replied", policy)
            stopped.append(ended)
            clocks.append(ended)
        elif clock.state == "running" and policy.pause_resolution_while_waiting:
            clocks.append(sla.pause(clock, at, "waiting_for_contact", policy))
        else:
            clocks.append(clock)
    after = replace(
        before,
        version=before.version + 1,
        status="waiting" if before.status == "open" else before.status,
        unanswered_since=None,
        first_reply_at=before.first_reply_at or at,
        outbound=before.outbound + 1,
        clocks=_kept(clocks),
    )
    return Step(after, stopped=tuple(stopped))


def resolve(before: Conversation, at: datetime, by: str, book: PolicyBook) -> Step:
    """Nothing is left to answer.

    Raises:
        NotAllowed: It is resolved already.
    """
    if before.status == "resolved":
        raise NotAllowed("resolve", before.status)
    stopped = [sla.stop(clock, at, "resolved", book.of(clock)) for clock in before.clocks if clock.state != "stopped"]
    ended = [clock for clock in before.clocks if clock.state == "stopped"]
    after = replace(
        before,
        version=before.version + 1,
        status="resolved",
        resolved_at=at,
        resolved_by=by,
        unanswered_since=None,
        clocks=_kept([*ended, *stopped]),
    )
    return Step(after, stopped=tuple(stopped))


def reopen(before: Conversation, at: datetime, book: PolicyBook) -> Step:
    """A person opens a resolved conversation again.

    Raises:
        NotAllowed: It is not resolved, or a newer conversation of the thread has taken its place.
    """
    if before.superseded:
        raise NotAllowed("reopen", "superseded")
    if before.status != "resolved":
        raise NotAllowed("reopen", before.status)
    after = replace(
        before,
        version=before.version + 1,
        status="open",
        resolved_at=None,
        resolved_by=None,
        unanswered_since=at,
        reopened=before.reopened + 1,
    )
    if not asks_us(after.triage):
        return Step(after, reopened=True)
    return _start_clocks(after, at, "reopened", book, reopened=True)


def override(before: Conversation, decision: Decision, at: datetime, book: PolicyBook) -> Step:
    """A person judges otherwise than the rules; their word stands until the conversation is opened again.

    Raises:
        NotAllowed: The conversation is resolved.
    """
    if before.status == "resolved":
        raise NotAllowed("triage", before.status)
    after = replace(
        before,
        version=before.version + 1,
        triage=decision.decision,
        priority=decision.priority,
        triaged_by=decision.by,
    )
    if asks_us(decision.decision):
        return _start_clocks(after, at, "triage_overridden", book) if after.needs_reply else Step(after)
    running = [clock for clock in before.clocks if clock.state != "stopped"]
    stopped = [sla.stop(clock, at, "triage_overridden", book.of(clock)) for clock in running]
    ended = [clock for clock in before.clocks if clock.state == "stopped"]
    return Step(replace(after, clocks=_kept([*ended, *stopped])), stopped=tuple(stopped))


def breach(before: Conversation, at: datetime) -> tuple[Conversation, tuple[Clock, ...]]:
    """Mark the running clocks whose due time has passed; gives the conversation unchanged when there are none."""
    late = tuple(replace(clock, breached=True) for clock in before.clocks if sla.is_due(clock, at))
    if not late:
        return before, ()
    clocks = tuple(replace(clock, breached=True) if sla.is_due(clock, at) else clock for clock in before.clocks)
    return replace(before, version=before.version + 1, clocks=clocks), late


def supersede(before: Conversation) -> Conversation:
    """A newer conversation of the thread has begun, so this one stays closed."""
    return replace(before, superseded=True)


def hold(before: Conversation, holder: str | None, epoch: int, task_version: int) -> Conversation:
    """Copy who holds the conversation; an older word of routing changes nothing. The version stays: routing owns it."""
    if task_version <= before.task_version:
        return before
    return replace(before, holder=holder, epoch=epoch, task_version=task_version)


def check_holder(conversation: Conversation, person: str, epoch: int | None) -> None:
    """Let only the holder act, under the epoch they hold it by where they say one.

    Raises:
        NotHeardYet: The epoch is newer than what was heard of routing.
        NotHolder: Somebody else holds it, nobody does, or the epoch is an older one.
    """
    if epoch is not None and epoch > conversation.epoch:
        raise NotHeardYet(conversation.epoch)
    if conversation.holder != person or (epoch is not None and epoch != conversation.epoch):
        raise NotHolder(conversation.epoch)


def _merged(before: Conversation, decision: Decision, *, fresh: bool) -> tuple[Triage, int, str | None]:
    """What the conversation asks of us after one more decision.

    It never sinks while unanswered; a person's word is outvoted only by an escalation.
    """
    if fresh or (before.unanswered_since is None and before.triaged_by is None):
        return decision.decision, decision.priority, None
    if before.triaged_by is not None and decision.decision != "escalate":
        return before.triage, before.priority, before.triaged_by
    triage = stronger(before.triage, decision.decision)
    return triage, max(before.priority, decision.priority), None


def _start_clocks(after: Conversation, at: datetime, cause: str, book: PolicyBook, *, reopened: bool = False) -> Step:
    """Start the response clock that is missing, and start or resume the resolution clock."""
    kinds: dict[ClockKind, Clock] = {clock.kind: clock for clock in after.clocks if clock.state != "stopped"}
    clocks, started = list(after.clocks), []
    wanted: tuple[ClockKind, ClockKind] = (
        "first_response" if after.first_reply_at is None else "next_response",
        "resolution",
    )
    for kind in wanted:
        known = kinds.get(kind)
        if known is None:
            fresh = sla.start(kind, at, cause, after.priority, book.current)
            clocks.append(fresh)
            started.append(fresh)
        elif known.state == "paused":
            running = sla.resume(known, at, cause, book.of(known))
            clocks[clocks.index(known)] = running
            started.append(running)
    if not started:
        return Step(after, reopened=reopened)
    return Step(replace(after, clocks=_kept(clocks)), started=tuple(started), reopened=reopened)


def _kept(clocks: list[Clock]) -> tuple[Clock, ...]:
    """All live clocks and the newest of the ended ones."""
    if len(clocks) <= ENDED_CLOCKS_KEPT:
        return tuple(clocks)
    ended = [clock for clock in clocks if clock.state == "stopped"]
    dropped = set(map(id, ended[: max(0, len(ended) - ENDED_CLOCKS_KEPT)]))
    return tuple(clock for clock in clocks if id(clock) not in dropped)
