"""The secrets of an integration over time: new ones count at once, old ones still verify for an overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Secrets:
    """Named secrets now, and those before them until `previous_until`."""

    current: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, str] = field(default_factory=dict)
    previous_until: datetime | None = None

    def valid(self, now: datetime) -> tuple[Mapping[str, str], ...]:
        """The sets of secrets that verify now, the newest first."""
        if self.previous and self.previous_until is not None and now < self.previous_until:
            return (self.current, {**self.current, **self.previous})
        return (self.current,)

    def rotated(self, new: Mapping[str, str], until: datetime) -> Secrets:
        """With some secrets replaced; the replaced ones verify until then. Secrets not named stay as they are."""
        replaced = {name: value for name, value in self.current.items() if name in new and new[name] != value}
        return Secrets({**self.current, **new}, replaced, until if replaced else None)
