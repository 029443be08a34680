"""A batch becomes one update per conversation."""

from chassis.messaging.testing import a_delivery
from contracts.inbox import MessageWithdrawn, ReplyDelivered
from services.routing.consumers.inbox_events import updates_of
from tests.support.routing.builders import BRAND, NOON, stored


def test_the_highest_version_of_each_conversation_is_taken_whatever_the_order() -> None:
    events = [stored("c1", 2), stored("c2", 1), stored("c1", 3), stored("c1", 1), stored("c1", 1, brand="ba")]
    updates = updates_of([a_delivery(event, offset=n) for n, event in enumerate(events)])
    assert {key: latest.facts.version for key, latest in updates.items()} == {
        (BRAND, "c1"): 3,
        (BRAND, "c2"): 1,
        ("ba", "c1"): 1,
    }


def test_the_author_of_a_sent_reply_is_known_even_when_a_later_event_is_newer() -> None:
    later = stored("c1", 3, needs_reply=False)
    reply = ReplyDelivered(
        id="r",
        brand=BRAND,
        subject="c1",
        version=2,
        at=NOON,
        conversation=later.conversation,
        reply="r1",
        author="anna",
        state="sent",
    )
    batch = [a_delivery(event, offset=n) for n, event in enumerate([reply, later])]
    latest = updates_of(batch)[BRAND, "c1"]
    assert (latest.replied_by, latest.facts.version) == ("anna", 3)
    failed = reply.model_copy(update={"state": "failed"})
    assert updates_of([a_delivery(failed)])[BRAND, "c1"].replied_by is None


def test_a_message_asks_for_somebody_anew_when_a_person_wrote_it() -> None:
    written = stored("c1", 2)
    for event, asked_at in ((written, 2), (written.model_copy(update={"automated": True}), 0)):
        assert updates_of([a_delivery(event)])[BRAND, "c1"].asked_at == asked_at


def test_a_withdrawn_answer_asks_for_somebody_anew_where_nothing_was_said_since() -> None:
    for needs_reply, asked_at in ((True, 2), (False, 0)):
        gone = MessageWithdrawn(
            id="w",
            brand=BRAND,
            subject="c1",
            version=2,
            at=NOON,
            conversation=stored("c1", 2, needs_reply=needs_reply).conversation,
            message="m1",
            reply="r1",
            withdrawn_by="anna",
        )
        assert updates_of([a_delivery(gone)])[BRAND, "c1"].asked_at == asked_at
