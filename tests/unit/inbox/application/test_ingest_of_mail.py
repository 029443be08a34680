"""What mail asks of the conversations: answers found by any reference, failed deliveries, what machines send."""

from datetime import timedelta

import pytest

from contracts.inbox import MessageStored, ReplyDelivered, SlaClockStarted
from services.inbox.application.reply_draft import ReplyDraft
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import a_message, a_receipt, an_echo
from tests.unit.inbox.application.rig import ANNA, WORDS, Rig

OURS = "ext-r1"


async def _answered(rig: Rig) -> None:
    """One question and our reply to it."""
    await rig.take(a_message("1", thread="1"))
    await rig.assign()
    await rig.reply()
    await rig.send_due()


@pytest.mark.parametrize("references", [(OURS,), ("lost", OURS), ("lost", "1"), ("1",)])
async def test_an_answer_joins_the_conversation_of_any_message_it_names(rig: Rig, references: tuple[str, ...]) -> None:
    await _answered(rig)
    await rig.take(a_message("2", thread="lost", references=references, at=NOON + minutes(5)))
    assert (rig.conversation.inbound, rig.conversation.outbound) == (2, 1)


async def test_question_reply_and_answer_in_one_batch_are_one_conversation(rig: Rig) -> None:
    await rig.take(
        a_message("1", thread="1"),
        an_echo("e1", "We look into it", thread="1", references=("1",), at=NOON + minutes(1)),
        a_message("2", thread="e1", references=("e1",), at=NOON + minutes(2)),
    )
    assert (rig.conversation.inbound, rig.conversation.outbound) == (2, 1)


async def test_nobody_joins_the_conversation_of_another_by_naming_its_message(rig: Rig) -> None:
    await _answered(rig)
    await rig.take(a_message("2", thread="1", references=("1", OURS), contact="eve"))
    assert sorted(each.inbound for each in rig.conversations) == [1, 1]


async def test_an_answer_to_a_closed_conversation_joins_the_one_that_took_its_place(rig: Rig) -> None:
    await _answered(rig)
    await rig.inbox.conversations.resolve(ANNA, rig.conversation.id, None)
    await rig.take(a_message("2", thread="1", at=NOON + timedelta(days=30)))
    await rig.take(a_message("3", thread="lost", references=("1",), at=NOON + timedelta(days=30)))
    old, new = rig.conversations
    assert (old.superseded, old.inbound, new.superseded, new.inbound) == (True, 1, False, 2)


async def test_a_reply_that_bounced_fails_with_its_status_and_its_conversation_asks_for_attention(rig: Rig) -> None:
    await _answered(rig)
    await rig.inbox.conversations.resolve(ANNA, rig.conversation.id, None)
    said, *clocks = await rig.take(
        a_receipt(OURS, "failed", error_code="5.1.1", newest=False, at=NOON + minutes(5)),
    )
    assert isinstance(said, ReplyDelivered)
    assert (said.state, said.error_code, said.conversation.needs_reply) == ("failed", "5.1.1", True)
    assert [type(each) for each in clocks] == [SlaClockStarted, SlaClockStarted]
    assert (rig.conversation.status, rig.conversation.reopened) == ("open", 1)
    assert rig.conversation.unanswered_since == NOON + minutes(5)
    assert {clock.kind for clock in rig.conversation.running} == {"next_response", "resolution"}


async def test_a_copy_that_bounced_says_nothing_of_the_answer_to_the_contact(rig: Rig) -> None:
    await rig.take(a_message("1", thread="1", copied_to=("bo@mail.example",)))
    await rig.assign()
    await rig.inbox.replies.request(ANNA, rig.conversation.id, ReplyDraft(WORDS, ("bo@mail.example",)), None, "r1")
    await rig.send_due()
    nothing = await rig.ingest(a_receipt(OURS, "failed", error_code="5.1.1", contact="bo@mail.example"))
    assert (list(nothing.events), list(nothing.deferred)) == ([], [])
    assert (rig.store.stored_replies["klm", "r1"].state, rig.conversation.status) == ("sent", "waiting")
    (said, *_) = await rig.take(a_receipt(OURS, "delivered"))
    assert (said.reply, said.state) == ("r1", "delivered")


async def test_a_report_without_our_id_is_about_the_newest_reply_to_that_contact(rig: Rig) -> None:
    await _answered(rig)
    rig.clock.advance(60)
    await rig.take(a_message("2", thread="1", at=NOON + minutes(1)))
    await rig.reply(id_="r2")
    await rig.send_due()
    (said, *_) = await rig.take(a_receipt("report-1", "failed", error_code="5.2.2", newest=True, at=NOON + minutes(9)))
    assert (said.reply, said.error_code) == ("r2", "5.2.2")
    assert {name: reply.state for (_, name), reply in rig.store.stored_replies.items()} == {
        "r1": "sent",
        "r2": "failed",
    }


async def test_the_failure_of_a_reply_of_a_superseded_conversation_opens_nothing(rig: Rig) -> None:
    await _answered(rig)
    await rig.inbox.conversations.resolve(ANNA, rig.conversation.id, None)
    await rig.take(a_message("2", thread="1", at=NOON + timedelta(days=30)))
    (said,) = await rig.take(a_receipt(OURS, "failed", at=NOON + timedelta(days=31)))
    old, _ = rig.conversations
    assert (said.state, old.status, old.superseded) == ("failed", "resolved", True)


async def test_mail_a_machine_sends_opens_a_conversation_that_is_resolved_at_once(rig: Rig) -> None:
    (stored,) = await rig.take(a_message("1", automated=True))
    assert isinstance(stored, MessageStored)
    assert (stored.automated, stored.conversation.status, stored.conversation.clocks) == (True, "resolved", ())
    assert (rig.conversation.resolved_by, rig.conversation.unanswered_since) == ("automatic", None)


async def test_mail_a_machine_sends_reopens_nothing_and_starts_no_clock(rig: Rig) -> None:
    await _answered(rig)
    await rig.inbox.conversations.resolve(ANNA, rig.conversation.id, None)
    before = rig.conversation
    (stored,) = await rig.take(a_message("2", thread="1", automated=True, at=NOON + minutes(5)))
    after = rig.conversation
    assert (stored.reopened, after.status, after.reopened, after.clocks) == (False, "resolved", 0, before.clocks)
    assert (after.last_inbound, after.triage) == (before.last_inbound, before.triage)


async def test_a_person_who_writes_after_a_machine_did_is_waited_for(rig: Rig) -> None:
    await rig.take(a_message("1", thread="1", automated=True))
    (stored, *_) = await rig.take(a_message("2", thread="1", at=NOON + minutes(5)))
    assert (stored.reopened, rig.conversation.status, rig.conversation.needs_reply) == (True, "open", True)
    assert rig.conversation.resolved_by is None


async def test_triage_and_search_read_the_new_words_and_the_rest_is_kept(rig: Rig) -> None:
    history = "> There is smoke in the cabin and my son is injured, call an ambulance!"
    (stored, *_) = await rig.take(a_message("1", "Thank you, all is fine now!", quoted=history))
    assert stored.triage.decision != "escalate"
    assert "smoke" not in stored.text
    (message,) = rig.messages
    assert (message.text, message.quoted) == ("Thank you, all is fine now!", history)


async def test_a_message_whose_characters_could_not_be_read_says_so(rig: Rig) -> None:
    await rig.take(a_message("1", "My bag \ufffd\ufffd", garbled=True))
    (message,) = rig.messages
    assert message.garbled
