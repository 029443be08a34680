"""What came of a rebuild, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.mongo import Mongo
from services.analytics.domain.generations import ALWAYS
from services.analytics.persistence.rebuild.comparing import WindowDifference, totals_of
from services.analytics.persistence.rebuild.record import Rebuild
from services.analytics.persistence.rebuild.rows import count_seen

LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """`read` records of all brands, `counted` events of this one; `counted_from` is None where all was counted anew.

    `ledger_difference` is how many more events the days that differ account for now than before.
    """

    brand: str
    read: int
    counted: int
    counted_from: datetime | None
    differences: Sequence[WindowDifference]
    ledger_difference: int
    switched: bool
    removed: int

    def as_document(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "brand": self.brand,
            "records_read": self.read,
            "events_counted": self.counted,
            "counted_from": self.counted_from and self.counted_from.isoformat(),
            "windows_that_differ": [_row(each) for each in self.differences],
            "ledger_difference": self.ledger_difference,
            "switched": self.switched,
            "documents_removed": self.removed,
        }


async def report_of(
    mongo: Mongo, brand: str, rebuild: Rebuild, found: Sequence[WindowDifference], day_seconds: int
) -> RebuildReport:
    """The report of a rebuild that is not in use yet."""
    before, after = totals_of(found, LEDGER, day_seconds)
    return RebuildReport(
        brand=brand,
        read=rebuild.read,
        counted=await count_seen(mongo, brand, rebuild.generation),
        counted_from=None if rebuild.cut == ALWAYS else rebuild.cut,
        differences=tuple(found),
        ledger_difference=after - before,
        switched=False,
        removed=0,
    )


def _row(each: WindowDifference) -> dict[str, Any]:
    return {
        "measure": each.measure,
        "seconds": each.seconds,
        "start": each.start.isoformat(),
        "before": {"count": each.before[0], "sum": each.before[1]},
        "after": {"count": each.after[0], "sum": each.after[1]},
    }
