"""What every store of story answers promises."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from chassis.errors import Fenced, VersionConflict
from chassis.timers import DueTimer
from services.inbox.application.records import Versioned
from services.inbox.application.story_answer_store import StoryAnswerChanges, StoryAnswerStore
from services.inbox.application.timers import story_answer_timer
from services.inbox.domain.leaving import changed
from services.inbox.domain.story_answer import AnswerVariant, StoryAnswer, stop
from services.inbox.domain.story_answer_recipient import StoryRecipient, StoryTeller
from services.inbox.domain.story_answer_undo import StoryAnswerUndo
from services.inbox.domain.story_origin import StoryOrigin
from services.inbox.domain.withdrawal import begun, done, hindered, taken_up
from tests.support.inbox.builders import NOON, a_reply, minutes
from tests.support.inbox.events import BRAND

STORY = "s1"
ANSWER = StoryAnswer(
    BRAND, "a1", STORY, "anna", (AnswerVariant("en", "Sorry"),), 60, True, NOON + minutes(60), NOON, state="running"
)
ROW = StoryRecipient(BRAND, "a1", 1, "c1", "x", NOON)


def a_member(number: int, after: float = 0) -> StoryTeller:
    return StoryTeller(f"c{number}", f"m{number}", NOON + minutes(after))


@dataclass(frozen=True, slots=True)
class StoryAnswerSides:
    """A store of story answers, and the timers behind it."""

    store: StoryAnswerStore
    due: Callable[[], Awaitable[list[DueTimer]]]

    async def draft(self, answer: StoryAnswer = ANSWER) -> None:
        await self.store.commit(StoryAnswerChanges(answer.brand, Versioned(None, answer)))


class StoryAnswerStoreSuite:
    """Subclasses give `sides`."""

    async def test_a_conversation_joins_a_story_once_and_numbers_have_no_gap(self, sides: StoryAnswerSides) -> None:
        again = [a_member(2, after=9), a_member(3)]
        await sides.store.join({(BRAND, STORY): [a_member(1), a_member(2), a_member(1, after=5)]})
        await sides.store.join({(BRAND, STORY): again, (BRAND, "s2"): again, ("dell", STORY): [a_member(1)]})
        await sides.store.join({(BRAND, STORY): again, (BRAND, "s2"): [*again, a_member(1)]})

        members = await sides.store.members(BRAND, STORY, 0, 10)
        assert members == [replace(a_member(n), number=n) for n in (1, 2, 3)]
        assert await sides.store.members(BRAND, STORY, 1, 1) == [replace(a_member(2), number=2)]
        second = await sides.store.members(BRAND, "s2", 0, 10)
        assert [(each.conversation, each.number) for each in second] == [("c2", 1), ("c3", 2), ("c1", 3)]
        assert [await sides.store.size(brand, STORY) for brand in (BRAND, "dell", "acme")] == [3, 1, 0]

    async def test_an_answer_is_read_as_it_was_written_and_an_older_version_is_refused(
        self, sides: StoryAnswerSides
    ) -> None:
        await sides.draft()
        with pytest.raises(VersionConflict):
            await sides.draft()
        after = replace(stop(ANSWER), next_at={"x": NOON + minutes(1)})
        change = StoryAnswerChanges(BRAND, Versioned(ANSWER, after))
        await sides.store.commit(change)
        with pytest.raises(VersionConflict):
            await sides.store.commit(change)
        assert await sides.store.answer(BRAND, "a1") == after
        assert await sides.store.answer("dell", "a1") is None

    async def test_answers_are_listed_newest_first_of_one_story_or_all(self, sides: StoryAnswerSides) -> None:
        for number, story in ((1, "s1"), (2, "s2"), (3, "s1")):
            await sides.draft(replace(ANSWER, id=f"a{number}", story=story, created_at=NOON + minutes(number)))
        newest = await sides.store.newest(BRAND, None, None, 2)
        assert [each.id for each in newest] == ["a3", "a2"]
        rest = await sides.store.newest(BRAND, None, (newest[-1].created_at, "a2"), 2)
        assert [each.id for each in rest] == ["a1"]
        assert [each.id for each in await sides.store.newest(BRAND, "s1", None, 5)] == ["a3", "a1"]
        assert await sides.store.newest("dell", None, None, 5) == []

    async def test_a_recipient_is_in_the_ledger_once_and_turns_once(self, sides: StoryAnswerSides) -> None:
        rows = [replace(ROW, number=n, conversation=f"c{n}") for n in (1, 2)]
        out = replace(ROW, number=3, conversation="c3", state="excluded", reason="held")
        await sides.store.commit(StoryAnswerChanges(BRAND, recipients=[Versioned(None, each) for each in (*rows, out)]))
        with pytest.raises(VersionConflict):
            await sides.store.commit(StoryAnswerChanges(BRAND, recipients=[Versioned(None, ROW)]))
        queued = replace(ROW, state="queued", reply="r1")
        turn = StoryAnswerChanges(BRAND, recipients=[Versioned(ROW, queued)])
        turn.replies = [Versioned(None, a_reply(story=StoryOrigin("a1", NOON)))]
        await sides.store.commit(turn)
        with pytest.raises(VersionConflict):
            await sides.store.commit(turn)

        assert await sides.store.planned(BRAND, "a1", "x", 10) == [rows[1]]
        assert await sides.store.planned(BRAND, "a1", "email", 10) == []
        assert await sides.store.recipients(BRAND, "a1", 0, 10) == [queued, rows[1], out]
        assert await sides.store.recipients(BRAND, "a1", 2, 10) == [out]
        counts = await sides.store.counts(BRAND, "a1")
        assert counts.rows == {("queued", None): 1, ("planned", None): 1, ("excluded", "held"): 1}
        assert counts.replies == {("queued", None): 1}

    async def test_who_has_a_reply_under_way_is_being_answered_and_replies_of_an_answer_are_found(
        self, sides: StoryAnswerSides
    ) -> None:
        mine = a_reply(id="r1", conversation="c1", story=StoryOrigin("a1", NOON))
        other = a_reply(id="r2", conversation="c2", state="unknown")
        out = a_reply(id="r3", conversation="c3", state="sent", story=StoryOrigin("a1", NOON))
        written = [Versioned(None, each) for each in (mine, other, out)]
        await sides.store.commit(StoryAnswerChanges(BRAND, replies=list(written)))

        assert set(await sides.store.being_answered(BRAND, ["c1", "c2", "c3", "c4"])) == {"c1", "c2"}
        assert await sides.store.not_claimed(BRAND, "a1", 10) == [mine]
        assert await sides.store.not_claimed("dell", "a1", 10) == []

    async def test_another_reply_under_way_goes_before_one_of_a_story_and_of_two_of_stories_the_one_with_the_lower_id(
        self, sides: StoryAnswerSides
    ) -> None:
        story = StoryOrigin("a1", NOON)
        first, second = (a_reply(id=each, conversation="c1", story=story) for each in ("r1", "r2"))
        waiting = a_reply(id="r9", conversation="c2", state="awaiting_approval")
        beside = a_reply(id="r3", conversation="c2", story=story)
        out = a_reply(id="r0", conversation="c1", state="sent")
        begun = a_reply(id="r8", conversation="c3", state="claimed", story=story)
        late = a_reply(id="r4", conversation="c3", story=story)
        written = [Versioned(None, each) for each in (first, second, waiting, beside, out, begun, late)]
        await sides.store.commit(StoryAnswerChanges(BRAND, replies=list(written)))

        kept = {each.id: await sides.store.another_goes_first(each) for each in (first, second, beside, late)}
        assert kept == {"r1": False, "r2": True, "r3": True, "r4": True}
        assert not await sides.store.another_goes_first(replace(second, brand="dell"))

    async def test_a_reply_that_is_to_be_withdrawn_is_read_as_written_and_counted_by_its_withdrawal(
        self, sides: StoryAnswerSides
    ) -> None:
        queued = begun(None, "anna", 1, NOON, NOON + minutes(1))
        stays = hindered("anna", 1, "channel_cannot", NOON)
        story = StoryOrigin("a1", NOON)
        sent = [a_reply(id=f"r{n}", conversation=f"c{n}", state="sent", story=story) for n in range(4)]
        await sides.store.commit(StoryAnswerChanges(BRAND, replies=[Versioned(None, each) for each in sent]))
        moved = [(sent[1], queued), (sent[2], done(taken_up(queued), NOON)), (sent[3], stays)]
        after = [Versioned(each, changed(each, withdrawal=now)) for each, now in moved]
        undone = replace(ANSWER, state="stopped", undo=StoryAnswerUndo("wrong", "anna", NOON, next_at={"x": NOON}))
        await sides.store.commit(StoryAnswerChanges(BRAND, Versioned(None, undone), replies=after))

        counts = await sides.store.counts(BRAND, "a1")
        assert counts.replies == {("sent", None): 1}
        assert counts.withdrawals == {
            ("queued", None): 1,
            ("withdrawn", None): 1,
            ("cannot_be_withdrawn", stays.code): 1,
        }
        assert await sides.store.answer(BRAND, "a1") == undone
        with pytest.raises(VersionConflict):
            await sides.store.commit(StoryAnswerChanges(BRAND, replies=after))

    async def test_a_timer_that_was_moved_meanwhile_takes_everything_back(self, sides: StoryAnswerSides) -> None:
        await sides.store.commit(StoryAnswerChanges(BRAND, timers=[story_answer_timer(ANSWER, NOON)]))
        (timer,) = await sides.due()
        await sides.store.commit(StoryAnswerChanges(BRAND, timers=[story_answer_timer(ANSWER, NOON)]))
        step = StoryAnswerChanges(BRAND, recipients=[Versioned(None, ROW)], finished=[timer])
        with pytest.raises(Fenced):
            await sides.store.commit(step)
        assert await sides.store.recipients(BRAND, "a1", 0, 10) == []
        step.finished = await sides.due()
        await sides.store.commit(step)
        assert (await sides.store.recipients(BRAND, "a1", 0, 10), await sides.due()) == ([ROW], [])
