"""One approved answer goes to all who told a story, once each, whatever people do and whatever dies meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from channels.sending import OutcomeUnknown
from chassis.messaging.testing import a_delivery
from contracts.crisis import StoryGrew, StoryMember
from contracts.ids import derived_id
from contracts.inbox import ApprovalChanged
from services.inbox.application.errors import GuidelineRefuses, Unknown, VariantsMissing
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.application.story_answer_store import StoryAnswerChanges
from services.inbox.application.story_answers import StoryAnswerDraft
from services.inbox.domain.approval import NotApprover
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.reply import OwnReply
from services.inbox.domain.story_answer import AnswerVariant, StoryAnswer
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, an_assignment, an_employee
from tests.unit.inbox.application.rig import ANNA, BOB, Rig, a_person

STORY = "story-1"
SPEAKERS_AGREE = [
    {
        "id": "all",
        "applies": {},
        "why": "Today two look",
        "stages": [{"approvers": {"departments": [], "roles": []}, "certificate": "speak", "count": 1}],
    }
]
TEXT = "Hello {contact_name|there}, we rebook everybody today."


class Killed(BaseException):
    """Stands for the death of the process."""


async def tell(rig: Rig, *numbers: int) -> list[str]:
    """Let people write (number 1 is `a Jansen`) and crisis tell of them; gives their conversations."""
    known = {each.id for each in rig.conversations}
    await rig.take(*(a_message(str(n), contact=chr(96 + n), at=rig.clock.now()) for n in numbers))
    new = [each for each in rig.conversations if each.id not in known]
    await grow(rig, *(StoryMember(conversation=each.id, message=each.opened_by, at=each.opened_at) for each in new))
    return [each.id for each in new]


async def grow(rig: Rig, *members: StoryMember) -> None:
    ids = [each.message for each in members]
    grew = StoryGrew(
        id=derived_id(*ids), brand=BRAND, subject=STORY, at=rig.clock.now(), story=STORY, members=tuple(members)
    )
    await rig.crisis([a_delivery(grew)])


async def drafted(rig: Rig, text: str = TEXT, **fields: Any) -> StoryAnswer:
    plain = {"pace_per_minute": 600, "later_joiners": True, "ends_at": NOON + minutes(60)}
    draft = StoryAnswerDraft(STORY, fields.pop("variants", [AnswerVariant("en", text)]), **{**plain, **fields})
    return await rig.inbox.story_answers.commands.draft(ANNA, draft, "a1")


async def started(rig: Rig, **fields: Any) -> StoryAnswer:
    await drafted(rig, **fields)
    answers = rig.inbox.story_answers.commands
    await answers.submit(ANNA, "a1", None)
    await answers.decide(BOB, "a1", None, None, agreed=True)
    return await answers.start(ANNA, "a1", None)


async def pass_time(rig: Rig, seconds: int) -> None:
    """Let seconds pass, and steps and replies take their turn in each."""
    for _ in range(seconds):
        rig.clock.advance(1)
        await step_now(rig)


async def step_now(rig: Rig) -> None:
    await rig.steps_due()
    await rig.send_due()


async def ledger(rig: Rig) -> dict[str, tuple[str, str | None]]:
    answer = await rig.inbox.story_answers.commands.get(BRAND, "a1")
    lines = await rig.inbox.story_answers.ledger.page(answer, 0, 1_000)
    return {each.row.conversation: (each.state, each.reason) for each in lines}


async def figures(rig: Rig) -> dict[str, int]:
    answer = await rig.inbox.story_answers.commands.get(BRAND, "a1")
    return {state: number for state, number in (await rig.inbox.story_answers.ledger.figures(answer)).states.items()}


async def test_everybody_who_told_the_story_gets_the_answer_once(rig: Rig) -> None:
    conversations = await tell(rig, 1, 2, 3)
    await started(rig)
    await pass_time(rig, 15)
    assert sorted(sent.text for sent in rig.channel.sent) == [
        f"Hello {name} Jansen, we rebook everybody today." for name in "abc"
    ]
    assert len({sent.key for sent in rig.channel.sent}) == 3
    assert await ledger(rig) == dict.fromkeys(conversations, ("sent", None))
    assert await figures(rig) == {"sent": 3}
    assert {each.status for each in rig.conversations} == {"waiting"}


async def test_an_answer_to_a_story_nobody_is_known_to_tell_is_unknown(rig: Rig) -> None:
    with pytest.raises(Unknown):
        await drafted(rig)


async def test_a_language_without_a_text_keeps_it_from_approval_and_is_named(rig: Rig) -> None:
    await tell(rig, 1, 2)
    await drafted(rig, variants=[AnswerVariant("nl", "Wij boeken om.")])
    with pytest.raises(VariantsMissing) as missing:
        await rig.inbox.story_answers.commands.submit(ANNA, "a1", None)
    assert dict(missing.value.languages) == {"en": 2}


async def test_words_the_guideline_refuses_keep_it_from_approval(rig: Rig) -> None:
    await tell(rig, 1)
    await drafted(rig, "No comment.")
    with pytest.raises(GuidelineRefuses):
        await rig.inbox.story_answers.commands.submit(ANNA, "a1", None)


async def test_the_author_never_approves_and_nothing_starts_unapproved(rig: Rig) -> None:
    await tell(rig, 1)
    await drafted(rig)
    answers = rig.inbox.story_answers.commands
    with pytest.raises(StateNotAllowed):
        await answers.start(ANNA, "a1", None)
    assert (await answers.submit(ANNA, "a1", None)).state == "awaiting_approval"
    with pytest.raises(OwnReply):
        await answers.decide(ANNA, "a1", None, None, agreed=True)
    rejected = await answers.decide(BOB, "a1", None, "Too long", agreed=False)
    assert (rejected.state, rejected.approval and rejected.approval.decisions[-1].note) == ("draft", "Too long")
    shorter = StoryAnswerDraft("", [AnswerVariant("en", "We rebook.")], 6, False, NOON + minutes(5))
    with pytest.raises(StateNotAllowed):
        await answers.rewrite(BOB, "a1", None, shorter)
    await answers.rewrite(ANNA, "a1", None, shorter)
    await answers.submit(ANNA, "a1", None)
    approved = await answers.decide(BOB, "a1", None, None, agreed=True)
    assert (approved.state, approved.story, approved.variants[0].text) == ("approved", STORY, "We rebook.")
    with pytest.raises(StateNotAllowed):
        await answers.rewrite(ANNA, "a1", None, shorter)


async def test_the_stages_of_the_guideline_are_asked_once_and_carried_by_each_reply(rig: Rig) -> None:
    await rig.rule(approvals=SPEAKERS_AGREE)
    await tell(rig, 1, 2)
    await drafted(rig)
    answers = rig.inbox.story_answers.commands
    await answers.submit(ANNA, "a1", None)
    with pytest.raises(NotApprover):
        await answers.decide(BOB, "a1", None, None, agreed=True)
    await rig.routing([a_delivery(an_employee("bob", 1, speak=None))])
    await answers.decide(BOB, "a1", None, None, agreed=True)
    await answers.start(ANNA, "a1", None)
    await pass_time(rig, 15)
    assert await figures(rig) == {"sent": 2}


async def test_a_rule_that_came_after_the_approval_lets_each_reply_wait(rig: Rig) -> None:
    await tell(rig, 1)
    await started(rig)
    await rig.rule(approvals=SPEAKERS_AGREE)
    await pass_time(rig, 10)
    assert (rig.channel.sent, await figures(rig)) == ([], {"queued": 1})
    (reply,) = rig.store.stored_replies.values()
    assert reply.state == "awaiting_approval"


async def resolve(rig: Rig, conversation: str) -> None:
    await rig.inbox.conversations.resolve(ANNA, conversation, None)


async def take(rig: Rig, conversation: str) -> None:
    await rig.routing([a_delivery(an_assignment(conversation, "anna"))])


async def answer(rig: Rig, conversation: str) -> None:
    await rig.inbox.replies.request(
        a_person("maria", "tasks:assign"), conversation, ReplyDraft("We are on it."), None, f"own-{conversation}"
    )
    await rig.send_due()


LEFT_OUT = {"resolved": resolve, "held": take, "answered": answer}


@pytest.mark.parametrize("reason", LEFT_OUT)
@pytest.mark.parametrize("when", ["before", "planned", "queued"])
async def test_who_needs_no_answer_any_more_is_left_out_whenever_it_shows(rig: Rig, reason: str, when: str) -> None:
    first, second = await tell(rig, 1, 2)
    leave: Callable[[Rig, str], Awaitable[None]] = LEFT_OUT[reason]
    if when == "before":
        await leave(rig, second)
    await started(rig, pace_per_minute=7)
    await rig.steps_due()
    if when == "queued":
        await pass_time(rig, 6)  # the second leaves eight seconds after the first, and is made three before
        assert (await ledger(rig))[second] == ("queued", None)
    if when != "before":
        await leave(rig, second)
    await pass_time(rig, 30)
    state = "excluded" if when == "before" else "skipped"
    assert await ledger(rig) == {first: ("sent", None), second: (state, reason)}


async def test_the_pace_holds_also_after_a_stand_still(rig: Rig) -> None:
    await tell(rig, *range(1, 27))
    await started(rig, pace_per_minute=60)
    await step_now(rig)
    counts = [len(rig.channel.sent)]
    for _ in range(9):
        await pass_time(rig, 1)
        counts.append(len(rig.channel.sent))
    assert counts == list(range(1, 11))
    rig.clock.advance(600)
    counts = []
    for _ in range(5):
        await step_now(rig)
        counts.append(len(rig.channel.sent) - 10)
        rig.clock.advance(1)
    assert counts == [1, 2, 3, 4, 5], "what was not made in the ten minutes is not made up for"


async def test_a_paused_answer_makes_no_reply_and_goes_on_where_it_was(rig: Rig) -> None:
    await tell(rig, *range(1, 11))
    await started(rig, pace_per_minute=60)
    await pass_time(rig, 2)
    await rig.inbox.story_answers.commands.pause(ANNA, "a1", None)
    await pass_time(rig, 30)
    sent = len(rig.channel.sent)
    assert sent < 10
    await rig.inbox.story_answers.commands.resume(ANNA, "a1", None)
    await pass_time(rig, 30)
    assert len(rig.channel.sent) == len({each.key for each in rig.channel.sent}) == 10


async def test_a_stopped_answer_withdraws_what_is_not_claimed(rig: Rig) -> None:
    await tell(rig, *range(1, 11))
    await started(rig, pace_per_minute=60)
    await rig.steps_due()
    await rig.inbox.story_answers.commands.stop(ANNA, "a1", None)
    await pass_time(rig, 30)
    assert rig.channel.sent == []
    assert await figures(rig) == {"skipped": 10}
    reasons = {reason for _, reason in (await ledger(rig)).values()}
    assert reasons == {"withdrawn", "stopped"}
    with pytest.raises(StateNotAllowed):
        await rig.inbox.story_answers.commands.resume(ANNA, "a1", None)


async def test_what_a_finished_answer_has_not_sent_yet_can_be_withdrawn(rig: Rig) -> None:
    await tell(rig, *range(1, 5))
    await started(rig, pace_per_minute=60, later_joiners=False)
    for _ in range(4):  # its steps alone: what they queue is not sent meanwhile
        await rig.steps_due()
        rig.clock.advance(5)
    assert (await rig.inbox.story_answers.commands.get(BRAND, "a1")).state == "finished"
    await rig.inbox.story_answers.commands.stop(ANNA, "a1", None)
    await pass_time(rig, 30)
    assert rig.channel.sent == []
    assert await figures(rig) == {"skipped": 4}


@pytest.mark.parametrize("later_joiners", [True, False])
async def test_what_still_waits_at_its_end_does_not_leave_any_more(rig: Rig, later_joiners: bool) -> None:
    await tell(rig, 1, 2)
    await started(rig, later_joiners=later_joiners)
    await rig.rule(approvals=SPEAKERS_AGREE)
    await pass_time(rig, 20)
    assert await figures(rig) == {"queued": 2}
    rig.clock.advance(3600)
    await step_now(rig)
    await step_now(rig)
    assert {each.state for each in rig.store.stored_replies.values()} == {"rejected"}
    assert (rig.channel.sent, await figures(rig)) == ([], {"skipped": 2})
    told = [each.state for each in rig.emitted(ApprovalChanged)]
    assert told == ["waiting", "waiting", "withdrawn", "withdrawn"]
    assert (await rig.inbox.story_answers.commands.get(BRAND, "a1")).state == "finished"


async def test_a_reply_that_a_person_has_under_way_goes_before_that_of_the_story(rig: Rig) -> None:
    (conversation,) = await tell(rig, 1)
    await started(rig)
    await rig.steps_due()
    await rig.steps_due()
    assert await ledger(rig) == {conversation: ("queued", None)}
    await rig.rule(approvals=[{"id": "all", "applies": {}, "why": "Today two look"}])
    maria = a_person("maria", "tasks:assign")
    await rig.inbox.replies.request(maria, conversation, ReplyDraft("We are on it."), None, "own")
    assert rig.store.stored_replies[BRAND, "own"].state == "awaiting_approval"
    await rig.rule(approvals=[])
    await rig.send_due()
    assert (rig.channel.sent, await ledger(rig)) == ([], {conversation: ("skipped", "being_answered")})


async def test_what_a_person_tries_again_goes_out_wherever_the_conversation_has_moved(rig: Rig) -> None:
    (conversation,) = await tell(rig, 1)
    rig.channel.results = [OutcomeUnknown("cut")]
    await started(rig)
    await pass_time(rig, 10)
    assert await ledger(rig) == {conversation: ("unknown", "cut")}
    await take(rig, conversation)
    (reply,) = rig.store.stored_replies.values()
    await rig.inbox.replies.retry(ANNA, reply.id, None)
    await rig.send_due()
    assert await ledger(rig) == {conversation: ("sent", None)}


async def test_who_joins_later_gets_it_while_it_is_on(rig: Rig) -> None:
    await tell(rig, 1)
    await started(rig)
    await pass_time(rig, 10)
    (late,) = await tell(rig, 2)
    await pass_time(rig, 15)
    assert (await ledger(rig))[late] == ("sent", None)
    rig.clock.advance(3600)
    await step_now(rig)
    assert (await rig.inbox.story_answers.commands.get(BRAND, "a1")).state == "finished"
    (too_late,) = await tell(rig, 3)
    await pass_time(rig, 15)
    assert too_late not in await ledger(rig)


async def test_without_later_joiners_it_ends_after_those_who_were_there(rig: Rig) -> None:
    await tell(rig, 1, 2)
    await started(rig, later_joiners=False)
    (late,) = await tell(rig, 3)
    await pass_time(rig, 15)
    assert (await rig.inbox.story_answers.commands.get(BRAND, "a1")).state == "finished"
    assert late not in await ledger(rig)
    assert await figures(rig) == {"sent": 2}


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_process_that_dies_at_any_commit_sends_nothing_twice_and_forgets_nobody(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    await tell(rig, *range(1, 6))
    await started(rig, pace_per_minute=60)
    commit = rig.story_answers.commit
    deaths = iter([True, False] * 1_000)

    async def mortal(changes: StoryAnswerChanges) -> None:
        dies = next(deaths)
        if moment == "after" or not dies:
            await commit(changes)
        if dies:
            raise Killed

    monkeypatch.setattr(rig.story_answers, "commit", mortal)
    for _ in range(40):
        rig.clock.advance(1)
        for _ in range(4):
            try:
                await rig.steps_due()
                break
            except Killed:
                continue
        await rig.send_due()
    assert len(rig.channel.sent) == len({each.key for each in rig.channel.sent}) == 5
    assert await figures(rig) == {"sent": 5}


async def test_a_preview_counts_and_shows_examples_and_writes_nothing(rig: Rig) -> None:
    first, second, third = await tell(rig, 1, 2, 3)
    await take(rig, second)
    await resolve(rig, third)
    shown = await rig.inbox.story_answers.previews.of(await drafted(rig))
    assert (shown.members, shown.counted, shown.recipients, shown.judged) == (3, 3, 1, 1)
    assert dict(shown.excluded) == {"held": 1, "resolved": 1}
    assert (dict(shown.languages), dict(shown.channels)) == ({"en": 1}, {"x": 1})
    assert [(each.conversation, each.text) for each in shown.examples] == [
        (first, "Hello a Jansen, we rebook everybody today.")
    ]
    assert await ledger(rig) == {}
