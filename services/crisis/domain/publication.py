"""A statement as the brand's own post on one account: asked for by a person, and what the inbox says became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

PublicationOutcome = Literal["sent", "failed", "unknown", "withheld"]
PublicationState = Literal["queued"] | PublicationOutcome


@dataclass(frozen=True, slots=True)
class Publication:
    """One for each statement and account. `round` counts how often people asked for it, `version` the inbox's words.

    `at` is when it was sent, or when its outcome was told; `reason` says why it failed or nobody knows.
    """

    id: str
    integration: str
    requested_by: str
    requested_at: datetime
    round: int = 1
    state: PublicationState = "queued"
    version: int = 0
    external_id: str | None = None
    reason: str | None = None
    at: datetime | None = None


def asked(before: Publication | None, id_: str, integration: str, by: str, at: datetime) -> Publication | None:
    """What asking for a publication makes of the one there is; None: nothing, it is under way, out, or may be out."""
    if before is None:
        return Publication(id_, integration, by, at)
    if before.state != "failed":
        return None
    return replace(
        before, requested_by=by, requested_at=at, round=before.round + 1, state="queued", reason=None, at=None
    )


@dataclass(frozen=True, slots=True)
class PublicationTold:
    """What the inbox says of a publication."""

    incident: str
    statement: str
    integration: str
    version: int
    round: int
    state: PublicationOutcome
    external_id: str | None
    reason: str | None
    at: datetime


def told(before: Publication, word: PublicationTold) -> Publication | None:
    """What the inbox's word makes of it; None: nothing, the word is an old one."""
    if word.version <= before.version or word.round < before.round:
        return None
    return replace(
        before,
        state=word.state,
        version=word.version,
        external_id=word.external_id,
        reason=word.reason,
        at=word.at,
    )
