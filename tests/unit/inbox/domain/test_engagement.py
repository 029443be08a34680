"""Who may answer, who did, and that no row of the board singles anybody out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.inbox.domain.engagement import (
    Participation,
    abilities_to_answer,
    by_shown,
    engagement_rows,
    newly_answered,
    share_outside,
    shown_departments,
)
from services.inbox.domain.guideline import AbilityRule, Freedom, Guideline
from services.inbox.domain.guideline_scope import Applies
from services.inbox.domain.story_origin import StoryOrigin
from tests.support.inbox.builders import NOON, a_reply

BRAND_VOICE = AbilityRule("brand", "brand", Applies(), "Learnt first")
OWN_VOICE = AbilityRule("own", "own", Applies(), "Learnt first")


def test_a_reply_is_an_answer_once_when_it_is_first_known_to_be_out() -> None:
    queued = a_reply(state="queued")
    sent = replace(queued, state="sent", sent_at=NOON)
    assert newly_answered(queued, sent)
    assert not newly_answered(sent, replace(sent, state="delivered"))
    assert not newly_answered(replace(sent, state="failed"), sent), "it was taken as out before"
    assert not newly_answered(None, queued)


def test_a_reply_of_a_story_answer_is_nobodys_answer() -> None:
    story = StoryOrigin("a1", NOON, by_hand=True)
    assert not newly_answered(a_reply(story=story), a_reply(state="sent", sent_at=NOON, story=story))


@pytest.mark.parametrize(
    ("rules", "freedoms", "asked"),
    [
        ((BRAND_VOICE, OWN_VOICE), (), {"speak_for_brand", "answer_as_oneself"}),
        ((), (), set()),
        ((BRAND_VOICE,), (), set()),
        ((BRAND_VOICE, replace(OWN_VOICE, applies=Applies(channels=("x",)))), (), set()),
        (
            (replace(BRAND_VOICE, share_cards=True), OWN_VOICE),
            (),
            {"speak_for_brand", "answer_as_oneself", "share"},
        ),
        (
            (replace(BRAND_VOICE, share_cards=True), replace(BRAND_VOICE, id="too"), OWN_VOICE),
            (),
            {"speak_for_brand", "answer_as_oneself"},
        ),
        ((BRAND_VOICE, OWN_VOICE), (Freedom("thanks", "Say thank you", lifts=("own",)),), set()),
    ],
)
def test_an_ability_is_needed_to_answer_at_all_where_both_voices_ask_for_one_everywhere(
    rules: tuple[AbilityRule, ...], freedoms: tuple[Freedom, ...], asked: set[str]
) -> None:
    assert abilities_to_answer(Guideline(1, abilities=rules, freedoms=freedoms)) == asked


def test_the_share_outside_the_care_team_counts_who_has_no_department_as_outside() -> None:
    answers = {"care": 5, "night care": 1, "crew": 1, None: 1}
    assert share_outside(answers, ("care", "night care")) == 0.25
    assert share_outside(answers, ("gone",)) == 1.0


def test_the_share_is_not_said_without_a_care_team_or_without_answers() -> None:
    assert share_outside({"care": 5}, ()) is None
    assert share_outside({}, ("care",)) is None


def test_small_departments_are_put_together() -> None:
    assert shown_departments({"care": 5, "crew": 6, "legal": 4, "press": 1}) == {"care", "crew"}
    assert shown_departments({"care": 5, None: 900}) == {"care"}
    assert shown_departments({"care": 5, "crew": 6}) == {"care", "crew"}


def test_a_row_that_is_too_small_even_so_takes_in_the_smallest_of_the_others() -> None:
    assert shown_departments({"care": 5, "crew": 6, "legal": 4}) == {"crew"}
    assert shown_departments({"care": 5, "legal": 4}) == set()
    assert by_shown({"care": 3, "crew": 2, "gone": 1}, {"crew"}) == {None: 4, "crew": 2}


def test_no_row_is_of_fewer_than_five_people_and_all_people_are_in_one() -> None:
    people = {
        "care": Participation(5, 2),
        "crew": Participation(60, 9),
        "legal": Participation(3, 1),
        None: Participation(1, 1),
    }
    assert engagement_rows(people) == {"crew": Participation(60, 9), None: Participation(9, 4)}
    assert engagement_rows({"care": Participation(4, 4)}) == {}
    assert engagement_rows({}) == {}
