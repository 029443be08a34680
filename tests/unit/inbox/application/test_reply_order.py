"""Where many replies are due at once those of an incident leave first, a story answer's last, and all leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from channels.sending import RetryLater
from chassis.messaging.testing import a_delivery
from contracts.crisis import IncidentDeclared, IncidentStoodDown
from contracts.event import Event
from contracts.ids import derived_id
from services.inbox.application.conversation_commands import HUB_SCOPE
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.domain.story_origin import StoryOrigin, decided_by_hand
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message
from tests.unit.inbox.application.rig import WORDS, Rig, a_person
from tests.unit.inbox.application.test_story_answers import started, tell

HUB = a_person("hub", "conversations:read", "conversations:write", "replies:write", HUB_SCOPE)
LIMITED_SECONDS = 60


def declared(began_at: datetime | None, at: datetime = NOON) -> IncidentDeclared:
    return IncidentDeclared(
        id=derived_id("declared"),
        brand=BRAND,
        subject="i1",
        at=at,
        incident="i1",
        title="Ash",
        severity=2,
        declared_by="maria",
        began_at=began_at,
    )


async def told(rig: Rig, event: Event) -> None:
    await rig.crisis([a_delivery(event)])


async def answer(rig: Rig, *contacts: str) -> list[str]:
    """Let people write and be replied to, which is queued; gives the replies."""
    known = {each.id for each in rig.conversations}
    await rig.take(*(a_message(each, contact=each, at=rig.clock.now()) for each in contacts))
    by_contact = {rig.store.contacts[BRAND, each.contact].external_id: each.id for each in rig.conversations}
    new = [by_contact[each] for each in contacts]
    assert not known & set(new)
    for contact, conversation in zip(contacts, new, strict=True):
        await rig.inbox.replies.request(HUB, conversation, ReplyDraft(WORDS), None, f"to-{contact}")
    return [f"to-{each}" for each in contacts]


async def limit(rig: Rig, replies: int) -> None:
    """Let the account take none of so many replies."""
    rig.channel.results = [RetryLater(LIMITED_SECONDS, "rate_limited")] * replies
    await rig.send_due()
    assert len(rig.channel.sent) == replies
    rig.channel.sent.clear()


def sent(rig: Rig) -> list[str]:
    return [each.key for each in rig.channel.sent]


async def test_replies_of_an_incident_leave_before_those_queued_earlier_on_an_account_that_was_limited(
    rig: Rig,
) -> None:
    everyday = await answer(rig, "a", "b", "c")
    rig.clock.advance(60)
    began_at = rig.clock.now()
    rig.clock.advance(60)
    await told(rig, declared(began_at, rig.clock.now()))
    of_incident = await answer(rig, "x", "y")
    await limit(rig, 5)
    rig.clock.advance(LIMITED_SECONDS)
    rig.channel.results = []
    await rig.send_due(2)
    assert sent(rig) == of_incident
    await rig.send_due()
    assert sent(rig) == [*of_incident, *everyday]
    assert {each.state for each in rig.store.stored_replies.values()} == {"sent"}


async def test_what_was_queued_before_its_incident_was_declared_goes_first_from_its_next_try_on(rig: Rig) -> None:
    await answer(rig, "a")
    rig.clock.advance(60)
    early = await answer(rig, "x")
    await told(rig, declared(rig.clock.now()))
    await limit(rig, 2)
    rig.clock.advance(LIMITED_SECONDS)
    await rig.send_due(1)
    assert sent(rig) == early


async def test_an_incident_that_is_over_puts_nothing_first(rig: Rig) -> None:
    await told(rig, declared(NOON))
    everyday = await answer(rig, "a")
    assert rig.store.precedence == {f"reply/{BRAND}/to-a": "first"}
    over = IncidentStoodDown(
        id=derived_id("over"), brand=BRAND, subject="i1", at=NOON, incident="i1", by="maria", lasted_seconds=1
    )
    await told(rig, over)
    await answer(rig, "b")
    assert rig.store.precedence[f"reply/{BRAND}/to-b"] == "ordinary"
    await rig.send_due(1)
    assert sent(rig) == everyday


async def test_an_incident_without_a_first_sign_began_when_it_was_declared(rig: Rig) -> None:
    await answer(rig, "a")
    rig.clock.advance(60)
    await told(rig, declared(None, rig.clock.now()))
    of_incident = await answer(rig, "x")
    await rig.send_due(1)
    assert sent(rig) == of_incident


async def test_people_do_not_wait_behind_a_story_answer_and_its_replies_still_leave(rig: Rig) -> None:
    people = 20
    await tell(rig, *range(1, people + 1))
    await started(rig)
    await rig.steps_due()
    rig.clock.advance(5)
    await rig.steps_due()
    rig.clock.advance(60)  # nothing was taken up meanwhile: all of them are overdue
    own = await answer(rig, "me", "and", "you")
    await rig.send_due(4)
    assert set(own) <= set(sent(rig)[:4])
    await rig.send_due()
    assert len(set(sent(rig))) == people + len(own)


async def test_a_reply_of_a_story_answer_that_a_person_sends_by_hand_is_one_of_people(rig: Rig) -> None:
    await answer(rig, "a")
    (reply,) = rig.store.stored_replies.values()
    origin = StoryOrigin("a1", NOON)
    assert not reply.is_of_story_answer
    assert replace(reply, story=origin).is_of_story_answer
    assert not replace(reply, story=decided_by_hand(origin)).is_of_story_answer


async def test_replies_of_a_conversation_leave_in_the_order_they_were_written_in(rig: Rig) -> None:
    await answer(rig, "a")
    others = await answer(rig, *(f"p{number}" for number in range(3)))
    rig.channel.results = [RetryLater(LIMITED_SECONDS, "rate_limited")]
    await rig.send_due(1)
    rig.clock.advance(30)
    await told(rig, declared(rig.clock.now()))
    await rig.take(a_message("again", contact="a", at=rig.clock.now()))
    conversation = rig.store.stored_replies[BRAND, "to-a"].conversation
    await rig.inbox.replies.request(HUB, conversation, ReplyDraft(WORDS), None, "second")
    rig.channel.sent.clear()
    await rig.send_due(1)
    assert sent(rig) == []  # the second one waits for the first, which is tried again later
    rig.clock.advance(LIMITED_SECONDS)
    for _ in range(2):
        await rig.send_due(1)
        rig.clock.advance(1)
    assert sent(rig)[0] == "to-a"
    await rig.send_due()
    rig.clock.advance(1)
    await rig.send_due()
    assert sorted(sent(rig)) == sorted(["to-a", "second", *others])
    assert sent(rig).index("to-a") < sent(rig).index("second")


async def test_two_replies_of_one_conversation_that_are_due_at_once_leave_one_after_the_other(rig: Rig) -> None:
    await answer(rig, "a")
    conversation = rig.conversation.id
    rig.clock.advance(1)
    for id_ in ("r3", "r2"):
        await rig.inbox.replies.request(HUB, conversation, ReplyDraft(WORDS), None, id_)
        rig.clock.advance(1)
    for _ in range(3):
        await rig.send_due()
        rig.clock.advance(2)
    assert sent(rig) == ["to-a", "r3", "r2"]
    assert rig.clock.now() < NOON + minutes(1)
