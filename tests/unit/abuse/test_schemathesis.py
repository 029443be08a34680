"""The report of a Schemathesis run is read whole: statuses, what was taken, links, and everything that was wrong."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from deploy.checks.api.document import gateway
from gateway.http.document import whole_document
from gateway.openapi import service_documents
from tests.abuse.access import operations_of
from tests.abuse.schemathesis import LEFT_OUT, PHASES, SchemaRun, knowing, read

FAILURE = {"operation": "POST /v1/cards", "message": "Invalid data should have been rejected"}
ACCEPTED = {"name": "negative_data_rejection", "status": "failure", "failure_info": {"failure": FAILURE}}


@cache
def _operations() -> dict[tuple[str, str], Any]:
    return operations_of(whole_document(gateway(dev_issuer=True), service_documents()))


def _played(phase: str, status: int | None, *checks: dict[str, Any], draws: Any = None) -> dict[str, Any]:
    """An event of one case that was answered so."""
    value = {"method": "POST", "path": "/v1/cards", "body": {"title": 1}, "meta": {"pool_draws": draws or []}}
    answer = None if status is None else {"status_code": status}
    recorder = {
        "label": "POST /v1/cards",
        "cases": {"a": {"value": value}},
        "interactions": {"a": {"response": answer}},
        "checks": {"a": list(checks)},
    }
    return {"ScenarioFinished": {"phase": phase, "recorder": recorder}}


def _ended(phase: str, status: str = "success") -> dict[str, Any]:
    return {"PhaseFinished": {"phase": {"name": phase}, "status": status}}


def test_answers_are_counted_by_status_and_what_was_taken_by_phase() -> None:
    found = read([_played("fuzzing", 201), _played("fuzzing", 422), _played("coverage", 404)])

    assert dict(found.statuses) == {201: 1, 422: 1, 404: 1}
    assert (found.taken["fuzzing"], found.asked["fuzzing"], found.taken["coverage"]) == (1, 2, 0)
    assert "fuzzing 1 of 2" in found.in_words()


def test_a_check_that_failed_is_one_fault_an_operation_with_its_request() -> None:
    passed = {"name": "not_a_server_error", "status": "success"}
    found = read([_played("coverage", 201, passed, ACCEPTED), _played("fuzzing", 201, ACCEPTED)])

    (fault,) = found.faults.values()
    assert "negative_data_rejection" in fault
    assert 'POST /v1/cards {"body": {"title": 1}}' in fault


def test_no_answer_and_an_error_of_the_run_are_faults() -> None:
    found = read([_played("fuzzing", None), {"NonFatalError": {"label": "GET /v1/me", "value": "it broke"}}])

    assert len(found.faults) == 2


def test_links_count_where_a_value_of_an_answer_was_taken() -> None:
    good = {"source_operation": "GET /v1/cards", "source_status": 200}
    began = {"PhaseStarted": {"phase": {"name": "stateful"}, "payload": {"transitions_total": 45}}}
    found = read(
        [
            began,
            _played("stateful", 200, draws=[good, {**good, "source_status": 404}]),
            _played("stateful", 404, draws=[{**good, "source_operation": "GET /v1/imports"}]),
        ]
    )

    assert (found.links, found.links_known) == ({("GET /v1/cards", "POST /v1/cards")}, 45)


def test_a_phase_that_came_to_no_end_is_named() -> None:
    ended = [_ended(phase, "failure") for phase in PHASES]
    assert read(ended).missing == []
    assert read([*ended[:-1], _ended("stateful", "interrupted")]).missing == ["stateful"]
    assert SchemaRun().missing == list(PHASES)


@pytest.mark.parametrize("operation", sorted(LEFT_OUT))
def test_what_is_left_out_is_an_operation_with_a_reason(operation: str) -> None:
    method, _, path = operation.partition(" ")
    assert (method, path) in _operations()
    assert LEFT_OUT[operation]


def test_path_parameters_get_the_ids_of_what_is_there_and_nothing_else_changes() -> None:
    shared = {"name": "card", "in": "path", "required": True}
    paths = {
        "/v1/cards/{card}": {"get": {"parameters": [shared, {"name": "limit", "in": "query"}]}, "summary": "cards"}
    }
    document = {"paths": paths}
    found = knowing(document, {"card": ["c-1", "c-2"], "limit": ["7"]})
    assert found["paths"]["/v1/cards/{card}"]["get"]["parameters"] == [
        {**shared, "example": "c-1"},
        {"name": "limit", "in": "query"},
    ]
    assert "example" not in shared
    assert knowing(document, {}) == document
