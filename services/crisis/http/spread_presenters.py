"""Stories, incidents and the brand with how they spread, as the API shows them."""

from __future__ import annotations

from typing import Any

from contracts.http import crisis as http
from services.crisis.application.incident_spreads import CurrentSpread, IncidentSpread
from services.crisis.application.spreading import SpreadingStory
from services.crisis.domain.brand_spread import BrandSpread
from services.crisis.domain.spread import StoryGrowth, StorySpread
from services.crisis.http.presenters import fields


def story_view(spreading: SpreadingStory) -> http.Story:
    """A story with its spread."""
    shown = {"severity": spreading.severity, "spread": _spread_view(spreading.spread)}
    return http.Story.model_validate({**fields(spreading.story), **shown})


def current_spread_view(current: CurrentSpread) -> http.CurrentSpread:
    """A brand's spread."""
    return http.CurrentSpread.model_validate({"severity": current.severity, **_spread_view(current.spread)})


def incident_spread_view(spread: IncidentSpread) -> http.IncidentSpread:
    """An incident's spread."""
    brand, together = spread.brand, spread.together
    return http.IncidentSpread(
        incident=spread.incident.id,
        severity=spread.incident.severity,
        until=spread.until,
        brand=None if brand is None else http.BrandSpread.model_validate(_spread_view(brand)),
        together=None if together is None else http.StorySpread.model_validate(_spread_view(together)),
        stories=[story_view(each) for each in spread.stories],
    )


def _spread_view(spread: StorySpread | BrandSpread) -> dict[str, Any]:
    shown = fields(spread)
    shown["growth"] = _growth_view(spread.growth)
    for kind in ("languages", "channels"):
        shown[kind] = [{"name": name, **crossing} for name, crossing in shown[kind].items()]
    return shown


def _growth_view(growth: StoryGrowth) -> dict[str, Any]:
    shown = fields(growth)
    for kind in ("doubling", "half_life"):
        seconds, low, high = (shown.pop(kind) or dict.fromkeys(("seconds", "low", "high"))).values()
        shown |= {f"{kind}_seconds": seconds, f"{kind}_low_seconds": low, f"{kind}_high_seconds": high}
    return shown
