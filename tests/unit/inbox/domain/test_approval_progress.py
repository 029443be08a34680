"""What others hear of an approval: each stage that opens, each word in it, and how it ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.inbox.domain.approval import Approval, ApprovalStage, asked
from services.inbox.domain.approval_progress import ApprovalProgress, progress
from services.inbox.domain.guideline_scope import Author, AuthorScope
from services.inbox.domain.reply import Reply
from services.inbox.domain.reply_approval import (
    SUPERSEDED,
    approve,
    claim_approval,
    expire,
    reject,
    take_back,
    withdraw,
)
from tests.support.inbox.builders import NOON, a_reply, minutes

LEGAL = ApprovalStage(AuthorScope(departments=("legal",)))
TWO = ApprovalStage(count=2)
BOB, CLEO, LEO = Author("bob"), Author("cleo"), Author("leo", department="legal")


def waiting(*stages: ApprovalStage) -> Reply:
    return a_reply(state="awaiting_approval", author="anna", approval=asked(stages, 60, NOON))


def test_a_reply_that_is_sent_at_once_says_nothing() -> None:
    assert progress(None, a_reply(state="queued")) is None


def test_each_stage_says_when_it_opened_and_the_last_word_that_all_agreed() -> None:
    first = waiting(LEGAL, TWO)
    assert progress(None, first) == ApprovalProgress("waiting", 0, 2, NOON, ())
    second = approve(first, LEO, None, NOON + minutes(3))
    opened = NOON + minutes(3)
    assert progress(first, second) == ApprovalProgress("waiting", 1, 2, opened, ("leo",))
    third = approve(second, BOB, None, NOON + minutes(5))
    assert progress(second, third) == ApprovalProgress("waiting", 1, 2, opened, ("leo", "bob")), "one more is asked"
    last = approve(third, CLEO, None, NOON + minutes(6))
    assert progress(third, last) == ApprovalProgress("agreed", 1, 2, opened, ("leo", "bob", "cleo"))


def test_a_claim_is_no_progress() -> None:
    reply = waiting()
    assert progress(reply, claim_approval(reply, BOB, NOON)) is None


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (lambda reply: reject(reply, BOB, None, NOON), "rejected"),
        (lambda reply: withdraw(reply, "anna", NOON), "withdrawn"),
        (lambda reply: withdraw(reply, "anna", NOON, SUPERSEDED), "withdrawn"),
        (lambda reply: take_back(reply, "story_answer_stopped"), "withdrawn"),
        (lambda reply: expire(reply, NOON + minutes(60)), "expired"),
    ],
)
def test_an_end_says_how_it_came(end: object, state: str) -> None:
    reply = waiting()
    moved = progress(reply, end(reply))  # type: ignore[operator]
    assert moved is not None
    assert (moved.state, moved.stage, moved.opened_at) == (state, 0, NOON)


def test_an_approval_from_before_its_beginning_was_kept_opened_with_its_reply() -> None:
    old = a_reply(state="awaiting_approval", approval=Approval())
    moved = progress(None, old)
    assert moved is not None
    assert moved.opened_at == old.created_at
    never = progress(None, replace(old, approval=None))
    assert never == moved
