"""What somebody has learnt decides in which voice they may answer: when it is asked for, approved, and sent."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.messaging.testing import a_delivery
from contracts.event import Event
from contracts.ids import derived_id
from contracts.routing import CertificateDefined, CoursePublished
from services.inbox.application.errors import GuidelineRefuses
from services.inbox.application.guidelines import Wording
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.application.rulebook import as_json
from services.inbox.domain.ability import Voice
from services.inbox.domain.card import CardText
from services.inbox.domain.guideline_scope import Situation
from services.inbox.domain.guideline_verdict import Violation
from services.inbox.domain.reply import Reply
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
    check = await rig.inbox.replies.check(ANNA, Wording(WORDS, voice), id_, DESCRIBED)
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


SHARED = [{**each, "share_cards": each["voice"] == "brand"} for each in RULES]
CARD = CardText("Strikes", "All flights of tomorrow are cancelled; rebooking costs nothing.", ("strike",))


async def a_card(rig: Rig, *, publish: bool = True) -> str:
    await rig.inbox.cards.propose(BOB, "c1", CARD)
    if publish:
        await rig.inbox.cards.publish(ANNA, "c1", None)
    return "c1"


async def share(rig: Rig, text: str, card: str | None, voice: Voice = "brand") -> Reply:
    draft = ReplyDraft(text, voice=voice, card=card)
    reply, _ = await rig.inbox.replies.request(ANNA, rig.conversation.id, draft, None, "r1")
    return reply


async def test_who_shares_sends_the_words_of_a_published_card_as_they_stand(rig: Rig) -> None:
    await conversation(rig)
    await rig.rule(abilities=SHARED)
    await learnt(rig, 1, "share")
    card = await a_card(rig)
    assert (await share(rig, f"{CARD.text}\n", card)).state == "queued"
    await rig.send_due()
    assert rig.store.stored_replies[BRAND, "r1"].state == "sent"


@pytest.mark.parametrize(
    ("text", "card", "voice", "abilities"),
    [
        (f"{CARD.text} Sorry!", "c1", "brand", ("share",)),
        (CARD.text, None, "brand", ("share",)),
        (CARD.text, "c2", "brand", ("share",)),
        (CARD.text, "c1", "own", ("share",)),
        (CARD.text, "c1", "brand", ("listen",)),
    ],
    ids=["other words", "no card", "no such card", "a voice whose rule shares none", "who does not share"],
)
async def test_sharing_gives_no_more_than_that(
    rig: Rig, text: str, card: str | None, voice: Voice, abilities: tuple[str, ...]
) -> None:
    await conversation(rig)
    await rig.rule(abilities=SHARED)
    await learnt(rig, 1, *abilities)
    await a_card(rig)
    with pytest.raises(GuidelineRefuses) as refused:
        await share(rig, text, card, voice)
    (wrong,) = refused.value.check.violations
    assert wrong.code == "missing_ability"
    assert ("share for the words of a published card" in wrong.why) == (voice == "brand")


async def test_a_card_that_is_not_published_or_retired_meanwhile_is_shared_no_more(rig: Rig) -> None:
    await conversation(rig)
    await rig.rule(abilities=SHARED)
    await learnt(rig, 1, "share")
    card = await a_card(rig, publish=False)
    with pytest.raises(GuidelineRefuses):
        await share(rig, CARD.text, card)
    await rig.inbox.cards.publish(ANNA, card, None)
    await share(rig, CARD.text, card)
    await rig.inbox.cards.retire(ANNA, card, "The strike is over", None)
    await rig.send_due()
    assert rig.store.stored_replies[BRAND, "r1"].error_code == "guideline_refused"


async def test_other_rules_hold_for_shared_words_as_for_any(rig: Rig) -> None:
    await conversation(rig)
    await rig.rule(abilities=SHARED, approvals=[{"id": "four", "applies": {}, "why": "Four eyes"}])
    await learnt(rig, 1, "share")
    assert (await share(rig, CARD.text, await a_card(rig))).state == "awaiting_approval"


async def test_a_draft_of_the_guideline_is_tried_on_shared_replies(rig: Rig) -> None:
    await conversation(rig)
    await learnt(rig, 1, "share")
    await share(rig, CARD.text, await a_card(rig))
    guideline = as_json("guideline", await rig.inbox.rulebook.guideline(BRAND))
    stopped = await rig.inbox.history.preview(BRAND, {**guideline, "abilities": RULES}, 10)
    assert [each.reply.id for each in stopped.stopped] == ["r1"]
    assert (await rig.inbox.history.preview(BRAND, {**guideline, "abilities": SHARED}, 10)).stopped == ()
