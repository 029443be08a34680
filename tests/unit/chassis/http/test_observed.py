"""Every request is counted under the template of its route, whoever answers it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from fastapi import APIRouter, FastAPI
from prometheus_client import REGISTRY
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from chassis.auth import InternalTokens, Principal
from chassis.clock import FixedClock
from chassis.errors import Unavailable
from chassis.health import Health
from chassis.http.app import create_app
from chassis.http.problem import Refusal
from chassis.http.scopes import needs_no_scope

TOKENS = InternalTokens(b"k" * 32, FixedClock(datetime(2026, 4, 15, tzinfo=UTC)))
PENS = "/v1/pens/{pen}"


class TooManyPens(Refusal):
    STATUS, CODE = 429, "quota"


def an_app() -> FastAPI:
    router = APIRouter()

    @router.get(PENS, **needs_no_scope(refuses=[TooManyPens]))
    async def pen(pen: str) -> str:
        if pen == "broken":
            raise RuntimeError(pen)
        if pen == "many":
            raise TooManyPens("Too many")
        if pen == "away":
            raise Unavailable("mongodb")
        return pen

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    return create_app(
        title="Pens", description=".", lifespan=lifespan, tokens=TOKENS, health=Health("pens"), routers=[router]
    )


@pytest.fixture
def client() -> TestClient:
    bearer = f"Bearer {TOKENS.mint(Principal('north', 'anna', 'person'))}"
    return TestClient(an_app(), headers={"Authorization": bearer})


def counted(route: str, method: str, status: str) -> float:
    labels = {"route": route, "method": method, "status": status}
    return REGISTRY.get_sample_value("muster_http_requests_total", labels) or 0.0


def series() -> set[str]:
    (requests,) = (each for each in REGISTRY.collect() if each.name == "muster_http_requests")
    return {sample.labels["route"] for sample in requests.samples}


@pytest.mark.parametrize(("pen", "status"), [("blue", 200), ("broken", 500), ("many", 429), ("away", 503)])
def test_a_request_is_counted_under_the_template_of_its_route(client: TestClient, pen: str, status: int) -> None:
    before = counted(PENS, "GET", str(status))
    assert client.get(f"/v1/pens/{pen}").status_code == status
    assert counted(PENS, "GET", str(status)) == before + 1


def test_the_time_to_the_answer_is_observed(client: TestClient) -> None:
    labels = {"route": PENS, "method": "GET"}
    before = REGISTRY.get_sample_value("muster_http_request_seconds_count", labels) or 0.0
    client.get("/v1/pens/blue")
    assert REGISTRY.get_sample_value("muster_http_request_seconds_count", labels) == before + 1
    assert REGISTRY.get_sample_value("muster_http_requests_open") == 0.0


def test_what_is_refused_before_a_route_is_looked_for_has_its_template_too(client: TestClient) -> None:
    before = counted(PENS, "GET", "401")
    client.get("/v1/pens/blue", headers={"Authorization": "none"})
    assert counted(PENS, "GET", "401") == before + 1


def test_paths_and_methods_nobody_knows_stand_under_one_label(client: TestClient) -> None:
    client.get("/v1/nothing")
    client.get("/v1/pens/blue")
    known = series()
    for number in range(50):
        client.get(f"/v1/nothing/{number}")
        client.request(f"MAKE{number}", "/v1/pens/blue")
    assert series() == known
    assert counted(PENS, "unknown", "405") >= 50


def test_what_orchestrators_ask_for_is_not_counted(client: TestClient) -> None:
    known = series()
    client.get("/health/live")
    client.get("/metrics")
    assert series() == known


def test_turned_away_requests_are_told_once_a_second_with_route_and_brand(client: TestClient) -> None:
    with capture_logs() as lines:
        for _ in range(20):
            client.get("/v1/pens/many")
            client.get("/v1/pens/away")
    told = {line["event"]: line for line in lines}
    assert set(told) == {"request_throttled", "request_shed"}
    assert len(lines) < 10
    assert (told["request_shed"]["route"], told["request_shed"]["brand"]) == (PENS, "north")


def test_metrics_say_which_check_of_readiness_is_well() -> None:
    health = Health("pens")

    async def away() -> None:
        raise Unavailable("mongodb")

    health.add("mongodb_of_pens", away)
    app = create_app(title="Pens", description=".", lifespan=None, tokens=TOKENS, health=health, routers=[])  # type: ignore[arg-type]
    assert 'muster_ready{check="mongodb_of_pens"} 0.0' in TestClient(app).get("/metrics").text
