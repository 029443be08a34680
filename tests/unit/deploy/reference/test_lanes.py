"""The page of lanes has every declared operation once, under its lane."""

import re

from deploy.reference.lanes import page
from gateway.domain.request_lanes import LANES, RequestLane


def _sections() -> dict[str, str]:
    parts = re.split(r"^## (.*)\n", page(), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_what_is_refused_first_stands_first_and_what_is_never_refused_last() -> None:
    assert list(_sections()) == [*map(str, RequestLane), "Never refused"]


def test_every_declared_operation_is_on_it_once() -> None:
    declared = [each for operations in LANES.values() for each in operations]

    assert sorted(re.findall(r"^- `(\w+)`", page(), re.MULTILINE)) == sorted(declared)


def test_a_lane_says_its_part_and_when_to_come_back() -> None:
    sections = _sections()

    assert "at most 50% of the places" in sections["bulk"]
    assert "`Retry-After` is 1 to 2 seconds" in sections["crisis"]
    assert "- `acknowledgePage`" in sections["crisis"]
