"""Every operation of the API has exactly one lane, and no lane has an operation that is not there."""

from __future__ import annotations

from gateway.domain.request_lanes import HOLD_NO_PLACE, LANE_FIELD, LANES
from tests.contract.openapi_documents import operations, whole


def test_every_operation_has_its_lane_and_the_document_says_it() -> None:
    said = {operation["operationId"]: operation.get(LANE_FIELD) for _, _, operation in operations(whole())}

    assert said == {each: str(lane) for lane, declared in LANES.items() for each in declared}
    assert HOLD_NO_PLACE.keys() <= said.keys()


def test_what_can_be_shed_says_so_and_what_cannot_does_not() -> None:
    for method, path, operation in operations(whole()):
        refusal = operation["responses"]["503"]
        shed = "overloaded" in refusal["x-problem-codes"]
        assert shed == (operation["operationId"] not in HOLD_NO_PLACE), (method, path)
        assert shed == ("Muster-Shed" in refusal.get("headers", {})), (method, path)


def test_what_leads_out_of_a_crisis_is_never_below_it() -> None:
    """Signing in, answering a page, a callout and a link, and approving: by scope and path, not by the table alone."""
    urgent = ("/v1/pages", "/v1/callouts", "/v1/notice-links", "/v1/approvals", "/v1/sign-in", "/v1/session")
    for method, path, operation in operations(whole()):
        if path == "/v1/session" or path.startswith(tuple(f"{each}/" for each in urgent)) or path in urgent:
            assert operation[LANE_FIELD] == "crisis", (method, path)
