"""Channel events become conversations, once in effect, whatever is repeated or comes in the wrong order."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.errors import VersionConflict
from chassis.messaging import Retry
from chassis.messaging.testing import a_delivery
from contracts.event import Event
from contracts.inbox import EventAccounted, MessageChanged, MessageStored, ReplyDelivered, SlaClockStarted
from services.inbox.application.records import Changes
from services.inbox.consumers.channel_events import OnChannelEvents
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import (
    BRAND,
    a_deletion,
    a_message,
    a_reaction,
    a_receipt,
    an_echo,
    an_edit,
    an_integration,
    an_unreadable_payload,
)
from tests.unit.inbox.application.rig import ANNA, WORDS, Rig


def of(events: Any, kind: type[Event]) -> list[Any]:
    return [event for event in events if type(event) is kind]


async def test_a_message_becomes_a_triaged_conversation_with_running_clocks(rig: Rig) -> None:
    events = await rig.take(a_message())
    (stored,) = of(events, MessageStored)
    assert stored.opened
    assert stored.conversation.triage == "respond"
    assert len(of(events, SlaClockStarted)) == 2
    assert rig.conversation.due_at == NOON + minutes(60)
    assert [timer.due_at for timer in rig.store.timers.values()] == [NOON + minutes(60)]


async def test_a_batch_of_new_messages_is_one_commit(rig: Rig) -> None:
    await rig.take(*[a_message(str(number)) for number in range(16)])
    assert (rig.store.commits, rig.conversation.inbound, len(rig.messages)) == (1, 16, 16)


async def test_a_redelivered_batch_changes_nothing_and_emits_the_same(rig: Rig) -> None:
    batch = [
        a_message("1"),
        a_message("1", "other words"),
        an_edit("1", "My bag is lost, please help"),
        an_unreadable_payload(),
        a_message("3", contact="eva"),
    ]
    first = await rig.take(*batch, at=0)
    before = (rig.conversations, rig.messages, dict(rig.store.ledger))
    again = await rig.take(*batch, at=0)
    assert again == first
    assert (rig.conversations, rig.messages, dict(rig.store.ledger)) == before


@pytest.mark.parametrize("event", [a_message("1"), an_edit("1", "x"), an_echo("9", "x"), an_unreadable_payload()])
async def test_an_event_at_another_place_of_the_log_is_a_duplicate_once(rig: Rig, event: Any) -> None:
    await rig.take(a_message("1"), event)
    before = (rig.conversation, rig.messages)
    (said,) = await rig.take(event, at=7)
    assert isinstance(said, EventAccounted)
    assert said.outcome == "duplicate"
    assert await rig.take(event, at=7) == [said]
    assert (rig.conversation, rig.messages) == before


@pytest.mark.parametrize(
    ("first", "second"),
    [(a_message("1", "one"), a_message("1", "two")), (an_edit("1", "one"), an_edit("1", "two"))],
)
async def test_the_same_id_with_other_words_is_a_conflict_for_the_operator(rig: Rig, first: Any, second: Any) -> None:
    await rig.take(first)
    (said,) = await rig.take(second)
    assert (said.outcome, said.reason) == ("conflict", "other_body")
    (entry,) = rig.store.audit.values()
    assert (entry.kept_hash, entry.other_hash) == (first.body_hash, second.body_hash)


async def test_other_words_of_a_receipt_are_a_duplicate_and_no_conflict(rig: Rig) -> None:
    receipt = a_receipt("9", watermark=NOON)
    await rig.take(receipt)
    (said,) = await rig.take(receipt.model_copy(update={"body_hash": "other"}))
    assert (said.outcome, rig.store.audit) == ("duplicate", {})


async def test_an_edit_is_applied_and_can_raise_the_triage(rig: Rig) -> None:
    await rig.take(a_message(text="I have a seat on the flight to the city on Monday"))
    (changed, *started) = await rig.take(an_edit("1", "There is smoke in the plane"))
    assert isinstance(changed, MessageChanged)
    assert changed.conversation.triage == "escalate"
    assert of(started, SlaClockStarted)
    (message,) = rig.messages
    assert (message.text, message.revision) == ("There is smoke in the plane", 1)


async def test_an_edit_of_our_own_message_is_not_triaged(rig: Rig) -> None:
    await rig.take(a_message("1"), an_echo("e1", "We look into it"))
    (changed,) = await rig.take(an_edit("e1", "We looked into it"))
    assert (changed.text, changed.triage) == ("We looked into it", None)


@pytest.mark.parametrize("together", [True, False])
async def test_edits_before_their_message_wait_for_it_in_their_order(rig: Rig, together: bool) -> None:
    early = [an_edit("1", "Newest words", 2), an_edit("1", "Newer words")]
    if together:
        events = await rig.take(*early, a_message("1", "Old words"))
    else:
        assert await rig.take(*early) == []
        events = await rig.take(a_message("1", "Old words"))
    assert [type(each) for each in events if isinstance(each, (MessageStored, MessageChanged))] == [
        MessageStored,
        MessageChanged,
        MessageChanged,
    ]
    assert ([each.text for each in rig.messages], rig.store.pending) == (["Newest words"], {})


async def test_an_older_edit_that_comes_late_changes_nothing(rig: Rig) -> None:
    await rig.take(a_message(), an_edit("1", "second edit", 2))
    assert await rig.take(an_edit("1", "first edit", 1)) == []
    assert [each.text for each in rig.messages] == ["second edit"]


async def test_a_deleted_message_loses_its_words_and_stays_counted(rig: Rig) -> None:
    await rig.take(a_message())
    (changed,) = await rig.take(a_deletion("1"))
    assert (changed.change, changed.text, changed.triage) == ("deleted", "", None)
    assert [(each.text, each.state) for each in rig.messages] == [("", "deleted")]
    (record,) = rig.store.stored.values()
    assert (record.conversation.inbound, record.summary.preview) == (1, "")
    assert await rig.take(an_edit("1", "more words", 3)) == []


async def test_a_reaction_is_put_replaced_and_taken_back(rig: Rig) -> None:
    await rig.take(a_message(), a_reaction("1", "+1"))
    assert [each.reaction for each in rig.messages[0].reactions] == ["+1"]
    await rig.take(a_reaction("1", "heart"))
    assert [each.reaction for each in rig.messages[0].reactions] == ["heart"]
    await rig.take(a_reaction("1", None))
    assert [each.reaction for each in rig.messages[0].reactions] == [None]


async def test_a_resolved_conversation_wakes_within_its_days_and_gives_way_after_them(rig: Rig) -> None:
    await rig.take(a_message("1"))
    await rig.inbox.conversations.resolve(ANNA, rig.conversation.id, None)
    await rig.take(a_message("2", at=NOON + timedelta(days=3)))
    assert (rig.conversation.status, rig.conversation.reopened) == ("open", 1)
    rig.clock.advance(4 * 86_400)
    await rig.inbox.conversations.resolve(ANNA, rig.conversation.id, None)
    await rig.take(a_message("3", at=NOON + timedelta(days=30)))
    old, new = rig.conversations
    assert (old.superseded, new.inbound, new.superseded) == (True, 1, False)


async def test_a_contact_is_written_only_when_something_of_them_changed(rig: Rig) -> None:
    await rig.take(a_message("1"))
    (before,) = rig.store.contacts.values()
    await rig.take(a_message("2"))
    (after,) = rig.store.contacts.values()
    assert after is before
    await rig.inbox.directory.on_events([an_integration(threading="contact")])
    named = a_message("3").model_copy(
        update={"contact": a_message("3").contact.model_copy(update={"name": None, "reach": 90})}
    )
    await rig.take(named)
    (changed,) = rig.store.contacts.values()
    assert (changed.profile.name, changed.profile.reach) == ("jan Jansen", 90)


async def test_an_answer_from_elsewhere_counts_as_our_answer(rig: Rig) -> None:
    await rig.take(a_message())
    events = await rig.take(an_echo("e1", "We look into it", at=NOON + minutes(5)))
    assert of(events, MessageStored)[0].direction == "outbound"
    assert (rig.conversation.status, rig.conversation.outbound) == ("waiting", 1)


async def test_an_answer_from_elsewhere_says_how_long_the_response_clock_ran(rig: Rig) -> None:
    await rig.take(a_message("1"))
    stored, *clocks = await rig.take(an_echo("e1", "We look into it", at=NOON + minutes(5)))
    assert (stored.first, stored.response_seconds) == (True, 300)
    assert [clock.elapsed_seconds for clock in clocks if clock.type == "inbox.sla_clock_stopped.v1"] == [300]
    stored, *_ = await rig.take(an_echo("e2", "And here it is", at=NOON + minutes(7)))
    assert (stored.first, stored.response_seconds) == (False, None)


async def test_of_two_answers_at_once_the_first_stopped_the_clock(rig: Rig) -> None:
    await rig.take(a_message("1"))
    at = NOON + minutes(5)
    said = of(
        await rig.take(an_echo("e1", "We look into it", at=at), an_echo("e2", "Here it is", at=at)), MessageStored
    )
    assert [(each.first, each.response_seconds) for each in said] == [(True, 300), (False, None)]


async def test_the_first_response_is_the_first_answer_to_the_contact_whoever_wrote_first(rig: Rig) -> None:
    (began,) = await rig.take(an_echo("e1", "Good morning"))
    await rig.take(a_message("1", at=NOON + minutes(5)))
    answered, *_ = await rig.take(an_echo("e2", "We look into it", at=NOON + minutes(9)))
    assert [(each.first, each.response_seconds) for each in (began, answered)] == [(False, None), (True, 240)]


async def test_what_the_brand_writes_first_opens_a_conversation_that_waits_for_the_contact(rig: Rig) -> None:
    (stored,) = await rig.take(an_echo("e1", "Good morning"))
    assert (stored.direction, stored.opened, stored.conversation.needs_reply) == ("outbound", True, False)
    assert (rig.conversation.status, rig.conversation.clocks, rig.conversation.first_reply_at) == ("waiting", (), None)
    (contact,) = rig.store.contacts.values()
    assert contact.profile.name == "jan Jansen"
    await rig.take(a_message("1", at=NOON + minutes(5)))
    assert (rig.conversation.status, rig.conversation.inbound, rig.conversation.outbound) == ("open", 1, 1)
    assert [clock.kind for clock in rig.conversation.clocks] == ["first_response", "resolution"]


async def test_a_reply_to_nothing_is_no_first_response(rig: Rig) -> None:
    await rig.take(an_echo("e1", "Good morning"))
    await rig.assign()
    await rig.reply()
    await rig.send_due()
    assert rig.conversation.first_reply_at is None
    (said,) = [each for each in rig.store.outbox if isinstance(each, ReplyDelivered)]
    assert not said.first


async def test_an_echo_settles_a_reply_whose_outcome_was_open(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.assign()
    reply = await rig.reply()
    (name,) = rig.store.stored_replies
    rig.store.stored_replies[name] = type(reply)(
        **{field: getattr(reply, field) for field in reply.__slots__} | {"state": "unknown"}
    )
    (said, *_) = await rig.take(an_echo("tweet-9", WORDS, at=NOON + minutes(1)))
    assert isinstance(said, ReplyDelivered)
    assert (said.state, said.first, said.response_seconds) == ("sent", True, 60.0)
    assert [each.external_id for each in rig.messages] == ["1", "tweet-9"]
    assert await rig.take(an_echo("tweet-9", WORDS, at=NOON + minutes(1))) != []
    assert len(rig.messages) == 2


async def test_the_echo_of_a_recorded_reply_makes_no_second_message(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.assign()
    await rig.reply()
    await rig.send_due()
    assert await rig.take(an_echo("ext-r1", WORDS)) == []
    assert len(rig.messages) == 2


async def test_receipts_move_a_reply_forward_only(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.assign()
    await rig.reply()
    await rig.send_due()
    (read,) = await rig.take(a_receipt("ext-r1", "read"))
    assert read.state == "read"
    assert await rig.take(a_receipt("ext-r1", "delivered")) == []
    assert rig.store.stored_replies[BRAND, "r1"].state == "read"


async def test_a_watermark_is_a_receipt_of_everything_before_it(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.assign()
    await rig.reply()
    await rig.send_due()
    (said,) = await rig.take(a_receipt("none", "read", watermark=NOON + minutes(1)))
    assert (said.reply, said.state) == ("r1", "read")


async def test_a_receipt_waits_for_the_record_of_its_sending_some_times(rig: Rig) -> None:
    early = await rig.ingest(a_receipt("ext-r1"), at=0)
    assert [each.reason for each in early.deferred] == ["reply_not_recorded"]
    last = await rig.ingest(a_receipt("ext-r1"), at=0, attempt=3)
    assert (last.deferred, last.events) == ([], [])


async def test_an_edit_and_a_deletion_of_the_brands_own_message_are_shown_and_promise_nothing(rig: Rig) -> None:
    await rig.take(an_echo("e1", "We look into it"))
    (edited,) = await rig.take(an_edit("e1", "We looked into it"))
    assert (edited.change, edited.text, edited.triage) == ("edited", "We looked into it", None)
    assert [message.text for message in rig.messages] == ["We looked into it"]
    (deleted,) = await rig.take(a_deletion("e1", at=NOON + minutes(1)))
    assert (deleted.change, rig.conversation.needs_reply, rig.conversation.clocks) == ("deleted", False, ())
    assert [(message.text, message.state) for message in rig.messages] == [("", "deleted")]


async def test_an_unreadable_payload_is_stored_whole_and_accounted_for(rig: Rig) -> None:
    (said,) = await rig.take(an_unreadable_payload())
    assert (said.outcome, said.reason) == ("unreadable", "missing_field")
    (payload,) = rig.store.payloads.values()
    assert (payload.payload, payload.size_bytes, payload.state) == ("e30=", 3, "waiting")
    assert payload.field == "entry/0/id"


async def test_every_record_is_received_and_counted_by_its_outcome(rig: Rig) -> None:
    await rig.take(a_message("1"), a_message("1"), a_message("1", "x"), an_edit("1", "y"), a_deletion("9"))
    rig.dead.hours = {NOON: (2, 1), NOON - timedelta(days=2): (9, 9)}
    hour = (await rig.inbox.ledger.hours(BRAND, NOON, NOON + minutes(60)))[NOON]
    assert (hour.received, hour.stored, hour.duplicate, hour.conflict, hour.dead_lettered) == (7, 3, 1, 1, 1)


async def test_brands_with_the_same_ids_never_meet(rig: Rig) -> None:
    await rig.take(a_message("1"), a_message("1", brand="dell"))
    assert [each.inbound for each in rig.conversations] == [1]
    assert len({brand for brand, _ in rig.store.stored}) == len(rig.store.stored) == 2


async def test_a_batch_that_meets_a_newer_version_is_decided_again(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    await rig.take(a_message("1"))
    commit = rig.store.commit
    met: list[bool] = []

    async def meeting(changes: Changes) -> None:
        if not met:
            met.append(True)
            raise VersionConflict
        await commit(changes)

    monkeypatch.setattr(rig.store, "commit", meeting)
    await rig.take(a_message("2"))
    assert rig.conversation.inbound == 2


async def test_a_batch_that_always_meets_somebody_comes_again(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    async def contended(_: Changes) -> None:
        raise VersionConflict

    monkeypatch.setattr(rig.store, "commit", contended)
    with pytest.raises(Retry, match="conversations_contended"):
        await rig.take(a_message("1"))


async def test_a_type_of_a_newer_gateway_is_set_aside(rig: Rig) -> None:
    result = await OnChannelEvents(rig.inbox.ingest)([a_delivery(an_integration())])
    assert [each.reason for each in result.rejected] == ["unknown_type"]


async def test_a_promise_is_judged_by_our_own_clock_whatever_a_platforms_says(rig: Rig) -> None:
    await rig.take(a_message("1"))
    ahead = an_echo("e1", "We look into it", at=NOON + timedelta(hours=3))
    stored, *_ = await rig.take(ahead.model_copy(update={"received_at": NOON + minutes(5)}))
    assert (stored.response_seconds, stored.sent_at) == (300, NOON + timedelta(hours=3))
    assert {(clock.elapsed_seconds, clock.breached) for clock in rig.conversation.clocks} == {(300, False)}


async def test_what_a_channel_leaves_out_of_a_contact_stays_in_the_list(rig: Rig) -> None:
    await rig.take(a_message("1"))
    known = a_message("2")
    bare = known.contact.model_copy(update={"name": None, "handle": None})
    await rig.take(known.model_copy(update={"contact": bare}))
    (record,) = rig.store.stored.values()
    assert (record.summary.contact_name, record.summary.contact_handle) == ("jan Jansen", "@jan")
