"""Whoever may decide on a story answer is named in the event that its approval moved on, and no word of it is."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.inbox import StoryAnswerApprovalChanged
from tests.support.inbox.builders import NOON, minutes
from tests.unit.inbox.application.rig import ANNA, BOB, Rig, a_person
from tests.unit.inbox.application.test_approval_telling import LEGAL, LEO, RULE, a_changed_person, work
from tests.unit.inbox.application.test_story_answers import STORY, TEXT, drafted, tell


@pytest.fixture
async def written(rig: Rig) -> Rig:
    """Give the inbox with a draft of anna's to a story, and people who may approve, of whom leo is of legal."""
    await rig.inbox.directory.on_events(
        [a_changed_person(name, "community_manager") for name in ("anna", "bob", "leo")]
        + [a_changed_person("eva", "employee"), a_changed_person("zoe", "strategist", brand="dell")]
    )
    await work(rig, "leo", "away", "legal")
    await tell(rig, 1, 2)
    await drafted(rig)
    return rig


def told(rig: Rig) -> list[StoryAnswerApprovalChanged]:
    return rig.emitted(StoryAnswerApprovalChanged)


async def command(rig: Rig, name: str, *args: Any, **fields: Any) -> None:
    await getattr(rig.inbox.story_answers.commands, name)(*args, **fields)


async def test_who_may_decide_is_told_when_it_is_submitted(written: Rig) -> None:
    assert told(written) == []
    await command(written, "submit", ANNA, "a1", None)
    (said,) = told(written)
    assert (said.answer, said.story, said.author, said.state) == ("a1", STORY, "anna", "waiting")
    assert (said.stage, said.stages, said.opened_at, said.ends_at) == (0, 1, NOON, NOON + minutes(60))
    assert said.approvers == ("leo", "bob"), "who is away before who is offline, and neither the author nor employees"
    assert TEXT not in said.model_dump_json()


async def test_each_stage_is_told_to_those_it_asks_and_then_that_it_is_over(written: Rig) -> None:
    await written.rule(approvals=[{**RULE, "stages": [LEGAL, {"count": 2}]}])
    await command(written, "submit", ANNA, "a1", None)
    for caller in (LEO, BOB, a_person("mia")):
        written.clock.advance(60)
        await command(written, "decide", caller, "a1", None, None, agreed=True)
    assert [(each.state, each.stage, each.approvers) for each in told(written)] == [
        ("waiting", 0, ("leo",)),
        ("waiting", 1, ("bob",)),
        ("waiting", 1, ()),
        ("agreed", 1, ()),
    ]
    assert [each.version for each in told(written)] == [2, 3, 4, 5]
    assert len({each.id for each in told(written)}) == 4
    assert told(written)[-1].decided_by == ("leo", "bob", "mia")


async def test_a_no_and_a_stop_end_it_and_submitted_again_it_is_another(written: Rig) -> None:
    await command(written, "submit", ANNA, "a1", None)
    await command(written, "decide", BOB, "a1", None, "Not so", agreed=False)
    written.clock.advance(60)
    await command(written, "submit", ANNA, "a1", None)
    await command(written, "stop", ANNA, "a1", None)
    assert [each.state for each in told(written)] == ["waiting", "rejected", "waiting", "withdrawn"]
    first, _, second, _ = told(written)
    assert second.opened_at > first.opened_at


async def test_what_needs_nobody_s_approval_any_more_tells_nobody(written: Rig) -> None:
    await command(written, "submit", ANNA, "a1", None)
    await command(written, "decide", BOB, "a1", None, None, agreed=True)
    number = len(told(written))
    for name in ("start", "pause", "resume", "stop"):
        await command(written, name, ANNA, "a1", None)
    assert len(told(written)) == number
