"""POST /v1/stream/tickets: what a browser opens the stream with, as its `EventSource` sends no credential."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request, status

from chassis.auth import Caller
from chassis.http.scopes import needs
from contracts.http import gateway as http
from gateway.domain.tickets import SECRET_BYTES, make_ticket
from gateway.http.credentials import credential_of
from gateway.http.dependencies import Running
from gateway.http.stream import SCOPE

router = APIRouter(prefix="/v1/stream")


@router.post("/tickets", status_code=status.HTTP_201_CREATED, **needs(SCOPE))
async def create_stream_ticket(caller: Caller, gateway: Running, request: Request) -> http.StreamTicket:
    """Make a ticket for one stream within a minute. The stream sees what this credential sees, and ends with it."""
    ticket = make_ticket(caller.brand, secrets.token_bytes(SECRET_BYTES))
    until = await gateway.tickets.keep(ticket, credential_of(request.scope) or "")
    return http.StreamTicket(ticket=ticket.text, expires_at=until)
