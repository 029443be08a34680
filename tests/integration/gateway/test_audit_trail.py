"""Every command is in the brand's audit trail, before it is carried out and with what came of it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.errors import Unavailable
from chassis.signed_links import NOTICE_LINKS, Link, SignedLinks
from contracts.crisis import IncidentDeclared
from gateway.domain.audit_chain import Head, follow_all
from gateway.domain.audited import COMMANDS, NO_ACTS
from gateway.domain.openapi import operations
from tests.contract.examples import parsed
from tests.integration.gateway.conftest import Client, House, Running, a_member, a_message
from tests.support.documented_answers import _document

TRAIL = "/v1/audit-trail"
CHAINED_SECONDS = 15.0  # a second is usual; the machine is shared
DONE = 400  # the first status of what was not


async def records(client: Client, query: str = "") -> list[dict[str, Any]]:
    """All pages of the list."""
    return await client.every(TRAIL, query)


async def chained(
    client: Client, query: str, holds: Callable[[list[dict[str, Any]]], bool] = bool
) -> list[dict[str, Any]]:
    """The records of a query once they hold what is waited for."""
    give_up = time.monotonic() + CHAINED_SECONDS
    while True:
        found = await records(client, query)
        if holds(found):
            return found
        assert time.monotonic() < give_up, found
        await asyncio.sleep(0.05)


def has_outcome(found: list[dict[str, Any]]) -> bool:
    return bool(found) and all(each["outcome"] is not None for each in found)


async def test_a_change_of_rights_is_there_with_who_made_it_and_what_came_of_it(house: House) -> None:
    made = await house.admin("POST", "/v1/people", {"id": "bob", "name": "Bob Secret", "roles": ["analyst"]})
    assert made.status == 201
    changed = await house.admin("PATCH", "/v1/people/bob", {"roles": ["strategist"]}, If_Match='"1"')
    assert changed.status == 200
    (record,) = await chained(house.admin, "&operation=updatePerson", has_outcome)
    assert (record["principal"], record["principal_kind"], record["roles"]) == ("ada", "person", ["administrator"])
    assert record["credential"].startswith("key:")
    assert (record["method"], record["path"], record["objects"]) == ("PATCH", "/v1/people/bob", ["bob"])
    assert (record["if_match"], record["outcome"]["status"], record["outcome"]["etag"]) == ('"1"', 200, '"2"')
    about = await chained(house.admin, "&object=bob", lambda found: len(found) == 2)
    assert [each["operation"] for each in about] == ["updatePerson", "createPerson"], "also the one that made it"


async def test_nothing_of_a_body_and_no_key_of_a_caller_is_stored(running: Running, house: House) -> None:
    words = {"text": "Dear Mrs Novak, your flight leaves at noon."}
    key = "mail-of-novak@example.com"
    await house.admin("POST", "/v1/conversations/c1/replies", words, Idempotency_Key=key, If_Match="Novak")
    (record,) = await chained(house.admin, "&operation=createReply", has_outcome)
    assert re.fullmatch("[0-9a-f]{64}", record["request_hash"])
    assert re.fullmatch("[0-9a-f]{64}", record["idempotency_key_hash"])
    assert record["if_match"] is None
    with MongoClient[dict[str, Any]](running.common.mongo) as client:
        stored = client[running.common.database("gateway")]["audit_trail"].find({"brand": house.brand})
        assert "ovak" not in json.dumps([*stored], default=str)


async def test_every_command_of_the_api_is_in_the_trail(running: Running, house: House) -> None:
    wanted = [each for each in operations("", _document()) if each.method in COMMANDS]
    for each in sorted(wanted, key=lambda each: each.id == "revokeKey"):
        body: dict[str, str] = {}
        path = re.sub(r"\{\w+\}", "some-id", each.path).replace("brands/some-id", f"brands/{house.brand}")
        if each.id == "answerNoticeLink":
            link = SignedLinks(running.common.seal_key.get_secret_value(), NOTICE_LINKS).make(
                Link(house.brand, "0" * 32)
            )
            path, body = f"/v1/notice-links/{link}", {"answer": "accept"}
        if each.id not in {"deleteSession", "postWebhook"}:
            await house.admin(each.method, path, body)
    acts = {each.id for each in wanted} - NO_ACTS.keys()
    found = await chained(house.admin, "", lambda found: acts <= {each["operation"] for each in found})
    assert {each["operation"] for each in found} - {"createKey", "createIntegration"} <= acts
    assert not {each["operation"] for each in found} & NO_ACTS.keys()


async def test_what_is_not_allowed_does_not_begin_and_is_no_act(house: House) -> None:
    volunteer = await a_member(house, "vera", "volunteer")
    assert (await volunteer("PUT", "/v1/sla-policy", {})).status == 403
    assert (await volunteer("POST", "/v1/people", {"id": "x", "name": "X", "roles": []})).status == 403
    assert (await volunteer("POST", "/v1/callouts/c1/answers", {})).status == 200
    found = await chained(house.admin, "&principal=vera")
    assert [each["operation"] for each in found] == ["answerCallout"]


async def test_messages_that_come_in_are_no_acts_and_store_nothing_more(running: Running, house: House) -> None:
    before = await chained(house.admin, "", has_outcome)
    assert (await house.poster("POST", "/v1/events", a_message())).status == 202
    await house.admin("PUT", "/v1/sla-policy", {})
    after = await chained(house.admin, "", lambda found: found[0]["operation"] == "putSlaPolicy")
    assert len(after) == len(before) + 1


async def test_a_command_is_refused_where_the_act_cannot_be_stored(
    running: Running, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Unavailable("mongodb")

    monkeypatch.setattr(running.app.state.application.audit.recording._unchained, "add", away)
    asked = len(running.forwarded)
    answer = await house.admin("PUT", "/v1/sla-policy", {"targets": []})
    assert (answer.status, "retry-after" in answer.headers) == (503, True)
    own = await house.admin("POST", "/v1/people", {"id": "eve", "name": "Eve", "roles": ["analyst"]})
    assert own.status == 503
    assert len(running.forwarded) == asked, "the service was not asked"
    monkeypatch.undo()
    assert (await house.admin("GET", "/v1/people/eve")).status == 404


async def test_a_service_that_is_away_is_the_outcome(
    running: Running, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable("inbox")

    monkeypatch.setattr(running.app.state.application.upstream, "call", away)
    assert (await house.admin("PUT", "/v1/sla-policy", {})).status == 503
    (record,) = await chained(house.admin, "&operation=putSlaPolicy", has_outcome)
    assert record["outcome"]["status"] == 503


async def test_a_command_that_is_refused_has_its_refusal_as_outcome(house: House) -> None:
    refused = await house.admin("PATCH", "/v1/people/nobody", {"name": "N"})
    assert refused.status == 404
    (record,) = await chained(house.admin, "&operation=updatePerson", has_outcome)
    assert record["outcome"]["status"] == 404


async def test_a_first_answer_given_again_is_no_second_act(house: House) -> None:
    person = {"id": "bob", "name": "Bob", "roles": ["analyst"]}
    first = await house.admin("POST", "/v1/people", person, Idempotency_Key="k1")
    again = await house.admin("POST", "/v1/people", person, Idempotency_Key="k1")
    assert (first.status, again.headers["idempotency-replayed"]) == (201, "true")
    await house.admin("PATCH", "/v1/people/bob", {"name": "B"})
    await chained(house.admin, "&operation=updatePerson", has_outcome)
    assert len(await records(house.admin, "&operation=createPerson")) == 1


async def test_what_the_operator_does_to_a_brand_is_in_the_trail_of_the_brand(operator: Client, house: House) -> None:
    given = {"person": "zoe", "name": "Zoe"}
    assert (await operator("POST", f"/v1/brands/{house.brand}/administrators", given)).status == 201
    (record,) = await chained(house.admin, "&operation=createAdministrator", has_outcome)
    assert (record["principal"], record["credential"]) == ("bootstrap", "bootstrap")
    made = await chained(operator, f"&object={house.brand}")
    assert [each["operation"] for each in made] == ["createBrand"]


async def test_another_brand_sees_nothing(house: House, other_house: House) -> None:
    await house.admin("PUT", "/v1/sla-policy", {})
    (record,) = await chained(house.admin, "&operation=putSlaPolicy", has_outcome)
    assert await records(other_house.admin, "&operation=putSlaPolicy") == []
    assert record["id"] not in (await other_house.admin("GET", f"{TRAIL}/export")).raw.decode()


async def test_only_who_may_reads_it(house: House) -> None:
    analyst = await a_member(house, "ann", "analyst", "strategist")
    for path in (TRAIL, f"{TRAIL}/verification", f"{TRAIL}/export"):
        refused = await analyst("GET", path)
        assert (refused.status, refused.body["scope"]) == (403, "audit:read")


async def test_an_event_that_matters_is_there_once_and_no_other(running: Running, house: House) -> None:
    declared = parsed(IncidentDeclared.type).model_copy(update={"brand": house.brand, "id": f"e-{house.brand}"})
    message = parsed("inbox.message_stored.v1").model_copy(update={"brand": house.brand, "id": f"m-{house.brand}"})
    running.publish(message, declared, declared)
    found = await chained(house.admin, f"&object={declared.model_dump()['incident']}")
    assert [(each["kind"], each["type"]) for each in found] == [("event", IncidentDeclared.type)]
    assert found[0]["says"]["declared_by"] == declared.model_dump()["declared_by"]
    assert message.id not in {each["id"] for each in await records(house.admin)}


async def test_an_export_agrees_line_by_line_goes_on_where_it_ended_and_a_change_is_named(
    running: Running, house: House
) -> None:
    await house.admin("PUT", "/v1/sla-policy", {})
    await chained(house.admin, "&operation=putSlaPolicy", has_outcome)
    whole = await house.admin("GET", f"{TRAIL}/export")
    assert whole.headers["content-type"] == "application/jsonl"
    rows = [json.loads(line) for line in whole.raw.splitlines()]
    head = follow_all(house.brand, Head(), rows)
    rest = await house.admin("GET", f"{TRAIL}/export?after=2")
    assert [json.loads(line) for line in rest.raw.splitlines()] == rows[2:]
    found = (await house.admin("GET", f"{TRAIL}/verification")).body
    assert (found["intact"], found["head"]) == (True, {"position": head.position, "hash": head.hash})
    kept = await house.admin("GET", f"{TRAIL}/verification?after={head.position}&hash={head.hash}")
    assert kept.body["intact"]
    with MongoClient[dict[str, Any]](running.common.mongo) as client:
        stored = client[running.common.database("gateway")]["audit_trail"]
        stored.update_one({"brand": house.brand, "position": 2}, {"$set": {"principal": "somebody-else"}})
    found = (await house.admin("GET", f"{TRAIL}/verification")).body
    assert found["fault"] == {"position": 2, "row": rows[1]["id"], "reason": "changed"}
    assert (found["intact"], found["reached"]["position"], found["next"]) == (False, 1, None)


async def test_pages_follow_one_another_and_a_time_bounds_them(house: House) -> None:
    for number in range(5):
        await house.admin("PUT", f"/v1/queues/q{number}", {})
    found = await chained(house.admin, "&operation=putQueue", lambda found: len(found) == 5)
    first = await house.admin("GET", f"{TRAIL}?operation=putQueue&limit=2")
    second = await house.admin("GET", f"{TRAIL}?operation=putQueue&limit=2&cursor={first.body['next']}")
    assert [each["id"] for each in first.body["items"] + second.body["items"]] == [each["id"] for each in found[:4]]
    assert [each["objects"] for each in found] == [[f"q{number}"] for number in (4, 3, 2, 1, 0)]
    middle = found[2]["at"]
    assert [each["id"] for each in await records(house.admin, f"&operation=putQueue&since={middle}")] == [
        each["id"] for each in found if each["at"] >= middle
    ]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("?cursor=nonsense", "#query/cursor"),
        ("?since=yesterday", "#query/since"),
        ("/verification?hash=" + "a" * 64, "#query/hash"),
        ("/verification?after=-1", "#query/after"),
        ("/verification?after=1&hash=x", "#query/hash"),
        ("/export?after=x", "#query/after"),
    ],
)
async def test_what_is_wrong_with_a_question_is_named(house: House, query: str, pointer: str) -> None:
    answer = await house.admin("GET", TRAIL + query)
    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, pointer)
