"""The right to read by invitation: this conversation, this person, until it is over."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.auth import Principal
from chassis.messaging.testing import a_delivery
from contracts.routing import InvitationChanged
from services.inbox.application.errors import MayNotRead
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, an_employee, an_integration, an_invitation
from tests.unit.inbox.application.rig import ANNA, Rig, a_person

IRIS = a_person("iris", "tasks:read")


async def told(rig: Rig, *events: InvitationChanged) -> None:
    await rig.routing([a_delivery(event, offset=place) for place, event in enumerate(events)])


async def reads(rig: Rig, caller: Principal, conversation: str) -> bool:
    try:
        await rig.inbox.access.check(caller, conversation)
    except MayNotRead:
        return False
    return True


@pytest.mark.parametrize(("state", "may"), [("open", True), ("accepted", True), ("declined", False), ("ended", False)])
async def test_who_is_invited_reads_this_conversation_alone(rig: Rig, state: str, may: bool) -> None:
    await told(rig, an_invitation("c1", state=state))
    assert await reads(rig, IRIS, "c1") == may
    assert not await reads(rig, IRIS, "c2")
    assert not await reads(rig, a_person("bob", "tasks:read"), "c1")


async def test_who_has_the_scope_reads_without_an_invitation(rig: Rig) -> None:
    assert await reads(rig, ANNA, "c1")


async def test_a_key_of_the_same_name_is_not_invited(rig: Rig) -> None:
    await told(rig, an_invitation("c1"))
    key = Principal(BRAND, "iris", "integration", scopes=frozenset({"events:write"}))
    assert not await reads(rig, key, "c1")


async def test_a_revocation_holds_whatever_comes_late(rig: Rig) -> None:
    await told(rig, an_invitation("c1", state="ended", version=4), an_invitation("c1", state="accepted", version=3))
    assert not await reads(rig, IRIS, "c1")
    await told(rig, an_invitation("c1", state="open", version=2))
    assert not await reads(rig, IRIS, "c1")
    await told(rig, an_invitation("c1", state="open", version=5))
    assert await reads(rig, IRIS, "c1")


async def test_the_right_ends_at_its_time_on_the_brands_clock(rig: Rig) -> None:
    await told(rig, an_invitation("c1", until=NOON + minutes(10)))
    rig.clock.advance(599)
    assert await reads(rig, IRIS, "c1")
    rig.clock.advance(1)
    assert not await reads(rig, IRIS, "c1")


async def test_the_same_id_of_another_brand_gives_no_right(rig: Rig) -> None:
    await told(rig, an_invitation("c1", brand="dell"))
    assert not await reads(rig, IRIS, "c1")


async def test_who_holds_a_conversation_reads_it_however_they_came_to_it(rig: Rig) -> None:
    await rig.take(a_message())
    conversation = rig.conversation
    assert not await reads(rig, IRIS, conversation.id)
    await rig.assign("iris", 5)
    assert await reads(rig, IRIS, conversation.id)
    assert await rig.inbox.access.of_contact(IRIS, conversation.contact, [conversation.id]) == [conversation.id]
    key = Principal(BRAND, "iris", "integration", scopes=frozenset({"events:write"}))
    assert not await reads(rig, key, conversation.id)
    namesake = Principal("dell", "iris", "person", scopes=frozenset({"tasks:read"}))
    assert not await reads(rig, namesake, conversation.id)
    await rig.assign("bob", 6)
    assert not await reads(rig, IRIS, conversation.id)
    with pytest.raises(MayNotRead):
        await rig.inbox.access.of_contact(IRIS, conversation.contact, [conversation.id])


async def test_a_contact_is_shown_with_the_conversations_one_is_invited_to(rig: Rig) -> None:
    await rig.take(a_message("1", contact="jan"), a_message("2", contact="joost"))
    of_jan, of_joost = (each.id for each in rig.conversations)
    jan, joost = (each.contact for each in rig.conversations)
    with pytest.raises(MayNotRead):
        await rig.inbox.access.of_contact(IRIS, jan, ["older", of_jan])
    await told(rig, an_invitation(of_jan), an_invitation("not stored"), an_invitation(of_joost, state="declined"))
    assert await rig.inbox.access.of_contact(IRIS, jan, ["older", of_jan]) == [of_jan]
    assert await rig.inbox.access.of_contact(ANNA, jan, ["older", of_jan]) == ["older", of_jan]
    with pytest.raises(MayNotRead):
        await rig.inbox.access.of_contact(IRIS, joost, [of_joost])


async def test_a_listener_reads_until_a_private_message_joins(rig: Rig) -> None:
    await rig.inbox.directory.on_events([an_integration(threading="contact")])
    await rig.rule(listening={})
    await rig.routing([a_delivery(an_employee("iris", 1).model_copy(update={"abilities": ("listen",)}))])

    async def hears(conversation: str) -> bool:
        try:
            await rig.inbox.access.check_public(IRIS, conversation)
        except MayNotRead:
            return False
        return True

    await rig.take(a_message("1"))
    conversation = rig.conversation.id
    assert await hears(conversation)
    assert not await reads(rig, IRIS, conversation), "what is beside the messages stays closed"
    await rig.take(a_message("2", "My number is 06-1234"), a_message("3", "Hello again"))
    assert await hears(conversation)
    await rig.take(a_message("4", "Just between us", visibility="private"))
    assert rig.conversation.id == conversation
    assert not await hears(conversation)
    await rig.take(a_message("5", "In public again"))
    assert not await hears(conversation)


async def test_a_listener_reads_nothing_that_began_in_private_or_where_the_guideline_lets_nobody(rig: Rig) -> None:
    await rig.routing([a_delivery(an_employee("iris", 1).model_copy(update={"abilities": ("listen",)}))])
    await rig.take(a_message("1", visibility="private"))
    private = rig.conversation.id
    guidelines: tuple[dict[str, Any], ...] = ({"listening": None}, {"listening": {}})
    for guideline in guidelines:
        await rig.rule(**guideline)
        with pytest.raises(MayNotRead):
            await rig.inbox.access.check_public(IRIS, private)
