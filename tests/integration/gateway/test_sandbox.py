"""A sandbox brand and its clock: who may move it, how far, and what takes the brand's time."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.http.gateway.sandbox import MOST_AT_ONCE_SECONDS
from gateway.domain.sandbox import MOST_AHEAD_SECONDS
from tests.integration.gateway.conftest import Client, House, Running, a_member, make_house, now
from tests.integration.gateway.test_ingest import in_the_log

CLOCK = "/v1/sandbox/clock"
HOUR = 3600


@pytest.fixture
async def box(operator: Client) -> House:
    """Give a sandbox brand."""
    return await make_house(operator, sandbox=True)


async def moved(house: House, seconds: object) -> Any:
    return await house.admin("POST", CLOCK, {"advance_seconds": seconds})


async def test_the_clock_of_a_sandbox_moves_ahead_and_adds_up(box: House) -> None:
    began = (await box.admin("GET", CLOCK)).body
    first, second = await moved(box, HOUR), await moved(box, 60)
    read = (await box.admin("GET", CLOCK)).body

    assert began["ahead_seconds"] == 0
    assert abs(datetime.fromisoformat(began["now"]) - now()) < timedelta(minutes=1)
    assert (first.status, first.body["ahead_seconds"]) == (200, HOUR)
    assert (second.status, second.body["ahead_seconds"], read["ahead_seconds"]) == (200, HOUR + 60, HOUR + 60)
    assert abs(datetime.fromisoformat(read["now"]) - now() - timedelta(seconds=HOUR + 60)) < timedelta(minutes=1)


async def test_moves_of_the_same_moment_all_count(box: House) -> None:
    answers = await asyncio.gather(*(moved(box, HOUR) for _ in range(3)))
    assert [each.status for each in answers] == [200, 200, 200]
    assert (await box.admin("GET", CLOCK)).body["ahead_seconds"] == 3 * HOUR


async def test_a_real_brand_has_no_clock_of_its_own(house: House) -> None:
    for answer in (await house.admin("GET", CLOCK), await moved(house, HOUR)):
        assert (answer.status, answer.body["type"]) == (409, "/docs/errors/not_a_sandbox")


@pytest.mark.parametrize("seconds", [0, -1, MOST_AT_ONCE_SECONDS + 1, 1.5, "60", True, None])
async def test_a_move_that_is_none_names_its_field(box: House, seconds: object) -> None:
    answer = await moved(box, seconds)
    assert answer.status == 422
    assert [each["pointer"] for each in answer.body["errors"]] == ["/advance_seconds"]
    assert (await box.admin("GET", CLOCK)).body["ahead_seconds"] == 0


async def test_a_clock_is_a_year_ahead_at_most(box: House) -> None:
    for _ in range(MOST_AHEAD_SECONDS // MOST_AT_ONCE_SECONDS):
        assert (await moved(box, MOST_AT_ONCE_SECONDS)).status == 200
    left = MOST_AHEAD_SECONDS % MOST_AT_ONCE_SECONDS
    refused = await moved(box, left + 1)
    assert refused.status == 422
    assert [(each["pointer"], each["code"]) for each in refused.body["errors"]] == [
        ("/advance_seconds", "too_far_ahead")
    ]
    assert (await moved(box, left)).body["ahead_seconds"] == MOST_AHEAD_SECONDS


async def test_who_may_change_the_brand_moves_its_clock_and_everybody_of_it_reads_it(
    box: House, operator: Client
) -> None:
    member = await a_member(box, "eve", "employee")
    refused = await member("POST", CLOCK, {"advance_seconds": HOUR})
    assert (refused.status, refused.body["scope"]) == (403, "brands:write")
    assert (await member("GET", CLOCK)).status == 200
    assert (await operator("POST", CLOCK, {"advance_seconds": HOUR})).status == 404


async def test_a_brand_says_whether_it_is_a_sandbox_and_stays_what_it_is(box: House, house: House) -> None:
    for each, sandbox in ((box, True), (house, False)):
        path = f"/v1/brands/{each.brand}"
        assert (await each.admin("GET", path)).body["sandbox"] is sandbox
        assert (await each.admin("GET", "/v1/me")).body["sandbox"] is sandbox
        refused = await each.admin("PATCH", path, {"sandbox": not sandbox})
        assert [error["pointer"] for error in refused.body["errors"]] == ["/sandbox"]
    await moved(box, HOUR)
    renamed = await box.admin("PATCH", f"/v1/brands/{box.brand}", {"name": "Another name"})
    assert (renamed.body["sandbox"], (await box.admin("GET", CLOCK)).body["ahead_seconds"]) == (True, HOUR)


async def test_a_move_is_told_to_the_services(box: House, running: Running) -> None:
    await moved(box, HOUR)

    async def told() -> list[tuple[bool, int]]:
        records = await in_the_log(running, box.brand, "gateway.directory")
        brands = [each for each in records if dict(each.headers)["ce_type"].startswith(b"gateway.brand")]
        return [(said["sandbox"], said["clock_ahead_seconds"]) for said in (json.loads(each.value) for each in brands)]

    async with asyncio.timeout(10):
        while await told() != [(True, 0), (True, HOUR)]:  # noqa: ASYNC110 - another process tells no event
            await asyncio.sleep(0.05)


async def test_what_is_posted_is_received_in_the_time_of_its_brand(box: House, house: House, running: Running) -> None:
    await moved(box, HOUR)
    who = {"contact": {"external_id": "sam"}, "text": "Hello?", "at": now().isoformat()}
    said = {"kind": "message", "external_id": uuid.uuid4().hex, **who}
    ahead = {}
    for each in (box, house):
        assert (await each.poster("POST", "/v1/events", said)).status == 202
        (record,) = await in_the_log(running, each.brand, "channel.events")
        received = datetime.fromisoformat(json.loads(record.value)["received_at"])
        ahead[each.brand] = round((received - now()) / timedelta(hours=1))
    assert ahead == {box.brand: 1, house.brand: 0}
