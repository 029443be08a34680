"""The API of analytics on a real MongoDB: events in by the log, numbers out over HTTP in every form."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.messaging.testing import FakeLog
from chassis.service import ServiceRuntime
from chassis.settings import CommonSettings
from contracts.crisis import IncidentDeclared
from contracts.directory import BrandChanged
from contracts.event import Event
from services.analytics.settings import AnalyticsSettings
from services.analytics.wiring import service
from tests.support.analytics.builders import (
    NOON,
    a_message,
    a_reply,
    a_resolution,
    a_sale,
    a_stopped_clock,
    asked,
    contact_of,
    later,
)
from tests.support.analytics.crisis_events import an_incident, some_work
from tests.support.databases import Databases

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
SPAN = {"from": NOON.isoformat(), "to": later(3600).isoformat()}
Headers = dict[str, str]


class Api:
    """The service behind a client, and the log it reads."""

    def __init__(self, client: TestClient, log: FakeLog, common: CommonSettings) -> None:
        self.client = client
        self.log = log
        self.tokens = InternalTokens(common.internal_key.get_secret_value(), SystemClock())

    def caller(self, brand: str = "klm", scope: str = "measures:read") -> Headers:
        token = self.tokens.mint(Principal(brand, "analyst", "person", scopes=frozenset({scope})))
        return {"Authorization": f"Bearer {token}"}

    def get(self, path: str, *, brand: str = "klm", accept: str = "application/json", **query: str) -> Any:
        return self.client.get(path, params=query, headers={**self.caller(brand), "Accept": accept})

    def tell(self, *events: Event) -> None:
        assert self.client.portal is not None
        self.client.portal.call(self.log.publisher().publish, list(events))

    def until(self, holds: Callable[[], bool], seconds: float = 40.0) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "it never came"
            time.sleep(0.05)

    def counted(self, messages: int, brand: str = "klm") -> bool:
        answer = self.get("/v1/measures/volume_in", brand=brand, **SPAN)
        return bool(answer.json()["total"]["count"] == messages)


@pytest.fixture
def api(mongo_url: str, databases: Databases) -> Iterator[Api]:
    with databases.lend("analytics") as name:
        yield from _running(mongo_url, f"{name}_")


def _running(mongo_url: str, prefix: str) -> Iterator[Api]:
    given = {"kafka": "none:9092", "mongo": mongo_url, "internal_key": KEY, "seal_key": KEY, "prefix": prefix}
    common = CommonSettings.model_validate(given)
    log = FakeLog()
    with TestClient(ServiceRuntime(service(AnalyticsSettings()), common, log).app()) as client:
        api = Api(client, log, common)
        api.until(lambda: client.get("/health/ready").status_code == 200)
        yield api


def a_busy_hour() -> list[Event]:
    contact = contact_of("ext1")
    messages = [
        a_message(n, at=later(n * 30), opened=n < 5, contact=contact, channel="x" if n % 2 else "email", **asked(n))
        for n in range(20)
    ]
    replies = [a_reply(n, at=later(n * 60), seconds=10 * (n + 1), contact=contact_of("ext1")) for n in range(4)]
    clocks = [a_stopped_clock(n, at=later(n), met=n != 0) for n in range(4)]
    sale = a_sale(1, at=later(1000))
    over = a_resolution(1, at=later(900), version=2, id_="c1")
    return [*messages, *replies, *clocks, over, sale, *an_incident(), *some_work()]


def a_declaration(title: str) -> IncidentDeclared:
    return IncidentDeclared(
        id="evil", brand="klm", subject="i2", at=later(60), incident="i2", title=title, severity=1, declared_by="eve"
    )


def test_a_measure_is_told_by_minute_and_by_channel(api: Api) -> None:
    api.tell(*a_busy_hour())
    api.until(lambda: api.counted(20))
    found = api.get("/v1/measures/volume_in", by="channel", window="minute", **SPAN).json()
    assert (found["from"], found["window_seconds"], len(found["items"])) == ("2026-04-15T12:00:00Z", 60, 60)
    assert [point["count"] for point in found["items"][:3]] == [2, 2, 2]
    assert {group["key"]: group["total"]["count"] for group in found["groups"]} == {"email": 10, "x": 10}


def test_quantiles_shares_and_levels_are_told_in_their_units(api: Api) -> None:
    api.tell(*a_busy_hour())
    api.until(lambda: api.counted(20))
    first = api.get("/v1/measures/first_response", **SPAN).json()["total"]
    assert first["count"] == 4
    assert first["p50"] == pytest.approx(20, rel=0.01)
    attained = api.get("/v1/measures/sla_attainment", by="clock", **SPAN).json()
    assert attained["total"]["value"] == 0.75
    assert attained["groups"][0]["key"] == "first_response"
    api.until(lambda: api.get("/v1/measures/backlog", **SPAN).json()["total"]["value"] == 4)
    backlog = api.get("/v1/measures/backlog", window="minute", **SPAN).json()["items"]
    assert [backlog[i]["value"] for i in (0, 2, 14, 15)] == [2, 5, 5, 4]


def test_the_overview_tells_the_incident_the_load_and_the_sales(api: Api) -> None:
    brand = BrandChanged(id="b", brand="klm", subject="brand", version=1, at=NOON, name="Blue & Sons <Air>")
    api.tell(brand, *a_busy_hour())
    api.until(lambda: api.counted(20))
    api.until(lambda: bool(_overview(api)["incidents"] and _overview(api)["teams"] and _overview(api)["attribution"]))
    found = _overview(api)
    assert found["brand_name"] == "Blue & Sons <Air>"
    assert found["incidents"][0]["to_declare_seconds"] == 30
    assert found["teams"][0] == {
        "key": "service",
        "name": "service",
        "offers": 2,
        "accepted": 1,
        "not_taken": 1,
        "completed": 1,
        "handled_seconds": 95.0,
    }
    (last, _) = found["attribution"]
    assert last["currencies"][0]["attributed_minor"] == 10_000
    assert last["by_employee"][0]["key"] == "anna"


def _sales(api: Api) -> dict[str, Any]:
    (last, _) = _overview(api)["attribution"]
    return dict(last["currencies"][0]) if last["currencies"] else {"reported_minor": None}


def _overview(api: Api) -> Any:
    return api.get("/v1/reports/overview", **SPAN).json()


def test_attribution_says_what_refunds_took_back_as_the_overview_does(api: Api) -> None:
    refund = a_sale(2, at=later(2000), amount=-2_500, contact=None, corrects="order1")
    api.tell(*a_busy_hour(), refund)
    api.until(lambda: _sales(api)["reported_minor"] == 7_500)
    (told,) = api.get("/v1/attribution", **SPAN).json()["currencies"]
    assert (told["conversions"], told["corrections"], told["corrected_minor"]) == (1, 1, -2_500)
    assert told == _sales(api)


def test_the_page_stands_on_its_own_and_quotes_what_people_wrote(api: Api) -> None:
    api.tell(a_declaration("<script>alert(1)</script>"), *a_busy_hour())
    api.until(lambda: api.counted(20) and len(_overview(api)["incidents"]) == 2)
    page = api.get("/v1/reports/overview", accept="text/html,*/*;q=0.8", **SPAN)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "http" not in page.text.replace("http-equiv", "")
    for drawing in page.text.split("<svg")[1:]:
        ElementTree.fromstring("<svg" + drawing.split("</svg>")[0] + "</svg>")  # noqa: S314 - our own drawing
    assert page.text.count("<svg") >= 9


def test_the_spreadsheet_runs_no_formula(api: Api) -> None:
    api.tell(a_declaration("=HYPERLINK(1)"), *a_busy_hour())
    api.until(lambda: api.counted(20) and len(_overview(api)["incidents"]) == 2)
    sheet = api.get("/v1/reports/overview", format="csv", **SPAN)
    assert sheet.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(sheet.text)))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    assert ["total", "volume_in", "messages", "", "", "", "", "20", "20.0"] in [row[:9] for row in rows]


def test_the_live_response_time_is_of_now(api: Api) -> None:
    now = SystemClock().now()
    old = now - timedelta(minutes=30)
    api.tell(a_reply(1, at=now, seconds=8), a_reply(2, at=old, seconds=100), a_reply(3, at=old, seconds=100))
    api.until(lambda: bool(api.get("/v1/live").json()["hour"]["responses"] == 3))
    live = api.get("/v1/live").json()
    assert live["five_minutes"] == {"median_seconds": pytest.approx(8, rel=0.01), "responses": 1}
    assert live["hour"]["median_seconds"] == pytest.approx(100, rel=0.01)


def test_one_brand_reads_nothing_of_another(api: Api) -> None:
    api.tell(*a_busy_hour(), a_message(1, brand="acme"))
    api.until(lambda: api.counted(20) and api.counted(1, "acme"))
    other = api.get("/v1/reports/overview", brand="acme", **SPAN).json()
    assert other["totals"]["volume_in"]["count"] == 1
    assert (other["incidents"], other["teams"], other["attribution"][0]["currencies"]) == ([], [], [])


REFUSED: tuple[tuple[str, dict[str, str], int, str | None], ...] = (
    ("/v1/measures/no_such", {}, 404, None),
    ("/v1/measures/volume_in", {"by": "team"}, 422, "#query/by"),
    ("/v1/measures/volume_in", {"from": "2026-04-15T12:00:00"}, 422, "#query/from"),
    ("/v1/measures/volume_in", {"from": "2026-04-16T12:00:00Z", "to": "2026-04-15T12:00:00Z"}, 422, "#query/from"),
    ("/v1/measures/volume_in", {"from": "0001-01-01T00:00:00Z"}, 422, "#query/from"),
    ("/v1/measures/volume_in", {"window": "minute", "from": "2020-01-01T00:00:00Z"}, 422, "#query/window"),
    ("/v1/reports/overview", {"format": "pdf"}, 422, "#query/format"),
    ("/v1/attribution", {"model": "guess"}, 422, "#query/model"),
)


def test_what_cannot_be_answered_is_a_problem_that_names_the_field(api: Api) -> None:
    for path, query, status, pointer in REFUSED:
        answer = api.get(path, **query)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), query
        assert pointer is None or answer.json()["errors"][0]["pointer"] == pointer


def test_the_scope_is_needed_on_every_route(api: Api) -> None:
    for path in ("/v1/measures", "/v1/measures/volume_in", "/v1/reports/overview", "/v1/live", "/v1/attribution"):
        answer = api.client.get(path, headers=api.caller(scope="tasks:read"))
        assert (answer.status_code, answer.json()["scope"]) == (403, "measures:read")
    assert {measure["name"] for measure in api.get("/v1/measures").json()["items"]} >= {"volume_in", "sla_attainment"}
