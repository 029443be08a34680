"""The undo of a story answer: why, by whom, and what it would do."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel


class StoryAnswerUndo(ReadModel):
    """The undo of an answer."""

    reason: str
    """Why, in the words of who asked for it."""
    by: str
    """Who asked for it last, by id."""
    at: AwareDatetime
    """When they did (UTC)."""
    done: bool
    """Whether the withdrawal of every reply that is out has begun; `recipients` says how far they are."""


class StoryAnswerUndoCreate(WriteModel):
    """Why an answer is undone."""

    reason: str = Field(min_length=1, max_length=1_000, pattern=r"^[^\x00]*\S[^\x00]*$")
    """What was wrong with it, for everybody who reads the answer later."""


class StoryAnswerUndoPreview(ReadModel):
    """What an undo would do now."""

    counted: int
    """How many recipients were looked at: the first 10,000."""
    withdrawable: int
    """How many of their replies would be asked back, as far as is known before their platform is asked."""
    not_withdrawable: dict[str, int]
    """How many replies would stay, by reason: `channel_cannot` (the platform does not delete such messages),
    `account_cannot` (the settings of a `generic` integration lack `takes_withdrawals`), `no_platform_id`,
    `integration_gone`, `integration_disabled`, `integration_misconfigured`, or `outcome_unknown`: nobody knows whether
    the reply is out."""
