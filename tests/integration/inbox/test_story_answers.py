"""The store of story answers on MongoDB keeps what every one promises, and a killed process sends nothing twice."""

from functools import partial
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.messaging.testing import a_delivery
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import Timers
from contracts.crisis import StoryGrew, StoryMember
from contracts.ids import derived_id
from services.inbox.application.story_answers import StoryAnswerDraft
from services.inbox.application.timers import STORY_ANSWER_TIMER
from services.inbox.domain.story_answer import AnswerVariant
from services.inbox.persistence.story_answers import MongoStoryAnswers
from services.inbox.wiring import Core
from tests.integration.inbox.rig import Rig, a_person
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message
from tests.support.inbox.story_answer_suite import StoryAnswerSides, StoryAnswerStoreSuite


class TestOnMongo(StoryAnswerStoreSuite):
    @pytest.fixture
    def sides(self, mongo: Mongo) -> StoryAnswerSides:
        timers = Timers(mongo, FixedClock(NOON))
        store = MongoStoryAnswers(mongo, Outbox(mongo), timers)
        return StoryAnswerSides(store, partial(timers.claim, [STORY_ANSWER_TIMER], 10, 0.0))


PEOPLE = 12


class Killed(BaseException):
    """Stands for the death of the process."""


async def a_running_answer(rig: Rig) -> None:
    await rig.take(*(a_message(str(n), contact=f"p{n}") for n in range(PEOPLE)))
    told = [
        StoryMember(conversation=each["_id"].partition("/")[2], message=each["opened_by"], at=each["opened_at"])
        for each in await rig.conversations()
    ]
    grew = StoryGrew(id=derived_id("g"), brand=BRAND, subject="s1", at=NOON, story="s1", members=tuple(told))
    for _ in range(2):
        await rig.core.handlers["crisis.events"]([a_delivery(grew)])
    answers, anna, bob = rig.core.application.story_answers.commands, a_person("anna"), a_person("bob")
    draft = StoryAnswerDraft("s1", [AnswerVariant("en", "We rebook everybody.")], 60, True, NOON + minutes(60))
    await answers.draft(anna, draft, "a1")
    await answers.submit(anna, "a1", None)
    await answers.decide(bob, "a1", None, None, agreed=True)
    await answers.start(anna, "a1", None)


async def step(rig: Rig, core: Core) -> None:
    await core.on_story_answer_due(await Timers(rig.mongo, rig.clock).claim(["story_answer_due"], 10, 1))


@pytest.mark.parametrize("moment", ["before the commit", "after the commit"])
async def test_a_process_killed_at_each_step_sends_nothing_twice_and_forgets_nobody(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    await a_running_answer(rig)
    transaction = Mongo.transaction
    killed = 0

    async def mortal(self: Mongo, work: Any) -> Any:
        nonlocal killed
        killed += 1
        done = await transaction(self, work) if moment == "after the commit" else None
        if killed % 2:
            raise Killed
        return done if moment == "after the commit" else await transaction(self, work)

    for _ in range(60):
        with monkeypatch.context() as dying:
            dying.setattr(Mongo, "transaction", mortal)
            try:
                await step(rig, await rig.another())
            except Killed:
                rig.clock.advance(2)  # the lease of the dead process ends
        await rig.due("reply_send")
        rig.clock.advance(1)

    assert killed > 4
    assert len(rig.channel.sent) == len({each.key for each in rig.channel.sent}) == PEOPLE
    answer = await rig.core.application.story_answers.commands.get(BRAND, "a1")
    assert (await rig.core.application.story_answers.ledger.figures(answer)).states == {"sent": PEOPLE}
