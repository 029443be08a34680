"""The withdrawal of a reply that is out: asked for, claimed, and what its platform said; never guessed.

queued -> claimed -> withdrawn | cannot_be_withdrawn | failed | unknown, or claimed -> queued (ask again). Asking again
is harmless, so one that a dead process had claimed is claimed once more; but from then on, as after an answer that was
lost, it may have happened, and what cannot be found out ends as `unknown` and not as `failed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.leaving import MAX_ATTEMPTS, StaleSending, backoff

WithdrawalState = Literal["queued", "claimed", "withdrawn", "cannot_be_withdrawn", "failed", "unknown"]
UNDER_WAY: tuple[WithdrawalState, ...] = ("queued", "claimed")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One withdrawal. `round` counts how often it was asked for, `epoch` its claims, which fence older results.

    `unsure`: the platform may have deleted it without our knowing. `code` says what the last try met.
    """

    by: str
    asked_at: datetime
    round: int
    state: WithdrawalState = "queued"
    epoch: int = 0
    attempts: int = 0
    unsure: bool = False
    next_try_at: datetime | None = None
    ended_at: datetime | None = None
    code: str | None = None


def begun(before: Withdrawal | None, by: str, round_: int, at: datetime, due_at: datetime) -> Withdrawal:
    """Asked for, or asked for again, to go at a time; what may have happened before is not forgotten."""
    if before is None:
        return Withdrawal(by, at, round_, next_try_at=due_at)
    unsure = before.unsure or before.state == "claimed"
    return Withdrawal(by, at, round_, epoch=before.epoch, unsure=unsure, next_try_at=due_at)


def hindered(by: str, round_: int, code: str, at: datetime) -> Withdrawal:
    """Asked for where it cannot be done."""
    return Withdrawal(by, at, round_, state="cannot_be_withdrawn", ended_at=at, code=code)


def taken_up(withdrawal: Withdrawal) -> Withdrawal:
    """Claim it before the platform is asked.

    Raises:
        StateNotAllowed: It has ended.
    """
    if withdrawal.state not in UNDER_WAY:
        raise StateNotAllowed("withdraw", withdrawal.state)
    unsure = withdrawal.unsure or withdrawal.state == "claimed"
    return replace(
        withdrawal,
        state="claimed",
        epoch=withdrawal.epoch + 1,
        attempts=withdrawal.attempts + 1,
        unsure=unsure,
        code=None,
    )


def done(withdrawal: Withdrawal, at: datetime) -> Withdrawal:
    """It is gone at its platform, whoever asked and whatever else was said."""
    if withdrawal.state == "withdrawn":
        return withdrawal
    return replace(withdrawal, state="withdrawn", ended_at=at, next_try_at=None, code=None)


def not_allowed(withdrawal: Withdrawal, epoch: int, code: str, at: datetime) -> Withdrawal:
    """The platform leaves it where it is. Raises StaleSending when it was claimed anew since."""
    _fence(withdrawal, epoch)
    return _ended(withdrawal, "cannot_be_withdrawn", code, at)


def failed(withdrawal: Withdrawal, epoch: int, code: str, at: datetime) -> Withdrawal:
    """It was refused for good. Raises StaleSending when it was claimed anew since."""
    _fence(withdrawal, epoch)
    return _ended(withdrawal, "unknown" if withdrawal.unsure else "failed", code, at)


def again(
    withdrawal: Withdrawal, epoch: int, code: str, at: datetime, *, wait: float = 0.0, unsure: bool = False
) -> Withdrawal:
    """Ask again later, at most as often as sending is tried; `wait` is the delay in seconds the channel asked for.

    Raises:
        StaleSending: It was claimed anew since.
    """
    _fence(withdrawal, epoch)
    tried = replace(withdrawal, unsure=withdrawal.unsure or unsure)
    if tried.attempts >= MAX_ATTEMPTS:
        return failed(tried, epoch, code, at)
    due = at + max(backoff(tried.attempts), timedelta(seconds=wait))
    return replace(tried, state="queued", code=code, next_try_at=due)


def _fence(withdrawal: Withdrawal, epoch: int) -> None:
    if withdrawal.state != "claimed" or withdrawal.epoch != epoch:
        raise StaleSending(str(epoch))


def _ended(withdrawal: Withdrawal, state: WithdrawalState, code: str, at: datetime) -> Withdrawal:
    return replace(withdrawal, state=state, code=code, ended_at=at, next_try_at=None)
