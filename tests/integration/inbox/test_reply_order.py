"""On MongoDB: replies of an incident leave before others that were queued earlier, and none of the others is lost."""

from __future__ import annotations

from dataclasses import asdict

from channels.sending import RetryLater
from chassis.messaging.testing import a_delivery
from contracts.crisis import IncidentDeclared
from contracts.ids import derived_id
from services.inbox.application.conversation_commands import HUB_SCOPE
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.application.timers import REPLY_TIMER
from services.inbox.domain.story_origin import StoryOrigin
from services.inbox.persistence.ids import id_of
from tests.integration.inbox.rig import Rig, a_person
from tests.support.inbox.events import BRAND, a_message

HUB = a_person("hub", BRAND, "conversations:read", "conversations:write", "replies:write", HUB_SCOPE)
LIMITED_SECONDS = 60
OF_STORY, EVERYDAY, OF_INCIDENT = 12, 12, 6


async def declare(rig: Rig) -> None:
    now = rig.clock.now()
    declared = IncidentDeclared(
        id=derived_id("i1"),
        brand=BRAND,
        subject="i1",
        at=now,
        incident="i1",
        title="Ash",
        severity=2,
        declared_by="maria",
        began_at=now,
    )
    await rig.core.handlers["crisis.events"]([a_delivery(declared)])


async def answer(rig: Rig, name: str, number: int) -> set[str]:
    """Let so many people write and be replied to, which is queued; gives the replies."""
    known = {id_of(each) for each in await rig.conversations()}
    await rig.take(*(a_message(f"{name}{n}", contact=f"{name}{n}", at=rig.clock.now()) for n in range(number)))
    new = [id_of(each) for each in await rig.conversations() if id_of(each) not in known]
    for n, conversation in enumerate(new):
        await rig.core.application.replies.request(HUB, conversation, ReplyDraft("We look."), None, f"{name}-{n}")
    return {f"{name}-{n}" for n in range(number)}


def taken(rig: Rig) -> list[str]:
    """Which replies the account took since this was asked last, by what they are of."""
    names = [each.key.partition("-")[0] for each in rig.channel.sent]
    rig.channel.sent.clear()
    return sorted(names)


async def states(rig: Rig) -> set[str]:
    return {each["state"] for each in await rig.mongo.brand_collection("replies").find(BRAND, {}, limit=100)}


async def test_on_an_account_that_was_limited_an_incident_goes_first_and_everybody_gets_on(rig: Rig) -> None:
    story = await answer(rig, "story", OF_STORY)
    origin = asdict(StoryOrigin("a1", rig.clock.now()))
    replies = rig.mongo.brand_collection("replies")
    await replies.write([replies.update(BRAND, each, {"$set": {"story": origin}}) for each in story])
    rig.clock.advance(60)
    await answer(rig, "everyday", EVERYDAY)
    rig.clock.advance(60)
    await declare(rig)
    await answer(rig, "incident", OF_INCIDENT)
    rig.channel.results = [RetryLater(LIMITED_SECONDS, "rate_limited")] * (OF_STORY + EVERYDAY + OF_INCIDENT)
    await rig.due(REPLY_TIMER)
    assert len(taken(rig)) == OF_STORY + EVERYDAY + OF_INCIDENT
    rig.channel.results = []
    rig.clock.advance(LIMITED_SECONDS)
    again = await rig.another()  # also of another process
    first: list[str] = []
    for core in (rig.core, again):
        assert await rig.due(REPLY_TIMER, core, limit=3) == 3
        first += taken(rig)
    assert first == ["incident"] * OF_INCIDENT
    assert await rig.due(REPLY_TIMER, limit=EVERYDAY) == EVERYDAY
    next_ = taken(rig)
    assert next_.count("everyday") >= EVERYDAY - 1
    while await rig.due(REPLY_TIMER, limit=10):
        pass
    assert await states(rig) == {"sent"}


async def test_the_earlier_reply_of_a_conversation_leaves_first_though_the_later_one_goes_before_others(
    rig: Rig,
) -> None:
    await answer(rig, "other", 20)
    rig.clock.advance(1)
    await answer(rig, "own", 1)
    rig.clock.advance(60)
    await declare(rig)
    await rig.take(a_message("again", contact="own0", at=rig.clock.now()))
    kept = await rig.mongo.brand_collection("replies").get(BRAND, "own-0")
    assert kept is not None
    await rig.core.application.replies.request(HUB, kept["conversation"], ReplyDraft("And more."), None, "own-1")
    assert await rig.due(REPLY_TIMER, limit=1) == 1  # the later one, which waits and lets the earlier one go before
    assert rig.channel.sent == []
    assert await rig.due(REPLY_TIMER, limit=1) == 1
    assert [each.key for each in rig.channel.sent] == ["own-0"]
    rig.clock.advance(1)
    assert await rig.due(REPLY_TIMER, limit=1) == 1
    assert [each.key for each in rig.channel.sent] == ["own-0", "own-1"]
