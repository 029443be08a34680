"""The inbox knows the roles that may approve replies as the gateway gives their scopes."""

from __future__ import annotations

from gateway.domain.scopes import ROLE_SCOPES
from services.inbox.application.approval_telling import APPROVING_ROLES


def test_the_roles_that_are_told_of_approvals_are_those_that_may_approve() -> None:
    assert set(APPROVING_ROLES) == {role for role, scopes in ROLE_SCOPES.items() if "replies:approve" in scopes}
