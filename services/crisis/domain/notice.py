"""A notice: one person told of a page, ask, swap, course, approval or thanks, by their addresses, until they answer.

One of kind `level` is told to a webhook of the brand. What to do next is a pure function of the notice, the addresses
and the time: send to one address, wait, or end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from services.crisis.domain.notice_plan import AddressKind, NoticeAddress
from services.crisis.domain.severity import Severity

NoticeKind = Literal["page", "ask", "swap", "course", "approval", "level", "thanks"]
NoticeState = Literal["pending", "sent", "failed", "quiet", "no_address", "limited", "answered"]
Outcome = Literal["sent", "retry", "failed"]

PAUSES = (5.0, 15.0, 45.0, 120.0, 300.0)
"""Seconds before an address is tried again; after the last it is given up."""
LONGEST = timedelta(hours=1)
"""A notice nobody answered is told no further: by then escalation has called others."""
WITHOUT_LINK: frozenset[NoticeKind] = frozenset({"course", "approval", "level", "thanks"})
"""What no link answers: a course is learnt, a text is read before anybody agrees to it, only a person takes an
incident, and thanks ask nothing."""
PATIENT: frozenset[NoticeKind] = frozenset({"course", "approval", "thanks"})
"""What no crisis needs, and must hold up nothing that one does."""
TOLD_ONCE: frozenset[NoticeKind] = frozenset({"thanks"})
"""What no answer is awaited to: the first address that takes it is enough."""
AT_THE_SCREEN = timedelta(minutes=2)
"""An approval is told so late that who sees the list anyway decides first, and nobody else is disturbed."""


@dataclass(frozen=True, slots=True)
class NoticeAttempt:
    """One try at one address. `code` says what came of it, such as `http_200`, `smtp_550` or `not_connected`."""

    at: datetime
    address: str
    kind: AddressKind
    shown: str
    outcome: Outcome
    code: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """`about` is the id of a page, callout, swap, course, reply or story answer, or the incident of a level or thanks.

    `id` is derived from it and the person. `incident` is None of a swap, which is of a `rotation`, of a course and of
    an approval. `answered_by_link` is when its link was used, which works once. Of kind `level`, `person` is None: a
    `webhook` of the brand is told of a `level` in a `round`, both from 1. `text` are the words of thanks.
    """

    id: str
    kind: NoticeKind
    about: str
    incident: str | None
    person: str | None
    title: str
    severity: Severity
    raised_at: datetime
    ends_at: datetime
    state: NoticeState = "pending"
    attempts: tuple[NoticeAttempt, ...] = ()
    answered_by_link: datetime | None = None
    rotation: str | None = None
    text: str | None = None
    webhook: str | None = None
    level: int | None = None
    round: int | None = None

    @property
    def begins_at(self) -> datetime:
        """From when it is told; where there is little time for an approval, a quarter of it passes first."""
        if self.kind != "approval":
            return self.raised_at
        return self.raised_at + min(AT_THE_SCREEN, (self.ends_at - self.raised_at) / 4)


@dataclass(frozen=True, slots=True)
class SendTo:
    """Send to this address now."""

    address: NoticeAddress


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Nothing is to be done before this time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class EndAs:
    """Nothing is to be done any more."""

    state: NoticeState


def next_step(notice: Notice, addresses: Sequence[NoticeAddress], now: datetime) -> SendTo | WaitUntil | EndAs:
    """What follows: the address that is due first. One that was given up brings the next one forward."""
    if not addresses:
        return EndAs("no_address")
    if notice.kind in TOLD_ONCE and any(each.outcome == "sent" for each in notice.attempts):
        return EndAs("sent")
    due: list[tuple[datetime, NoticeAddress]] = []
    skipped: set[str] = set()
    at_once = True  # no address before this one was reached or may still be
    for address in addresses:
        tried = [each for each in notice.attempts if each.address == address.id]
        if tried and tried[-1].outcome == "sent":
            at_once = False
        elif tried and tried[-1].retry_at is None:
            skipped.add("failed")
        else:
            at = _due_at(notice, address, tried, now, at_once=at_once)
            if at is None:
                skipped.add("quiet")
            else:
                due.append((at, address))
                at_once = False
    if now >= notice.ends_at or not due:
        return EndAs(_ended(notice, skipped))
    at, address = min(due, key=lambda each: each[0])
    return SendTo(address) if at <= now else WaitUntil(at)


def _due_at(
    notice: Notice, address: NoticeAddress, tried: Sequence[NoticeAttempt], now: datetime, *, at_once: bool
) -> datetime | None:
    """When an address is due; None where it is quiet until after the notice's end."""
    if tried and tried[-1].retry_at is not None:
        at = tried[-1].retry_at
    else:
        at = notice.begins_at if at_once else notice.begins_at + timedelta(seconds=address.after_seconds)
    quiet_until = address.quiet.until(max(at, now), notice.severity) if address.quiet else None
    at = at if quiet_until is None else quiet_until
    return at if at < notice.ends_at else None


def _ended(notice: Notice, skipped: set[str]) -> NoticeState:
    if any(each.outcome == "sent" for each in notice.attempts):
        return "sent"
    return "quiet" if skipped == {"quiet"} else "failed"


def attempted(
    notice: Notice, address: NoticeAddress, now: datetime, code: str, *, outcome: Outcome, wait_seconds: float = 0.0
) -> Notice:
    """The notice after a try; what may be tried again has its time, until the pauses are used up."""
    tries = sum(each.address == address.id for each in notice.attempts)
    retry_at = None
    if outcome == "retry":
        outcome = "retry" if tries < len(PAUSES) else "failed"
        retry_at = now + timedelta(seconds=max(PAUSES[tries], wait_seconds)) if outcome == "retry" else None
    attempt = NoticeAttempt(now, address.id, address.kind, address.shown, outcome, code, retry_at)
    return replace(notice, attempts=(*notice.attempts, attempt))


def ended(notice: Notice, state: NoticeState) -> Notice:
    """The notice when nothing more is sent."""
    return replace(notice, state=state)
