"""The page of what gives way says the order, parts and settings of the code."""

from __future__ import annotations

from gateway.domain.adaptive_limit import FIRST_LIMIT, SLACK_SECONDS
from gateway.domain.places import PARTS, RETRY_SECONDS
from gateway.domain.request_lanes import SINGLE_BYTES, RequestLane
from gateway.settings import GatewaySettings
from tests.contract.documents import TOP, rows_of

PAGE = (TOP / "docs/degradation.md").read_text()


def test_the_lanes_stand_in_the_order_in_which_they_are_refused() -> None:
    rows = [(row[0], row[2], row[3]) for row in rows_of(PAGE) if row[0].strip("`") in set(RequestLane)]

    assert rows == [
        (
            f"`{lane}`",
            f"{PARTS[lane]:.0%} of the places are held".replace("%", " %"),
            "{} to {}".format(*RETRY_SECONDS[lane]),
        )
        for lane in RequestLane
    ]
    assert [PARTS[lane] for lane in RequestLane] == sorted(PARTS.values())


def test_the_settings_have_their_defaults() -> None:
    said = {row[0].strip("`"): row[1] for row in rows_of(PAGE) if row[0].startswith("`MUSTER_GATEWAY_")}

    named = {name: name.removeprefix("MUSTER_GATEWAY_").lower() for name in said}
    assert said == {name: f"{GatewaySettings.model_fields[field].default:,}" for name, field in named.items()}
    assert len(said) == 2


def test_the_numbers_in_the_text_are_those_of_the_code() -> None:
    numbers = [f"begins with {FIRST_LIMIT}", f"more than {SINGLE_BYTES:,} bytes", f"and {SLACK_SECONDS * 1000:.0f} ms"]
    assert [said for said in numbers if said not in PAGE] == []
