"""The secrets of an integration over time: new ones count at once, old ones still verify for an overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


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

    def as_json(self) -> dict[str, Any]:
        """What is sealed: `secrets`, and during an overlap `previous` and `previous_until` (RFC 3339)."""
        kept: dict[str, Any] = {"secrets": dict(self.current)}
        if self.previous and self.previous_until is not None:
            kept |= {"previous": dict(self.previous), "previous_until": self.previous_until.isoformat()}
        return kept


def read_secrets(opened: Mapping[str, Any]) -> Secrets:
    """Read what `as_json` gave."""
    until = opened.get("previous_until")
    return Secrets(
        opened["secrets"], opened.get("previous", {}), datetime.fromisoformat(until) if until is not None else None
    )
