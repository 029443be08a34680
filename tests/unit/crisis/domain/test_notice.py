"""Which address of a person is due when, and how a notice ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from services.crisis.domain.notice import PAUSES, EndAs, Notice, SendTo, WaitUntil, attempted, next_step
from services.crisis.domain.notice_plan import NoticeAddress, QuietTime

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
MAIL = NoticeAddress("a1", "email", "ada@aurora.example", "sealed")
CHAT = NoticeAddress("a2", "slack", "hooks.slack.example/…abcd", "sealed", after_seconds=120)
QUIET = QuietTime(time(11), time(14), "UTC")
NOTICE = Notice("n1", "page", "p1", "i1", "ada", "Ash", 2, NOON, NOON + timedelta(hours=1))
PLAN = (MAIL, CHAT)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_the_first_address_is_due_at_once_and_the_next_after_its_delay() -> None:
    assert next_step(NOTICE, PLAN, NOON) == SendTo(MAIL)
    sent = attempted(NOTICE, MAIL, NOON, "sent", outcome="sent")
    assert next_step(sent, PLAN, after(1)) == WaitUntil(after(120))
    assert next_step(sent, PLAN, after(120)) == SendTo(CHAT)
    both = attempted(sent, CHAT, after(120), "sent", outcome="sent")
    assert next_step(both, PLAN, after(121)) == EndAs("sent")


def test_an_address_that_is_given_up_makes_the_next_one_due_at_once() -> None:
    failed = attempted(NOTICE, MAIL, NOON, "smtp_550", outcome="failed")

    assert next_step(failed, PLAN, after(1)) == SendTo(CHAT)


def test_an_address_is_tried_again_after_growing_pauses_and_then_given_up() -> None:
    notice, at, only = NOTICE, NOON, (MAIL,)
    for pause in PAUSES:
        notice = attempted(notice, MAIL, at, "not_connected", outcome="retry")
        at += timedelta(seconds=pause)
        assert next_step(notice, only, at - timedelta(seconds=1)) == WaitUntil(at)
        assert next_step(notice, only, at) == SendTo(MAIL)
    notice = attempted(notice, MAIL, at, "not_connected", outcome="retry")
    assert notice.attempts[-1].outcome == "failed"
    assert next_step(notice, only, at) == EndAs("failed")


def test_a_pause_that_the_receiver_asked_for_is_kept() -> None:
    notice = attempted(NOTICE, MAIL, NOON, "http_429", outcome="retry", wait_seconds=60)

    assert notice.attempts[-1].retry_at == after(60)


def test_while_one_address_is_tried_again_the_next_is_used_at_its_delay() -> None:
    notice = attempted(NOTICE, MAIL, NOON, "http_429", outcome="retry", wait_seconds=600)

    assert next_step(notice, PLAN, after(1)) == WaitUntil(after(120))
    assert next_step(notice, PLAN, after(120)) == SendTo(CHAT)


def test_a_quiet_address_is_skipped_and_the_next_one_is_due_at_once() -> None:
    plan = (replace(MAIL, quiet=QUIET), CHAT)

    assert next_step(NOTICE, plan, NOON) == SendTo(CHAT)


def test_quiet_that_ends_in_time_is_waited_for() -> None:
    ends_soon = QuietTime(time(11), time(12, 30), "UTC")
    plan = (replace(MAIL, quiet=ends_soon),)

    assert next_step(NOTICE, plan, NOON) == WaitUntil(after(1800))
    assert next_step(NOTICE, plan, after(1800)) == SendTo(replace(MAIL, quiet=ends_soon))


def test_a_notice_that_only_quiet_addresses_could_bring_says_so() -> None:
    plan = (replace(MAIL, quiet=QUIET),)

    assert next_step(NOTICE, plan, NOON) == EndAs("quiet")
    assert next_step(replace(NOTICE, severity=3), plan, NOON) == SendTo(replace(MAIL, quiet=QUIET))


def test_nothing_is_sent_after_the_end() -> None:
    assert next_step(NOTICE, PLAN, NOTICE.ends_at) == EndAs("failed")


def test_without_an_address_there_is_nothing_to_do() -> None:
    assert next_step(NOTICE, (), NOON) == EndAs("no_address")


def test_an_approval_is_told_after_two_minutes_for_who_is_at_the_screen() -> None:
    approval = replace(NOTICE, kind="approval", incident=None, severity=1)
    assert next_step(approval, PLAN, after(119)) == WaitUntil(after(120))
    assert next_step(approval, PLAN, after(120)) == SendTo(MAIL)
    told = attempted(approval, MAIL, after(120), "sent", outcome="sent")
    assert next_step(told, PLAN, after(121)) == WaitUntil(after(240)), "a delay counts from the first time it is told"


def test_an_approval_with_little_time_is_told_after_a_quarter_of_it() -> None:
    short = replace(NOTICE, kind="approval", ends_at=after(200))
    assert next_step(short, PLAN, after(49)) == WaitUntil(after(50))


def test_thanks_end_with_the_first_address_that_took_them() -> None:
    thanks = replace(NOTICE, kind="thanks", severity=1)
    assert next_step(attempted(thanks, MAIL, NOON, "sent", outcome="sent"), PLAN, after(1)) == EndAs("sent")
    failed = attempted(thanks, MAIL, NOON, "smtp_550", outcome="failed")
    assert next_step(failed, PLAN, after(1)) == SendTo(CHAT)


def test_thanks_wait_for_the_end_of_a_quiet_time() -> None:
    quiet = (replace(MAIL, quiet=QUIET),)
    thanks = replace(NOTICE, kind="thanks", severity=1, ends_at=NOON + timedelta(days=3))
    assert next_step(thanks, quiet, NOON) == WaitUntil(NOON + timedelta(hours=2))
