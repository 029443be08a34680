"""Until when an approval is told to whom, and what of a newer word holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.crisis.domain.approval_wait import ApprovalWait, followed
from tests.support.crisis.builders import NOON

MINUTE = timedelta(minutes=1)
WAIT = ApprovalWait("r1", 1, True, 0, 2, NOON, "anna", "x", NOON, ("bob", "cleo"))


def test_an_approval_is_told_for_an_hour_or_until_its_time_is_over() -> None:
    assert WAIT.ends_at == NOON + 60 * MINUTE
    assert replace(WAIT, expires_at=NOON + 90 * MINUTE).ends_at == NOON + 60 * MINUTE
    assert replace(WAIT, expires_at=NOON + 20 * MINUTE).ends_at == NOON + 20 * MINUTE


def test_whoever_decided_is_asked_no_more_and_nobody_is_of_an_end() -> None:
    assert replace(WAIT, decided_by=("bob",)).asked == ("cleo",)
    assert replace(WAIT, waits=False).asked == ()


def test_a_stage_stays_with_whom_it_told_and_the_next_has_its_own() -> None:
    again = replace(WAIT, version=2, approvers=("dora",), decided_by=("bob",))
    assert followed(None, again) == again
    assert followed(WAIT, again).asked == ("cleo",)
    following = replace(again, stage=1, opened_at=NOON + MINUTE)
    assert followed(WAIT, following) == following
    reopened = replace(again, opened_at=NOON + MINUTE)
    assert followed(WAIT, reopened) == reopened
