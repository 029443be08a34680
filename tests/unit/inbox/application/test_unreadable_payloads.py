"""A payload nobody could read is replayed once, after a fix of its channel's parser."""

import base64
import json

import pytest

from contracts.channel import MessageReceived
from services.inbox.application.errors import StillUnreadable, Unknown
from services.inbox.domain.conversation import StateNotAllowed
from tests.support.inbox.events import BRAND, an_integration, an_unreadable_payload
from tests.unit.inbox.application.rig import Rig

READABLE = {
    "kind": "message",
    "external_id": "7",
    "at": "2026-03-02T12:00:00Z",
    "contact": {"external_id": "jan"},
    "text": "Was this lost?",
}


async def stored(rig: Rig, payload: object) -> str:
    """Take in an unreadable payload; its id."""
    event = an_unreadable_payload(base64.b64encode(json.dumps(payload).encode()).decode())
    await rig.take(event)
    return event.id


@pytest.fixture
async def connected(rig: Rig) -> Rig:
    """Give the inbox with an integration whose settings its channel takes."""
    await rig.inbox.directory.on_events([an_integration(callback_url="https://example.org/")])
    return rig


async def test_a_readable_payload_comes_in_as_the_message_it_was(connected: Rig) -> None:
    id_ = await stored(connected, READABLE)
    payload = await connected.inbox.replays.replay(BRAND, id_, "maria")
    assert (payload.state, payload.replayed_by, payload.outcome) == ("replayed", "maria", "1 of 1 parts read")
    assert [each.text for each in connected.emitted(MessageReceived)] == ["Was this lost?"]
    with pytest.raises(StateNotAllowed):
        await connected.inbox.replays.replay(BRAND, id_, "maria")


async def test_a_payload_that_still_cannot_be_read_waits_on(connected: Rig) -> None:
    id_ = await stored(connected, {})
    with pytest.raises(StillUnreadable):
        await connected.inbox.replays.replay(BRAND, id_, "maria")
    assert connected.store.payloads[BRAND, id_].state == "waiting"


async def test_a_payload_of_a_misconfigured_integration_names_that(rig: Rig) -> None:
    await rig.inbox.directory.on_events([an_integration().model_copy(update={"channel": "nothing"})])
    with pytest.raises(StillUnreadable, match="integration_misconfigured"):
        await rig.inbox.replays.replay(BRAND, await stored(rig, READABLE), "maria")


async def test_an_unknown_payload_and_one_of_an_integration_that_is_gone_are_unknown(rig: Rig) -> None:
    with pytest.raises(Unknown):
        await rig.inbox.replays.replay(BRAND, "nothing", "maria")
    rig.inbox.directory._integrations.clear()
    with pytest.raises(Unknown):
        await rig.inbox.replays.replay(BRAND, await stored(rig, READABLE), "maria")
