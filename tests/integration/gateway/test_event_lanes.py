"""The lane of an integration: chosen once, shown, and where its events stand in the log for it."""

from __future__ import annotations

import json
from collections import Counter

from tests.integration.gateway.conftest import Client, House, Running, a_message
from tests.integration.gateway.test_ingest import in_the_log
from tests.integration.gateway.test_webhooks import post

LIVE, BULK = "channel.events", "channel.events.bulk"


async def in_bulk(house: House) -> House:
    """The same brand with an integration in the bulk lane."""
    body = {"channel": "generic", "name": "Listening tool", "slug": "heard", "lane": "bulk"}
    made = await house.admin("POST", "/v1/integrations", body)
    assert (made.status, made.body["lane"]) == (201, "bulk"), made.raw
    id_, secret = made.body["id"], made.body["secrets"]["signing_secret"]
    key = (await house.admin("POST", "/v1/keys", {"name": "heard", "integration": id_})).body["key"]
    return House(house.brand, house.admin, id_, secret, Client(house.admin.session, house.admin.url, key))


async def test_posted_and_signed_events_of_a_bulk_integration_stand_in_their_own_topic(
    anybody: Client, house: House, running: Running
) -> None:
    bulk = await in_bulk(house)
    posted = await bulk.poster("POST", "/v1/events", [a_message(1), a_message(2)])
    signed = await post(anybody, bulk, json.dumps(a_message(3)).encode())
    unreadable = await post(anybody, bulk, b"not json")
    await house.poster("POST", "/v1/events", a_message(4))

    assert (posted.status, signed.status, unreadable.status) == (202, 202, 202)
    found = await in_the_log(running, house.brand, BULK)
    place = f"{house.brand}/{bulk.integration}"
    assert Counter(record.key for record in found) == {f"{place}/c1".encode(): 3, f"{place}/unreadable".encode(): 1}
    [live] = await in_the_log(running, house.brand, LIVE)
    assert json.loads(live.value)["integration"] == house.integration


async def test_a_sale_stands_with_the_sales_whichever_lane_it_comes_by(house: House, running: Running) -> None:
    bulk = await in_bulk(house)
    sale = {"kind": "conversion", "external_id": "s1", "at": a_message()["at"], "amount_minor": 1, "currency": "EUR"}
    answer = await bulk.poster("POST", "/v1/events", sale)

    assert answer.status == 202, answer.raw
    assert len(await in_the_log(running, house.brand, "conversion.events")) == 1
    assert await in_the_log(running, house.brand, BULK) == []


async def test_the_lane_is_shown_and_never_changes(house: House) -> None:
    bulk = await in_bulk(house)
    refused = await house.admin("PATCH", f"/v1/integrations/{bulk.integration}", {"lane": "live"}, if_match='"1"')
    unknown = await house.admin("POST", "/v1/integrations", {"channel": "generic", "name": "x", "lane": "express"})
    renamed = await house.admin("PATCH", f"/v1/integrations/{bulk.integration}", {"name": "Heard"}, if_match='"1"')
    listed = {each["id"]: each["lane"] for each in await house.admin.every("/v1/integrations")}

    assert (refused.status, refused.body["errors"][0]["pointer"]) == (422, "/lane")
    assert (unknown.status, unknown.body["errors"][0]["pointer"]) == (422, "/lane")
    assert (renamed.status, renamed.body["lane"]) == (200, "bulk")
    assert listed == {house.integration: "live", bulk.integration: "bulk"}


async def test_two_brands_in_the_bulk_lane_stay_apart(house: House, other_house: House, running: Running) -> None:
    mine, theirs = await in_bulk(house), await in_bulk(other_house)
    await mine.poster("POST", "/v1/events", a_message(1))
    await theirs.poster("POST", "/v1/events", a_message(1))
    [first], [second] = [await in_the_log(running, each.brand, BULK) for each in (house, other_house)]

    assert {json.loads(first.value)["integration"], json.loads(second.value)["integration"]} == {
        mine.integration,
        theirs.integration,
    }
    assert json.loads(first.value)["id"] != json.loads(second.value)["id"]
