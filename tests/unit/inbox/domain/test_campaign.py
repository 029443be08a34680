"""Reading campaigns: what is left to whom, and which word may follow which."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.inbox.domain.campaign import Acceptance, AcceptanceState, Campaign, answered, closed, decided, told
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_scope import WithoutAcceptance
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND

TEXT = "a" * 64
DUE = NOON + timedelta(days=7)
CAMPAIGN = Campaign(BRAND, 1, 4, TEXT, "draft_only", ("care",), DUE, (), "maria", NOON)
PENDING = Acceptance(BRAND, 1, "anna", "care")


@pytest.mark.parametrize(
    ("state", "left"),
    [
        ("pending", "draft_only"),
        ("declined", "draft_only"),
        ("exception_asked", "draft_only"),
        ("accepted", None),
        ("exempt", None),
    ],
)
def test_from_the_due_time_on_only_who_accepted_or_is_exempt_may_do_everything(
    state: AcceptanceState, left: WithoutAcceptance | None
) -> None:
    assert CAMPAIGN.left_to(state, TEXT, DUE) == left
    assert CAMPAIGN.left_to(state, TEXT, DUE - timedelta(microseconds=1)) is None


def test_nothing_is_kept_from_anybody_for_another_text_or_a_closed_campaign() -> None:
    assert CAMPAIGN.left_to("pending", "b" * 64, DUE) is None
    assert closed(CAMPAIGN, NOON).left_to("pending", TEXT, DUE) is None


def test_a_campaign_asks_its_departments_and_one_without_any_asks_everybody() -> None:
    assert [CAMPAIGN.asks(each) for each in ("care", "press", None)] == [True, False, False]
    assert all(replace(CAMPAIGN, departments=()).asks(each) for each in ("care", None))


def test_a_word_said_again_changes_nothing_and_the_last_one_counts_until_it_is_accepted() -> None:
    declined = answered(PENDING, "declined", "I do not write in public", NOON)
    assert answered(declined, "declined", "I do not write in public", DUE) is declined
    accepted = answered(declined, "accepted", None, DUE)
    assert (accepted.state, accepted.at, accepted.decided_by, accepted.version) == ("accepted", DUE, "anna", 2)
    with pytest.raises(StateNotAllowed):
        answered(accepted, "declined", "No", DUE)


def test_an_exception_is_decided_once_and_only_where_it_was_asked_for() -> None:
    asked = answered(PENDING, "exception_asked", "On leave", NOON)
    exempt = decided(asked, exempt=True, by="maria", reason="Back in May", at=NOON)
    assert (exempt.state, exempt.reason, exempt.decided_by) == ("exempt", "Back in May", "maria")
    refused = decided(asked, exempt=False, by="maria", reason="It takes ten minutes", at=NOON)
    assert refused.state == "pending"
    for state in (PENDING, exempt, refused):
        with pytest.raises(StateNotAllowed):
            decided(state, exempt=True, by="maria", reason="?", at=NOON)


def test_what_others_know_is_a_version_of_its_own_only_where_it_changed() -> None:
    assert told(PENDING, may_answer=True) is PENDING
    assert told(PENDING, may_answer=False) == replace(PENDING, told_may_answer=False, version=1)
