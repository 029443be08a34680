"""Whoever may decide on a reply is named in the event that its approval moved on, and no word of the reply is."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.messaging.testing import a_delivery
from contracts.directory import PersonChanged
from contracts.ids import derived_id
from contracts.inbox import ApprovalChanged
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.application.timers import APPROVAL_TIMER
from services.inbox.timers.approval_due import OnApprovalDue
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, an_employee
from tests.unit.inbox.application.rig import ANNA, BOB, WORDS, Rig, a_person

LEO = a_person("leo")
LEGAL = {"approvers": {"departments": ["legal"]}}
RULE: dict[str, Any] = {"id": "all", "applies": {}, "why": "Two people look at everything today"}
END = {"id": "soon", "applies": {}, "why": "Soon", "expires_minutes": 30}


def a_changed_person(name: str, *roles: str, version: int = 1, brand: str = BRAND, **fields: Any) -> PersonChanged:
    plain = {
        "id": derived_id("person", brand, name, str(version)),
        "brand": brand,
        "subject": f"person:{name}",
        "version": version,
        "at": NOON,
        "person": name,
        "name": name.title(),
        "roles": roles,
    }
    return PersonChanged.model_validate(plain | fields)


async def work(rig: Rig, name: str, presence: str = "online", department: str | None = None, version: int = 1) -> None:
    said = an_employee(name, version).model_copy(update={"presence": presence, "department": department})
    await rig.routing([a_delivery(said)])


@pytest.fixture
async def held(rig: Rig) -> Rig:
    """Give the inbox with one conversation of anna's, and four people who may approve, of whom leo is of legal."""
    await rig.inbox.directory.on_events(
        [a_changed_person(name, "community_manager") for name in ("anna", "bob", "leo", "mia")]
        + [a_changed_person("eva", "employee"), a_changed_person("zoe", "strategist", brand="dell")]
    )
    await work(rig, "leo", "away", "legal")
    await work(rig, "mia")
    await work(rig, "eva")
    await rig.take(a_message())
    await rig.assign("anna")
    return rig


def told(rig: Rig) -> list[ApprovalChanged]:
    return rig.emitted(ApprovalChanged)


async def test_a_request_names_who_may_decide_those_at_work_first_and_no_word_of_the_reply(held: Rig) -> None:
    await held.rule(approvals=[RULE])
    await held.reply(ANNA)

    (event,) = told(held)
    assert event.approvers == ("mia", "leo", "bob"), "online, away, and one nobody reported"
    assert (event.reply, event.author, event.state, event.stage, event.stages) == ("r1", "anna", "waiting", 0, 1)
    assert (event.subject, event.opened_at, event.expires_at) == (held.conversation.id, NOON, None)
    assert WORDS not in event.to_bytes().decode()


async def test_a_reply_that_needs_nobody_is_told_to_nobody(held: Rig) -> None:
    await held.reply(ANNA)
    assert told(held) == []


async def test_each_stage_names_its_own_people_and_the_last_word_names_nobody(held: Rig) -> None:
    await held.rule(approvals=[{**RULE, "stages": [LEGAL, {"count": 2}]}])
    await held.reply(ANNA)
    held.clock.advance(60)
    await held.inbox.approvals.approve(LEO, "r1", None)
    await held.inbox.approvals.claim(BOB, "r1")
    await held.inbox.approvals.approve(BOB, "r1", None)
    await held.inbox.approvals.approve(a_person("mia"), "r1", None)

    at = NOON + minutes(1)
    assert [(each.state, each.stage, each.opened_at, each.approvers, each.decided_by) for each in told(held)] == [
        ("waiting", 0, NOON, ("leo",), ()),
        ("waiting", 1, at, ("mia", "bob"), ("leo",)),
        ("waiting", 1, at, ("mia",), ("leo", "bob")),
        ("agreed", 1, at, (), ("leo", "bob", "mia")),
    ]
    versions = [each.reply_version for each in told(held)]
    assert versions == sorted(set(versions))


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "expired"])
async def test_an_end_says_how_it_came(held: Rig, end: str) -> None:
    await held.rule(approvals=[RULE | END])
    await held.reply(ANNA)
    if end == "rejected":
        await held.inbox.approvals.reject(BOB, "r1", None)
    elif end == "withdrawn":
        await held.inbox.replies.withdraw(ANNA, "r1", None)
    else:
        held.clock.advance(1_800)
        await OnApprovalDue(held.inbox.approvals, held.store)(held.store.due(APPROVAL_TIMER, held.clock.now()))
    asked, ended = told(held)
    assert asked.expires_at == ended.expires_at == NOON + minutes(30)
    assert (ended.state, ended.approvers) == (end, ())


async def test_one_that_takes_the_place_of_another_ends_its_approval(held: Rig) -> None:
    await held.rule(approvals=[RULE])
    await held.reply(ANNA)
    draft = ReplyDraft("We call you at noon.", supersedes="r1")
    await held.inbox.replies.request(ANNA, held.conversation.id, draft, None, "r2")
    said = {(each.reply, each.state) for each in told(held)}
    assert said == {("r1", "waiting"), ("r1", "withdrawn"), ("r2", "waiting")}


async def test_a_reply_that_has_to_wait_before_it_leaves_is_told(held: Rig) -> None:
    await held.reply(ANNA)
    await held.rule(approvals=[RULE])
    held.clock.advance(5)
    await held.send_due()
    (event,) = told(held)
    assert (event.state, event.opened_at) == ("waiting", held.clock.now())


async def test_who_has_left_or_lost_the_role_is_not_named(held: Rig) -> None:
    await held.inbox.directory.on_events(
        [
            a_changed_person("mia", "employee", version=2),
            a_changed_person("bob", "community_manager", version=2, active=False),
        ]
    )
    await held.rule(approvals=[RULE])
    await held.reply(ANNA)
    assert told(held)[0].approvers == ("leo",)
