"""The erasure of a contact: what colleagues wrote about the conversation is gone, and who did what when stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from chassis.errors import VersionConflict
from contracts.inbox import ConversationErased
from contracts.routing import TaskCompleted
from services.routing.application.actor import Actor
from services.routing.application.changes import TaskChange
from services.routing.domain.handover import HandoverWord
from services.routing.domain.task import Task
from tests.support.routing.builders import BRAND, NOON, an_employee, at, stored
from tests.support.routing.rig import Rig

NOTE, WHY = "Mrs Jansen of Utrecht has paid twice.", "knows how the Jansens travel"
WORD = HandoverWord("Jansen", NOTE)


def erasure(conversation: str = "c1", version: int = 2, brand: str = BRAND) -> ConversationErased:
    """Give the inbox's event of a conversation that it has resolved and erased."""
    was = stored(conversation, version, brand, status="resolved", needs_reply=False)
    return ConversationErased(
        id=f"erased-{was.id}",
        brand=brand,
        subject=conversation,
        version=version,
        at=NOON,
        conversation=was.conversation,
        by="kim",
        asked_at=NOON,
    )


async def written_about(rig: Rig, brand: str = BRAND, until: datetime | None = None) -> Task:
    """Let anna hand a conversation over to ben, who invites carl; each says why."""
    await rig.staff(an_employee("anna"), an_employee("ben"), an_employee("carl", seats=0), brand=brand)
    await rig.take_in(stored("c1", brand=brand))
    epoch = (await rig.task("c1", brand)).epoch
    held = await rig.commands.hand_over(Actor(brand, "kim", for_others=True), "c1", epoch, "anna", "assign")
    await rig.commands.hand_over(Actor(brand, "anna", for_others=False), "c1", held.epoch, "ben", "transfer", WORD)
    invite = rig.core.application.invitation_commands.invite
    await invite(Actor(brand, "ben", for_others=False), "c1", "carl", WHY, until)
    return await rig.task("c1", brand)


def words(task: Task) -> set[str]:
    """Give what people wrote about the conversation of a task."""
    said = {word for each in task.handovers for word in (each.reason, each.note)}
    return (said | {each.why for each in task.invitations}) - {""}


class ErasureSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_the_words_go_and_who_did_what_when_stays(self, rig: Rig) -> None:
        before = await written_about(rig)
        assert words(before) == {"Jansen", NOTE, WHY}
        await rig.take_in(erasure())
        after = await rig.task("c1")
        assert words(after) == set()
        assert (after.state, after.ended_at) == ("done", NOON)
        assert after.handovers == tuple(replace(each, reason="", note="") for each in before.handovers)
        assert [(each.employee, each.by, each.at) for each in after.invitations] == [("carl", "ben", NOON)]
        assert after.decisions[: len(before.decisions)] == before.decisions
        assert [each.outcome for each in await rig.emitted() if isinstance(each, TaskCompleted)] == ["resolved"]
        assert after.version > before.version + 1, "whoever has the version of before, or of the end, has to read anew"

    async def test_the_words_of_a_task_that_has_ended_go_too(self, rig: Rig) -> None:
        await written_about(rig)
        await rig.take_in(stored("c1", 2, status="resolved", needs_reply=False))
        ended = await rig.task("c1")
        assert words(ended) == {"Jansen", NOTE, WHY}
        emitted = await rig.emitted()
        await rig.take_in(erasure(version=3))
        assert words(await rig.task("c1")) == set()
        assert await rig.emitted() == emitted, "that its words are gone is no change that others have to know of"

    async def test_erased_twice_is_erased_once(self, rig: Rig) -> None:
        await written_about(rig)
        await rig.take_in(erasure())
        once, emitted = await rig.task("c1"), await rig.emitted()
        await rig.take_in(erasure(), erasure())
        assert await rig.task("c1") == once
        assert await rig.emitted() == emitted

    async def test_a_version_that_was_taken_in_by_a_build_that_knew_no_erasure_is_erased_when_it_comes_again(
        self, rig: Rig
    ) -> None:
        await written_about(rig)
        await rig.take_in(stored("c1", 2, status="resolved", needs_reply=False))
        await rig.take_in(erasure(version=2))
        assert words(await rig.task("c1")) == set()

    async def test_a_later_event_of_the_same_batch_hides_no_erasure(self, rig: Rig) -> None:
        await written_about(rig)
        await rig.take_in(erasure(), stored("c1", 3, status="resolved", needs_reply=False))
        assert words(await rig.task("c1")) == set()

    async def test_nobody_else_s_words_are_touched(self, rig: Rig) -> None:
        await written_about(rig)
        other = await written_about(rig, brand="ba", until=at(600))
        await rig.take_in(erasure())
        assert await rig.task("c1", "ba") == other
        assert words(await rig.task("c1")) == set()

    async def test_a_conversation_that_nobody_had_to_answer_makes_no_task(self, rig: Rig) -> None:
        await rig.take_in(erasure("c9"))
        assert await rig.stores.tasks.get(BRAND, "c9") is None
        assert await rig.emitted() == []

    async def test_a_command_that_read_the_words_does_not_write_them_back(self, rig: Rig) -> None:
        read = await written_about(rig)
        await rig.take_in(erasure())
        with pytest.raises(VersionConflict):
            await rig.stores.tasks.commit([TaskChange(BRAND, read, replace(read, version=read.version + 1))])
        assert words(await rig.task("c1")) == set()
