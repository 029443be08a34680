"""How far the clock of a sandbox may be moved."""

from __future__ import annotations

MOST_AHEAD_SECONDS = 365 * 86_400


class NotASandbox(ValueError):
    """The brand is a real one, whose time is everybody's."""


class TooFarAhead(ValueError):
    """The clock would be more than a year ahead; `left` seconds are left."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} seconds are left")
        self.left = left


def moved(ahead_seconds: int, by_seconds: int, *, sandbox: bool) -> int:
    """How far ahead a clock is that is moved; raises NotASandbox or TooFarAhead."""
    if not sandbox:
        raise NotASandbox
    if ahead_seconds + by_seconds > MOST_AHEAD_SECONDS:
        raise TooFarAhead(MOST_AHEAD_SECONDS - ahead_seconds)
    return ahead_seconds + by_seconds
