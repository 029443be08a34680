"""Tickets that were made and not used yet, each with the sealed credential that it stands for."""

from __future__ import annotations

from datetime import datetime, timedelta

from chassis.seal import SealBroken, Sealer
from gateway.domain.tickets import SECONDS, Ticket
from gateway.persistence.base import StoreContext


class Tickets:
    """Keeps tickets, and gives the credential of each once."""

    def __init__(self, context: StoreContext, sealer: Sealer) -> None:
        """Credentials are sealed by `sealer`, each for its ticket."""
        self._clock = context.clock
        self._tickets = context.collection("tickets")
        self._sealer = sealer

    async def keep(self, ticket: Ticket, credential: str) -> datetime:
        """Store a ticket; returns until when it can be used."""
        until = self._clock.now() + timedelta(seconds=SECONDS)
        sealed = self._sealer.seal({"credential": credential}, _context(ticket))
        fields = {"until": until, "used": False, "sealed": sealed}
        await self._tickets.write([self._tickets.insert(ticket.brand, ticket.digest, fields)])
        return until

    async def use(self, ticket: Ticket) -> str | None:
        """The credential of a ticket, this once; None when it is unknown, used or too old."""
        usable = {"used": False, "until": {"$gt": self._clock.now()}}
        use = self._tickets.update(ticket.brand, ticket.digest, {"$set": {"used": True}}, where=usable)
        if (await self._tickets.write([use])).matched == 0:
            return None
        document = await self._tickets.get(ticket.brand, ticket.digest)
        if document is None:
            return None
        try:
            return str(self._sealer.open(document["sealed"], _context(ticket))["credential"])
        except SealBroken:  # made under a key that has been replaced since
            return None


def _context(ticket: Ticket) -> str:
    return f"ticket/{ticket.brand}/{ticket.digest}"
