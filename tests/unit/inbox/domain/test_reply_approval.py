"""Approval: other eyes, stage by stage, until one says no or its time is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from services.inbox.domain.approval import (
    ANYBODY,
    CLAIM,
    Approval,
    ApprovalStage,
    ClaimedByOther,
    DecidedAlready,
    NotApprover,
    asked,
    merged,
)
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_scope import Author, AuthorScope
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.reply import OwnReply, Reply, claim
from services.inbox.domain.reply_approval import (
    approve,
    claim_approval,
    expire,
    reject,
    release_approval,
    withdraw,
)
from tests.support.inbox.builders import NOON, a_reply, minutes

LEGAL = ApprovalStage(AuthorScope(departments=("legal",)))
PRESS = ApprovalStage(AuthorScope(departments=("press",)), certificate="spokesperson", count=2)
ANNA, BOB, CLEO = Author("anna"), Author("bob"), Author("cleo")
LEO = Author("leo", department="legal")
PIA, PAM = [Author(name, frozenset({"spokesperson"}), "press") for name in ("pia", "pam")]


def waiting(*stages: ApprovalStage, expires_minutes: int | None = None) -> Reply:
    """A reply of anna's that waits."""
    return a_reply(state="awaiting_approval", author="anna", approval=asked(stages, expires_minutes, NOON))


def test_nobody_decides_on_their_own_reply() -> None:
    words: tuple[Callable[[], Reply], ...] = (
        lambda: approve(waiting(), ANNA, None, NOON),
        lambda: reject(waiting(), ANNA, None, NOON),
        lambda: claim_approval(waiting(), ANNA, NOON),
    )
    for word in words:
        with pytest.raises(OwnReply):
            word()
    assert approve(waiting(), BOB, "Good", NOON).state == "queued"
    rejected = reject(waiting(), BOB, "Say when", NOON)
    assert (rejected.state, rejected.error_code, rejected.decided_by) == ("rejected", None, "bob")
    assert rejected.approval is not None
    assert rejected.approval.decisions[-1].note == "Say when"


def test_stages_come_one_after_the_other_and_each_asks_its_own_people() -> None:
    reply = waiting(LEGAL, PRESS)
    for person in (BOB, PIA):
        with pytest.raises(NotApprover):
            approve(reply, person, None, NOON)
    reply = approve(reply, LEO, None, NOON)
    assert (reply.state, reply.approval and reply.approval.stage) == ("awaiting_approval", 1)
    reply = approve(reply, PIA, None, NOON)
    assert reply.state == "awaiting_approval", "the second stage asks two"
    with pytest.raises(DecidedAlready):
        approve(reply, PIA, None, NOON)
    assert approve(reply, PAM, None, NOON).state == "queued"
    assert reject(reply, PAM, "No", NOON).state == "rejected", "one no is enough"


def test_no_order_of_words_sends_a_reply_that_somebody_asked_has_not_agreed_to() -> None:
    everybody = (BOB, LEO, PIA, PAM)
    for order in permutations(everybody):
        reply, agreed = waiting(LEGAL, PRESS), set[str]()
        for person in order:
            try:
                reply = approve(reply, person, None, NOON)
            except (NotApprover, StateNotAllowed):
                continue
            agreed.add(person.person)
            assert (reply.state == "queued") == ({"leo", "pia", "pam"} <= agreed)


def test_who_claims_keeps_others_from_deciding_until_it_ends_by_itself() -> None:
    claimed = claim_approval(waiting(), BOB, NOON)
    with pytest.raises(ClaimedByOther):
        approve(claimed, CLEO, None, NOON + CLAIM - timedelta(microseconds=1))
    assert approve(claimed, CLEO, None, NOON + CLAIM).state == "queued"
    assert approve(claimed, BOB, None, NOON).state == "queued"
    released = release_approval(claimed, BOB, NOON)
    assert approve(released, CLEO, None, NOON).state == "queued"
    assert release_approval(claimed, CLEO, NOON) is claimed, "only who holds it gives it back"


def test_an_author_takes_back_what_waits_and_nobody_elses() -> None:
    taken = withdraw(waiting(), "anna", NOON)
    assert (taken.state, taken.error_code) == ("rejected", "withdrawn")
    with pytest.raises(StateNotAllowed):
        withdraw(waiting(), "bob", NOON)
    with pytest.raises(StateNotAllowed):
        withdraw(a_reply(state="queued", author="anna"), "anna", NOON)


def test_nobody_decided_in_time_and_it_is_not_sent() -> None:
    reply = waiting(expires_minutes=30)
    assert expire(reply, NOON + minutes(30) - timedelta(microseconds=1)) is reply
    over = expire(reply, NOON + minutes(30))
    assert (over.state, over.error_code) == ("rejected", "approval_expired")
    assert expire(waiting(), datetime.max.replace(tzinfo=NOON.tzinfo)).state == "awaiting_approval"
    queued = approve(reply, BOB, None, NOON)
    assert expire(queued, NOON + minutes(60)) is queued


def test_stages_of_several_rules_count_once_and_anybody_only_where_nobody_in_particular_is_asked() -> None:
    assert merged([ANYBODY, LEGAL, ANYBODY, PRESS, LEGAL]) == (LEGAL, PRESS)
    assert merged([ANYBODY, ANYBODY]) == (ANYBODY,)
    assert merged([]) == ()


def test_a_reply_that_was_agreed_to_waits_again_where_the_guideline_asks_others_by_now() -> None:
    agreed = approve(waiting(), BOB, None, NOON)
    same = Check("needs_approval", 2, (), (), stages=(ANYBODY,))
    assert claim(agreed, same, NOON).state == "claimed"
    stricter = replace(same, stages=(LEGAL,), expires_minutes=5)
    again = claim(agreed, stricter, NOON)
    assert (again.state, again.approval) == (
        "awaiting_approval",
        Approval((LEGAL,), expires_at=NOON + minutes(5), asked_at=NOON),
    )
    assert claim(approve(again, LEO, None, NOON), stricter, NOON).state == "claimed"


def test_one_that_was_agreed_to_before_there_were_stages_counts_where_anybody_is_asked() -> None:
    old = a_reply(state="queued", author="anna", decided_by="bob", decided_at=NOON)
    assert claim(old, Check("needs_approval", 2, (), (), stages=(ANYBODY,)), NOON).state == "claimed"
    assert claim(old, Check("needs_approval", 2, (), (), stages=(LEGAL,)), NOON).state == "awaiting_approval"


def test_an_approval_whose_time_is_over_is_nobodys_to_give_even_before_its_timer_ran() -> None:
    reply = waiting(expires_minutes=30)
    for decide in (approve, reject):
        with pytest.raises(StateNotAllowed):
            decide(reply, BOB, None, NOON + minutes(30))
    assert reply.approval is not None
    assert not reply.approval.may_decide(BOB, NOON + minutes(30))
    assert reply.approval.may_decide(BOB, NOON + minutes(29))
