"""What the services own: sent on with an internal token, checked at the edge, answered as they answer."""

from __future__ import annotations

import asyncio
import time

import pytest
from prometheus_client import REGISTRY

from chassis.auth import InternalTokens
from chassis.clock import SystemClock
from tests.integration.gateway.conftest import Client, House, Running, a_member
from tests.support.promptness import AT_ONCE_SECONDS


async def test_a_request_goes_on_with_an_internal_token_and_without_what_was_forged(
    house: House, running: Running
) -> None:
    answer = await house.admin(
        "POST",
        f"/v1/conversations/{house.brand}-c1/replies?dry=1&x=%20",
        {"text": "Hello"},
        idempotency_key="k",
        if_match='"3"',
        x_forwarded_for="1.2.3.4",
        forwarded="for=1.2.3.4",
        cookie="a=b",
        x_api_key="other",
    )

    [seen] = [each for each in running.forwarded if house.brand in each["target"]]
    assert answer.status == 200
    assert answer.headers["etag"] == '"7"'
    assert not {"set-cookie", "x-inside"} & answer.headers.keys()
    assert (seen["method"], seen["body"]) == ("POST", '{"text": "Hello"}')
    assert seen["target"] == f"/v1/conversations/{house.brand}-c1/replies?dry=1&x=%20"
    assert (seen["headers"]["idempotency-key"], seen["headers"]["if-match"]) == ("k", '"3"')
    assert not {"x-forwarded-for", "forwarded", "cookie", "x-api-key"} & seen["headers"].keys()
    tokens = InternalTokens(running.common.internal_key.get_secret_value(), SystemClock())
    principal = tokens.verify(seen["headers"]["authorization"].removeprefix("Bearer "))
    assert (principal.brand, principal.subject, principal.kind) == (house.brand, "ada", "person")
    assert "administrator" in principal.roles


async def test_a_problem_of_a_service_passes_through_as_it_is(house: House) -> None:
    answer = await house.admin("GET", "/v1/tasks/missing")

    assert answer.status == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/v1/tasks/missing", "/v1/tasks/{conversation}"),
        ("/v1/tasks/missing/what/ever", "/v1/tasks/{rest}"),
        ("/v1/people/missing", "/v1/people/{person_id}"),
        ("/v1/nothing/missing", "unknown"),
    ],
)
async def test_a_request_is_counted_under_the_template_of_its_operation(house: House, path: str, route: str) -> None:
    def counted() -> float:
        (requests,) = (each for each in REGISTRY.collect() if each.name == "muster_http_requests")
        totals = [each for each in requests.samples if each.name.endswith("_total")]
        return sum(each.value for each in totals if each.labels["route"] == route)

    before = counted()
    await house.admin("GET", path)
    async with asyncio.timeout(30):  # it is counted once it has gone out, which its reader may see first
        while counted() == before:  # noqa: ASYNC110 - a metric wakes nobody
            await asyncio.sleep(0.01)
    assert counted() == before + 1


async def test_a_service_that_is_away_is_503_within_a_second(house: House) -> None:
    began = time.monotonic()
    answer = await house.admin("GET", "/v1/measures/overview")

    assert answer.status == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert time.monotonic() - began < AT_ONCE_SECONDS


@pytest.mark.parametrize(
    "path", ["/v1/tasks/..%2femployees", "/v1/tasks/%2e%2e/employees", "/v1/tasks//x", "/v1/tasks/a%0ab", "/v1/tasks/"]
)
async def test_a_path_that_could_mean_another_is_not_found_and_not_sent(
    house: House, running: Running, path: str
) -> None:
    before = len(running.forwarded)
    host, port = running.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {house.admin.credential}\r\n\r\n"
    writer.write(head.encode())
    status = await asyncio.wait_for(reader.readline(), 30)
    writer.close()

    assert b" 404 " in status
    assert len(running.forwarded) == before


async def test_without_a_credential_nothing_goes_on(anybody: Client, operator: Client, running: Running) -> None:
    before = len(running.forwarded)
    nobody = await anybody("GET", "/v1/conversations")
    platform = await operator("GET", "/v1/conversations")

    assert (nobody.status, platform.status) == (401, 403)
    assert len(running.forwarded) == before


async def test_the_edge_refuses_what_the_scope_does_not_allow(house: House) -> None:
    volunteer = await a_member(house, "vol", "volunteer")

    answer = await volunteer("GET", "/v1/approvals")

    assert (answer.status, answer.body["scope"]) == (403, "replies:approve")


async def test_a_body_over_the_limit_is_not_sent_on(house: House, running: Running) -> None:
    before = len(running.forwarded)
    answer = await house.admin("POST", "/v1/conversations/c/replies", raw=b" " * 2_000_001)

    assert answer.status == 413
    assert len(running.forwarded) == before


async def test_a_page_of_a_service_keeps_what_its_browser_is_told(house: House) -> None:
    answer = await house.admin("GET", "/v1/conversations")

    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
