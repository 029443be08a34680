"""Every crash point that can be armed stands on a line of the code, and no line names another."""

import re
from pathlib import Path

from chassis.crash_points import POINTS

ROOT = Path(__file__).resolve().parents[3]


def test_every_point_is_passed_somewhere() -> None:
    rooms = ("gateway", "services", "chassis")
    source = "".join(path.read_text() for room in rooms for path in (ROOT / room).rglob("*.py"))

    assert set(re.findall(r'crash_points\.reach(?:_soon)?\("([^"]+)"\)', source)) == set(POINTS)
