"""Pages of other origins call the API where a brand lists them, and read the answers for that brand alone."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass

import aiohttp
import pytest

from tests.integration.gateway.conftest import Client, House

ALLOW = "access-control-allow-origin"
ASKING = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,if-match"}


@dataclass(frozen=True)
class Pages:
    """Origins that no other test asks for: what the gateway finds out of one counts for a second."""

    ours: str
    theirs: str
    nobodys: str


@pytest.fixture
async def pages(house: House, other_house: House) -> Pages:
    found = Pages(*(f"https://{name}.{uuid.uuid4().hex}.example" for name in ("ours", "theirs", "nobodys")))
    for each, origin in ((house, found.ours), (other_house, found.theirs)):
        changed = await each.admin("PATCH", f"/v1/brands/{each.brand}", {"origins": [origin, origin]})
        assert (changed.status, changed.body["origins"]) == (200, [origin])
    return found


async def preflight(client: Client, origin: str) -> aiohttp.ClientResponse:
    url = f"{client.url}/v1/brands"
    async with client.session.options(url, headers={"Origin": origin, **ASKING}) as answer:
        await answer.read()
        return answer


async def test_a_preflight_needs_no_credential_and_names_what_may_be_sent(anybody: Client, pages: Pages) -> None:
    answer = await preflight(anybody, pages.ours)

    assert (answer.status, answer.headers[ALLOW], answer.headers["vary"]) == (204, pages.ours, "Origin")
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    fields = answer.headers["access-control-allow-headers"].lower().split(", ")
    assert {"authorization", "if-match", "idempotency-key", "x-api-key", "last-event-id"} <= set(fields)
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "x-muster-csrf" in fields


async def test_a_preflight_of_an_origin_that_nobody_lists_is_refused(anybody: Client, pages: Pages) -> None:
    for origin in (pages.nobodys, "null", "*", pages.ours.replace("https", "http"), f"{pages.ours}.evil.example"):
        answer = await preflight(anybody, origin)
        assert (answer.status, ALLOW in answer.headers) == (403, False)


async def test_an_answer_may_be_read_where_the_brand_of_its_credential_lists_the_origin(
    house: House, other_house: House, anybody: Client, pages: Pages
) -> None:
    ours = await house.admin("GET", "/v1/me", Origin=pages.ours)
    assert (ours.status, ours.headers[ALLOW], ours.headers["vary"]) == (200, pages.ours, "Origin")
    assert "etag" in ours.headers["access-control-expose-headers"].lower()
    for client, origin in ((other_house.admin, pages.ours), (house.admin, pages.theirs), (house.admin, pages.nobodys)):
        answer = await client("GET", "/v1/me", Origin=origin)
        assert (answer.status, answer.headers.get(ALLOW), answer.headers["vary"]) == (200, None, "Origin")
        assert "access-control-allow-credentials" not in answer.headers
    refused = await anybody("GET", "/v1/me", Origin=pages.ours)
    assert (refused.status, refused.headers[ALLOW]) == (401, pages.ours)
    assert (await anybody("GET", "/v1/me", Origin=pages.nobodys)).headers.get(ALLOW) is None


@pytest.mark.parametrize("path", ["/v1/conversations", "/v1/events", "/nothing"])
async def test_forwarded_and_missing_paths_may_be_read_too(house: House, pages: Pages, path: str) -> None:
    assert (await house.admin("GET", path, Origin=pages.ours)).headers[ALLOW] == pages.ours


async def test_a_page_may_read_the_stream(house: House, pages: Pages) -> None:
    headers = {**house.admin.headers(), "Origin": pages.ours}
    async with house.admin.session.get(f"{house.admin.url}/v1/stream", headers=headers) as stream:
        assert (stream.status, stream.headers[ALLOW]) == (200, pages.ours)
        assert await stream.content.readline()


async def test_an_origin_that_is_taken_off_the_list_ends(house: House, pages: Pages) -> None:
    assert ALLOW in (await house.admin("GET", "/v1/me", Origin=pages.ours)).headers
    await house.admin("PATCH", f"/v1/brands/{house.brand}", {"origins": []})
    async with asyncio.timeout(20):  # what was found counts for a second
        while ALLOW in (await house.admin("GET", "/v1/me", Origin=pages.ours)).headers:  # noqa: ASYNC110 - HTTP tells no event
            await asyncio.sleep(0.1)


async def test_an_origin_with_a_path_is_refused_by_name(house: House) -> None:
    given = {"origins": ["https://a.example", "https://a.example/inbox"]}
    answer = await house.admin("PATCH", f"/v1/brands/{house.brand}", given)

    (error,) = answer.body["errors"]
    assert (answer.status, error["pointer"]) == (422, "/origins/1")
    assert "https://inbox.example.com" in error["detail"]


async def test_a_page_opens_the_stream_of_its_brand_with_a_ticket(house: House, anybody: Client, pages: Pages) -> None:
    for origin, allowed in ((pages.ours, pages.ours), (pages.theirs, None)):
        ticket = (await house.admin("POST", "/v1/stream/tickets")).body["ticket"]
        url = f"{anybody.url}/v1/stream?ticket={ticket}"
        async with anybody.session.get(url, headers={"Origin": origin}) as stream:
            assert (stream.status, stream.headers.get(ALLOW)) == (200, allowed)
