"""Checks the chain of a brand's audit trail piece by piece, and reads it in its order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from gateway.domain.audit_chain import AuditRow, ChainBroken, Fault, Head, follow_all, hash_of
from gateway.persistence.audit_trail import AuditTrail

READ_AT_ONCE = 1_000  # rows, which are hashed in about 20 ms while nothing else runs


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a piece of a chain is found to be: the last row that agrees, the first that does not, and the head."""

    reached: Head
    head: Head
    fault: Fault | None

    @property
    def done(self) -> bool:
        """Whether nothing is left to look at: the head was reached, or a row does not agree."""
        return self.fault is not None or self.reached.position >= self.head.position


class AuditChecking:
    """Walks chains."""

    def __init__(self, trail: AuditTrail) -> None:
        self._trail = trail

    async def check(self, brand: str, after: int, kept_hash: str | None, limit: int) -> ChainCheck:
        """Check at most `limit` rows behind `after`; `kept_hash` is what that row's hash was when it was kept."""
        head = await self._trail.head(brand)  # read first: what is chained meanwhile is behind it and not looked at
        reached = Head()
        try:
            if after:
                reached = await self._start(brand, after, kept_hash)
            last = min(head.position, after + limit)
            while reached.position < last:
                rows = await self._trail.after(brand, reached.position, min(READ_AT_ONCE, last - reached.position))
                if not rows:
                    raise ChainBroken(Fault(reached.position + 1, None, "missing"))
                for row in rows:
                    reached = follow_all(brand, reached, [row], [head])
            if reached.position == head.position:
                await self._check_end(brand, head)
        except ChainBroken as broken:
            return ChainCheck(reached, head, broken.fault)
        return ChainCheck(reached, head, None)

    async def rows(self, brand: str, after: int) -> AsyncIterator[list[AuditRow]]:
        """The rows behind a position as far as they are chained now, some at a time."""
        head = await self._trail.head(brand)
        while after < head.position:
            rows = await self._trail.after(brand, after, min(READ_AT_ONCE, head.position - after))
            if not rows:
                return
            yield rows
            after += len(rows)

    async def _start(self, brand: str, position: int, kept_hash: str | None) -> Head:
        """The row to begin behind, which has the hash that was kept."""
        row = await self._trail.at(brand, position)
        if row is None:
            raise ChainBroken(Fault(position, None, "missing"))
        found, id_ = hash_of(row), str(row.get("id"))
        if kept_hash is not None and found != kept_hash:
            raise ChainBroken(Fault(position, id_, "not_kept"))
        if found != row.get("hash"):
            raise ChainBroken(Fault(position, id_, "changed"))
        return Head(position, found)

    async def _check_end(self, brand: str, head: Head) -> None:
        """Raise ChainBroken when a row stands behind the head that the chainer did not put there."""
        behind = await self._trail.after(brand, head.position, 1)
        if behind and (await self._trail.head(brand)).position == head.position:
            raise ChainBroken(Fault(head.position + 1, str(behind[0].get("id")), "moved"))
