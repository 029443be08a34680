"""What the inbox knows of events that are about to be posted."""

from __future__ import annotations

from contracts.channel import ChannelEvent, MessageReceived
from services.inbox.application.known_events import Announced
from tests.support.inbox.events import a_message, a_reaction
from tests.unit.inbox.application.rig import Rig


def announced(event: ChannelEvent, body_hash: str = "") -> Announced:
    external_id = event.external_id if isinstance(event, MessageReceived) else None
    return Announced(event.id, body_hash or event.body_hash, event.integration, external_id, words=True)


async def test_a_message_is_known_by_itself(rig: Rig) -> None:
    event = a_message()
    asked = [announced(event), announced(event, "another")]
    assert await rig.inbox.known_events.outcomes(event.brand, asked) == ["new", "new"]
    await rig.take(event)
    assert await rig.inbox.known_events.outcomes(event.brand, asked) == ["duplicate", "conflict"]
    assert await rig.inbox.known_events.outcomes("another-brand", asked) == ["new", "new"]


async def test_any_other_event_is_known_by_its_id(rig: Rig) -> None:
    event = a_reaction("1", "like")
    asked = [announced(event)]
    assert await rig.inbox.known_events.outcomes(event.brand, asked) == ["new"]
    await rig.take(a_message(), event)
    assert await rig.inbox.known_events.outcomes(event.brand, asked) == ["duplicate"]
