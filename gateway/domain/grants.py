"""Temporary rights: a place granted in an incident gives a person on-duty scopes until it is revoked or over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A person's place in an incident; `revoked_at` is when its rights end where it was taken back before its time."""

    person: str
    incident: str
    until: datetime
    revoked_at: datetime | None = None

    def active(self, now: datetime) -> bool:
        """Whether the place still gives rights."""
        return now < self.until and (self.revoked_at is None or now < self.revoked_at)


def active(grants: Iterable[Grant], now: datetime) -> tuple[Grant, ...]:
    """The grants that still give rights, in order of incident."""
    return tuple(sorted((grant for grant in grants if grant.active(now)), key=lambda grant: grant.incident))
