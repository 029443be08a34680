"""What crisis refuses says why in a field that programs read."""

from __future__ import annotations

from services.crisis.application.place_commands import NoPlaceThere
from services.crisis.http.errors import REFUSALS


def test_who_leaves_a_place_that_they_do_not_have_reads_why() -> None:
    problem = REFUSALS[NoPlaceThere](NoPlaceThere())
    assert (problem.status, problem.body["reason"]) == (409, "no_place")
