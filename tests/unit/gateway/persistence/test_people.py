"""What the directory tells of a person: whether their roles let them take work."""

from datetime import UTC, datetime

import pytest

from contracts.directory import Role
from gateway.persistence.people import Person, person_changed

NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("roles", "may_work"),
    [
        (("volunteer",), False),
        (("analyst", "developer"), False),
        ((), False),
        (("employee",), True),
        (("volunteer", "community_manager"), True),
        (("administrator",), True),
    ],
)
def test_a_person_is_told_with_whether_their_roles_let_them_work(roles: tuple[Role, ...], may_work: bool) -> None:
    person = Person("vera", "Vera", roles, "vera", True, 1, NOON)

    assert person_changed("klm", person, NOON).may_work is may_work
