"""How old the newest backup is, as the gateway's processes show it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from chassis.clock import FixedClock
from chassis.errors import Unavailable
from gateway.application.backup_watch import BackupWatch

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


class Noted:
    """A note of a backup that may be out of reach."""

    def __init__(self) -> None:
        self.at: datetime | None = None
        self.away = False

    async def taken_at(self) -> datetime | None:
        """Give it."""
        if self.away:
            raise Unavailable("mongodb")
        return self.at


async def test_where_no_backup_was_ever_taken_there_is_no_age() -> None:
    watch = BackupWatch(Noted(), FixedClock(NOW))
    await watch.look()
    assert watch.age_seconds() == 0


async def test_a_backup_ages_until_the_next_also_where_mongodb_is_away() -> None:
    noted, clock = Noted(), FixedClock(NOW)
    watch = BackupWatch(noted, clock)
    noted.at = NOW - timedelta(hours=1)
    await watch.look()
    assert watch.age_seconds() == 3600

    noted.away = True
    clock.advance(3600)
    await watch.look()
    assert watch.age_seconds() == 7200

    noted.away, noted.at = False, clock.now()
    await watch.look()
    assert watch.age_seconds() == 0
