"""An answer that the document does not know is noticed, with its operation named and without what it says."""

from __future__ import annotations

import json

import pytest

from tests.support.documented_answers import undocumented

PROBLEM = json.dumps({"type": "/docs/errors/not_found", "title": "Not found", "status": 404}).encode()
PROBLEM_TYPE = "application/problem+json"
JSON = "application/json; charset=utf-8"
EMPTY = b'{"items": [], "next": null}'


@pytest.mark.parametrize(
    ("method", "path", "status", "media", "body"),
    [
        ("GET", "/v1/conversations?limit=5", 200, JSON, EMPTY),
        ("GET", "/v1/conversations/none", 404, PROBLEM_TYPE, PROBLEM),
        ("GET", "/v1/brands/aurora", 304, "", b""),
        ("GET", "/v1/nothing", 404, PROBLEM_TYPE, PROBLEM),
        ("GET", "/health/live", 200, "application/json", b"{}"),
        ("GET", "/v1/reports/overview", 200, "text/csv; charset=utf-8", b"a,b"),
    ],
)
def test_what_is_documented_is_let_pass(method: str, path: str, status: int, media: str, body: bytes) -> None:
    assert undocumented(method, path, status, media, body) is None


@pytest.mark.parametrize(
    ("method", "path", "status", "media", "body", "said"),
    [
        ("GET", "/v1/nothing", 200, JSON, EMPTY, "GET /v1/nothing answers 200 and is in no document"),
        (
            "GET",
            "/v1/offers",
            418,
            PROBLEM_TYPE,
            PROBLEM,
            "GET /v1/offers answers 418, which its document does not name",
        ),
        ("GET", "/v1/offers", 200, "text/html", b"x", "GET /v1/offers answers 200 as 'text/html', its document as"),
        ("GET", "/v1/tasks/secret", 200, JSON, b'{"state": 1}', "GET /v1/tasks/{conversation} answers 200 with $"),
    ],
)
def test_what_is_not_is_named(method: str, path: str, status: int, media: str, body: bytes, said: str) -> None:
    found = undocumented(method, path, status, media, body)
    assert found is not None
    assert found.startswith(said)
    assert "secret" not in found
