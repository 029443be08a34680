"""Cases are chosen by tier or by name, and a name there is none of ends the command."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.tools.tiers import chosen


class Thing(NamedTuple):
    name: str
    tier: str


QUICK, SLOW = Thing("quick", "smoke"), Thing("slow", "full")


def test_the_full_tier_has_everything_and_a_name_counts_whatever_the_tier() -> None:
    assert chosen("case", [QUICK, SLOW], "smoke", []) == [QUICK]
    assert chosen("case", [QUICK, SLOW], "full", []) == [QUICK, SLOW]
    assert chosen("case", [QUICK, SLOW], "smoke", ["slow"]) == [SLOW]


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(SystemExit, match="unknown case none; there are: quick, slow"):
        chosen("case", [QUICK, SLOW], "smoke", ["quick", "none"])
