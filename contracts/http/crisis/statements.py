"""Holding statements of an incident."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Language
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import ShownIncident

IntegrationName = Annotated[Plain, Field(min_length=1, max_length=128)]


class StatementCreate(WriteModel):
    """A holding statement to be approved by somebody else."""

    language: Language
    """The language it is written in (BCP 47)."""
    text: Plain = Field(min_length=1, max_length=5000)
    """The words that may be sent once somebody else approves."""


class StatementPublicationCreate(WriteModel):
    """Where an approved statement is published."""

    integrations: list[IntegrationName] = Field(min_length=1, max_length=20)
    """The brand's accounts that post it, by the ids of their integrations; each at most once."""


class StatementPublication(ReadModel):
    """A statement as the brand's own post on one account."""

    id: str
    """32 hexadecimal digits; the key it is sent under, however often."""
    integration: str
    """The account that posts it, by the id of its integration."""
    requested_by: str
    """Who had it published, by id; the last who asked where it had failed before."""
    requested_at: AwareDatetime
    """When they asked for it (UTC)."""
    state: Literal["queued", "sent", "failed", "unknown", "withheld"]
    """`queued`: on its way; `sent`; `failed` for good, and it may be asked for again; `unknown`: the platform's answer
    was lost, so somebody looks at the account; `withheld`: this is a drill, from which nothing leaves."""
    external_id: str | None = None
    """The platform's id of the post; null until it is sent."""
    reason: str | None = None
    """Why it failed, or why nobody knows, as a code such as `http_403`; null otherwise."""
    at: AwareDatetime | None = None
    """When the platform took it, or when it was known that it did not (UTC); null while it is queued."""


class Statement(ReadModel):
    """A holding statement."""

    id: str
    """32 hexadecimal digits."""
    incident: ShownIncident
    language: str
    """The language it is written in (BCP 47)."""
    text: str
    """What may be sent, word for word, once it is approved."""
    author: str
    """Who wrote it, by id; `playbook` where it came from there, and any person may approve it."""
    written_at: AwareDatetime
    """When it was written (UTC)."""
    state: Literal["draft", "approved"]
    """`draft`, or `approved` and free to be sent."""
    approved_by: str | None = None
    """The other person who approved it, by id; null while it is a draft."""
    approved_at: AwareDatetime | None = None
    """When they did; null while it is a draft."""
    publications: list[StatementPublication] = Field(default_factory=list)
    """Where it was published as the brand's own post, one for each account; empty: nowhere."""
