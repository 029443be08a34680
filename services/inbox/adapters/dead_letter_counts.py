"""Counts the dead letters of the inbox by brand and hour, for the ledger."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from chassis.errors import Unavailable
from chassis.messaging import LogError
from chassis.messaging.dead_letters import DeadLetters
from contracts.registry import CHANNEL_EVENTS, CHANNEL_EVENTS_BULK

LOOKED_AT = 10_000  # more dead letters than this mean a broken reader, and the alarm has rung long before


class DeadLetterCounter:
    """Reads the dead-letter topic; no copy of it is stored."""

    def __init__(self, letters: DeadLetters, group: str) -> None:
        """Count the letters of one consumer group."""
        self._letters = letters
        self._group = group

    async def by_hour(self, brand: str) -> dict[datetime, tuple[int, int]]:
        """See DeadLetterCounts."""
        try:
            letters = [
                letter
                for topic in (CHANNEL_EVENTS, CHANNEL_EVENTS_BULK)
                for letter in await self._letters.list(self._group, topic=topic.name, limit=LOOKED_AT)
            ]
        except LogError as error:
            raise Unavailable("kafka") from error
        every, waiting = Counter[datetime](), Counter[datetime]()
        for letter in letters:
            if letter.brand == brand:
                hour = letter.first_failed_at.replace(minute=0, second=0, microsecond=0)
                every[hour] += 1
                waiting[hour] += letter.replayed_at is None
        return {hour: (number, waiting[hour]) for hour, number in every.items()}
