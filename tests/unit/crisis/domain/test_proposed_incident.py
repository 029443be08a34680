"""A proposed incident is answered once: by a person, or by time."""

from __future__ import annotations

import pytest

from services.crisis.domain.proposed_incident import ProposedAnswered, confirmed, dismissed, expired
from tests.support.crisis.values import LATER, a_proposed_incident


def test_a_person_confirms_it_as_an_incident_or_says_why_it_is_none() -> None:
    yes = confirmed(a_proposed_incident(), "ann", LATER, "i1")
    assert (yes.state, yes.answered_by, yes.answered_at, yes.incident, yes.version) == (
        *("confirmed", "ann", LATER, "i1", 2),
    )
    no = dismissed(a_proposed_incident(), "ann", LATER, "A test of ours.")
    assert (no.state, no.dismissal, no.incident) == ("dismissed", "A test of ours.", None)


def test_time_answers_in_nobody_s_name() -> None:
    over = expired(a_proposed_incident(), LATER)
    assert (over.state, over.answered_by, over.answered_at) == ("expired", None, LATER)


@pytest.mark.parametrize("state", ["confirmed", "dismissed", "expired"])
def test_what_was_answered_is_not_answered_again(state: str) -> None:
    answered = a_proposed_incident(state=state)
    with pytest.raises(ProposedAnswered) as refused:
        confirmed(answered, "ann", LATER, "i1")
    assert refused.value.state == state
    with pytest.raises(ProposedAnswered):
        dismissed(answered, "ann", LATER, "no")
    with pytest.raises(ProposedAnswered):
        expired(answered, LATER)
