"""The secrets of an endpoint: the newest signs, and those before it sign beside it until their overlap ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST = 5  # at once: a header has room for more, but who rotates so often has lost count


@dataclass(frozen=True, slots=True)
class WebhookSecrets:
    """`newest`, and earlier ones each with its end, the latest of them first."""

    newest: str
    earlier: tuple[tuple[str, datetime], ...] = ()

    @classmethod
    def read(cls, opened: Mapping[str, Any]) -> WebhookSecrets:
        """From what was sealed."""
        earlier = tuple((secret, datetime.fromisoformat(until)) for secret, until in opened["earlier"])
        return cls(opened["newest"], earlier)

    def plain(self) -> dict[str, Any]:
        """As it is sealed."""
        return {"newest": self.newest, "earlier": [[secret, until.isoformat()] for secret, until in self.earlier]}

    def valid(self, now: datetime) -> list[str]:
        """The secrets that sign now, the newest first."""
        return [self.newest, *(secret for secret, until in self.earlier if now < until)]

    def rotated(self, new: str, now: datetime, until: datetime) -> WebhookSecrets:
        """With a new secret; the one it replaces signs beside it until then."""
        living = [(secret, end) for secret, end in self.earlier if now < end and secret != new]
        return WebhookSecrets(new, tuple([(self.newest, until), *living][: MOST - 1]))
