"""No path lets anyone hold what their record does not allow, in memory."""

import pytest

from tests.support.routing.random_story import nobody_holds_what_their_record_bars
from tests.support.routing.rig import Rig


@pytest.mark.parametrize("seed", range(60, 100))
async def test_no_path_lets_anyone_hold_what_their_record_bars_them_from(rig: Rig, seed: int) -> None:
    await nobody_holds_what_their_record_bars(rig, seed, steps=200)
