"""How far the members of a replica set are behind, from what the driver hears from each with every heartbeat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Heard(Protocol):
    """What the driver knows of a member; `last_write_date` and `last_update_time` are seconds of two clocks."""

    @property
    def server_type_name(self) -> str:
        """`RSPrimary`, `RSSecondary`, or `Unknown` for one that does not answer."""

    @property
    def last_write_date(self) -> float | None:
        """When its newest write was made, by the clock of the primary that made it."""

    @property
    def last_update_time(self) -> float:
        """When that was heard."""


@dataclass(frozen=True, slots=True)
class Replication:
    """`lag_seconds` is how far the secondary that is furthest behind is, `away` how many members do not answer."""

    lag_seconds: float
    away: int


def replication_of(members: Iterable[Heard]) -> Replication:
    """Compare each secondary with the primary; without one nothing is known of the lag, and it is 0.

    The members were heard at different moments, so what passed between is taken off (Server Selection Specification,
    "maxStalenessSeconds").
    """
    known = list(members)
    ages = {
        kind: [each.last_update_time - each.last_write_date for each in known if _told(each, kind)]  # type: ignore[operator]
        for kind in ("RSPrimary", "RSSecondary")
    }
    away = sum(1 for each in known if each.server_type_name == "Unknown")
    if not ages["RSPrimary"]:
        return Replication(0.0, away)
    return Replication(max([0.0, *(age - ages["RSPrimary"][0] for age in ages["RSSecondary"])]), away)


def _told(member: Heard, kind: str) -> bool:
    return member.server_type_name == kind and member.last_write_date is not None
