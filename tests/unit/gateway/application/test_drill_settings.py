"""What is practised follows the brand's own playbooks, with when they fit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from gateway.application.drill_settings import DrillSettings
from gateway.application.service_calls import ServiceCalls
from gateway.domain.drill import Drill
from gateway.domain.drill_scenario import DrillPhase, DrillScenario
from tests.support.gateway.drills import FakeServices

START = datetime(2026, 4, 15, 9, tzinfo=UTC)
DRILL = Drill("north", "north-drill", "Ash", DrillScenario(("?",), (DrillPhase(10, 60),)), (), START, 60, "ada", START)


async def test_a_drill_has_the_playbooks_of_its_brand_with_when_they_fit() -> None:
    services = FakeServices()
    fits = {"signals": ["volume"], "min_severity": 2, "words": ["ash"]}
    book = {"title": "Ash", "steps": [], "statements": {"en": "We know."}}
    services.settings["north"] = {
        "/v1/playbooks/ash": {**book, "fits": fits, "id": "ash", "version": 3},
        "/v1/playbooks/plain": {**book, "fits": None, "id": "plain", "version": 1},
    }

    await DrillSettings(cast(ServiceCalls, services)).copy(DRILL, {})

    assert services.settings["north-drill"] == {
        "/v1/playbooks/ash": {**book, "fits": fits, "id": "ash", "version": 1},
        "/v1/playbooks/plain": {**book, "fits": None, "id": "plain", "version": 1},
    }
