"""The quotas of this process: each event posted takes a token of its integration and one of its brand."""

from __future__ import annotations

import time
from collections.abc import Callable

from chassis.http.problem import Problem
from gateway.domain.quota import Buckets, Limit, Verdict


class Quotas:
    """Buckets per brand and per integration."""

    def __init__(self, brand: Limit, integration: Limit, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._brands = Buckets(brand)
        self._integrations = Buckets(integration)
        self._monotonic = monotonic

    def take(self, brand: str, integration: str, events: int) -> dict[str, str]:
        """Take tokens for some events and give the RateLimit headers; raises the 429 problem when there are too few."""
        now = self._monotonic()
        brands = self._brands.of(brand, now)
        verdict = brands.take(events, now)
        if not verdict.allowed:
            raise _throttled(verdict, "brand")
        own = self._integrations.of(integration, now).take(events, now)
        if not own.allowed:
            brands.give_back(events)
            raise _throttled(own, "integration")
        tighter, name = (own, "integration") if own.remaining < verdict.remaining else (verdict, "brand")
        return tighter.headers(name)


def _throttled(verdict: Verdict, whose: str) -> Problem:
    detail = f"The {whose} has posted more events than its quota allows. Nothing was taken; try again later."
    return Problem(429, "Too many events", detail, code="quota", headers=verdict.headers(whose), quota=whose)
