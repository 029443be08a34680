"""Nobody grants what they do not hold."""

from __future__ import annotations

import pytest

from gateway.domain.granting import missing_scopes, needed_to_change, needed_to_end, widest_scopes_of_key
from gateway.domain.scopes import INTEGRATION_SCOPES, ON_DUTY, ROLE_SCOPES, SCOPES


def test_what_would_be_granted_and_is_not_held_is_named_in_order() -> None:
    assert missing_scopes(frozenset({"tasks:read"}), ["tasks:work", "tasks:read", "brands:write"]) == [
        "brands:write",
        "tasks:work",
    ]


@pytest.mark.parametrize("role", sorted(ROLE_SCOPES))
def test_giving_a_role_takes_all_its_scopes(role: str) -> None:
    assert needed_to_change([], [role], active=True) >= ROLE_SCOPES[role]


@pytest.mark.parametrize("role", sorted(ROLE_SCOPES))
def test_renewing_access_takes_all_the_scopes_of_the_roles(role: str) -> None:
    assert needed_to_change([role], [role], active=True) >= ROLE_SCOPES[role]


def test_a_role_given_to_somebody_without_access_takes_its_scopes_too() -> None:
    assert needed_to_change(["employee"], ["administrator"], active=False) == SCOPES


def test_ending_access_takes_nothing_but_an_administrators_takes_everything() -> None:
    assert needed_to_change(["employee"], ["employee"], active=False) == frozenset()
    assert needed_to_change(["administrator"], ["administrator"], active=False) == SCOPES
    assert needed_to_change(["administrator"], [], active=True) == SCOPES


def test_a_key_that_follows_its_person_may_carry_on_duty_work_too() -> None:
    assert widest_scopes_of_key(["volunteer"], None) == ROLE_SCOPES["volunteer"] | ON_DUTY
    assert widest_scopes_of_key(None, None) == INTEGRATION_SCOPES


def test_a_narrowed_key_may_carry_whatever_it_names_because_its_person_may_get_it() -> None:
    assert widest_scopes_of_key(["employee"], ["people:write"]) == {"people:write"}


def test_ending_a_key_takes_nothing_unless_it_carries_everything() -> None:
    assert needed_to_end(widest_scopes_of_key(["employee"], None)) == frozenset()
    assert needed_to_end(widest_scopes_of_key(["administrator"], None)) == SCOPES
