"""The certificates of an employee, as routing last reported them, and which of them are in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Certificates:
    """The ids of an employee's certificates; `ending` has the moment each of some of them ends."""

    ids: tuple[str, ...] = ()
    ending: tuple[tuple[str, datetime], ...] = ()

    def in_force(self, at: datetime) -> tuple[str, ...]:
        """The certificates that count at a moment."""
        over = {id_ for id_, end in self.ending if end <= at}
        return tuple(each for each in self.ids if each not in over)
