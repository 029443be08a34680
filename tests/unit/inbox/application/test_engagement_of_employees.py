"""Answers and who gave them on the board: once each, whoever reports that they are out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from channels.sending import OutcomeUnknown, SendFailed
from services.inbox.application.engagement_board import EngagementWindow
from services.inbox.application.records import EmployeeRecord
from services.inbox.domain.certificates import Certificates
from services.inbox.domain.engagement import Participation
from services.inbox.domain.story_origin import StoryOrigin
from tests.support.inbox.events import BRAND, a_message, a_receipt, an_echo
from tests.unit.inbox.application.rig import ANNA, WORDS, Rig, a_person

HUB = a_person("maria", "tasks:assign", "replies:write")


@pytest.fixture
async def staffed(rig: Rig) -> Rig:
    """Give the inbox with six people of the crew, anna among them, five of care, and a conversation of anna's."""
    crew = ["anna", *(f"crew {number}" for number in range(5))]
    for name, department in [*((each, "crew") for each in crew), *((f"care {n}", "care") for n in range(5))]:
        await rig.depart(name, department)
    await rig.take(a_message())
    await rig.assign()
    return rig


async def week(rig: Rig) -> EngagementWindow:
    return (await rig.inbox.board.of(BRAND)).windows[0]


async def test_a_board_without_answers_shows_who_could_have_answered(staffed: Rig) -> None:
    window = await week(staffed)
    assert (window.answers, window.answerers, window.outside_care) == ({}, 0, None)
    assert window.engagement == {"crew": Participation(6, 0), "care": Participation(5, 0)}


async def test_sent_replies_count_with_their_authors_and_the_share_from_outside_the_care_team(staffed: Rig) -> None:
    await staffed.rule(care_departments=["care"])
    for id_ in ("r1", "r2", "r3"):
        await staffed.reply(id_=id_)
    await staffed.assign("care 1", 2)
    await staffed.reply(a_person("care 1"), id_="r4")
    assert (await week(staffed)).answers == {}, "nothing is out yet"
    await staffed.send_due()
    window = await week(staffed)
    assert (window.answers, window.answerers, window.outside_care) == ({"crew": 3, "care": 1}, 2, 0.75)
    assert window.engagement == {"crew": Participation(6, 1), "care": Participation(5, 1)}
    staffed.clock.advance(timedelta(days=7).total_seconds())
    week_later, month = (await staffed.inbox.board.of(BRAND)).windows
    assert (week_later.answers, week_later.answerers, week_later.outside_care) == ({}, 0, None)
    assert (month.answers, month.answerers) == ({"crew": 3, "care": 1}, 2)


async def test_an_answer_counts_once_though_its_echo_and_its_receipts_follow_and_come_again(staffed: Rig) -> None:
    await staffed.reply()
    await staffed.send_due()
    for _ in range(2):
        await staffed.take(a_receipt("ext-r1", "delivered"), a_receipt("ext-r1", "read"), at=7)
    await staffed.take(an_echo("ext-r1", WORDS))
    assert (await week(staffed)).answers == {"crew": 1}


async def test_an_answer_whose_outcome_was_unknown_counts_when_the_echo_settles_it_once(staffed: Rig) -> None:
    staffed.channel.results = [OutcomeUnknown("timeout")]
    await staffed.reply()
    await staffed.send_due()
    assert (await week(staffed)).answers == {}
    echo = an_echo("ext-9", WORDS)
    await staffed.take(echo, at=7)
    await staffed.take(echo, at=7)
    assert (await week(staffed)).answers == {"crew": 1}


async def test_an_answer_that_a_person_has_seen_counts_once(staffed: Rig) -> None:
    staffed.channel.results = [OutcomeUnknown("timeout")]
    await staffed.reply()
    await staffed.send_due()
    await staffed.inbox.replies.mark_sent(ANNA, "r1", None)
    await staffed.take(an_echo("ext-9", WORDS))
    assert (await week(staffed)).answers == {"crew": 1}


async def test_an_answer_that_failed_after_it_was_out_and_is_tried_again_counts_once(staffed: Rig) -> None:
    await staffed.reply()
    await staffed.send_due()
    await staffed.take(a_receipt("ext-r1", "failed", error_code="blocked"))
    await staffed.inbox.replies.retry(ANNA, "r1", None)
    await staffed.send_due()
    assert staffed.store.stored_replies[BRAND, "r1"].state == "sent"
    assert (await week(staffed)).answers == {"crew": 1}


async def test_what_never_went_out_is_no_answer(staffed: Rig) -> None:
    staffed.channel.results = [SendFailed("blocked")]
    await staffed.reply()
    await staffed.send_due()
    assert (await week(staffed)).answers == {}


async def test_a_reply_of_a_story_answer_is_no_employees_answer(staffed: Rig) -> None:
    await staffed.reply()
    reply = staffed.store.stored_replies[BRAND, "r1"]
    origin = StoryOrigin("a1", reply.created_at, by_hand=True)
    staffed.store.stored_replies[BRAND, "r1"] = replace(reply, story=origin)
    await staffed.send_due()
    assert staffed.store.stored_replies[BRAND, "r1"].state == "sent"
    assert (await week(staffed)).answers == {}


async def test_who_is_no_employee_answers_for_no_department_and_is_not_counted_among_them(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.reply(HUB)
    await rig.send_due()
    window = await week(rig)
    assert (window.answers, window.answerers, window.engagement) == ({None: 1}, 0, {})


async def test_where_both_voices_need_an_ability_those_who_have_one_may_answer(staffed: Rig) -> None:
    able = [
        EmployeeRecord(BRAND, f"crew {number}", Certificates(), 2, "crew", frozenset({"answer_as_oneself"}))
        for number in range(5)
    ]
    await staffed.store.certify(able)
    common = {"applies": {}, "why": "Learnt first"}
    rules: list[dict[str, Any]] = [{"id": voice, "voice": voice, **common} for voice in ("own", "brand")]
    await staffed.rule(abilities=rules)
    assert (await week(staffed)).engagement == {"crew": Participation(5, 0)}
    await staffed.rule(abilities=rules[:1])
    assert (await week(staffed)).engagement == {"crew": Participation(6, 0), "care": Participation(5, 0)}
