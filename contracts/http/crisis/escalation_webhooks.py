"""Escalation webhooks: the brand's own alerting systems, which levels of the escalation call."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel


class EscalationWebhookUpdate(WriteModel):
    """A whole escalation webhook, as it is written."""

    name: Annotated[Plain, Field(min_length=1, max_length=100)]
    """What people call it; the timeline of an incident says it."""
    target: Annotated[Plain, Field(min_length=3, max_length=2_000)] | None
    """The https URL that is posted to, on the public internet; null: the one that is stored."""
    secret: Annotated[str, Field(max_length=200)] | None
    """Signs what is posted, as Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. It is never shown; null: the
    one that is stored."""


class EscalationWebhook(ReadModel):
    """An address that levels of the escalation call, as it may be shown."""

    id: str
    """Names it in `webhooks` of the crisis policy's levels, and in notices."""
    name: str
    """What people call it; the timeline of an incident says it."""
    shown: str
    """Host and last characters of its URL, which is a secret by itself."""
    version: int = Field(ge=1)
    """Grows by one with every write."""
