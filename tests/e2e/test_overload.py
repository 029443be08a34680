"""A gateway that is too full refuses in the declared order, says so, and is itself again afterwards."""

from __future__ import annotations

from deploy.drill.figures import faults
from deploy.drill.overload import BRAND, run_overload
from deploy.local.api import Api
from deploy.local.fullness import fullness
from deploy.local.state import LocalState
from gateway.domain.request_lanes import RequestLane
from tests.e2e.rig import Brand, eventually

SECONDS = 5.0
CRISIS_SECONDS = 5.0  # two cores that carry the load, its clients and the whole system; the drill itself asks for two


def test_the_overload_drill_sheds_bulk_first_and_nothing_of_a_crisis(system: LocalState, brand: Brand) -> None:
    before = fullness(system.gateway)
    assert before is not None

    figures = run_overload(system, SECONDS)

    assert faults(figures, CRISIS_SECONDS) == []
    after = fullness(system.gateway)
    assert after is not None
    assert after.shed["crisis"] == before.shed["crisis"]
    assert after.shed["bulk"] - before.shed["bulk"] >= figures[RequestLane.BULK].shed
    eventually(lambda: sum(fullness(system.gateway).under_way.values()) == 0, "a house that is empty again")  # type: ignore[union-attr] # it answered a moment ago

    answer = brand.ask("GET", "/v1/people")
    assert (answer.status, answer.headers["muster-lane"]) == (200, "bulk")
    assert "muster-shed" not in answer.headers


def test_the_drill_plays_in_a_sandbox_of_its_own_again_and_again(system: LocalState) -> None:
    run_overload(system, 0.1)

    brands = Api(system.gateway, system.bootstrap_key)
    assert brands.get(f"/v1/brands/{BRAND}")["sandbox"] is True
