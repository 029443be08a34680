"""What somebody with rights on the database did to rows of an audit trail is seen, and hides no other row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from tests.integration.gateway.conftest import Client, House, Running
from tests.integration.gateway.test_audit_trail import TRAIL, chained, has_outcome, records


@pytest.mark.parametrize(
    "mangling",
    [
        {"$set": {"roles": "many"}},
        {"$set": {"hash": 7, "objects": {"a": [1]}}},
        {"$unset": {"method": "", "position": "", "hash": ""}},
        {"$set": {"position": "two", "says": {"a": 1.5}}},
        {"$unset": {"id": ""}},
    ],
)
async def test_a_mangled_row_is_shown_as_unreadable_the_list_goes_on_and_its_check_names_it(
    running: Running, house: House, mangling: dict[str, Any]
) -> None:
    for number in range(3):
        await house.admin("PUT", f"/v1/queues/q{number}", {})
    wanted = "&operation=putQueue"
    before = await chained(house.admin, wanted, lambda found: len(found) == 3 and has_outcome(found))
    place = {"brand": house.brand, "position": before[1]["position"]}
    assert stored_trail(running, lambda rows: rows.update_one(place, mangling).modified_count) == 1
    after = [item for number in (1, 3) for item in await pages(house.admin, wanted, number)]
    assert [after[0], after[2], after[3], after[5]] == [before[0], before[2]] * 2
    assert after[1] == after[4]
    shown = after[1]
    assert (shown["unreadable"], shown["at"], shown["principal"]) == (True, before[1]["at"], None)
    assert shown["position"] == before[1]["position"]
    assert shown["id"] == ("" if "id" in mangling.get("$unset", {}) else before[1]["id"])
    fault = (await house.admin("GET", f"{TRAIL}/verification")).body["fault"]
    assert (fault["position"], fault["reason"]) == (before[1]["position"], "changed")


async def test_of_an_act_whose_outcome_was_mangled_the_act_is_shown(running: Running, house: House) -> None:
    await house.admin("PUT", "/v1/queues/q1", {})
    (before,) = await chained(house.admin, "&operation=putQueue", has_outcome)
    place = {"brand": house.brand, "act": before["id"]}
    mangling = {"$set": {"status": "fine"}}
    assert stored_trail(running, lambda rows: rows.update_one(place, mangling).modified_count) == 1
    assert await records(house.admin, "&operation=putQueue") == [{**before, "outcome": None, "unreadable": True}]


async def test_a_row_without_its_time_is_in_no_list_and_its_check_names_it(running: Running, house: House) -> None:
    await house.admin("PUT", "/v1/queues/q1", {})
    await house.admin("PUT", "/v1/queues/q2", {})
    newer, older = await chained(house.admin, "&operation=putQueue", lambda found: len(found) == 2)
    place = {"brand": house.brand, "id": newer["id"]}
    assert stored_trail(running, lambda rows: rows.update_one(place, {"$set": {"at": "noon"}}).modified_count) == 1
    assert [each["id"] for each in await pages(house.admin, "&operation=putQueue", 1)] == [older["id"]]
    fault = (await house.admin("GET", f"{TRAIL}/verification")).body["fault"]
    assert fault == {"position": newer["position"], "row": newer["id"], "reason": "changed"}


def stored_trail(running: Running, change: Callable[[Collection[dict[str, Any]]], int]) -> int:
    """Do to the stored rows what somebody with rights on the database may do."""
    with MongoClient[dict[str, Any]](running.common.mongo) as client:
        return change(client[running.common.database("gateway")]["audit_trail"])


async def pages(client: Client, query: str, limit: int) -> list[dict[str, Any]]:
    """All pages of the list, of so many records each."""
    found, cursor = [], ""
    while True:
        page = await client("GET", f"{TRAIL}?limit={limit}{query}{cursor}")
        assert page.status == 200, page.raw
        found += page.body["items"]
        if page.body["next"] is None:
            return found
        cursor = f"&cursor={page.body['next']}"
