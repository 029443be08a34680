"""The store of story answers on MongoDB keeps what every one promises, and a killed process sends nothing twice."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from channels.sending import OutcomeUnknown
from chassis.clock import FixedClock
from chassis.messaging.testing import a_delivery
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import Timers
from contracts.crisis import StoryGrew, StoryMember
from contracts.ids import derived_id
from contracts.inbox import MessageWithdrawn
from services.inbox.application.story_answers import StoryAnswerDraft
from services.inbox.application.timers import STORY_ANSWER_TIMER, UNDO_TIMER, WITHDRAWAL_TIMER
from services.inbox.domain.story_answer import AnswerVariant
from services.inbox.persistence.messages import message_of
from services.inbox.persistence.story_answers import MongoStoryAnswers
from services.inbox.wiring import Core
from tests.integration.inbox.rig import Rig, a_person
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_deletion, a_message, an_integration
from tests.support.inbox.story_answer_suite import StoryAnswerSides, StoryAnswerStoreSuite


class TestOnMongo(StoryAnswerStoreSuite):
    @pytest.fixture
    def sides(self, mongo: Mongo) -> StoryAnswerSides:
        timers = Timers(mongo, FixedClock(NOON))
        store = MongoStoryAnswers(mongo, Outbox(mongo), timers)
        return StoryAnswerSides(store, partial(timers.claim, [STORY_ANSWER_TIMER], 10, 0.0))


async def test_what_was_said_behind_a_message_and_not_deleted_is_found(rig: Rig) -> None:
    await rig.take(a_message("1", at=NOON), a_message("2", at=NOON + minutes(1)), a_message("3", at=NOON + minutes(2)))
    store = MongoStoryAnswers(rig.mongo, rig.core.outbox, rig.core.timers)
    first, second, third = [message_of(each) for each in await rig.messages()]
    assert [await store.said_after(each) for each in (first, second, third)] == [True, True, False]
    await rig.take(a_deletion("3", at=NOON + minutes(3)))
    assert [await store.said_after(each) for each in (first, second)] == [True, False]
    assert not await store.said_after(replace(first, brand="dell"))


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
    await core.on_due[STORY_ANSWER_TIMER](await Timers(rig.mongo, rig.clock).claim([STORY_ANSWER_TIMER], 10, 1))


async def step_back(rig: Rig, core: Core) -> None:
    timers = Timers(rig.mongo, rig.clock)
    await core.on_due[UNDO_TIMER](await timers.claim([UNDO_TIMER], 10, 1))
    await core.on_due[WITHDRAWAL_TIMER](await timers.claim([WITHDRAWAL_TIMER], 10, 1))


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


@pytest.mark.parametrize("moment", ["before the commit", "after the commit"])
async def test_an_undo_killed_at_each_step_withdraws_all_and_ends_right(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    await a_running_answer(rig)
    for _ in range(20):
        await step(rig, rig.core)
        await rig.due("reply_send")
        rig.clock.advance(1)
    answers = rig.core.application.story_answers
    await answers.commands.stop(a_person("anna"), "a1", None)
    takes = an_integration(callback_url="https://northwind.example/replies", takes_withdrawals=True)
    await rig.core.directory.on_events([takes])
    assert (await answers.undoing.preview(await answers.commands.get(BRAND, "a1"))).withdrawable == PEOPLE
    await answers.commands.undo(a_person("bob"), "a1", None, "It names the wrong flight")
    transaction = Mongo.transaction
    commits = 0

    async def mortal(self: Mongo, work: Any) -> Any:
        nonlocal commits
        commits += 1
        if moment == "after the commit" or commits % 3:
            done = await transaction(self, work)
        if commits % 3 == 0:
            raise Killed
        return done

    rig.channel.withdrawals = [Killed(), OutcomeUnknown("no_answer")]
    for _ in range(80):
        core = await rig.another()
        await core.directory.on_events([takes])
        with monkeypatch.context() as dying:
            dying.setattr(Mongo, "transaction", mortal)
            try:
                await step_back(rig, core)
            except Killed:
                rig.clock.advance(2)  # the lease of the dead process ends
        rig.clock.advance(1)

    assert commits > PEOPLE
    assert {each.key for each in rig.channel.withdrawn} == {each.key for each in rig.channel.sent}
    answer = await answers.commands.get(BRAND, "a1")
    assert (await answers.ledger.figures(answer)).states == {"withdrawn": PEOPLE}
    ours = [each for each in await rig.messages() if each["direction"] == "outbound"]
    assert {(each["state"], each["text"], each["withdrawn_by"]) for each in ours} == {("deleted", "", "bob")}
    told = [each for each in await rig.told() if isinstance(each, MessageWithdrawn)]
    assert len(told) == len({each.id for each in told}) == PEOPLE
    assert all(each.conversation.needs_reply for each in told)
