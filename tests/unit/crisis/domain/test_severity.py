"""How bad a surge is, from volume and anger."""

from __future__ import annotations

import pytest

from services.crisis.domain.severity import SeverityRules, SurgeFigures, ratio_of, severity_of


@pytest.mark.parametrize(
    ("ratio", "share", "level"),
    [(2, None, 1), (5, 0.1, 2), (50, 0.1, 3), (2, 0.7, 2), (8, 0.9, 3), (90, 0.9, 3)],
)
def test_severity_follows_volume_and_anger(ratio: float, share: float | None, level: int) -> None:
    assert severity_of(SurgeFigures(ratio, share), SeverityRules()) == level


def test_a_quiet_brand_is_not_infinitely_surprised() -> None:
    assert ratio_of(40, 0.0) == 40
