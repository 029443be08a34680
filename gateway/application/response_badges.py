"""How soon a brand answers, for everybody who looks at its pages: asked of analytics once a minute, whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from chassis.auth import Principal
from chassis.errors import Unavailable
from chassis.http.problem import Problem
from chassis.ttl_cache import TtlCache
from gateway.adapters.upstream import Upstream
from gateway.application.service_calls import ServiceCalls
from gateway.domain.response_badge import shown_minutes
from gateway.persistence.brands import Brands

RENEWED_SECONDS = 60
SCOPE = "measures:read"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ResponseBadge:
    """What a brand promises now, and the languages it answers in; no `minutes` where it cannot be said."""

    minutes: int | None
    languages: Sequence[str]


class ResponseBadges:
    """The badges of brands that publish theirs."""

    def __init__(self, brands: Brands, upstream: Upstream) -> None:
        self._brands = brands
        self._calls = ServiceCalls(upstream)
        self._badges: TtlCache[str, ResponseBadge | None] = TtlCache(self._ask, RENEWED_SECONDS)

    async def of(self, brand: str) -> ResponseBadge | None:
        """A brand's badge, a minute old at most; None where there is no such brand, or it does not publish it."""
        return await self._badges.get(brand)

    def changed(self, brand: str) -> None:
        """Ask anew: the brand was changed."""
        self._badges.forget(brand)

    async def _ask(self, id_: str) -> ResponseBadge | None:
        brand = await self._brands.get(id_)
        if brand is None or not brand.publishes_response_time:
            return None
        return ResponseBadge(await self._minutes(id_), brand.languages)

    async def _minutes(self, brand: str) -> int | None:
        """What analytics has counted; a page of the brand shows no error because analytics is unavailable."""
        reader = Principal(brand, "response-badge", "service", frozenset(), frozenset({SCOPE}))
        try:
            answer = await self._calls.ask("analytics", reader, "GET", "/v1/live")
        except (Unavailable, Problem):
            log.warning("response_badge_unknown", brand=brand)
            return None
        if not answer.is_good:
            return None
        hour = answer.body["hour"]
        return shown_minutes(hour["median_seconds"], hour["responses"])
