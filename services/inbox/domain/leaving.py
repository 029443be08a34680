"""What leaves for a platform: claimed before it goes, fenced by an epoch, and with an outcome that is never guessed.

queued -> claimed -> sent, or claimed -> queued (try again) | failed | unknown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeVar

from services.inbox.domain.conversation import StateNotAllowed

MAX_ATTEMPTS = 12  # with the backoff below 64 minutes: longer than most outages of a platform
FIRST_BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=30)
SENDER_INTERRUPTED = "sender_interrupted"


class StaleSending(Exception):
    """It was claimed anew since: the result of the older sending is dropped."""


class Sendable(Protocol):
    """What has the fields by which sending is told. `epoch` counts claims and fences the results of older ones."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def brand(self) -> str:
        """Whose it is."""

    @property
    def id(self) -> str:
        """The key it is sent under, however often."""

    @property
    def integration(self) -> str:
        """The account it leaves by."""

    @property
    def state(self) -> str:
        """How far it is."""

    @property
    def version(self) -> int:
        """How often it changed."""

    @property
    def attempts(self) -> int:
        """How often it was claimed since a person said go."""

    @property
    def epoch(self) -> int:
        """How often it was claimed."""

    @property
    def error_code(self) -> str | None:
        """What the last try met."""

    @property
    def next_try_at(self) -> datetime | None:
        """When it is tried again."""


L = TypeVar("L", bound=Sendable)


def taken_up(leaving: L) -> L:
    """Claim what is queued, before anything leaves.

    Raises:
        StateNotAllowed: It is not queued.
    """
    expect_state(leaving, "send", "queued")
    return changed(leaving, state="claimed", epoch=leaving.epoch + 1, attempts=leaving.attempts + 1, error_code=None)


def orphaned(leaving: L) -> L:
    """The sender died between claim and record: it may be out or not, so a person looks."""
    expect_state(leaving, "orphan", "claimed")
    return changed(leaving, state="unknown", error_code=SENDER_INTERRUPTED)


def sent(leaving: L, epoch: int, external_id: str | None, at: datetime) -> L:
    """The channel took it. Raises StaleSending when it was claimed anew since."""
    _fence(leaving, epoch)
    return changed(leaving, state="sent", external_id=external_id, sent_at=at)


def undecided(leaving: L, epoch: int, error_code: str) -> L:
    """The channel's answer was lost, so it may be out or not. Raises StaleSending when it was claimed anew since."""
    _fence(leaving, epoch)
    return changed(leaving, state="unknown", error_code=error_code)


def refused(leaving: L, epoch: int, error_code: str, *, retryable: bool, at: datetime, wait: float = 0.0) -> L:
    """The channel certainly did not take it: retry later, or fail for good. `wait` is the delay the channel asked for.

    Raises:
        StaleSending: It was claimed anew since.
    """
    _fence(leaving, epoch)
    if not retryable or leaving.attempts >= MAX_ATTEMPTS:
        return changed(leaving, state="failed", error_code=error_code)
    due = at + max(backoff(leaving.attempts), timedelta(seconds=wait))
    return changed(leaving, state="queued", error_code=error_code, next_try_at=due)


def backoff(attempts: int) -> timedelta:
    """The delay after this many attempts: doubling, bounded."""
    return min(LONGEST_BACKOFF, FIRST_BACKOFF * (1 << min(max(0, attempts - 1), 20)))


def expect_state(leaving: Sendable, command: str, *states: str) -> None:
    """Refuse a command in any other state; raises StateNotAllowed."""
    if leaving.state not in states:
        raise StateNotAllowed(command, leaving.state)


def _fence(leaving: Sendable, epoch: int) -> None:
    """A slow sender whose claim looked abandoned may still record the result of that claim."""
    orphan = leaving.state == "unknown" and leaving.error_code == SENDER_INTERRUPTED
    if leaving.epoch != epoch or not (leaving.state == "claimed" or orphan):
        raise StaleSending(leaving.id)


def changed(leaving: L, **changes: object) -> L:
    """The same with these fields, under the next version."""
    return replace(leaving, version=leaving.version + 1, **changes)
