"""What a story answer sent is deleted again where the platform allows it, whatever dies meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from channels.sending import OutcomeUnknown, RetryLater, SendFailed, SendResult
from channels.withdrawing import CannotBeWithdrawn
from contracts.inbox import MessageWithdrawn
from services.inbox.application.records import Changes
from services.inbox.application.story_answer_store import StoryAnswerChanges
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.story_answer import StoryAnswer
from tests.support.inbox.events import BRAND, a_message, an_integration
from tests.unit.inbox.application.rig import ANNA, BOB, Rig
from tests.unit.inbox.application.test_story_answers import (
    Killed,
    answer,
    figures,
    ledger,
    pass_time,
    resolve,
    started,
    step_now,
    tell,
)

WRONG = "It names the wrong flight"


async def told(rig: Rig, *numbers: int) -> list[str]:
    """Let people write over an account that takes withdrawals; gives their conversations."""
    takes = an_integration(callback_url="https://northwind.example/replies", takes_withdrawals=True)
    await rig.inbox.directory.on_events([takes])
    return await tell(rig, *numbers)


async def sent_to(rig: Rig, *numbers: int, **fields: Any) -> list[str]:
    """Send the answer to people and stop it; gives their conversations."""
    conversations = await told(rig, *numbers)
    await started(rig, **fields)
    await pass_time(rig, 15)
    await rig.inbox.story_answers.commands.stop(ANNA, "a1", None)
    await step_now(rig)
    return conversations


async def undone(rig: Rig) -> StoryAnswer:
    return await rig.inbox.story_answers.commands.undo(BOB, "a1", None, WRONG)


async def undo_for(rig: Rig, seconds: int) -> None:
    for _ in range(seconds):
        rig.clock.advance(1)
        await step_now(rig)
        await rig.undo_due()


async def preview(rig: Rig) -> tuple[int, dict[str, int]]:
    found = await rig.inbox.story_answers.undoing.preview(await rig.inbox.story_answers.commands.get(BRAND, "a1"))
    return found.withdrawable, dict(+found.not_withdrawable)


async def test_everybody_who_got_it_loses_it_once_and_waits_again_for_an_answer(rig: Rig) -> None:
    conversations = await sent_to(rig, 1, 2, 3)
    assert await preview(rig) == (3, {})
    answer = await undone(rig)
    assert (answer.state, answer.undo and answer.undo.reason, answer.undo and answer.undo.by) == (
        "stopped",
        WRONG,
        "bob",
    )
    await undo_for(rig, 5)
    assert sorted(each.external_id for each in rig.channel.withdrawn) == sorted(
        f"ext-{each.key}" for each in rig.channel.sent
    )
    assert {each.visibility for each in rig.channel.withdrawn} == {"public"}
    assert await ledger(rig) == dict.fromkeys(conversations, ("withdrawn", None))
    assert await figures(rig) == {"withdrawn": 3}
    assert await preview(rig) == (0, {})
    ours = [each for each in rig.messages if each.direction == "outbound"]
    assert {(each.state, each.text, each.withdrawn_by) for each in ours} == {("deleted", "", "bob")}
    assert all(each.edited_at is not None for each in ours)
    assert [each.needs_reply for each in rig.conversations] == [True] * 3
    emitted = rig.emitted(MessageWithdrawn)
    assert {(each.withdrawn_by, each.conversation.needs_reply) for each in emitted} == {("bob", True)}
    assert len({each.id for each in emitted}) == 3
    answer = await rig.inbox.story_answers.commands.get(BRAND, "a1")
    assert answer.undo is not None
    assert answer.undo.done


async def test_only_what_is_over_is_undone(rig: Rig) -> None:
    await tell(rig, 1)
    await started(rig)
    with pytest.raises(StateNotAllowed) as early:
        await undone(rig)
    assert early.value.state == "running"
    await rig.inbox.story_answers.commands.pause(ANNA, "a1", None)
    with pytest.raises(StateNotAllowed):
        await undone(rig)


async def test_what_a_finished_answer_has_not_sent_is_taken_back(rig: Rig) -> None:
    await tell(rig, 1, 2, 3)
    await started(rig, later_joiners=False, pace_per_minute=60)
    for _ in range(4):  # its steps alone: what they queue is not sent meanwhile
        await rig.steps_due()
        rig.clock.advance(5)
    assert (await undone(rig)).state == "stopped"
    await undo_for(rig, 10)
    assert (rig.channel.sent, await figures(rig)) == ([], {"skipped": 3})


async def test_what_is_being_sent_as_it_is_undone_is_withdrawn_once_it_is_out(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    (conversation,) = await told(rig, 1)
    await started(rig)
    send = rig.channel.send

    async def slow(integration: Any, reply: Any) -> SendResult:
        await rig.inbox.story_answers.commands.stop(ANNA, "a1", None)
        await undone(rig)
        await rig.undo_due()
        assert rig.channel.withdrawn == []
        return await send(integration, reply)

    monkeypatch.setattr(rig.channel, "send", slow)
    await pass_time(rig, 10)
    await undo_for(rig, 10)
    assert await ledger(rig) == {conversation: ("withdrawn", None)}


async def test_the_pace_of_the_answer_holds_for_its_withdrawals(rig: Rig) -> None:
    await sent_to(rig, *range(1, 11), pace_per_minute=60)
    await undone(rig)
    await rig.undo_due()
    counts = [len(rig.channel.withdrawn)]
    for _ in range(9):
        await undo_for(rig, 1)
        counts.append(len(rig.channel.withdrawn))
    assert counts == list(range(1, 11))


async def test_what_was_said_after_it_leaves_the_conversation_as_it_is(rig: Rig) -> None:
    first, second, third, fourth = await sent_to(rig, 1, 2, 3, 4)
    await rig.take(a_message("again", contact="a", at=rig.clock.now()))
    await answer(rig, second)
    await resolve(rig, third)
    before = {each.id: each.status for each in rig.conversations}
    await undone(rig)
    await undo_for(rig, 5)
    after = {each.id: each.status for each in rig.conversations}
    assert after == before | {fourth: "open"}
    assert before[first] == "open"
    assert [before[each] for each in (second, third)] == ["waiting", "resolved"]


@pytest.mark.parametrize(
    ("results", "ends", "asked"),
    [
        ([CannotBeWithdrawn("http_403")], ("not_withdrawable", "http_403"), 1),
        ([SendFailed("http_401")], ("withdrawal_failed", "http_401"), 1),
        ([RetryLater(3, "http_429")], ("withdrawn", None), 2),
        ([OutcomeUnknown("no_answer")], ("withdrawn", None), 2),
        ([OutcomeUnknown("no_answer"), SendFailed("http_401")], ("withdrawal_unknown", "http_401"), 2),
    ],
)
async def test_what_the_platform_says_is_recorded_and_never_guessed(
    rig: Rig, results: list[Any], ends: tuple[str, str | None], asked: int
) -> None:
    (conversation,) = await sent_to(rig, 1)
    rig.channel.withdrawals = results
    await undone(rig)
    await undo_for(rig, 20)
    assert await ledger(rig) == {conversation: ends}
    assert len(rig.channel.withdrawn) == asked
    assert await figures(rig) == {ends[0]: 1}
    kept = [each.state for each in rig.messages if each.direction == "outbound"]
    assert kept == ["deleted" if ends[0] == "withdrawn" else "kept"]


async def test_undone_again_what_is_not_withdrawn_is_tried_anew(rig: Rig) -> None:
    await sent_to(rig, 1, 2)
    rig.channel.withdrawals = [SendFailed("http_401")]
    await undone(rig)
    await undo_for(rig, 5)
    assert await figures(rig) == {"withdrawal_failed": 1, "withdrawn": 1}
    await undone(rig)
    await undo_for(rig, 5)
    assert await figures(rig) == {"withdrawn": 2}
    assert len(rig.channel.withdrawn) == 3


async def test_what_cannot_be_withdrawn_is_said_before_and_no_platform_is_asked(rig: Rig) -> None:
    await sent_to(rig, 1, 2)
    gone = an_integration().model_copy(update={"enabled": False, "version": 99})
    await rig.inbox.directory.on_events([gone])
    assert await preview(rig) == (0, {"integration_disabled": 2})
    await undone(rig)
    await undo_for(rig, 5)
    assert (rig.channel.withdrawn, await figures(rig)) == ([], {"not_withdrawable": 2})


async def test_an_account_that_does_not_take_withdrawals_keeps_what_it_has(rig: Rig) -> None:
    await sent_to(rig, 1)
    await rig.inbox.directory.on_events([an_integration(callback_url="https://northwind.example/replies")])
    assert await preview(rig) == (0, {"account_cannot": 1})


async def test_a_reply_that_nobody_knows_is_out_is_not_asked_for(rig: Rig) -> None:
    rig.channel.results = [OutcomeUnknown("cut")]
    await sent_to(rig, 1)
    assert await preview(rig) == (0, {"outcome_unknown": 1})
    await undone(rig)
    await undo_for(rig, 5)
    assert (rig.channel.withdrawn, await figures(rig)) == ([], {"unknown": 1})


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_process_that_dies_at_any_commit_or_request_withdraws_all_and_ends_right(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    await sent_to(rig, *range(1, 6), pace_per_minute=60)
    await undone(rig)
    deaths = iter([True, False, False] * 1_000)

    def mortal(commit: Callable[[Any], Awaitable[None]]) -> Any:
        async def once(changes: StoryAnswerChanges | Changes) -> None:
            dies = next(deaths)
            if moment == "after" or not dies:
                await commit(changes)
            if dies:
                raise Killed

        return once

    rig.channel.withdrawals = [Killed(), Killed()]
    monkeypatch.setattr(rig.story_answers, "commit", mortal(rig.story_answers.commit))
    monkeypatch.setattr(rig.store, "commit", mortal(rig.store.commit))
    died = 0
    for _ in range(40):
        rig.clock.advance(1)
        try:
            await rig.undo_due()
        except Killed:
            died += 1
    assert died > 4
    assert {each.key for each in rig.channel.withdrawn} == {each.key for each in rig.channel.sent}
    assert await figures(rig) == {"withdrawn": 5}
    assert len({each.id for each in rig.emitted(MessageWithdrawn)}) == len(rig.emitted(MessageWithdrawn)) == 5
    assert {each.state for each in rig.messages if each.direction == "outbound"} == {"deleted"}
