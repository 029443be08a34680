"""Whether events are there already, for who posts them and wants to know; nothing is decided by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.inbox.application.ports import Batches, BatchRequest
from services.inbox.domain.arrival import Seen, fate_of
from services.inbox.domain.thread import message_id

Known = Literal["new", "duplicate", "conflict"]
_NOWHERE = ""  # no position in the log: what is asked about has none yet


@dataclass(frozen=True, slots=True)
class Announced:
    """An event that somebody is about to post; `external_id` is that of a message, None for every other kind."""

    id: str
    body_hash: str
    integration: str
    external_id: str | None
    words: bool


class KnownEvents:
    """Looks events up as a batch would."""

    def __init__(self, unit: Batches) -> None:
        """`unit` is the store of batches."""
        self._unit = unit

    async def outcomes(self, brand: str, announced: Sequence[Announced]) -> list[Known]:
        """What each event would be, in order, as far as the inbox has taken in what came before."""
        request = BatchRequest()
        for each in announced:
            if each.external_id is None:
                request.seen.add((brand, each.id))
            else:
                request.messages.add((brand, message_id(brand, each.integration, each.external_id)))
        records = await self._unit.read(request)
        known: list[Known] = []
        for each in announced:
            seen = records.seen.get((brand, each.id))
            if each.external_id is not None:
                message = records.messages.get((brand, message_id(brand, each.integration, each.external_id)))
                seen = None if message is None else Seen(message.body_hash, message.origin)
            known.append(_known(each, seen))
        return known


def _known(announced: Announced, seen: Seen | None) -> Known:
    fate = fate_of(announced.body_hash, _NOWHERE, seen)
    if fate == "new":
        return "new"
    return "conflict" if fate == "conflict" and announced.words else "duplicate"
