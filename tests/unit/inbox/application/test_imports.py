"""What is imported is stored and found, and nothing of it is told, timed or counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.inbox.application.errors import Unknown, UnknownIntegration
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.imported import ImportedContact, ImportedConversation, ImportedMessage
from services.inbox.domain.imported_from import ImportedFrom
from services.inbox.domain.imports import Became, Import, ImportFault, ItemOutcome, ItemTally
from services.inbox.domain.thread import contact_id
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message
from tests.unit.inbox.application.rig import Rig, a_person

LONG_AGO = NOON - timedelta(days=400)


def a_contact(external_id: str = "7", name: str | None = "Sam", *handles: str) -> ImportedContact:
    return ImportedContact(external_id, name, handles)


def a_line(external_id: str = "1", text: str = "Where is my bag?", at: float = 0, **fields: Any) -> ImportedMessage:
    given = {"direction": "inbound", "author": "Sam", **fields}
    return ImportedMessage(external_id, text=text, sent_at=LONG_AGO + minutes(at), **given)


def a_talk(*messages: ImportedMessage, external_id: str = "9", **fields: Any) -> ImportedConversation:
    given = {"contact": "7", "subject": "Bag", "channel": None, "status": "solved", "tags": ("vip",), **fields}
    return ImportedConversation(external_id, messages=messages or (a_line(),), **given)


async def begun(rig: Rig, integration: str | None = None, id_: str = "i1") -> Import:
    return await rig.inbox.imports.begin(BRAND, "maria", id_, "zendesk", "Until May", integration)


async def add(rig: Rig, *items: Any, position: str | None = None, id_: str = "i1") -> list[tuple[Became, ItemTally]]:
    _, outcomes = await rig.inbox.imports.add(BRAND, id_, items, position)
    return [(each.became, each.messages) for each in outcomes]


async def test_a_conversation_is_stored_as_an_ended_one_with_its_times(rig: Rig) -> None:
    await begun(rig)
    lines = (a_line("2", "On its way", 5, direction="outbound", author="Robin"), a_line())
    assert await add(rig, a_contact(), a_talk(*lines)) == [("stored", ItemTally()), ("stored", ItemTally(2))]
    state = rig.conversation
    assert (state.status, state.needs_reply, state.clocks, state.due_at) == ("resolved", False, (), None)
    assert (state.opened_at, state.last_inbound_at) == (LONG_AGO, LONG_AGO)
    assert (state.first_reply_at, state.resolved_at) == (LONG_AGO + minutes(5), LONG_AGO + minutes(5))
    assert (state.inbound, state.outbound, state.channel) == (1, 1, "zendesk")
    assert state.imported_from == ImportedFrom("zendesk", "9", "solved", ("vip",))
    shown = [(each.text, each.sent_at, each.author_name, each.subject_line) for each in rig.messages]
    assert shown == [
        ("Where is my bag?", LONG_AGO, "Sam", "Bag"),
        ("On its way", LONG_AGO + minutes(5), "Robin", "Bag"),
    ]
    (record,) = rig.store.stored.values()
    assert (record.summary.preview, record.summary.contact_name) == ("Where is my bag?", "Sam")


async def test_nothing_is_emitted_timed_or_counted(rig: Rig) -> None:
    await begun(rig)
    await add(rig, a_contact(), a_talk())
    await rig.inbox.imports.finish(BRAND, "maria", "i1")
    assert rig.store.outbox == []
    assert rig.store.timers == {}
    assert rig.store.ledger == {}
    assert rig.store.published == {}


async def test_the_same_again_has_no_second_effect_also_in_another_import(rig: Rig) -> None:
    await begun(rig)
    await add(rig, a_contact(), a_talk(a_line(), a_line("2", "Hello?", 9)))
    before = (dict(rig.store.stored), dict(rig.store.stored_messages), dict(rig.store.contacts))
    await begun(rig, id_="i2")
    assert await add(rig, a_contact(), a_talk(a_line(), a_line("2", "Hello?", 9)), id_="i2") == [
        ("duplicate", ItemTally()),
        ("duplicate", ItemTally(0, 2)),
    ]
    assert (rig.store.stored, rig.store.stored_messages, rig.store.contacts) == before
    assert (await rig.inbox.imports.get(BRAND, "i2")).counts.messages == ItemTally(duplicate=2)


async def test_a_conversation_that_went_on_gets_what_is_new(rig: Rig) -> None:
    await begun(rig)
    await add(rig, a_contact(), a_talk(status="open"))
    added = await add(rig, a_talk(a_line(), a_line("2", "Still nothing", 60), status="solved"))
    assert added == [("duplicate", ItemTally(1, 1))]
    assert [each.external_id for each in rig.messages] == ["1", "2"]
    assert (rig.conversation.inbound, rig.conversation.resolved_at) == (2, LONG_AGO + minutes(60))
    assert rig.conversation.last_inbound_at == LONG_AGO + minutes(60)


async def test_other_content_under_one_id_is_a_conflict_and_the_first_stays(rig: Rig) -> None:
    await begun(rig)
    await add(rig, a_contact(), a_talk())
    _, outcomes = await rig.inbox.imports.add(
        BRAND,
        "i1",
        [
            a_contact("7", "Somebody else"),
            a_talk(subject="Another"),
            a_talk(a_line(text="Other words"), a_line("2", "New")),
        ],
        None,
    )
    assert [each.became for each in outcomes] == ["conflict", "conflict", "conflict"]
    assert [each.messages for each in outcomes] == [ItemTally(), ItemTally(rejected=1), ItemTally(1, 0, 1)]
    assert [fault.path for each in outcomes for fault in each.faults] == [
        ("external_id",),
        ("external_id",),
        ("messages", 0, "external_id"),
    ]
    assert sorted(each.text for each in rig.messages) == ["New", "Where is my bag?"]
    (contact,) = rig.store.contacts.values()
    assert contact.profile.name == "Sam"
    counts = (await rig.inbox.imports.get(BRAND, "i1")).counts
    assert (counts.contacts, counts.conversations) == (ItemTally(1, 0, 1), ItemTally(1, 0, 2))
    assert counts.messages == ItemTally(2, 0, 2)


async def test_a_contact_who_was_not_imported_and_a_time_to_come_are_refused(rig: Rig) -> None:
    await begun(rig)
    late = a_line(at=60 * 24 * 401)
    _, outcomes = await rig.inbox.imports.add(
        BRAND, "i1", [a_talk(contact="8"), a_contact(), a_talk(a_line("0"), late)], None
    )
    assert [each.became for each in outcomes] == ["rejected", "stored", "rejected"]
    assert [(each.faults[0].path, each.faults[0].code) for each in outcomes if each.faults] == [
        (("contact",), "unknown_contact"),
        (("messages", 1, "sent_at"), "in_future"),
    ]
    assert rig.messages == []


async def test_who_writes_later_is_the_contact_who_was_imported_and_begins_a_conversation(rig: Rig) -> None:
    await begun(rig, "x1")
    await add(rig, a_contact("7", "Sam", "sam@mail.example", "jan"), a_talk())
    imported = rig.conversation
    assert (imported.channel, imported.integration) == ("generic", "x1")
    (event, *_) = await rig.take(a_message("77", contact="jan"))
    live = next(each for each in rig.conversations if not each.imported)
    assert live.contact == imported.contact == contact_id(BRAND, "x1", "sam@mail.example")
    assert (live.status, live.needs_reply, event.conversation.id) == ("open", True, live.id)
    assert next(each for each in rig.conversations if each.imported) == imported


async def test_who_has_written_before_is_the_contact_of_what_is_imported(rig: Rig) -> None:
    await rig.take(a_message("77", contact="jan"))
    live = rig.conversation
    (before,) = rig.store.contacts.values()
    await begun(rig, "x1")
    await add(rig, a_contact("7", "Sam in the other tool", "jan", "jan-2"), a_talk())
    imported = next(each for each in rig.conversations if each.imported)
    assert imported.contact == live.contact
    after = rig.store.contacts[BRAND, before.id]
    assert (after.external_id, after.also_known_as) == ("jan", ("jan-2",))
    assert after.profile == before.profile
    assert [each for each in rig.conversations if not each.imported] == [live]


async def test_handles_of_two_people_of_the_account_make_them_not_one(rig: Rig) -> None:
    await rig.take(a_message("77", contact="jan"), a_message("78", contact="piet"))
    before = dict(rig.store.contacts)
    await begun(rig, "x1")
    await add(rig, a_contact("7", "Sam", "jan", "piet"))
    assert rig.store.contacts == before


async def test_without_an_integration_nobody_of_a_channel_is_taken_for_an_imported_contact(rig: Rig) -> None:
    await begun(rig)
    await add(rig, a_contact("jan", "Sam", "jan"))
    (contact,) = rig.store.contacts.values()
    assert (contact.integration, contact.external_id) == ("import:zendesk", "zendesk:jan")
    await rig.take(a_message("77", contact="jan"))
    assert rig.conversation.contact != contact.id


async def test_a_position_is_stored_with_the_items_and_stays_where_none_is_given(rig: Rig) -> None:
    await begun(rig)
    await add(rig, a_contact(), position="line 1")
    await add(rig, a_talk())
    assert (await rig.inbox.imports.get(BRAND, "i1")).position == "line 1"


async def test_an_item_that_was_refused_before_counts(rig: Rig) -> None:
    await begun(rig)
    refused = ItemOutcome(
        "conversation",
        None,
        "rejected",
        messages=ItemTally(rejected=3),
        faults=(ImportFault(("contact",), "", "missing"),),
    )
    await add(rig, refused)
    counts = (await rig.inbox.imports.get(BRAND, "i1")).counts
    assert (counts.conversations, counts.messages) == (ItemTally(rejected=1), ItemTally(rejected=3))


async def test_a_finished_import_takes_nothing_more(rig: Rig) -> None:
    await begun(rig)
    finished = await rig.inbox.imports.finish(BRAND, "maria", "i1")
    assert (finished.state, finished.finished_at) == ("finished", NOON)
    with pytest.raises(StateNotAllowed):
        await add(rig, a_contact())
    with pytest.raises(StateNotAllowed):
        await rig.inbox.imports.finish(BRAND, "maria", "i1")
    assert rig.store.contacts == {}


async def test_an_import_begun_and_finished_stands_in_the_audit(rig: Rig) -> None:
    await begun(rig, "x1")
    await rig.inbox.imports.finish(BRAND, "bo", "i1")
    entries = [(each.kind, each.by, each.subject, each.integration, each.channel) for each in rig.store.audit.values()]
    assert entries == [
        ("import_begun", "maria", "i1", "x1", "generic"),
        ("import_finished", "bo", "i1", "x1", "generic"),
    ]


async def test_what_a_brand_does_not_have_is_refused(rig: Rig) -> None:
    with pytest.raises(UnknownIntegration):
        await begun(rig, "other")
    await begun(rig)
    for call in (rig.inbox.imports.get("dell", "i1"), rig.inbox.imports.add("dell", "i1", [], None)):
        with pytest.raises(Unknown):
            await call


async def test_nothing_is_imported_of_who_was_erased_since(rig: Rig) -> None:
    await begun(rig)
    await add(rig, a_contact(), a_talk())
    (contact,) = rig.store.contacts.values()
    await rig.inbox.erasures.begin(a_person("kim", "contacts:erase"), contact.id)
    assert await add(rig, a_talk(a_line("5"), external_id="10")) == [("rejected", ItemTally(rejected=1))]
    assert await add(rig, a_talk(a_line("5"))) == [("rejected", ItemTally(rejected=1))]
    assert len(rig.messages) == 1
