"""Brands, people, keys, tokens and temporary places: who may do what, and that brands never meet."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.crisis import PlaceGranted, PlaceRevoked
from gateway.domain.scopes import ON_DUTY
from tests.integration.gateway.conftest import Client, House, Running, a_member, now
from tests.integration.gateway.test_ingest import in_the_log


async def test_only_the_bootstrap_key_makes_brands(operator: Client, house: House) -> None:
    taken = await operator("POST", "/v1/brands", {"id": house.brand, "name": "Again"})
    refused = await house.admin("POST", "/v1/brands", {"id": "another", "name": "Another"})
    listed = await operator.every("/v1/brands")

    assert (taken.status, taken.body["state"]) == (409, "exists")
    assert refused.status == 403
    assert house.brand in [brand["id"] for brand in listed]
    assert (await operator("GET", "/v1/people")).status == 403


async def test_a_brand_is_told_to_the_services_with_each_version(house: House, running: Running) -> None:
    path = f"/v1/brands/{house.brand}"
    changed = await house.admin("PATCH", path, {"timezone": "Europe/Amsterdam"}, if_match='"1"')
    stale = await house.admin("PATCH", path, {"name": "x"}, if_match='"1"')

    assert (changed.status, changed.headers["etag"], stale.status) == (200, '"2"', 412)

    async def told() -> list[Any]:
        records = await in_the_log(running, house.brand, "gateway.directory")
        return [
            json.loads(each.value) for each in records if dict(each.headers)["ce_type"].startswith(b"gateway.brand")
        ]

    async with asyncio.timeout(10):
        while [each["version"] for each in await told()] != [1, 2]:  # noqa: ASYNC110 - another process tells no event
            await asyncio.sleep(0.05)
    assert (await told())[1]["timezone"] == "Europe/Amsterdam"


async def test_a_key_is_shown_once_and_ends_when_revoked(house: House) -> None:
    member = await a_member(house, "eve", "employee")
    listed = await house.admin("GET", "/v1/keys")
    [key] = [each for each in listed.body["items"] if each["person"] == "eve"]

    assert (member.credential or "") not in listed.raw.decode()
    assert (await member("GET", "/v1/me")).status == 200
    await house.admin("DELETE", f"/v1/keys/{key['id']}")
    assert (await member("GET", "/v1/me")).status == 401


async def test_a_person_has_the_scopes_of_their_roles_and_403_names_what_is_missing(house: House) -> None:
    analyst = await a_member(house, "ann", "analyst")

    me = await analyst("GET", "/v1/me")
    refused = await analyst("POST", "/v1/people", {"name": "x"})

    assert me.body["roles"] == ["analyst"]
    assert "measures:read" in me.body["scopes"]
    assert (refused.status, refused.body["scope"]) == (403, "people:write")


async def test_a_person_who_left_is_refused_and_a_changed_role_counts_at_once(house: House) -> None:
    member = await a_member(house, "bob", "employee")
    await member("GET", "/v1/me")
    await house.admin("PATCH", "/v1/people/bob", {"roles": ["analyst"]})
    promoted = await member("GET", "/v1/me")
    await house.admin("PATCH", "/v1/people/bob", {"active": False})

    assert promoted.body["roles"] == ["analyst"]
    assert (await member("GET", "/v1/me")).status == 401


async def test_a_service_key_has_its_scopes_and_nobody_gives_more_than_they_have(house: House) -> None:
    developer = await a_member(house, "dev", "developer")
    service = await house.admin("POST", "/v1/keys", {"name": "report", "scopes": ["measures:read"]})
    me = await Client(house.admin.session, house.admin.url, service.body["key"])("GET", "/v1/me")
    beyond = await developer("POST", "/v1/keys", {"name": "x", "scopes": ["conversations:read"]})
    reading = await developer(
        "POST", "/v1/keys", {"name": "x", "integration": house.integration, "scopes": ["conversations:read"]}
    )
    unknown = await house.admin("POST", "/v1/keys", {"name": "x", "scopes": ["tasks:eat"]})

    assert (me.body["kind"], me.body["scopes"]) == ("service", ["measures:read"])
    assert (beyond.status, reading.status, unknown.status) == (403, 422, 422)
    assert unknown.body["errors"][0]["pointer"] == "/scopes"


async def test_an_expired_key_is_refused(house: House, running: Running) -> None:
    until = (now() + timedelta(hours=1)).isoformat()
    made = await house.admin("POST", "/v1/keys", {"name": "x", "person": "ada", "expires_at": until})
    short = Client(house.admin.session, house.admin.url, made.body["key"])
    assert (await short("GET", "/v1/me")).status == 200

    running.expire(house.brand, made.body["id"])

    async with asyncio.timeout(30):
        while (await short("GET", "/v1/me")).status != 401:  # noqa: ASYNC110 - another process tells no event
            await asyncio.sleep(0.1)


async def test_a_development_token_is_its_person_and_a_forged_one_nobody(operator: Client, house: House) -> None:
    made = await operator("POST", "/v1/dev/token", {"brand": house.brand, "person": "ada"})
    token = made.body["access_token"]
    me = await Client(operator.session, operator.url, token)("GET", "/v1/me")
    head, body, signature = token.split(".")
    forged = [f"{head}.{body}.{'A' * len(signature)}", f"eyJhbGciOiJub25lIn0.{body}.", f"{head}.{body}.", "a.b.c", "é"]

    assert (me.body["principal"], me.body["brand"]) == ("ada", house.brand)
    for each in forged:
        answer = await Client(operator.session, operator.url, each)("GET", "/v1/me")
        assert answer.status == 401


async def test_a_development_token_carries_and_lasts_no_longer_than_its_key(house: House) -> None:
    until = now() + timedelta(seconds=60)
    narrow = {"name": "x", "person": "ada", "scopes": ["stream:read"], "expires_at": until.isoformat()}
    made = (await house.admin("POST", "/v1/keys", narrow)).body
    wanted = {"brand": house.brand, "person": "ada", "expires_in_seconds": 3600}
    session, url = house.admin.session, house.admin.url
    token = (await Client(session, url, made["key"])("POST", "/v1/dev/token", wanted)).body
    bearer = Client(session, url, token["access_token"])
    me = (await bearer("GET", "/v1/me")).body
    further = await bearer("POST", "/v1/dev/token", wanted)
    await house.admin("DELETE", f"/v1/keys/{made['id']}")

    assert me["scopes"] == ["stream:read"]
    assert token["expires_in"] <= 60
    assert datetime.fromisoformat(me["expires_at"]) <= until
    assert (further.status, further.body["type"]) == (403, "/docs/errors/needs_key")
    assert (await bearer("GET", "/v1/me")).status == 401


async def test_only_a_person_has_tokens_of_their_own(house: House) -> None:
    alike = {"id": house.integration, "name": "Called like the integration", "roles": ["administrator"]}
    assert (await house.admin("POST", "/v1/people", alike)).status == 201

    refused = await house.poster("POST", "/v1/dev/token", {"brand": house.brand, "person": house.integration})

    assert refused.status == 403


async def test_a_place_gives_a_volunteer_on_duty_rights_until_it_is_taken_back(house: House, running: Running) -> None:
    volunteer = await a_member(house, "vic", "volunteer")
    before = set((await volunteer("GET", "/v1/me")).body["scopes"])
    common: dict[str, Any] = {"brand": house.brand, "subject": "inc1", "incident": "inc1", "employee": "vic"}
    granted = PlaceGranted(
        id="g1" + house.brand, at=now(), callout="call1", seats=2, until=now() + timedelta(hours=4), **common
    )
    running.publish(granted)
    me: Any = {}
    async with asyncio.timeout(20):
        while not set(me.get("scopes", ())) >= ON_DUTY:  # noqa: ASYNC110 - another process tells no event
            await asyncio.sleep(0.05)
            me = (await volunteer("GET", "/v1/me")).body
    assert [grant["incident"] for grant in me["grants"]] == ["inc1"]
    assert set(me["scopes"]) - before == ON_DUTY

    running.publish(PlaceRevoked(id="r1" + house.brand, at=now(), reason="stood_down", **common))
    running.publish(granted)  # a replay of what was taken back gives nothing again
    async with asyncio.timeout(20):
        while set((await volunteer("GET", "/v1/me")).body["scopes"]) != before:  # noqa: ASYNC110 - another process tells no event
            await asyncio.sleep(0.05)


async def test_a_place_that_may_be_finished_keeps_its_rights_until_then(house: House, running: Running) -> None:
    volunteer = await a_member(house, "vic", "volunteer")
    common: dict[str, Any] = {"brand": house.brand, "subject": "inc1", "incident": "inc1", "employee": "vic"}
    day, finish = now() + timedelta(days=1), now() + timedelta(minutes=5)
    running.publish(PlaceGranted(id="g1" + house.brand, at=now(), callout="call1", seats=2, until=day, **common))
    revoked = PlaceRevoked(id="r1" + house.brand, at=now(), reason="stood_down", finish_by=finish, **common)
    running.publish(revoked)

    async def until() -> list[datetime]:
        return [datetime.fromisoformat(each["until"]) for each in (await volunteer("GET", "/v1/me")).body["grants"]]

    async with asyncio.timeout(20):
        while [abs(each - finish) < timedelta(seconds=1) for each in await until()] != [True]:  # noqa: ASYNC110 - another process tells no event
            await asyncio.sleep(0.05)
    assert set((await volunteer("GET", "/v1/me")).body["scopes"]) >= ON_DUTY


async def test_an_unknown_id_and_one_of_another_brand_are_the_same_404(house: House, other_house: House) -> None:
    await a_member(other_house, "zoe", "employee")
    [key] = [each for each in (await other_house.admin("GET", "/v1/keys")).body["items"] if each["person"] == "zoe"]
    foreign = [
        ("GET", f"/v1/brands/{other_house.brand}"),
        ("PATCH", f"/v1/brands/{other_house.brand}"),
        ("GET", "/v1/people/zoe"),
        ("PATCH", "/v1/people/zoe"),
        ("GET", f"/v1/integrations/{other_house.integration}"),
        ("PATCH", f"/v1/integrations/{other_house.integration}"),
        ("POST", f"/v1/integrations/{other_house.integration}/disable"),
        ("POST", f"/v1/integrations/{other_house.integration}/rotate-secret"),
        ("GET", f"/v1/integrations/{other_house.integration}/stats"),
        ("DELETE", f"/v1/keys/{key['id']}"),
        ("GET", "/v1/people/nobody"),
        ("GET", "/v1/dead-letters/inbox~channel.events~0~0"),
    ]
    answers = [await house.admin(method, path, {} if method in {"PATCH", "POST"} else None) for method, path in foreign]

    assert {(answer.status, answer.raw) for answer in answers} == {(404, answers[0].raw)}


async def test_a_path_there_is_not_says_so_to_everybody_alike(house: House, other_house: House) -> None:
    paths = ("/v1/keys-nothing", "/v1/nonsense", f"/v1/people/{house.brand}/keys")
    answers = [await each.admin("GET", path) for each in (house, other_house) for path in paths]
    assert {(answer.status, answer.body["type"]) for answer in answers} == {(404, "/docs/errors/unknown_route")}


async def test_the_same_idempotency_key_gives_the_first_answer_with_the_same_secret(house: House) -> None:
    wanted = {"name": "x", "person": "ada"}
    first = await house.admin("POST", "/v1/keys", wanted, idempotency_key="k1")
    again = await house.admin("POST", "/v1/keys", wanted, idempotency_key="k1")
    other = await house.admin("POST", "/v1/keys", {"name": "y", "person": "ada"}, idempotency_key="k1")

    assert (first.status, again.status, other.status) == (201, 201, 422)
    assert first.body["key"] == again.body["key"]
    assert again.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": 7}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"name": "x", "roles": ["emperor"]}, "/roles/0"),
        ({"name": "x", "surprise": 1}, "/surprise"),
        ({}, "/name"),
    ],
)
async def test_each_wrong_field_of_a_person_is_named(house: House, wrong: dict[str, Any], pointer: str) -> None:
    answer = await house.admin("POST", "/v1/people", wrong)

    assert answer.status == 422
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]


async def test_pages_of_people_follow_one_another(house: House) -> None:
    for number in range(5):
        await house.admin("POST", "/v1/people", {"id": f"p{number}", "name": "P"})
    seen: list[str] = []
    path = "/v1/people?limit=2"
    while path:  # noqa: ASYNC110 - another process tells no event
        page = (await house.admin("GET", path)).body
        seen += [person["id"] for person in page["items"]]
        path = f"/v1/people?limit=2&cursor={page['next']}" if page["next"] else ""

    assert seen == ["ada", "p0", "p1", "p2", "p3", "p4"]
    assert (await house.admin("GET", "/v1/people?cursor=nonsense")).status == 422
