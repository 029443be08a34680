"""Which features are on: as the operator has set it for a brand, in every process within a second."""

from __future__ import annotations

from chassis.http.problem import Refusal
from chassis.ttl_cache import TtlCache
from gateway.application.access_ports import FindsBrands
from gateway.domain.feature import FEATURE_OF, Feature


class FeatureOff(Refusal):
    """The operator of the installation turned off for this brand what the request is about."""

    STATUS, CODE = 403, "feature_off"

    def __init__(self, feature: Feature) -> None:
        """Name the feature."""
        detail = f"The operator of this installation has turned {feature} off for this brand; nothing was done."
        super().__init__("Turned off", detail, feature=feature)


class Features:
    """What is turned off, by brand."""

    def __init__(self, brands: FindsBrands) -> None:
        self._brands = brands
        self._off: TtlCache[str, frozenset[Feature]] = TtlCache(self._find)

    async def is_on(self, brand: str, feature: Feature) -> bool:
        """Whether a brand has a feature now."""
        return feature not in await self._off.get(brand)

    async def check(self, brand: str, operation: str) -> None:
        """Let an operation pass, by its id; raises FeatureOff where what it belongs to is off."""
        feature = FEATURE_OF.get(operation)
        if feature is not None and not await self.is_on(brand, feature):
            raise FeatureOff(feature)

    def changed(self, brand: str) -> None:
        """Read it anew next time."""
        self._off.forget(brand)

    async def _find(self, brand: str) -> frozenset[Feature]:
        stored = await self._brands.get(brand)
        return frozenset() if stored is None else frozenset(stored.off)
