"""Finds the due rows of timers and takes them for one process, the most overdue first or by precedence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from chassis.mongo import Document, Index, reachable
from chassis.timer_order import Precedence, in_turn

STORED: Mapping[Precedence, list[str | None]] = {
    "first": ["first"],
    "ordinary": ["ordinary", None],  # also what says nothing, and what older builds wrote
    "last": ["last"],
}
INDEXES = {
    "timers": (
        Index("due", [("due_at", 1), ("leased_until", 1)]),
        Index("due_in_order", [("kind", 1), ("precedence", 1), ("due_at", 1), ("leased_until", 1)]),
        Index("due_of_movable", [("brand", 1), ("due_at", 1)], partial={"movable": True}),
    )
}


class DueRows:
    """The rows of one service's timers, as those who claim see them."""

    def __init__(self, rows: Any) -> None:
        """`rows` is the collection."""
        self._rows = rows
        self._place = 0  # of the next row that is taken in a round

    async def look(self, due: Document, limit: int) -> list[Document]:
        """Ids and due times of rows, the most overdue first."""
        with reachable():
            rows: list[Document] = (
                await self._rows.find(due, {"due_at": 1}).sort("due_at", 1).limit(limit).to_list(limit)
            )
        return rows

    async def look_in_turn(self, due: Document, limit: int) -> list[Document]:
        """The same by precedence: each is asked for apart, so that no row is looked at that is not taken."""
        waiting: dict[Precedence, list[Document]] = {
            precedence: await self.look({**due, "precedence": {"$in": stored}}, limit)
            for precedence, stored in STORED.items()
        }
        return in_turn(waiting, limit, self._place)

    async def take(self, seen: Sequence[Document], due: Document, until: datetime) -> list[Document]:
        """Lease those of the rows seen that are still due and free, in the order they were seen in."""
        if not seen:
            return []
        ids, mark = [row["_id"] for row in seen], uuid4().hex
        with reachable():
            await self._rows.update_many(
                {"_id": {"$in": ids}, **due}, {"$set": {"leased_until": until, "mark": mark}, "$inc": {"epoch": 1}}
            )
            taken = await self._rows.find({"_id": {"$in": ids}, "mark": mark}).to_list(len(ids))
        self._place += len(taken)
        place = {id_: number for number, id_ in enumerate(ids)}
        return sorted(taken, key=lambda row: place[row["_id"]])
