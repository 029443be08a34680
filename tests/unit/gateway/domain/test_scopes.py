"""What each role may do."""

import pytest

from contracts.directory import Role
from gateway.domain.scopes import INTEGRATION_SCOPES, ON_DUTY, ROLE_SCOPES, SCOPES, scopes_of, unknown_scopes


def test_each_role_of_the_contract_has_its_scopes_and_no_other_role_has_any() -> None:
    assert set(ROLE_SCOPES) == set(Role.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", sorted(ROLE_SCOPES))
def test_a_role_gives_only_scopes_that_exist(role: str) -> None:
    assert unknown_scopes(ROLE_SCOPES[role]) == []


def test_a_volunteer_cannot_touch_work_without_a_place() -> None:
    assert not scopes_of(["volunteer"]) & {"tasks:work", "conversations:read", "replies:write"}


def test_a_place_gives_a_volunteer_on_duty_work_and_nothing_else() -> None:
    assert scopes_of(["volunteer"], on_duty=True) - scopes_of(["volunteer"]) == ON_DUTY


def test_roles_add_up() -> None:
    both = scopes_of(["analyst", "developer"])

    assert {"measures:read", "events:write"} <= both


def test_an_unknown_role_gives_nothing() -> None:
    assert scopes_of(["emperor"]) == frozenset()


def test_an_integration_can_bring_in_but_never_read() -> None:
    assert INTEGRATION_SCOPES <= SCOPES
    assert not any(scope.endswith(":read") for scope in INTEGRATION_SCOPES)


def test_unknown_scopes_are_named() -> None:
    assert unknown_scopes(["tasks:read", "tasks:eat"]) == ["tasks:eat"]
