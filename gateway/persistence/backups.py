"""When the last whole backup was taken, as `muster backup` leaves it in this database."""

from __future__ import annotations

from datetime import datetime

from chassis.mongo import Mongo, reachable

NAME = "backups"
WHOLE = "whole"
"""The id of the one document; its `taken_at` is the moment that the newest backup of all brands is of."""


class Backups:
    """Reads what the command has written; no service writes it."""

    def __init__(self, mongo: Mongo) -> None:
        self._rows = mongo.work_collection(NAME)

    async def taken_at(self) -> datetime | None:
        """The moment of the newest whole backup, None where there never was one; raises Unavailable."""
        with reachable():
            row = await self._rows.find_one({"_id": WHOLE})
        return None if row is None else row["taken_at"]
