"""What people do is counted once for the board, on the day of the brand's calendar, with the change it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from contracts.directory import BrandChanged
from services.inbox.application.conversation_commands import Judgement
from services.inbox.application.engagement_counts import RuleCount
from services.inbox.application.errors import GuidelineRefuses
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.triage import Triage
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND, a_message
from tests.unit.inbox.application.rig import ANNA, BOB, Rig, a_person

FOUR_EYES: dict[str, Any] = {"approvals": [{"id": "four", "applies": {}, "why": "Four eyes"}]}
NO_CHEAP: dict[str, Any] = {"blocked_terms": [{"term": "cheap", "why": "Nothing is cheap"}]}


@pytest.fixture
async def held(rig: Rig) -> Rig:
    """Give the inbox with one conversation of anna's."""
    await rig.take(a_message())
    await rig.assign()
    return rig


async def fired(rig: Rig, days: int = 7) -> Sequence[RuleCount]:
    (window,) = (each for each in (await rig.inbox.board.of(BRAND)).windows if each.days == days)
    return window.rules.fired


async def overridden(rig: Rig) -> Sequence[RuleCount]:
    return (await rig.inbox.board.of(BRAND)).windows[0].rules.overridden


async def refused(rig: Rig, id_: str = "r1") -> None:
    with pytest.raises(GuidelineRefuses):
        await rig.reply(text="It is cheap, so cheap", id_=id_)


async def test_a_refused_draft_counts_once_however_often_the_command_is_repeated(held: Rig) -> None:
    await held.rule(**NO_CHEAP)
    await refused(held)
    await refused(held)
    assert await fired(held) == [RuleCount("blocked_term", "cheap", stopped=1)]
    await refused(held, "r2")
    assert await fired(held) == [RuleCount("blocked_term", "cheap", stopped=2)]
    assert (await held.inbox.board.of("dell")).windows[0].rules.fired == []


async def test_a_held_reply_that_is_approved_as_it_was_written_overrides_its_rule(held: Rig) -> None:
    await held.rule(**FOUR_EYES)
    await held.reply()
    await held.reply()
    assert await fired(held) == [RuleCount("approval_needed", "four", held=1)]
    assert await overridden(held) == []
    await held.inbox.approvals.approve(BOB, "r1", None)
    with pytest.raises(StateNotAllowed):
        await held.inbox.approvals.approve(BOB, "r1", None)
    assert await overridden(held) == [RuleCount("approval_needed", "four", held=1, overridden=1)]


async def test_a_rejected_reply_and_one_that_was_written_anew_override_nothing(held: Rig) -> None:
    await held.rule(**FOUR_EYES)
    await held.reply()
    draft = ReplyDraft("We call you at noon", supersedes="r1")
    await held.inbox.replies.request(ANNA, held.conversation.id, draft, None, "r2")
    await held.inbox.approvals.approve(BOB, "r2", None)
    await held.reply(id_="r3")
    await held.inbox.approvals.reject(BOB, "r3", None)
    assert await fired(held) == [RuleCount("approval_needed", "four", held=3)]
    assert await overridden(held) == []


async def test_an_approval_that_the_guideline_refuses_by_now_counts_once_as_stopped(held: Rig) -> None:
    await held.rule(**FOUR_EYES)
    await held.reply(text="It is cheap")
    await held.rule(**NO_CHEAP)
    for _ in range(2):
        with pytest.raises(GuidelineRefuses):
            await held.inbox.approvals.approve(BOB, "r1", None)
    assert [(each.rule, each.stopped) for each in await fired(held)] == [("four", 0), ("cheap", 1)]
    assert await overridden(held) == []


async def test_a_queued_reply_that_is_judged_otherwise_before_it_leaves_counts_with_its_change(held: Rig) -> None:
    await held.reply(text="It is cheap")
    await held.reply(id_="r2")
    await held.rule(**NO_CHEAP, **FOUR_EYES)
    await held.send_due()
    assert held.channel.sent == []
    assert await fired(held) == [
        RuleCount("approval_needed", "four", held=1),
        RuleCount("blocked_term", "cheap", stopped=1),
    ]


async def judge(rig: Rig, decision: Triage) -> None:
    await rig.inbox.conversations.triage(ANNA, rig.conversation.id, Judgement(decision, 40, "I know"), None)


async def test_a_person_who_decides_otherwise_overrides_the_triage_rule_once(held: Rig) -> None:
    rule = held.conversation.triaged_rule
    assert rule is not None
    await judge(held, "ignore")
    await judge(held, "monitor")
    assert await overridden(held) == [RuleCount("triage", rule, overridden=1)]
    assert await fired(held) == [], "what triage decides of every message is no use of the guideline"


async def test_a_person_who_says_what_the_triage_rule_said_overrides_nothing(held: Rig) -> None:
    await judge(held, held.conversation.triage)
    await judge(held, "ignore")
    assert await overridden(held) == []


async def test_days_are_those_of_the_brands_calendar_and_leave_the_windows_one_after_the_other(held: Rig) -> None:
    zone = BrandChanged(id="b", brand=BRAND, subject="brand", version=1, at=NOON, name="KLM", timezone="Asia/Tokyo")
    await held.inbox.directory.on_events([zone])
    await held.rule(**NO_CHEAP)
    await refused(held)
    held.clock.advance(timedelta(days=6, hours=2).total_seconds())
    assert [each.stopped for each in await fired(held)] == [1]
    held.clock.advance(timedelta(hours=2).total_seconds())  # 01:00 of the eighth day in Tokyo
    assert await fired(held) == []
    assert [each.stopped for each in await fired(held, 30)] == [1]
    board = await held.inbox.board.of(BRAND)
    assert [(each.days, each.since.isoformat()) for each in board.windows] == [
        (days, str(((held.clock.now() + timedelta(hours=9)).date()) - timedelta(days=days - 1))) for days in (7, 30)
    ]


async def test_nobody_of_another_brand_is_counted(held: Rig) -> None:
    await held.rule(**FOUR_EYES)
    await held.reply(a_person("anna"))
    assert (await held.inbox.board.of("dell")).windows[0].rules.fired == []
