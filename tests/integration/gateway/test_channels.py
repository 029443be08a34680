"""Who connects an account finds out what its channel needs."""

from __future__ import annotations

from channels.registry import all_channels
from tests.integration.gateway.conftest import House


async def test_every_channel_is_listed_with_what_an_integration_of_it_takes(house: House) -> None:
    answer = await house.admin("GET", "/v1/channels")
    listed = {each["name"]: each for each in answer.body["items"]}

    assert answer.status == 200
    assert list(listed) == sorted(all_channels())
    whatsapp = listed["whatsapp"]
    assert whatsapp["settings"]["required"] == ["phone_number_id"]
    assert set(whatsapp["secrets"]["required"]) == {"app_secret", "verify_token", "access_token"}
    assert (whatsapp["made_here"], whatsapp["replies"]) == (["verify_token"], ["private"])
    assert (whatsapp["reply_characters"], whatsapp["keyed"]) == (4096, False)
    assert (listed["email"]["copies"], listed["generic"]["keyed"]) == (True, True)
    withdraws = {name: each["withdraws"] for name, each in listed.items() if each["withdraws"]}
    assert withdraws == dict.fromkeys(("instagram", "messenger", "x"), ["public"]) | {"generic": ["private", "public"]}
    first = (await house.admin("GET", "/v1/channels?limit=2")).body
    rest = (await house.admin("GET", f"/v1/channels?cursor={first['next']}")).body
    assert [each["name"] for each in (*first["items"], *rest["items"])] == sorted(all_channels())
    assert rest["next"] is None


async def test_a_channel_that_is_not_there_is_told_those_that_are(house: House) -> None:
    answer = await house.admin("POST", "/v1/integrations", {"channel": "fax", "name": "Fax"})

    (error,) = answer.body["errors"]
    assert (answer.status, error["pointer"]) == (422, "/channel")
    assert all(name in error["detail"] for name in all_channels())
