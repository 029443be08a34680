"""An invitation: an employee is asked to help with one conversation, and may be given it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

InvitationState = Literal["open", "accepted", "declined", "ended"]
Reply = Literal["accepted", "declined"]
LIVE: frozenset[InvitationState] = frozenset({"open", "accepted"})
MAX_LIVE = 5  # of one conversation at once
MAX_INVITATIONS = 20  # remembered per task, the live ones always among them


class InvitationRefused(Exception):
    """An invitation cannot be made or answered so; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who was invited by whom, why and until when (None: as long as the task); `changed_at` is that of its state."""

    employee: str
    by: str
    why: str
    at: datetime
    until: datetime | None
    state: InvitationState
    changed_at: datetime

    @property
    def live(self) -> bool:
        """Whether it stands, as far as time has been looked at."""
        return self.state in LIVE


def with_invitation(invitations: Iterable[Invitation], new: Invitation) -> tuple[Invitation, ...]:
    """The invitations with one more.

    Raises:
        InvitationRefused: They are invited already, or enough others are.
    """
    held = tuple(invitations)
    live = [each for each in held if each.live]
    if any(each.employee == new.employee for each in live):
        raise InvitationRefused("already_invited")
    if len(live) >= MAX_LIVE:
        raise InvitationRefused("too_many_invitations")
    over = [each for each in held if not each.live]
    forgotten = over[: max(0, len(held) + 1 - MAX_INVITATIONS)]
    return (*(each for each in held if each not in forgotten), new)


def answered(invitations: Iterable[Invitation], employee: str, reply: Reply, now: datetime) -> tuple[Invitation, ...]:
    """The invitations after an answer; the same answer again changes nothing.

    Raises:
        InvitationRefused: They were never invited, the invitation is over, or was answered otherwise.
    """
    held = tuple(invitations)
    theirs = [each for each in held if each.employee == employee]
    if not theirs:
        raise InvitationRefused("not_invited")
    last = theirs[-1]
    if last.state == reply:
        return held
    if last.state != "open" or (last.until is not None and last.until <= now):
        raise InvitationRefused("invitation_over")
    return tuple(replace(each, state=reply, changed_at=now) if each is last else each for each in held)


def ended(invitations: Iterable[Invitation], now: datetime, employee: str | None = None) -> tuple[Invitation, ...]:
    """The invitations, those that are live ended: all, or those of one employee."""
    return tuple(
        replace(each, state="ended", changed_at=now) if each.live and employee in {None, each.employee} else each
        for each in invitations
    )


def expired(invitations: Iterable[Invitation], now: datetime) -> tuple[Invitation, ...]:
    """The invitations, those whose time is over ended."""
    return tuple(
        replace(each, state="ended", changed_at=now)
        if each.live and each.until is not None and each.until <= now
        else each
        for each in invitations
    )


def helps(invitations: Iterable[Invitation], employee: str, now: datetime) -> bool:
    """Whether an employee has said yes and their time is not over."""
    return any(
        each.employee == employee and each.state == "accepted" and (each.until is None or each.until > now)
        for each in invitations
    )
