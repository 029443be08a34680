"""How stories spread, on a real MongoDB and over HTTP."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import bson

from chassis.clock import FixedClock
from contracts.ids import derived_id
from services.crisis.domain.spread_counts import SLOTS_KEPT
from tests.integration.crisis.api import Api
from tests.integration.crisis.conftest import MongoRig
from tests.integration.crisis.test_incident_rules_over_http import surge
from tests.support.crisis.builders import BRAND, a_message
from tests.support.crisis.incident_spread_suite import ANN, IncidentSpreadSuite, spread
from tests.support.crisis.spread_suite import ASH, SpreadSuite, only_story

SPREAD_BYTES_MOST = 8_500  # of a story that has all its slots and languages, and as many authors as are told apart


class TestSpread(SpreadSuite):
    """The suite, over the fixture of this room."""

    async def test_a_story_stored_before_spread_was_counted_is_too_little_to_say_and_grows(self, rig: MongoRig) -> None:
        await rig.hear([a_message(n, text=ASH) for n in range(6)])
        await rig.mongo.brand_collection("stories").write(
            [rig.mongo.brand_collection("stories").update_where(BRAND, {}, {"$unset": {"spread": ""}})]
        )
        spread = (await only_story(rig)).spread
        assert (spread.growth.trend, spread.growth.reason) == ("too_little", "few_messages")
        assert (spread.reach, spread.channels, spread.authors) == (None, {}, None)

        await rig.hear([a_message(n, rig.clock.now(), text=ASH) for n in range(6, 9)])

        story = await only_story(rig)
        assert (story.story.messages, story.spread.authors, story.spread.channels["x"].messages) == (9, 3, 3)

    async def test_a_spread_takes_so_many_bytes_at_most(self, rig: MongoRig) -> None:
        clock: FixedClock = rig.clock
        for slot in range(SLOTS_KEPT + 20):
            languages = [f"l{slot % 40}", "en"]
            await rig.hear(
                [
                    a_message(2 * slot + n, clock.now(), text=ASH, language=each, reach=2**31)
                    for n, each in enumerate(languages)
                ]
            )
            clock.advance(300)
        (stored,) = await rig.mongo.brand_collection("stories").find(BRAND, {})
        spread = stored["spread"]
        assert [len(spread[kind]) for kind in ("messages", "reach", "languages", "authors")] == [144, 144, 30, 202]
        assert len(bson.encode(spread)) < SPREAD_BYTES_MOST


class TestIncidentSpread(IncidentSpreadSuite):
    """The suite of incidents, over the same."""

    async def test_buckets_of_an_older_build_have_no_languages_and_count_on(self, rig: MongoRig) -> None:
        incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
        await rig.hear([a_message(n, mood="positive") for n in range(3)])
        buckets = rig.mongo.brand_collection("buckets")
        older = {"$unset": {"languages": "", "channels": "", "positive": ""}}
        await buckets.write([buckets.update_where(BRAND, {}, older)])
        await rig.hear([a_message(4, mood="positive")])
        rig.clock.advance(310)

        brand = (await spread(rig, incident)).brand

        assert brand is not None
        assert (brand.messages, brand.tones.positive, brand.channels["x"].messages) == (4, 1, 1)


async def test_an_incident_is_shown_with_the_spread_of_the_brand_over_http(api: Api) -> None:
    told = [a_message(n, datetime.now(UTC), text=ASH, channel=("x", "email")[n % 2]) for n in range(30)]
    incident = api.declare()
    path = f"/v1/incidents/{incident['id']}/spread"
    assert api.client.portal is not None
    api.client.portal.call(api.log.publisher().publish, told)
    _found(api)

    shown = api.call("GET", path, scopes=frozenset({"incidents:read"}))

    assert shown.status_code == 200, shown.text
    whole = shown.json()
    brand = whole["brand"]
    assert (whole["incident"], whole["severity"]) == (incident["id"], 2)
    assert (whole["together"], whole["stories"]) == (None, []), "no signal is in the incident"
    assert brand["until"] == whole["until"]
    assert (brand["growth"]["trend"], brand["growth"]["doubling_seconds"]) == ("too_little", None)
    assert {"since", "messages", "copied", "reach", "languages", "channels", "tones", "persistence"} < set(brand)
    assert api.call("GET", path, brand="afr").status_code == 404
    current = api.call("GET", "/v1/spread", scopes=frozenset({"incidents:read"}))
    assert current.status_code == 200, current.text
    assert (current.json()["severity"], set(current.json())) == (1, {"severity", *brand})
    assert api.call("GET", "/v1/spread", scopes=frozenset({"callouts:answer"})).status_code == 403
    api.call("POST", f"/v1/incidents/{incident['id']}/stand-down")
    story = _found(api)["id"]
    surge(api, story=story)
    (told_of,) = [each for each in api.call("GET", "/v1/incidents").json()["items"] if each["state"] == "declared"]
    by_story = api.call("GET", f"/v1/incidents/{told_of['id']}/spread").json()
    assert (by_story["brand"], [each["id"] for each in by_story["stories"]]) == (None, [story])
    assert by_story["together"] == by_story["stories"][0]["spread"]
    assert by_story["stories"][0]["severity"] == 1
    assert api.call("GET", path, scopes=frozenset({"callouts:answer"})).status_code == 403


async def test_one_story_is_shown_with_its_spread_over_http(api: Api) -> None:
    begun = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)  # late counting is waited for an hour
    told = [
        a_message(n, begun + timedelta(minutes=n % 50), text=ASH, contact=f"c{n % 3}", channel=("x", "email")[n % 2])
        for n in range(30)
    ]
    assert api.client.portal is not None
    api.client.portal.call(api.log.publisher().publish, told)
    story = _found(api)
    shown = api.call("GET", f"/v1/stories/{story['id']}", scopes=frozenset({"incidents:read"}))

    assert shown.status_code == 200
    spread = shown.json()["spread"]
    assert (spread["growth"]["trend"], spread["growth"]["messages"]) == ("shrinking", 29)
    assert spread["growth"]["half_life_low_seconds"] < spread["growth"]["half_life_seconds"]
    assert spread["growth"]["doubling_seconds"] is None
    assert spread["reach"] == {"last_hour": 0, "hour_before": 300, "ratio": 0.0}
    assert [(each["name"], each["messages"]) for each in spread["languages"]] == [("en", 30)]
    assert {(each["name"], each["messages"]) for each in spread["channels"]} == {("x", 15), ("email", 15)}
    assert (spread["authors"], spread["more_authors"], spread["coordinated"]) == (3, False, True)
    assert api.call("GET", "/v1/stories").json()["items"][0]["id"] == story["id"]
    for brand, name in (("other", story["id"]), ("klm", derived_id("story", "nobody"))):
        assert api.call("GET", f"/v1/stories/{name}", brand=brand).status_code == 404
    refused = api.call("GET", f"/v1/stories/{story['id']}", scopes=frozenset({"callouts:answer"}))
    assert refused.status_code == 403


def _found(api: Api) -> dict[str, Any]:
    deadline = time.monotonic() + 40
    while not (items := api.call("GET", "/v1/stories").json()["items"]) or items[0]["messages"] < 30:
        assert time.monotonic() < deadline, "the story never came"
        time.sleep(0.02)  # counting has no event a client could wait on
    found: dict[str, Any] = items[0]
    return found
