"""The operator sets a brand's quotas while everything runs: it is held to them within a second, others are not."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.integration.gateway.conftest import Client, House, a_message, make_house

TIGHT = {"events_per_second": 0.001, "burst": 3}


async def _post(house: House, first: int, number: int) -> int:
    answer = await house.poster("POST", "/v1/events", [a_message(each) for each in range(first, first + number)])
    return answer.status


async def _held(house: House) -> Any:
    """The first answer that says that the brand is held to its quota: the change is heard within a second."""
    for number in range(100, 160):
        answer = await house.poster("POST", "/v1/events", a_message(number))
        if answer.status == 429:
            return answer
        await asyncio.sleep(0.1)
    raise AssertionError("the brand was not held to its quota")


async def test_a_brand_is_held_to_its_own_quota_and_let_go_again(house: House, operator: Client) -> None:
    path, other = f"/v1/brands/{house.brand}/quota", await make_house(operator)
    before = await house.admin("GET", path)
    assert (before.body["brand_by_default"], before.body["integration_by_default"]) == (True, True)

    tight = await operator("PUT", path, {"brand": TIGHT, "integration": None})
    assert (tight.status, tight.body["brand"], tight.body["brand_by_default"]) == (200, TIGHT, False)
    refused = await _held(house)
    assert (refused.body["type"], refused.body["quota"]) == ("/docs/errors/quota", "brand")
    assert '"brand";q=3' in refused.headers["ratelimit-policy"]
    assert await _post(other, 1, 50) == 202
    stats = await house.admin("GET", f"/v1/integrations/{house.integration}/stats")
    assert stats.body["quota"]["brand_remaining"] == 0

    loose = await operator("PUT", path, {"brand": None, "integration": None}, if_match=tight.headers["etag"])
    assert loose.body["brand"] == before.body["brand"]
    for number in range(200, 260):
        if await _post(house, number, 1) == 202:
            break
        await asyncio.sleep(0.1)
    assert await _post(house, 300, 50) == 202


async def test_only_the_operator_sets_it_and_what_is_wrong_is_named(house: House, operator: Client) -> None:
    path = f"/v1/brands/{house.brand}/quota"
    assert (await house.admin("PUT", path, {"brand": None, "integration": None})).status == 403
    wrong = await operator("PUT", path, {"brand": {"events_per_second": 0, "burst": True}})
    assert wrong.status == 422
    assert {each["pointer"] for each in wrong.body["errors"]} == {
        "/brand/events_per_second",
        "/brand/burst",
        "/integration",
    }
    stale = await operator("PUT", path, {"brand": None, "integration": None}, if_match='"77"')
    assert stale.status == 412
    assert (await operator("PUT", "/v1/brands/nobody-there/quota", {"brand": None, "integration": None})).status == 404


async def test_another_change_of_the_brand_keeps_its_quota(house: House, operator: Client) -> None:
    path = f"/v1/brands/{house.brand}/quota"
    await operator("PUT", path, {"brand": TIGHT, "integration": TIGHT})
    await house.admin("PATCH", f"/v1/brands/{house.brand}", {"name": "Another name"})
    kept = await house.admin("GET", path)
    assert (kept.body["brand"], kept.body["integration"], kept.body["version"]) == (TIGHT, TIGHT, 3)
