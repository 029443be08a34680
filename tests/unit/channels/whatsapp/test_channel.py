"""Sending over the Cloud API: the receiver as the platform wants it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from channels.registry import channel
from channels.sending import Sent
from channels.whatsapp.channel import WhatsAppSettings
from tests.support.channels.rig import FakeOutward, a_reply, answered, known_secrets

NUMBER, USER_ID = "31600000001", "NL.1349120865530274"


@pytest.mark.parametrize(
    ("contact", "others", "receiver"),
    [
        (NUMBER, (), {"to": NUMBER}),
        (NUMBER, (USER_ID,), {"to": NUMBER}),
        (USER_ID, (NUMBER,), {"to": NUMBER}),
        (USER_ID, (), {"recipient": USER_ID}),
        ("US.ENT.11815799212886844830", (), {"recipient": "US.ENT.11815799212886844830"}),
    ],
)
async def test_a_number_goes_into_to_and_a_user_id_alone_into_recipient(
    contact: str, others: tuple[str, ...], receiver: dict[str, Any]
) -> None:
    outward = FakeOutward(answered(200, {"messages": [{"id": "wamid.9"}]}))
    reply = replace(a_reply(contact=contact), also_known_as=others)
    sent = await channel("whatsapp").send(
        outward, known_secrets("whatsapp"), WhatsAppSettings(phone_number_id="31"), reply
    )
    body = json.loads(outward.posts[0][1])
    assert {name: body[name] for name in ("to", "recipient") if name in body} == receiver
    assert sent == Sent("wamid.9")
