"""Channel events become conversations, once in effect, whatever is repeated, crashes or comes in the wrong order."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from chassis.errors import Unavailable
from contracts.event import Event
from contracts.inbox import EventAccounted, MessageChanged, MessageStored, SlaClockStarted
from services.inbox.application.ingest.batch import IngestBatch
from tests.integration.inbox.rig import Rig, a_person
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_deletion, a_message, an_echo, an_edit


def ids(events: Any) -> list[str]:
    return [event.id for event in events]


def of(events: Any, kind: type[Event]) -> list[Any]:
    return [event for event in events if type(event) is kind]


async def test_a_message_becomes_a_triaged_conversation_with_running_clocks(rig: Rig) -> None:
    events = await rig.take(a_message())
    (stored,) = of(events, MessageStored)
    assert stored.opened
    assert stored.conversation.triage == "respond"
    assert {clock.kind for clock in stored.conversation.clocks} == {"first_response", "resolution"}
    assert len(of(events, SlaClockStarted)) == 2
    (kept,) = await rig.conversations()
    assert kept["due_at"] == NOON + minutes(60)
    assert stored.version == kept["version"] == 1


async def test_the_same_batch_delivered_again_changes_nothing_and_tells_the_same(rig: Rig) -> None:
    batch = [a_message("1"), a_message("2"), an_edit("1", "My bag is lost, please help"), a_message("3", contact="eva")]
    first = await rig.take(*batch, at=0)
    before = (await rig.conversations(), await rig.messages())
    again = await rig.take(*batch, at=0)
    assert again == first
    assert (await rig.conversations(), await rig.messages()) == before


async def test_a_part_of_a_batch_delivered_again_with_new_events_tells_each_once_in_place(rig: Rig) -> None:
    first = await rig.take(a_message("1"), at=0)
    both = await rig.take(a_message("1"), a_message("2"), at=0)
    assert ids(both)[: len(first)] == ids(first)
    assert len(of(both, MessageStored)) == 2
    assert len(await rig.messages()) == 2


async def test_messages_of_the_same_second_are_listed_as_they_came_page_by_page(rig: Rig) -> None:
    names = [str(number) for number in range(12)]
    await rig.take(*[a_message(name) for name in names[:7]])
    await rig.take(*[a_message(name) for name in names[7:]])
    conversation, queries = await rig.only_conversation(), rig.core.application.queries

    first = await queries.messages(BRAND, conversation, None, 5)
    second = await queries.messages(BRAND, conversation, (first[-1].place, first[-1].id), 10)

    assert [each.external_id for each in [*first, *second]] == names


async def test_the_same_event_posted_twice_is_counted_as_a_duplicate_and_has_no_effect(rig: Rig) -> None:
    await rig.take(a_message())
    before = await rig.conversations()
    (said,) = await rig.take(a_message())
    assert isinstance(said, EventAccounted)
    assert said.outcome == "duplicate"
    assert await rig.conversations() == before


async def test_a_duplicate_delivered_again_after_a_crash_is_counted_once(rig: Rig) -> None:
    await rig.take(a_message())
    first = await rig.take(a_message(), at=1)
    again = await rig.take(a_message(), at=1)
    assert again == first
    hours = await rig.core.application.ledger.hours(BRAND, NOON, NOON + minutes(60))
    assert (hours[NOON].received, hours[NOON].stored, hours[NOON].duplicate) == (2, 1, 1)


async def test_the_same_id_with_other_words_is_a_conflict_for_the_operator(rig: Rig) -> None:
    await rig.take(a_message(text="one thing"))
    (said,) = await rig.take(a_message(text="another thing"))
    assert said.outcome == "conflict"
    (row,) = await rig.core.application.queries.audit(BRAND, None, 10)
    assert row.kept_hash != row.other_hash
    (kept,) = await rig.messages()
    assert kept["text"] == "one thing"


async def test_sixteen_first_messages_at_once_make_one_conversation(rig: Rig) -> None:
    await rig.take(*[a_message(str(n)) for n in range(16)])
    (kept,) = await rig.conversations()
    assert kept["inbound"] == 16
    assert len(await rig.messages()) == 16


async def test_two_processes_over_the_same_records_make_one_conversation(rig: Rig) -> None:
    batch = [a_message(str(n)) for n in range(16)]
    other = await rig.another()
    results = await asyncio.gather(rig.take(*batch, at=0), rig.take(*batch, at=0, by=other))
    assert ids(results[0]) == ids(results[1])
    (kept,) = await rig.conversations()
    assert kept["inbound"] == 16


async def test_a_crash_between_write_and_publish_tells_the_same_ids_also_after_a_person_acted(rig: Rig) -> None:
    first = await rig.take(a_message("1"), at=0)
    await rig.core.application.conversations.resolve(a_person(), await rig.only_conversation(), None)
    again = await rig.take(a_message("1"), at=0, by=await rig.another())
    assert again == first


async def test_a_batch_that_cannot_be_written_leaves_nothing_behind(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise Unavailable("mongodb")

    with monkeypatch.context() as broken:
        broken.setattr(rig.core.outbox, "add", away)
        with pytest.raises(Unavailable):
            await rig.take(a_message(), at=0)
    assert await rig.conversations() == []
    assert await rig.messages() == []
    assert of(await rig.take(a_message(), at=0), MessageStored)


async def test_an_edit_is_applied_and_told_and_can_raise_the_triage(rig: Rig) -> None:
    await rig.take(a_message(text="I have a seat on the flight to the city on Monday"))
    (changed, *started) = await rig.take(an_edit("1", "There is smoke in the plane"))
    assert isinstance(changed, MessageChanged)
    assert changed.conversation.triage == "escalate"
    assert of(started, SlaClockStarted)
    (kept,) = await rig.messages()
    assert (kept["text"], kept["revision"]) == ("There is smoke in the plane", 1)


async def test_a_deleted_message_loses_its_words_and_stays_counted(rig: Rig) -> None:
    await rig.take(a_message())
    (changed,) = await rig.take(a_deletion("1"))
    assert changed.change == "deleted"
    (kept,) = await rig.messages()
    assert (kept["text"], kept["words"], kept["state"]) == ("", [], "deleted")
    (conversation,) = await rig.conversations()
    assert (conversation["inbound"], conversation["preview"]) == (1, "")


@pytest.mark.parametrize("together", [True, False])
async def test_an_edit_before_its_message_waits_for_it(rig: Rig, together: bool) -> None:
    early, late = [an_edit("1", "Newer words"), an_edit("1", "Newest words", 2)], a_message("1", "Old words")
    if together:
        events = await rig.take(*early, late)
    else:
        assert await rig.take(*early) == []
        events = await rig.take(late)
    assert [event.type for event in events if isinstance(event, (MessageStored, MessageChanged))] == [
        MessageStored.type,
        MessageChanged.type,
        MessageChanged.type,
    ]
    (kept,) = await rig.messages()
    assert kept["text"] == "Newest words"
    assert await rig.mongo.brand_collection("pending").find(BRAND, {}) == []


async def test_an_older_edit_that_comes_late_changes_nothing(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.take(an_edit("1", "second edit", 2))
    assert await rig.take(an_edit("1", "first edit", 1)) == []
    (kept,) = await rig.messages()
    assert kept["text"] == "second edit"


async def test_after_its_days_a_resolved_conversation_gives_way_to_a_new_one(rig: Rig) -> None:
    await rig.take(a_message("1"))
    await rig.core.application.conversations.resolve(a_person(), await rig.only_conversation(), None)
    await rig.take(a_message("2", at=NOON + timedelta(days=3)))
    (woken,) = await rig.conversations()
    assert (woken["status"], woken["reopened"]) == ("open", 1)
    rig.clock.advance(4 * 86_400)
    await rig.core.application.conversations.resolve(a_person(), await rig.only_conversation(), None)
    await rig.take(a_message("3", at=NOON + timedelta(days=30)))
    old, new = await rig.conversations()
    assert (old["superseded"], new["opened_by"] == old["opened_by"], new["inbound"]) == (True, False, 1)


async def test_an_answer_from_elsewhere_counts_as_our_answer(rig: Rig) -> None:
    await rig.take(a_message())
    events = await rig.take(an_echo("e1", "We look into it", at=NOON + minutes(5)))
    assert of(events, MessageStored)[0].direction == "outbound"
    (kept,) = await rig.conversations()
    assert (kept["status"], kept["outbound"]) == ("waiting", 1)


async def test_brands_with_the_same_ids_never_meet(rig: Rig) -> None:
    await rig.take(a_message("1"), a_message("1", brand="dell"))
    (mine,), (theirs,) = await rig.conversations(), await rig.conversations("dell")
    assert mine["_id"] != theirs["_id"]
    assert (mine["inbound"], theirs["inbound"]) == (1, 1)


async def test_every_record_is_received_and_told_what_became_of_it(rig: Rig) -> None:
    await rig.take(a_message("1"), a_message("1"), a_message("1", "x"), an_edit("1", "y"), a_deletion("9"))
    hour = (await rig.core.application.ledger.hours(BRAND, NOON, NOON + minutes(60)))[NOON]
    assert (hour.received, hour.stored, hour.duplicate, hour.conflict) == (5, 3, 1, 1)


async def test_an_outcome_that_is_not_counted_shows_in_the_ledger(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    count = IngestBatch._count
    monkeypatch.setattr(
        IngestBatch, "_count", lambda batch, *given: count(batch, *given) if given[-1] == "received" else None
    )
    await rig.take(a_message("1"))
    hour = (await rig.core.application.ledger.hours(BRAND, NOON, NOON + minutes(60)))[NOON]
    assert hour.received - hour.stored == 1
