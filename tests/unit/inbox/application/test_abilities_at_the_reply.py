"""What somebody has learnt decides in which voice they may answer: when it is asked for, approved, and sent."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.messaging.testing import a_delivery
from contracts.event import Event
from contracts.ids import derived_id
from contracts.routing import CertificateDefined, CoursePublished
from services.inbox.application.errors import GuidelineRefuses
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.domain.ability import Voice
from services.inbox.domain.guideline import Violation
from services.inbox.domain.guideline_scope import Situation
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND, a_message, an_employee
from tests.unit.inbox.application.rig import ANNA, BOB, WORDS, Rig

RULES = [
    {"id": "own", "voice": "own", "applies": {}, "why": "Two hours first"},
    {"id": "brand", "voice": "brand", "applies": {}, "why": "Eight hours first"},
]
DESCRIBED = Situation("x", "public", "respond", 50)


async def learnt(rig: Rig, version: int, *abilities: str, employee: str = "anna") -> None:
    entry = an_employee(employee, version).model_copy(update={"abilities": abilities})
    await rig.routing([a_delivery(entry)])


async def told(rig: Rig, *events: Event) -> None:
    await rig.routing([a_delivery(event, offset=place) for place, event in enumerate(events)])


def catalogue() -> list[Event]:
    common: dict[str, Any] = {"brand": BRAND, "version": 1, "at": NOON}
    defined = CertificateDefined(
        id=derived_id("c"), subject="spokesperson", certificate="spokesperson", abilities=("speak_for_brand",), **common
    )
    published = CoursePublished(
        id=derived_id("p"),
        subject="eight-hours",
        course="eight-hours",
        course_version=1,
        certificates=("spokesperson",),
        **common,
    )
    return [defined, published]


async def conversation(rig: Rig) -> str:
    await rig.take(a_message())
    await rig.assign()
    return rig.conversation.id


async def violations(rig: Rig, id_: str, voice: Voice) -> tuple[Violation, ...]:
    check = await rig.inbox.replies.check(ANNA, WORDS, id_, DESCRIBED, voice)
    return check.violations


@pytest.mark.parametrize(
    ("voice", "abilities", "rules"),
    [
        ("own", (), ["own"]),
        ("brand", (), ["brand"]),
        ("own", ("answer_as_oneself",), []),
        ("brand", ("answer_as_oneself",), ["brand"]),
        ("brand", ("speak_for_brand",), []),
        ("own", ("speak_for_brand", "listen"), ["own"]),
    ],
)
async def test_each_voice_needs_its_ability(
    rig: Rig, voice: Voice, abilities: tuple[str, ...], rules: list[str]
) -> None:
    id_ = await conversation(rig)
    await rig.rule(abilities=RULES)
    await learnt(rig, 1, *abilities)
    found = await violations(rig, id_, voice)
    assert [(each.code, each.rule, each.remedy) for each in found] == [
        ("missing_ability", rule, "certificate") for rule in rules
    ]


async def test_a_guideline_without_such_rules_asks_nothing(rig: Rig) -> None:
    await conversation(rig)
    assert (await rig.reply()).state == "queued"


async def test_a_refusal_names_what_gives_the_ability(rig: Rig) -> None:
    id_ = await conversation(rig)
    await rig.rule(abilities=RULES)
    await told(rig, *catalogue())
    with pytest.raises(GuidelineRefuses) as refused:
        await rig.reply()
    (wrong,) = refused.value.check.violations
    assert (wrong.ability, wrong.certificates, wrong.courses) == (
        "speak_for_brand",
        ("spokesperson",),
        ("eight-hours",),
    )
    (own,) = await violations(rig, id_, "own")
    assert (own.ability, own.certificates, own.courses) == ("answer_as_oneself", (), ())


async def test_a_freedom_lifts_the_rule_where_it_applies(rig: Rig) -> None:
    id_ = await conversation(rig)
    freedom = {"id": "own-words", "text": "Everybody may speak for themselves", "lifts": ["own"]}
    await rig.rule(abilities=RULES, freedoms=[freedom])
    assert await violations(rig, id_, "own") == ()


async def test_an_ability_that_was_lost_stops_a_reply_at_approval_and_at_the_sending(rig: Rig) -> None:
    id_ = await conversation(rig)
    await rig.rule(abilities=RULES, approvals=[{"id": "four", "applies": {}, "why": "Four eyes"}])
    await learnt(rig, 1, "speak_for_brand")
    waiting = await rig.reply()
    assert waiting.state == "awaiting_approval"
    await learnt(rig, 2)
    with pytest.raises(GuidelineRefuses):
        await rig.inbox.approvals.approve(BOB, waiting.id, None)
    await learnt(rig, 3, "speak_for_brand")
    await rig.inbox.approvals.approve(BOB, waiting.id, None)
    await learnt(rig, 4)
    await rig.send_due()
    failed = rig.store.stored_replies[BRAND, waiting.id]
    assert (failed.state, failed.error_code, rig.channel.sent) == ("failed", "guideline_refused", [])
    with pytest.raises(GuidelineRefuses):
        await rig.inbox.replies.retry(ANNA, waiting.id, None)
    await learnt(rig, 5, "answer_as_oneself")
    reply, _ = await rig.inbox.replies.request(ANNA, id_, ReplyDraft(WORDS, voice="own"), None, "r2")
    assert reply.state == "awaiting_approval"


async def test_what_nothing_gives_and_nobody_has_cannot_be_asked_for(rig: Rig) -> None:
    both = ["answer_as_oneself", "speak_for_brand"]
    assert await rig.inbox.guidelines.unearnable(BRAND, both) == frozenset(both)
    await told(rig, *catalogue())
    await learnt(rig, 1, "answer_as_oneself", employee="bob")
    assert await rig.inbox.guidelines.unearnable(BRAND, both) == frozenset()
    assert await rig.inbox.guidelines.unearnable("dell", both) == frozenset(both)
