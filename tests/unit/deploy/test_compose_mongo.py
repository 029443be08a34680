"""Where MongoDB's first user is made: at the member that takes writes, as soon as it does."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from deploy.compose.mongo import _make_operator, _settled
from deploy.stack.errors import StackError

ME, OTHER = "mongo-1:27017", "mongo-2:27017"


@pytest.mark.parametrize(
    ("hello", "settled"),
    [
        ({"isWritablePrimary": False}, False),
        ({"isWritablePrimary": False, "me": ME, "primary": ME}, False),  # elected, and still reading what it missed
        ({"isWritablePrimary": True, "me": ME, "primary": ME}, True),
        ({"isWritablePrimary": False, "me": ME, "primary": OTHER}, True),
    ],
)
def test_a_set_is_settled_when_a_member_takes_writes(hello: dict[str, Any], settled: bool) -> None:
    assert _settled(hello) is settled


def test_a_set_that_another_member_leads_and_that_knows_nobody_is_named_with_what_to_do() -> None:
    admin = SimpleNamespace(command=lambda name: {"isWritablePrimary": False, "primary": OTHER})
    here: Any = SimpleNamespace(admin=admin)

    with pytest.raises(StackError, match=r"mongo-2:27017 takes the writes.*docs/runbooks/tasks"):
        _make_operator(here, "a-password")
