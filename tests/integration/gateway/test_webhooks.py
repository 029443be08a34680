"""Native payloads: verified over the raw bytes, kept even when unreadable, refused without a trace of what exists."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import quote

import pytest
from prometheus_client import REGISTRY
from pymongo import MongoClient

from channels.signing import sign_standard
from tests.integration.gateway.conftest import Answer, Client, House, Running, a_message
from tests.integration.gateway.test_ingest import in_the_log


async def post(
    anybody: Client, house: House, body: bytes, *, secret: str | None = None, at: int | None = None, **changed: str
) -> Answer:
    headers: dict[str, str] = sign_standard(
        secret or house.secret, "msg_1", int(time.time()) if at is None else at, body
    )
    return await anybody("POST", f"/v1/webhooks/{house.integration}", raw=body, **(headers | changed))


async def test_a_signed_payload_is_in_the_log_when_its_answer_is_here(
    anybody: Client, house: House, running: Running
) -> None:
    answer = await post(anybody, house, json.dumps([a_message(1), a_message(2)]).encode())

    assert answer.status == 202
    assert answer.body["accepted"] == 2
    records = await in_the_log(running, house.brand)
    assert [json.loads(record.value)["id"] for record in records] == answer.body["ids"]


async def test_the_same_item_has_the_same_id_whichever_way_it_comes(anybody: Client, house: House) -> None:
    native = await post(anybody, house, json.dumps(a_message()).encode())
    posted = await house.poster("POST", "/v1/events", a_message())

    assert native.body["ids"] == [posted.body["results"][0]["id"]]


async def test_missing_wrong_and_stale_signatures_are_401_counted_and_produce_nothing(
    anybody: Client, house: House, running: Running
) -> None:
    def refused() -> list[float]:
        reasons = (f"signature_{how}" for how in ("missing", "wrong", "stale"))
        name = "muster_gateway_signatures_refused_total"
        return [REGISTRY.get_sample_value(name, {"reason": reason}) or 0.0 for reason in reasons]

    before = refused()
    body = json.dumps(a_message()).encode()
    missing = await anybody("POST", f"/v1/webhooks/{house.integration}", raw=body)
    wrong = await post(anybody, house, body, secret="whsec_" + "QUJD" * 8)
    stale = await post(anybody, house, body, at=int(time.time()) - 3_600)

    assert [answer.status for answer in (missing, wrong, stale)] == [401, 401, 401]
    assert refused() == [count + 1 for count in before]
    assert await in_the_log(running, house.brand) == []
    stats = (await house.admin("GET", f"/v1/integrations/{house.integration}/stats")).body
    assert [stats[f"signature_{how}"] for how in ("missing", "wrong", "stale")] == [1, 1, 1]
    errors = [(each["source"], each["code"]) for each in stats["recent_errors"]]
    assert sorted(errors) == [("webhook", f"signature_{how}") for how in ("missing", "stale", "wrong")]
    assert stats["last_refused_at"]


async def test_a_changed_byte_breaks_the_signature(anybody: Client, house: House) -> None:
    body = json.dumps(a_message()).encode()
    headers: dict[str, str] = sign_standard(house.secret, "msg_1", int(time.time()), body)

    answer = await anybody("POST", f"/v1/webhooks/{house.integration}", raw=body + b" ", **headers)

    assert answer.status == 401


async def test_unknown_disabled_and_malformed_integrations_are_one_404(anybody: Client, house: House) -> None:
    await house.admin("POST", f"/v1/integrations/{house.integration}/disable")
    disabled = await post(anybody, house, b"{}")
    unknown = [
        await anybody("POST", f"/v1/webhooks/{name}", raw=b"{}")
        for name in (f"{house.brand}_other", "nobody_form", "x", "a" * 300, "klm_form%0a")
    ]

    assert disabled.status == 404
    assert {answer.raw for answer in unknown} == {disabled.raw}


async def test_a_secret_of_another_brand_does_not_open_this_one(
    anybody: Client, house: House, other_house: House
) -> None:
    answer = await post(anybody, house, b"{}", secret=other_house.secret)

    assert answer.status == 401


@pytest.mark.parametrize("body", [b"not json", b'{"kind":"shout"}', b"", b"\x00\xff", b'[{"kind":"message"}]'])
async def test_a_signed_payload_we_cannot_read_is_202_and_kept_whole(
    anybody: Client, house: House, running: Running, body: bytes
) -> None:
    answer = await post(anybody, house, body)

    assert answer.status == 202
    assert answer.body["unreadable"] == 1
    [record] = await in_the_log(running, house.brand)
    assert dict(record.headers)["ce_type"] == b"channel.payload_unreadable.v1"
    stats = (await house.admin("GET", f"/v1/integrations/{house.integration}/stats")).body
    assert stats["unreadable"] == 1


async def test_an_answer_counts_the_unreadable_apart_and_names_their_fields_without_values(
    anybody: Client, house: House, running: Running
) -> None:
    wrong_time = {**a_message(2), "at": "half past nine"}
    no_contact = {name: value for name, value in a_message(3).items() if name != "contact"}
    body = {"events": [a_message(1), wrong_time, no_contact, {"kind": "shout"}]}

    answer = await post(anybody, house, json.dumps(body).encode())

    assert answer.status == 202
    assert (answer.body["accepted"], answer.body["unreadable"], len(answer.body["ids"])) == (1, 3, 1)
    named = [(each["field"], each["reason"]) for each in answer.body["problems"]]
    assert [field for field, _ in named] == ["events/1/at", "events/2/contact", "events/3/kind"]
    assert named[1][1] == "missing"
    assert b"half past nine" not in answer.raw
    logged = [json.loads(record.value) for record in await in_the_log(running, house.brand)]
    kept = {event["id"]: event["field"] for event in logged if "payload_base64" in event}
    assert kept == {each["id"]: each["field"] for each in answer.body["problems"]}
    stats = (await house.admin("GET", f"/v1/integrations/{house.integration}/stats")).body
    assert (stats["accepted"], stats["unreadable"]) == (1, 3)


async def test_compressed_and_oversized_payloads_are_refused_before_they_are_read(
    anybody: Client, house: House
) -> None:
    packed = await post(anybody, house, b"{}", content_encoding="gzip")
    large = await post(anybody, house, b" " * 100_001)

    assert (packed.status, large.status) == (415, 413)


async def test_after_a_rotation_both_secrets_verify_during_the_overlap_only(anybody: Client, house: House) -> None:
    path = f"/v1/integrations/{house.integration}/rotate-secret"
    rotated = await house.admin("POST", path, {"overlap_seconds": 600})
    new = rotated.body["secrets"]["signing_secret"]
    old_still = await post(anybody, house, b"{}")
    new_already = await post(anybody, house, b"{}", secret=new)
    await house.admin("POST", path, {"overlap_seconds": 0})
    ended = await post(anybody, house, b"{}", secret=new)

    assert new != house.secret
    assert [old_still.status, new_already.status, ended.status] == [202, 202, 401]


async def test_secrets_are_shown_once_and_never_again(house: House) -> None:
    shown = [
        await house.admin("GET", f"/v1/integrations/{house.integration}"),
        await house.admin("GET", "/v1/integrations"),
    ]

    assert all(house.secret not in answer.raw.decode() for answer in shown)
    assert shown[0].body["secret_names"] == ["signing_secret"]


async def test_a_platform_that_checks_the_address_is_answered(anybody: Client, house: House) -> None:
    made = await house.admin("POST", "/v1/integrations", _messenger())
    assert made.status == 201, made.raw
    token = made.body["secrets"].get("verify_token") or _messenger()["secrets"].get("verify_token")
    path = f"/v1/webhooks/{made.body['id']}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="

    right = await anybody("GET", path + str(token))
    wrong = await anybody("GET", path + "guess")

    assert (right.status, right.raw) == (200, b"1158201444")
    assert wrong.status == 403


def _messenger() -> dict[str, Any]:
    return {
        "channel": "messenger",
        "name": "Page",
        "settings": {"account_id": "1"},
        "secrets": {"app_secret": "s" * 32, "access_token": "t" * 32},
    }


async def test_an_integration_with_wrong_options_is_422_naming_each(house: House) -> None:
    answer = await house.admin(
        "POST",
        "/v1/integrations",
        {"channel": "generic", "name": "x", "settings": {"callbak_url": "https://x.example"}},
    )

    assert answer.status == 422
    assert [error["pointer"] for error in answer.body["errors"]] == ["/settings/callbak_url"]


async def test_sixteen_posts_at_once_are_all_kept(anybody: Client, house: House, running: Running) -> None:
    bodies = [json.dumps(a_message(number)).encode() for number in range(16)]
    answers = await asyncio.gather(*(post(anybody, house, body) for body in bodies))

    assert {answer.status for answer in answers} == {202}
    assert len(await in_the_log(running, house.brand)) == 16


async def test_a_crc_answer_signs_no_payload(anybody: Client, house: House, running: Running) -> None:
    made = await house.admin("POST", "/v1/integrations", _x())
    assert made.status == 201, made.raw
    path = f"/v1/webhooks/{made.body['id']}"
    payload = json.dumps({"for_user_id": "42", "tweet_create_events": []})
    refused = await anybody("GET", f"{path}?crc_token={quote(payload)}")
    answered = await anybody("GET", f"{path}?crc_token=null")
    mark = answered.body["response_token"]
    forged = await anybody("POST", path, raw=b"null", x_twitter_webhooks_signature=mark)

    assert (refused.status, refused.raw) == (403, b"")
    assert (answered.status, answered.headers["x-content-type-options"]) == (200, "nosniff")
    assert forged.status == 401
    assert await in_the_log(running, house.brand) == []


def _x() -> dict[str, Any]:
    secrets = {"consumer_secret": "c" * 32, "access_token": "t" * 32}
    return {"channel": "x", "name": "X", "settings": {"user_id": "42"}, "secrets": secrets}


async def test_addresses_and_secrets_that_nobody_should_use_are_422_naming_each(house: House) -> None:
    callback = {"callback_url": "https://10。0。0。1/"}
    refused = [
        await house.admin("POST", "/v1/integrations", {"channel": "generic", "name": "x", "settings": callback}),
        await house.admin("PATCH", f"/v1/integrations/{house.integration}", {"settings": callback}),
        await house.admin("POST", "/v1/integrations", _x() | {"settings": {"user_id": "1", "allow_loopback": True}}),
        await house.admin("POST", "/v1/integrations", _messenger() | {"secrets": {"app_secret": "s"}}),
    ]

    assert [answer.status for answer in refused] == [422] * 4
    assert [[error["pointer"] for error in answer.body["errors"]] for answer in refused] == [
        ["/settings/callback_url"],
        ["/settings/callback_url"],
        ["/settings/allow_loopback"],
        ["/secrets/app_secret", "/secrets/access_token"],
    ]


async def test_to_change_where_a_secret_goes_needs_the_secret(anybody: Client, house: House) -> None:
    path = f"/v1/integrations/{house.integration}"
    settings = {"callback_url": "https://hook.example.org/replies"}
    without = await house.admin("PATCH", path, {"settings": settings})
    short = await house.admin("PATCH", path, {"settings": settings, "secrets": {"signing_secret": "whsec_QUJD"}})
    unchanged = await house.admin("GET", path)
    changed = await house.admin("PATCH", path, {"settings": settings, "secrets": {"signing_secret": house.secret}})
    threaded = await house.admin("PATCH", path, {"settings": settings | {"threading": "thread"}})
    still = await post(anybody, house, b"{}")

    assert [answer.status for answer in (without, short)] == [422, 422]
    assert [error["pointer"] for error in without.body["errors"]] == ["/secrets/signing_secret"]
    assert [error["pointer"] for error in short.body["errors"]] == ["/secrets/signing_secret"]
    assert (unchanged.body["settings"], unchanged.body["version"]) == ({}, 1)
    assert (changed.status, changed.body["settings"], threaded.status) == (200, settings, 200)
    assert "secrets" not in changed.body
    assert still.status == 202


async def test_an_integration_kept_with_a_retired_setting_is_read_without_it(
    anybody: Client, house: House, running: Running
) -> None:
    with MongoClient[dict[str, Any]](running.common.mongo) as client:
        kept = client[running.common.database("gateway")]["integrations"]
        found = kept.update_one(
            {"brand": house.brand, "id": house.integration}, {"$set": {"settings.allow_loopback": True}}
        )
    read = await house.admin("GET", f"/v1/integrations/{house.integration}")

    assert (found.modified_count, read.body["settings"]) == (1, {})
    assert (await post(anybody, house, b"{}")).status == 202
    assert (await house.admin("PATCH", f"/v1/integrations/{house.integration}", {"name": "Form"})).status == 200


async def test_a_kept_secret_that_can_be_guessed_verifies_nothing(
    anybody: Client, house: House, running: Running
) -> None:
    made = await house.admin("POST", "/v1/integrations", _messenger())
    integration, body = made.body["id"], b'{"object":"page","entry":[]}'
    sealed = running.app.state.application.sealer.seal(
        {"app_secret": "s", "access_token": "t", "verify_token": "v"}, f"{house.brand}/{integration}"
    )
    with MongoClient[dict[str, Any]](running.common.mongo) as client:
        kept = client[running.common.database("gateway")]["integrations"]
        kept.update_one({"brand": house.brand, "id": integration}, {"$set": {"sealed": sealed}})
    mark = "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest()
    guessed = await anybody("POST", f"/v1/webhooks/{integration}", raw=body, x_hub_signature_256=mark)
    asked = await anybody("GET", f"/v1/webhooks/{integration}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=v")
    path = f"/v1/integrations/{integration}/rotate-secret"
    better = {"app_secret": "a" * 32, "access_token": "t" * 32, "verify_token": "v" * 32}
    rotated = await house.admin("POST", path, {"secrets": better})

    assert (guessed.status, asked.status, rotated.status) == (401, 404, 200)
