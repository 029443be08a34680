"""Signals as documents."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from chassis.mongo import Document
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.signal import Signal, SignalState
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def signal_of(stored: Document) -> Signal:
    """A signal from its document."""
    return value(Signal, stored)


class MongoSignals:
    """The collection `signals`, by episode."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "signals")

    async def find(self, episode: str) -> Signal | None:
        """One signal."""
        stored = await self._documents.get(episode)
        return signal_of(stored) if stored else None

    async def many(self, episodes: Collection[str]) -> list[Signal]:
        """Signals by episode; missing ones are left out."""
        return [signal_of(each) for each in await self._documents.find({"episode": {"$in": list(episodes)}})]

    async def newest(self, state: SignalState | None, limit: int, after: NewestKey | None) -> Slice[Signal, NewestKey]:
        """Signals, newest first."""
        filter_ = {} if state is None else {"state": state}
        return await self._documents.newest(filter_, limit, after, signal_of)

    async def opened_since(self, since: datetime, limit: int) -> list[Signal]:
        """Signals that began at a moment and after it, the newest so many."""
        filter_ = {"listed_at": {"$gte": since}}
        stored = await self._documents.find(filter_, sort=[("listed_at", -1), ("_id", -1)], limit=limit)
        return [signal_of(each) for each in stored]

    async def add(self, signal: Signal) -> None:
        """Insert."""
        await self._documents.insert({signal.episode: {**document(signal), "listed_at": signal.opened_at}})

    async def save(self, signal: Signal) -> None:
        """Change."""
        await self._documents.set_fields(signal.episode, signal)
