"""Each operation has one lane, and one that was not declared has none."""

from itertools import combinations

import pytest

from gateway.domain.request_lanes import LANES, SINGLE_BYTES, NoLane, RequestLane, lane_of, lane_of_post, mark_lanes


def test_no_operation_stands_in_two_lanes() -> None:
    assert LANES.keys() == set(RequestLane)
    for one, other in combinations(LANES.values(), 2):
        assert not one & other


def test_an_operation_that_was_not_declared_stops_the_document() -> None:
    document = {"paths": {"/v1/new": {"get": {"operationId": "listNewThings"}}}}

    with pytest.raises(NoLane, match="listNewThings"):
        mark_lanes(document)


def test_the_document_says_the_lane() -> None:
    document = {"paths": {"/v1/pages/{page}/acknowledge": {"post": {"operationId": "acknowledgePage"}}}}

    mark_lanes(document)

    assert document["paths"]["/v1/pages/{page}/acknowledge"]["post"]["x-lane"] == "crisis"
    assert lane_of("acknowledgePage") is RequestLane.CRISIS


@pytest.mark.parametrize(
    ("media_type", "declared_bytes", "lane"),
    [
        ("application/json", 400, RequestLane.LIVE),
        ("application/cloudevents+json", SINGLE_BYTES, RequestLane.LIVE),
        ("application/json", SINGLE_BYTES + 1, RequestLane.BULK),
        ("application/json", None, RequestLane.BULK),
        ("application/cloudevents-batch+json", 400, RequestLane.BULK),
    ],
)
def test_posted_events_are_told_apart_by_their_head(
    media_type: str, declared_bytes: int | None, lane: RequestLane
) -> None:
    assert lane_of_post(media_type, declared_bytes) is lane
