"""What the document says is posted to others is what is posted to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from jsonschema import Draft202012Validator

from channels.addresses import Reach
from channels.generic.channel import GenericChannel
from channels.generic.settings import GenericSecrets, GenericSettings
from channels.sending import Headers, HttpAnswer, OutboundPost, OutboundReply
from channels.signing import new_secret
from channels.withdrawing import SentReply
from contracts.event import Event
from gateway.application.webhook_intake import LoggedEvent, payload
from gateway.http.outward_document import WEBHOOKS

AT = datetime(2026, 4, 15, 9, tzinfo=UTC)


class Outward:
    """Keeps what is posted."""

    reach = Reach()
    posted: tuple[bytes, Headers] = b"", {}

    async def post(self, _: str, body: bytes, headers: Headers) -> HttpAnswer:
        self.posted = body, headers
        return HttpAnswer(200, {}, b"{}")

    async def delete(self, _: str, headers: Headers) -> HttpAnswer:
        raise AssertionError("a callback is posted to")


def schema_of(name: str) -> dict[str, Any]:
    operation = WEBHOOKS[name]["post"]
    return {**operation["requestBody"]["content"]["application/json"]["schema"], "additionalProperties": False}


def test_an_event_is_posted_as_documented() -> None:
    event = Event(id="e1", brand="klm", subject="c1", at=AT)
    posted = json.loads(payload(LoggedEvent(event, "inbox.message_stored.v1", event.to_bytes(), AT)))
    Draft202012Validator(schema_of("event")).validate(posted)
    assert posted["data"]["id"] == "e1"


async def test_a_reply_is_posted_as_documented() -> None:
    outward, channel = Outward(), GenericChannel()
    secrets, settings = GenericSecrets(signing_secret=new_secret()), GenericSettings(callback_url="https://x.example/")
    await channel.send(outward, secrets, settings, OutboundReply("r1", "person-1", "We look into it.", "private"))
    body, headers = outward.posted
    Draft202012Validator(schema_of("reply")).validate(json.loads(body))
    documented = {each["name"] for each in WEBHOOKS["reply"]["post"]["parameters"]}
    assert documented <= set(headers)


async def test_a_post_is_posted_as_documented() -> None:
    outward, channel = Outward(), GenericChannel()
    secrets, settings = GenericSecrets(signing_secret=new_secret()), GenericSettings(callback_url="https://x.example/")
    await channel.publishing.publish(outward, secrets, settings, OutboundPost("p1", "We look into it.", "en"))
    Draft202012Validator(schema_of("post")).validate(json.loads(outward.posted[0]))


async def test_a_withdrawal_is_posted_as_documented() -> None:
    outward, channel = Outward(), GenericChannel()
    secrets, settings = GenericSecrets(signing_secret=new_secret()), GenericSettings(callback_url="https://x.example/")
    sent = SentReply("r1", "ours-1", "person-1", "private")
    await channel.withdrawing.withdraw(outward, secrets, settings, sent)
    Draft202012Validator(schema_of("withdrawal")).validate(json.loads(outward.posted[0]))
