"""The quotas of this process: each event posted takes a token of its integration and one of its brand."""

from __future__ import annotations

import time
from collections.abc import Callable

from chassis.http.problem import Problem
from gateway.domain.quota import BrandQuota, Buckets, Limit, Verdict

ALL_ALIKE = BrandQuota()


class Quotas:
    """Buckets per brand and per integration."""

    def __init__(self, brand: Limit, integration: Limit, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._of_brand, self._of_integration = brand, integration
        self._brands = Buckets(brand)
        self._integrations = Buckets(integration)
        self._monotonic = monotonic

    def limits(self, quota: BrandQuota) -> tuple[Limit, Limit]:
        """What counts for a brand, and for each of its integrations."""
        return quota.brand or self._of_brand, quota.integration or self._of_integration

    def take(self, brand: str, integration: str, events: int, quota: BrandQuota = ALL_ALIKE) -> dict[str, str]:
        """Take tokens for events and return the RateLimit headers; raises the 429 problem when too few are left."""
        now = self._monotonic()
        brands = self._brands.of(brand, now, quota.brand)
        of_brand = brands.take(events, now)
        if not of_brand.allowed:
            raise _throttled(of_brand, "brand")
        of_integration = self._integrations.of(integration, now, quota.integration).take(events, now)
        if not of_integration.allowed:
            brands.give_back(events)
            raise _throttled(of_integration, "integration")
        tighter, name = (
            (of_integration, "integration") if of_integration.remaining < of_brand.remaining else (of_brand, "brand")
        )
        return tighter.headers(name)

    def left(self, brand: str, integration: str, quota: BrandQuota = ALL_ALIKE) -> tuple[Limit, int, int]:
        """The limit of an integration, how many events it may post now, and how many its brand may."""
        now = self._monotonic()
        of_integration = self._integrations.of(integration, now, quota.integration)
        return of_integration.limit, of_integration.left(now), self._brands.of(brand, now, quota.brand).left(now)


def _throttled(verdict: Verdict, quota: str) -> Problem:
    detail = f"The {quota} has posted more events than its quota allows. Nothing was taken; try again later."
    return Problem(429, "Too many events", detail, code="quota", headers=verdict.headers(quota), quota=quota)
