"""Tickets for the stream."""

from __future__ import annotations

from pydantic import AwareDatetime

from contracts.http.models import ReadModel


class StreamTicket(ReadModel):
    """A ticket for one stream: `GET /v1/stream?ticket=…`. It stands for the credential that asked for it."""

    ticket: str
    """Used once; after that, and after `expires_at`, it is refused."""
    expires_at: AwareDatetime
    """Until when the stream can be opened with it (UTC): a minute."""
