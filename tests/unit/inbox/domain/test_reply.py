"""The life of a reply: four eyes, one claim at a time, and no guessing about what is out."""

from datetime import timedelta

import pytest

from services.inbox.domain import leaving
from services.inbox.domain import reply as life
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_scope import Author
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.reply_approval import approve
from tests.support.inbox.builders import NOON, a_reply

ALLOWED = Check("allowed", 1, (), ())
REFUSED = Check("refused", 7, (), ())
NEEDS_APPROVAL = Check("needs_approval", 7, (), ())


def test_only_a_queued_reply_is_claimed() -> None:
    claimed = life.claim(a_reply(), ALLOWED, NOON)
    assert (claimed.state, claimed.epoch, claimed.attempts) == ("claimed", 1, 1)
    with pytest.raises(StateNotAllowed):
        life.claim(claimed, ALLOWED, NOON)


def test_what_the_guideline_refuses_by_now_fails_before_anything_leaves() -> None:
    failed = life.claim(a_reply(guideline_version=1), REFUSED, NOON)
    assert (failed.state, failed.error_code, failed.guideline_version) == ("failed", "guideline_refused", 7)
    assert (failed.attempts, failed.epoch) == (0, 0)


def test_what_needs_a_second_person_by_now_waits_for_one_and_is_sent_once_they_agreed() -> None:
    waiting = life.claim(a_reply(author="anna"), NEEDS_APPROVAL, NOON)
    assert (waiting.state, waiting.guideline_version) == ("awaiting_approval", 7)
    assert life.claim(approve(waiting, Author("bob"), None, NOON), NEEDS_APPROVAL, NOON).state == "claimed"


def test_a_result_of_an_older_claim_is_dropped() -> None:
    again = life.claim(life.retry(leaving.orphaned(life.claim(a_reply(), ALLOWED, NOON)), NOON), ALLOWED, NOON)
    with pytest.raises(leaving.StaleSending):
        leaving.sent(again, epoch=1, external_id="e1", at=NOON)
    assert leaving.sent(again, epoch=2, external_id="e1", at=NOON).state == "sent"


def test_a_sender_that_died_leaves_an_unknown_and_a_person_decides() -> None:
    unknown = leaving.orphaned(life.claim(a_reply(), ALLOWED, NOON))
    assert (unknown.state, unknown.error_code) == ("unknown", "sender_interrupted")
    assert life.mark_sent(unknown, "bob", NOON).state == "sent"
    assert life.retry(unknown, NOON).state == "queued"


def test_a_refusal_that_may_pass_is_tried_later_and_later_and_then_fails() -> None:
    reply, waits = a_reply(), []
    while reply.state == "queued":
        reply = life.claim(reply, ALLOWED, NOON)
        reply = leaving.refused(reply, reply.epoch, "busy", retryable=True, at=NOON)
        waits.append(reply.next_try_at)
    assert reply.state == "failed"
    assert reply.attempts == leaving.MAX_ATTEMPTS
    assert waits[:3] == [NOON + timedelta(seconds=s) for s in (2, 4, 8)]
    in_all = sum((leaving.backoff(attempt) for attempt in range(1, leaving.MAX_ATTEMPTS)), timedelta())
    assert timedelta(hours=1) < in_all < timedelta(minutes=70)


def test_a_refusal_for_good_fails_at_once_and_the_channels_wait_is_kept() -> None:
    claimed = life.claim(a_reply(), ALLOWED, NOON)
    assert leaving.refused(claimed, 1, "blocked", retryable=False, at=NOON).state == "failed"
    later = leaving.refused(claimed, 1, "busy", retryable=True, at=NOON, wait=90)
    assert later.next_try_at == NOON + timedelta(seconds=90)


def test_an_echo_settles_an_unknown_reply() -> None:
    settled = life.observed(leaving.orphaned(life.claim(a_reply(), ALLOWED, NOON)), "e9", NOON)
    assert (settled.state, settled.external_id) == ("sent", "e9")
    assert life.observed(settled, "e9", NOON) is settled


def test_receipts_move_forward_only() -> None:
    sent = leaving.sent(life.claim(a_reply(), ALLOWED, NOON), 1, "e1", NOON)
    read = life.receipt(sent, "read", None, NOON)
    assert life.receipt(read, "delivered", None, NOON) is read
    assert life.receipt(read, "failed", "late", NOON) is read
    assert life.receipt(sent, "failed", None, NOON).error_code == "channel_failed"


def test_our_own_words_are_known_again_whatever_the_spaces() -> None:
    assert life.text_mark("We are  on it\n") == life.text_mark(" We are on it")
