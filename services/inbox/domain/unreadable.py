"""An unreadable payload, stored whole, and its replay after a fix of the channel's parser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.inbox.domain.conversation import StateNotAllowed


@dataclass(frozen=True, slots=True)
class UnreadablePayload:
    """A signed payload. `payload` is base64, empty where a list leaves it out; `outcome` says what a replay read.

    `field` is the path of what was wrong in the body that was posted, None where all of it was.
    """

    brand: str
    id: str
    integration: str
    channel: str
    reason: str
    received_at: datetime
    payload: str
    size_bytes: int
    field: str | None = None
    state: Literal["waiting", "replayed"] = "waiting"
    replayed_at: datetime | None = None
    replayed_by: str | None = None
    outcome: str | None = None


def check_waiting(payload: UnreadablePayload) -> None:
    """Let only a payload that was not replayed yet be replayed.

    Raises:
        NotAllowed: It was replayed before.
    """
    if payload.state != "waiting":
        raise StateNotAllowed("replay", payload.state)


def replayed(payload: UnreadablePayload, by: str, at: datetime, outcome: str) -> UnreadablePayload:
    """The payload after its replay."""
    return replace(payload, state="replayed", replayed_at=at, replayed_by=by, outcome=outcome)
