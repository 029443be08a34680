"""When to try again, and after how long: exponential backoff with full jitter, never sooner than Retry-After says."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

PATIENCE = frozenset({429, 503})
_DIGITS = 9  # of seconds; more is no time that anybody means


@dataclass(frozen=True, slots=True)
class Retry:
    """`attempts` counts the first try too; `longest_seconds` bounds pauses, and the Retry-After that is waited for."""

    attempts: int = 4
    first_seconds: float = 0.5
    longest_seconds: float = 30.0

    def pause(self, tried: int, asked: float | None) -> float | None:
        """The seconds before try number `tried + 1`; None when the API asks for more patience than is allowed."""
        if asked is not None and asked > self.longest_seconds:
            return None
        bound = min(self.longest_seconds, self.first_seconds * 2.0 ** (tried - 1))
        jitter = bound * random.random()  # noqa: S311 - jitter is no secret
        return jitter if asked is None else min(self.longest_seconds, asked + jitter)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds of a Retry-After, which may be a date; None where there is none that can be read."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit() and len(said) <= _DIGITS:
        return float(said)
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (aware - (now or datetime.now(UTC))).total_seconds())
