"""A withdrawal is claimed, asked again where that may help, and never ends as what nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.leaving import MAX_ATTEMPTS, StaleSending
from services.inbox.domain.story_answer_undo import StoryAnswerUndo
from services.inbox.domain.withdrawal import (
    Withdrawal,
    again,
    begun,
    done,
    failed,
    hindered,
    not_allowed,
    taken_up,
)
from tests.support.inbox.builders import NOON, a_reply, minutes

QUEUED = begun(None, "anna", 1, NOON, NOON + minutes(1))
CLAIMED = taken_up(QUEUED)
LAST = replace(CLAIMED, attempts=MAX_ATTEMPTS)


def test_it_is_claimed_before_the_platform_is_asked_and_ends_with_its_word() -> None:
    assert (QUEUED.state, QUEUED.next_try_at) == ("queued", NOON + minutes(1))
    assert (CLAIMED.state, CLAIMED.epoch, CLAIMED.attempts, CLAIMED.unsure) == ("claimed", 1, 1, False)
    gone = done(CLAIMED, NOON)
    assert (gone.state, gone.ended_at, gone.next_try_at) == ("withdrawn", NOON, None)
    stays = not_allowed(CLAIMED, 1, "http_403", NOON)
    assert (stays.state, stays.code, stays.ended_at) == ("cannot_be_withdrawn", "http_403", NOON)
    assert failed(CLAIMED, 1, "http_401", NOON).state == "failed"
    with pytest.raises(StateNotAllowed):
        taken_up(gone)


def test_it_is_asked_again_with_backoff_or_as_the_platform_says_and_not_for_ever() -> None:
    later = again(CLAIMED, 1, "http_429", NOON, wait=900)
    assert (later.state, later.code, later.next_try_at) == ("queued", "http_429", NOON + timedelta(seconds=900))
    assert again(CLAIMED, 1, "not_connected", NOON).next_try_at == NOON + timedelta(seconds=2)
    assert again(LAST, 1, "http_429", NOON).state == "failed"


@pytest.mark.parametrize(
    "perhaps",
    [
        taken_up(again(CLAIMED, 1, "no_answer", NOON, unsure=True)),
        taken_up(CLAIMED),
        taken_up(begun(CLAIMED, "bob", 2, NOON, NOON)),
        taken_up(begun(replace(CLAIMED, state="unknown", unsure=True), "bob", 2, NOON, NOON)),
    ],
)
def test_what_may_have_happened_once_never_ends_as_failed(perhaps: Withdrawal) -> None:
    assert perhaps.unsure
    assert failed(perhaps, perhaps.epoch, "http_401", NOON).state == "unknown"
    assert done(perhaps, NOON).state == "withdrawn"


def test_a_last_try_without_an_answer_is_unknown() -> None:
    assert again(LAST, 1, "no_answer", NOON, unsure=True).state == "unknown"


def test_an_older_result_is_dropped_but_gone_is_gone() -> None:
    claimed_anew = taken_up(CLAIMED)
    with pytest.raises(StaleSending):
        failed(claimed_anew, 1, "x", NOON)
    with pytest.raises(StaleSending):
        not_allowed(claimed_anew, 1, "x", NOON)
    assert done(claimed_anew, NOON).state == "withdrawn"
    assert done(failed(claimed_anew, 2, "x", NOON), NOON).state == "withdrawn"


@pytest.mark.parametrize(
    ("state", "earlier", "wanted"),
    [
        ("sent", None, True),
        ("read", None, True),
        ("unknown", None, False),
        ("failed", None, False),
        ("sent", done(CLAIMED, NOON), False),
        ("sent", hindered("anna", 1, "channel_cannot", NOON), True),
        ("sent", failed(CLAIMED, 1, "http_401", NOON), True),
        ("sent", begun(None, "anna", 2, NOON, NOON), False),
    ],
)
def test_a_round_of_an_undo_comes_once_to_what_is_out_and_not_withdrawn(
    state: str, earlier: Withdrawal | None, wanted: bool
) -> None:
    second = StoryAnswerUndo("wrong flight", "anna", NOON, round=2)
    assert second.wants(a_reply(state=state, withdrawal=earlier)) is wanted
