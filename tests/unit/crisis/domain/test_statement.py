"""A holding statement takes four eyes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.crisis.domain.statement import AlreadyApproved, OwnStatement, Statement, approve

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)


def test_a_statement_takes_four_eyes() -> None:
    draft = Statement("s", "i", "nl", "Wij weten het.", "ann", NOON)
    with pytest.raises(OwnStatement):
        approve(draft, "ann", NOON)
    approved = approve(draft, "ben", NOON)
    assert (approved.state, approved.approved_by) == ("approved", "ben")
    with pytest.raises(AlreadyApproved):
        approve(approved, "cas", NOON)
