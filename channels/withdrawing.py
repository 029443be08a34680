"""What withdrawing speaks of: a reply that is out, and what its platform says when it is asked to delete it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from channels.sending import NotSent


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply that is out. `key` is the reply's id, `external_id` the id its platform gave it.

    `contact` and `thread` are as they were when it was sent.
    """

    key: str
    external_id: str
    contact: str
    visibility: Literal["public", "private"]
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The platform has deleted it, or says that it is not there any more."""


@dataclass(frozen=True, slots=True)
class CannotBeWithdrawn:
    """The platform does not allow it, or not any more: it stays where it is. `code` says why (`http_403`)."""

    code: str


WithdrawResult = Withdrawn | CannotBeWithdrawn | NotSent
"""Asking again is harmless, so an unknown outcome may be asked for again."""
