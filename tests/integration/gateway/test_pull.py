"""The feed page by page: the stream's events in its order, from any of its positions, only the brand's own."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.position import decode, encode
from tests.integration.gateway.conftest import Client, House, Running, a_member
from tests.integration.gateway.test_stream import a_signal, an_event, opened


async def pulled(client: Client, query: str = "") -> dict[str, Any]:
    answer = await client("GET", f"/v1/events{query}")
    assert answer.status == 200, answer.raw
    return dict(answer.body)


async def all_of(client: Client, after: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    more = True
    while more:
        page = await pulled(client, f"?after={after}{query}")
        found += page["items"]
        after, more = page["next"], page["more"]
    return found


async def test_pages_have_everything_once_and_nothing_of_another_brand(
    house: House, other_house: House, running: Running
) -> None:
    begin = await pulled(house.admin)
    assert (begin["items"], begin["more"]) == ([], False)
    running.publish(*[an_event(each, number) for number in range(50) for each in (house, other_house)])

    first = await pulled(house.admin, f"?after={begin['next']}&limit=20")
    rest = await all_of(house.admin, first["next"], "&limit=20")

    assert (len(first["items"]), first["more"]) == (20, True)
    ids = [each["data"]["id"] for each in (*first["items"], *rest)]
    assert sorted(ids) == sorted(f"{house.brand}-{number}" for number in range(50))
    assert {each["type"] for each in first["items"]} == {"inbox.event_accounted.v1"}
    of_one = [each["data"]["id"] for each in (*first["items"], *rest) if each["data"]["subject"] == "c3"]
    assert of_one == [f"{house.brand}-{number}" for number in range(50) if number % 7 == 3], "in order"


async def test_a_page_goes_on_from_a_position_of_the_stream_and_the_stream_from_one_of_a_page(
    house: House, running: Running
) -> None:
    async with opened(house.admin) as stream:
        await stream.next()
        running.publish(*[an_event(house, number) for number in range(9)])
        seen = await stream.ids(4)
        last = stream.last_id
    pages = await all_of(house.admin, last or "")
    assert sorted(seen + [each["data"]["id"] for each in pages]) == [f"{house.brand}-{number}" for number in range(9)]

    async with opened(house.admin, last=pages[2]["position"]) as stream:
        assert sorted(await stream.ids(2)) == sorted(each["data"]["id"] for each in pages[3:])


async def test_filters_and_scopes_narrow_a_page_as_they_narrow_the_stream(house: House, running: Running) -> None:
    begin = (await pulled(house.admin))["next"]
    volunteer = await a_member(house, "vol", "volunteer")
    running.publish(*[an_event(house, number) for number in range(4)], a_signal(house, 1))

    assert [each["data"]["id"] for each in await all_of(house.admin, begin, "&types=crisis.*")] == [f"{house.brand}-s1"]
    assert [each["data"]["id"] for each in await all_of(house.admin, begin, "&conversation=c3")] == [f"{house.brand}-3"]
    assert [each["data"]["id"] for each in await all_of(volunteer, begin)] == [f"{house.brand}-s1"]
    refused = await house.poster("GET", "/v1/events")
    assert (refused.status, refused.body["scope"]) == (403, "stream:read")


async def test_a_position_that_the_log_does_not_reach_is_gone(house: House) -> None:
    now = (await pulled(house.admin))["next"]
    partitions = next(count for count in range(1, 400) if _fits(now, count))
    ahead = encode([offset + 1_000 for offset in decode(now, partitions)])
    answer = await house.admin("GET", f"/v1/events?after={ahead}")
    assert (answer.status, answer.body["type"]) == (410, "/docs/errors/position_too_old")


def _fits(position: str, partitions: int) -> bool:
    try:
        return len(decode(position, partitions)) == partitions
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("after=nonsense", "#query/after"),
        ("limit=0", "#query/limit"),
        ("limit=1001", "#query/limit"),
        ("limit=ten", "#query/limit"),
        ("types=everything", "#query/types"),
        ("type=inbox.*", "#query/type"),
    ],
)
async def test_what_is_wrong_is_named(house: House, query: str, pointer: str) -> None:
    answer = await house.admin("GET", f"/v1/events?{query}")
    assert (answer.status, [each["pointer"] for each in answer.body["errors"]]) == (422, [pointer])


async def test_a_misspelt_parameter_of_the_stream_is_named_too(house: House) -> None:
    answer = await house.admin("GET", "/v1/stream?typs=inbox.*")
    (error,) = answer.body["errors"]
    assert (answer.status, error["pointer"]) == (422, "#query/typs")
    assert "types" in error["detail"]
