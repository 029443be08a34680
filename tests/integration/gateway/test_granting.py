"""Nobody grants what they do not hold, and a brand always keeps an administrator who can sign in."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.gateway.conftest import Answer, Client, House, a_member, make_house, now

LAST = "/docs/errors/last_administrator"


async def a_program(house: House, *scopes: str) -> Client:
    """A key of a service with these scopes."""
    made = await house.admin("POST", "/v1/keys", {"name": "program", "scopes": list(scopes)})
    assert made.status == 201, made.raw
    return Client(house.admin.session, house.admin.url, made.body["key"])


async def key_id(house: House, person: str) -> str:
    """The id of the first key of a person."""
    listed = await house.admin.every("/v1/keys")
    return str(next(each["id"] for each in listed if each["person"] == person and each["revoked_at"] is None))


def refused(answer: Answer) -> bool:
    """Whether it is the 403 that names a scope."""
    return answer.status == 403 and answer.body["type"] == "/docs/errors/missing_scope"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/people", {"name": "x", "roles": ["administrator"]}),
        ("POST", "/v1/people", {"name": "x", "roles": ["employee"]}),
        ("PATCH", "/v1/people/eve", {"roles": ["administrator"]}),
        ("PATCH", "/v1/people/eve", {"roles": ["administrator"], "active": False}),
        ("PATCH", "/v1/people/eve", {"roles": ["employee", "analyst"]}),
        ("PATCH", "/v1/people/old", {"active": True}),
        ("PATCH", "/v1/people/bob", {"name": "x"}),
        ("PATCH", "/v1/people/bob", {"active": False}),
        ("PATCH", "/v1/people/bob", {"roles": []}),
        ("POST", "/v1/keys", {"name": "x", "person": "bob"}),
        ("POST", "/v1/keys", {"name": "x", "person": "old"}),
        ("POST", "/v1/keys", {"name": "x", "person": "eve"}),
        ("POST", "/v1/keys", {"name": "x", "person": "eve", "scopes": ["integrations:write"]}),
        ("POST", "/v1/keys", {"name": "x", "scopes": ["people:write", "tasks:read"]}),
        ("POST", "/v1/keys", {"name": "x", "integration": "{integration}"}),
        ("DELETE", "/v1/keys/{key}", None),
    ],
)
async def test_the_right_to_write_people_gives_no_other_right(house: House, method: str, path: str, body: Any) -> None:
    await a_member(house, "bob", "administrator")
    await a_member(house, "eve", "employee")
    await a_member(house, "old", "administrator")
    await house.admin("PATCH", "/v1/people/old", {"active": False})
    program = await a_program(house, "people:write")
    path = path.replace("{key}", await key_id(house, "bob"))
    if body is not None and "integration" in body:
        body = body | {"integration": house.integration}

    answer = await program(method, path, body)

    assert refused(answer), answer.raw


async def test_the_right_to_write_people_is_enough_to_end_what_others_may(house: House) -> None:
    await a_member(house, "eve", "employee")
    program = await a_program(house, "people:write")

    added = await program("POST", "/v1/people", {"id": "new", "name": "No role yet"})
    key_ended = await program("DELETE", f"/v1/keys/{await key_id(house, 'eve')}")
    ended = await program("PATCH", "/v1/people/eve", {"active": False})

    assert (added.status, key_ended.status, ended.status) == (201, 200, 200)


async def test_a_narrowed_key_of_an_administrator_grants_what_it_carries_only(house: House) -> None:
    wanted = {"name": "x", "person": "ada", "scopes": ["people:write", "stream:read"]}
    made = (await house.admin("POST", "/v1/keys", wanted)).body["key"]
    narrow = Client(house.admin.session, house.admin.url, made)

    assert refused(await narrow("POST", "/v1/keys", {"name": "x", "person": "ada"}))
    assert refused(await narrow("POST", "/v1/people", {"name": "x", "roles": ["analyst"]}))
    same = await narrow("POST", "/v1/keys", {"name": "x", "person": "ada", "scopes": ["stream:read"]})
    assert same.status == 201


async def test_a_key_made_with_less_than_every_right_does_not_grow_with_its_person(house: House) -> None:
    await a_member(house, "vic", "volunteer")
    scopes = ("people:write", "callouts:answer", "incidents:read", "stream:read", "tasks:read", "tasks:work")
    program = await a_program(house, *scopes, "conversations:read", "replies:write", "presence:write")
    made = (await program("POST", "/v1/keys", {"name": "x", "person": "vic"})).body
    await house.admin("PATCH", "/v1/people/vic", {"roles": ["administrator"]})

    me = await Client(house.admin.session, house.admin.url, made["key"])("GET", "/v1/me")

    assert me.body["roles"] == ["administrator"]
    assert sorted(me.body["scopes"]) == made["scopes"]
    assert "people:write" not in made["scopes"]


@pytest.mark.parametrize("change", [{"roles": []}, {"roles": ["employee"]}, {"active": False}])
async def test_the_last_administrator_stays_one(house: House, change: dict[str, Any]) -> None:
    no_key = {"id": "kay", "name": "An administrator without a key", "roles": ["administrator"]}
    assert (await house.admin("POST", "/v1/people", no_key)).status == 201
    alone = await house.admin("PATCH", "/v1/people/ada", change)
    me = (await house.admin("GET", "/v1/me")).body
    await a_member(house, "bob", "administrator")
    together = await house.admin("PATCH", "/v1/people/ada", change)

    assert (alone.status, alone.body["type"]) == (409, LAST)
    assert me["roles"] == ["administrator"]
    assert together.status == 200


async def test_the_last_way_to_sign_in_as_an_administrator_is_kept(house: House) -> None:
    first = await key_id(house, "ada")
    alone = await house.admin("DELETE", f"/v1/keys/{first}")
    until = (now() + timedelta(hours=1)).isoformat()
    narrow = {"name": "x", "person": "ada", "scopes": ["people:write"], "expires_at": until}
    assert (await house.admin("POST", "/v1/keys", narrow)).status == 201
    beside_a_narrow_one = await house.admin("DELETE", f"/v1/keys/{first}")
    assert (await house.admin("POST", "/v1/keys", {"name": "second", "person": "ada"})).status == 201
    beside_a_whole_one = await house.admin("DELETE", f"/v1/keys/{first}")

    assert (alone.status, alone.body["type"]) == (409, LAST)
    assert beside_a_narrow_one.status == 409
    assert beside_a_whole_one.status == 200


@pytest.mark.parametrize("way", ["both drop their role", "each ends the other", "one drops the role and one the key"])
async def test_two_administrators_who_leave_at_once_cannot_both(operator: Client, way: str) -> None:
    for _ in range(4):  # the two meet in the store most times, not each time
        house = await make_house(operator)
        bob = await a_member(house, "bob", "administrator")
        ada_drops: tuple[str, str, Any] = ("PATCH", "/v1/people/ada", {"roles": []})
        bob_drops: tuple[str, str, Any] = ("PATCH", "/v1/people/bob", {"roles": []})
        bobs_key = await key_id(house, "bob")
        of_ada, of_bob = {
            "both drop their role": (ada_drops, bob_drops),
            "each ends the other": (bob_drops, ("PATCH", "/v1/people/ada", {"active": False})),
            "one drops the role and one the key": (
                ada_drops,
                ("DELETE", f"/v1/keys/{bobs_key}", None),
            ),
        }[way]

        answers = await asyncio.gather(house.admin(*of_ada), bob(*of_bob))

        first, second = sorted(answer.status for answer in answers)
        assert first == 200
        assert second in {401, 403, 409}  # the later one had lost the right already, or was held back
        left = [await each("GET", "/v1/me") for each in (house.admin, bob)]
        assert sum("people:write" in each.body.get("scopes", ()) for each in left) == 1


async def test_the_operator_gives_a_brand_an_administrator_at_any_time(operator: Client, house: House) -> None:
    made = await operator("POST", f"/v1/brands/{house.brand}/administrators", {"person": "eva", "name": "Eva"})
    eva = Client(operator.session, operator.url, made.body["key"])

    assert (await house.admin("PATCH", "/v1/people/ada", {"active": False})).status == 200
    assert (await eva("GET", "/v1/me")).body["roles"] == ["administrator"]
