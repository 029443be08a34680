"""Webhooks out, as their maker meets them: events posted and signed, tried again, rotated, tested, shown, refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.ports import SignatureWrong
from channels.signing import new_secret
from contracts.notices import WebhookEndpointDisabled
from contracts.registry import EVENT_CLASSES
from tests.contract.examples import FOLDER
from tests.integration.gateway.conftest import Answer, Client, House, Running, a_member
from tests.integration.gateway.receiver import Receiver, receiving
from tests.integration.gateway.test_stream import a_signal, an_event

PATH = "/v1/webhook-endpoints"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made


async def made(client: Client, url: str, **fields: Any) -> dict[str, Any]:
    answer = await client("POST", PATH, {"name": "Our CRM", "url": url} | fields)
    assert answer.status == 201, answer.raw
    return dict(answer.body)


async def until_delivered(client: Client, endpoint: str, delivery: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            answer = await client("GET", f"{PATH}/{endpoint}/deliveries/{delivery}")
            if answer.status == 200 and answer.body["state"] == "delivered":
                return dict(answer.body)
            await asyncio.sleep(0.05)


def pointers(answer: Answer) -> list[str]:
    assert answer.status == 422, answer.raw
    return [each["pointer"] for each in answer.body["errors"]]


async def test_events_of_the_brand_are_posted_once_signed_and_whole(
    house: House, other_house: House, running: Running, receiver: Receiver
) -> None:
    endpoint = await made(house.admin, receiver.url)
    sent = [an_event(each, number) for number in range(20) for each in (house, other_house)]
    running.publish(*sent, a_signal(house, 1))

    posted = await receiver.until(21)

    for each in posted:
        each.verify(endpoint["secret"])
        assert each.id == each.body["data"]["id"]
    assert sorted(each.id for each in posted) == sorted(
        [*(f"{house.brand}-{number}" for number in range(20)), f"{house.brand}-s1"]
    )
    first = next(each.body for each in posted if each.id == f"{house.brand}-0")
    assert first["type"] == "inbox.event_accounted.v1"
    assert first["timestamp"] == sent[0].at.isoformat()
    assert first["data"]["outcome"] == "duplicate"
    assert "secret" not in (await house.admin("GET", f"{PATH}/{endpoint['id']}")).body


async def test_filters_by_type_and_channel_leave_the_rest_out(
    house: House, running: Running, receiver: Receiver
) -> None:
    await made(house.admin, receiver.url, types=["crisis.*", "inbox.message_stored.v1"])
    async with receiving() as other:
        await made(house.admin, other.url, channels=["whatsapp"])
        await made(house.admin, other.url, channels=["generic"], types=["inbox.event_accounted.v1"])
        running.publish(an_event(house, 1), a_signal(house, 1))

        assert [each.body["type"] for each in await receiver.until(1)] == ["crisis.signal_cleared.v1"]
        assert [each.id for each in await other.until(1)] == [f"{house.brand}-1"]


async def test_an_event_that_was_not_taken_comes_again_under_its_id(
    house: House, running: Running, receiver: Receiver
) -> None:
    endpoint = await made(house.admin, receiver.url)
    receiver.answer = lambda _: 500 if len(receiver.posted) < 2 else 204
    running.publish(an_event(house, 1))

    posted = await receiver.until(2)  # the first pause is some five seconds

    assert [each.id for each in posted] == [f"{house.brand}-1"] * 2
    shown = await until_delivered(house.admin, endpoint["id"], f"{house.brand}-1")
    assert [each["code"] for each in shown["attempts"]] == ["http_500", "http_204"]
    assert shown["attempts"][0]["answer"] == "thank you"
    assert shown["due_at"] is None
    health = (await house.admin("GET", f"{PATH}/{endpoint['id']}")).body["health"]
    assert (health["failures"], health["failing_since"], health["last_code"]) == (0, None, "http_500")


async def test_an_endpoint_that_is_gone_gets_nothing_more_until_it_is_enabled_and_others_are_told(
    house: House, running: Running, receiver: Receiver
) -> None:
    endpoint = await made(house.admin, receiver.url)
    receiver.answer = lambda _: 410
    async with receiving() as other:
        await made(house.admin, other.url, types=["gateway.*"])
        running.publish(an_event(house, 1))
        told = (await other.until(1))[0].body
        assert told["type"] == "gateway.webhook_endpoint_disabled.v1"
        assert (told["data"]["endpoint"], told["data"]["reason"]) == (endpoint["id"], "gone")
        WebhookEndpointDisabled.model_validate(told["data"])
    shown = await house.admin("GET", f"{PATH}/{endpoint['id']}")
    assert (shown.body["enabled"], shown.body["disabled_reason"]) == (False, "gone")

    running.publish(an_event(house, 2))  # is stored meanwhile
    receiver.answer = lambda _: 200
    enabled = await house.admin("PATCH", f"{PATH}/{endpoint['id']}", {"enabled": True}, If_Match=shown.headers["etag"])

    assert enabled.status == 200, enabled.raw
    posted = await receiver.until(3)
    assert sorted(each.id for each in posted) == [f"{house.brand}-1", f"{house.brand}-1", f"{house.brand}-2"]


async def test_two_secrets_sign_while_one_takes_over_from_the_other(house: House, receiver: Receiver) -> None:
    endpoint = await made(house.admin, receiver.url)
    given = new_secret()
    rotated = await house.admin("POST", f"{PATH}/{endpoint['id']}/rotate-secret", {"secret": given})
    assert (rotated.status, rotated.body["secret"]) == (200, None)
    await house.admin("POST", f"{PATH}/{endpoint['id']}/test")

    posted = (await receiver.until(1))[0]
    posted.verify(given)
    posted.verify(endpoint["secret"])
    again = await house.admin("POST", f"{PATH}/{endpoint['id']}/rotate-secret", {"overlap_seconds": 0})
    await house.admin("POST", f"{PATH}/{endpoint['id']}/test")
    posted = (await receiver.until(2))[1]
    posted.verify(again.body["secret"])
    with pytest.raises(SignatureWrong):
        posted.verify(given)


async def test_a_test_is_posted_whatever_the_endpoint_takes_and_a_delivery_is_sent_again_when_asked(
    house: House, running: Running, receiver: Receiver
) -> None:
    endpoint = await made(house.admin, receiver.url, types=["crisis.*"])
    tested = await house.admin("POST", f"{PATH}/{endpoint['id']}/test")
    assert tested.status == 202, tested.raw
    first = (await receiver.until(1))[0]
    assert (first.id, first.body["type"]) == (tested.body["delivery"], "gateway.webhook_endpoint_tested.v1")
    running.publish(*[a_signal(house, number) for number in range(3)])
    await receiver.until(4)
    shown = await until_delivered(house.admin, endpoint["id"], first.id)

    again = await house.admin("POST", f"{PATH}/{endpoint['id']}/deliveries/{first.id}/redeliver")
    assert (again.status, (await receiver.until(5))[4].id) == (202, first.id)
    for number in range(3):
        await until_delivered(house.admin, endpoint["id"], f"{house.brand}-s{number}")
    asked = {"since": shown["stored_at"], "states": ["delivered"]}
    many = await house.admin("POST", f"{PATH}/{endpoint['id']}/redeliver", asked)

    assert many.body["next_since"] is None
    assert many.body["redelivered"] in {3, 4}  # the test was on its way again, or back
    await receiver.until(5 + many.body["redelivered"])
    listed = await house.admin("GET", f"{PATH}/{endpoint['id']}/deliveries?limit=2")
    rest = await house.admin("GET", f"{PATH}/{endpoint['id']}/deliveries?limit=9&cursor={listed.body['next']}")
    ids = [each["id"] for each in listed.body["items"] + rest.body["items"]]
    assert sorted(ids) == sorted([first.id, *(f"{house.brand}-s{number}" for number in range(3))])
    assert ids[-1] == first.id, "the newest first"
    failed = await house.admin("GET", f"{PATH}/{endpoint['id']}/deliveries?state=failed")
    assert failed.body["items"] == []


async def test_what_is_removed_is_not_posted_any_more_and_leaves_nothing(
    house: House, running: Running, receiver: Receiver
) -> None:
    endpoint = await made(house.admin, receiver.url)
    running.publish(an_event(house, 1))
    await receiver.until(1)
    await until_delivered(house.admin, endpoint["id"], f"{house.brand}-1")

    removed = await house.admin("DELETE", f"{PATH}/{endpoint['id']}")
    assert removed.status == 204
    async with receiving() as other:
        await made(house.admin, other.url)
        running.publish(an_event(house, 2))
        await other.until(1)
    assert [each.id for each in receiver.posted] == [f"{house.brand}-1"]
    for path in ("", "/deliveries", f"/deliveries/{house.brand}-1"):
        assert (await house.admin("GET", f"{PATH}/{endpoint['id']}{path}")).status == 404


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"url": "https://10.0.0.8/hook"}, "/url"),
        ({"url": "http://example.com/hook"}, "/url"),
        ({"url": "https://169.254.169.254/latest"}, "/url"),
        ({"url": "https://nobody.invalid/hook"}, "/url"),
        ({"url": "ftp://127.0.0.1/"}, "/url"),
        ({"types": ["inbox.*", "inbox.message_stord.v1"]}, "/types/1"),
        ({"types": ["channel.*"]}, "/types/0"),
        ({"channels": ["fax"]}, "/channels/0"),
        ({"secret": "whsec_short"}, "/secret"),
        ({"secret": "not base64!"}, "/secret"),
        ({"retries": 3}, "/retries"),
        ({"ordered": "yes"}, "/ordered"),
    ],
)
async def test_what_is_wrong_is_named(house: House, receiver: Receiver, fields: dict[str, Any], pointer: str) -> None:
    answer = await house.admin("POST", PATH, {"name": "Wrong", "url": receiver.url} | fields)
    assert pointers(answer) == [pointer]
    assert (await house.admin("GET", PATH)).body["items"] == []


async def test_nobody_has_posted_what_they_may_not_read(house: House, receiver: Receiver) -> None:
    developer = await a_member(house, "dev", "developer")
    refused = await developer("POST", PATH, {"name": "Mine", "url": receiver.url, "types": ["inbox.*"]})
    assert (refused.status, refused.body["scope"]) == (403, "conversations:read")
    own = await made(developer, receiver.url)
    assert own["types"] == ["gateway.*"]
    all_of_it = await made(house.admin, receiver.url)
    changed = await developer("PATCH", f"{PATH}/{all_of_it['id']}", {"url": receiver.url + "?mine"})
    assert changed.status == 403
    employee = await a_member(house, "eve", "employee")
    assert (await employee("GET", PATH)).status == 403


async def test_another_brand_s_endpoint_is_not_there(house: House, other_house: House, receiver: Receiver) -> None:
    endpoint = (await made(house.admin, receiver.url))["id"]
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"enabled": False}),
        ("DELETE", "", None),
        ("POST", "/test", None),
        ("POST", "/rotate-secret", {}),
        ("POST", "/redeliver", {"since": "2026-01-01T00:00:00Z"}),
        ("GET", "/deliveries", None),
    ):
        answer = await other_house.admin(method, f"{PATH}/{endpoint}{path}", body)
        assert answer.status == 404, (method, path, answer.raw)
    assert (await house.admin("GET", f"{PATH}/{endpoint}")).status == 200


async def test_a_delivery_whose_contact_was_erased_has_no_body_and_is_not_sent_again(
    house: House, running: Running, receiver: Receiver
) -> None:
    endpoint = await made(house.admin, receiver.url, types=["inbox.*"])
    about = {"brand": house.brand, "subject": "c1"}
    message, erasure = (
        EVENT_CLASSES[each].model_validate_json((FOLDER / f"{each}.json").read_bytes()).model_copy(update=about)
        for each in ("inbox.message_stored.v1", "inbox.conversation_erased.v1")
    )
    running.publish(message)
    shown = await until_delivered(house.admin, endpoint["id"], message.id)
    assert shown["body"]["data"]["text"]
    running.publish(erasure)
    assert (await until_delivered(house.admin, endpoint["id"], erasure.id))["body"]["data"]["subject"] == "c1"

    path = f"{PATH}/{endpoint['id']}/deliveries/{message.id}"
    erased = await house.admin("GET", path)
    assert (erased.body["state"], erased.body["body"]) == ("delivered", None)
    assert erased.body["erased_at"] is not None
    refused = await house.admin("POST", f"{path}/redeliver")
    assert (refused.status, refused.body["state"]) == (409, "erased")
    asked = {"since": shown["stored_at"], "states": ["delivered"]}
    many = await house.admin("POST", f"{PATH}/{endpoint['id']}/redeliver", asked)
    assert many.body["redelivered"] == 1, "the erasure itself"
    assert [each.id for each in await receiver.until(3)] == [message.id, erasure.id, erasure.id]
