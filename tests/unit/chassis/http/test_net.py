"""The net under every route: whatever happens, the answer is a problem that tells nothing of the inside."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from structlog.testing import capture_logs

from chassis.auth import InternalTokens, Principal
from chassis.clock import FixedClock
from chassis.health import Health
from chassis.http.app import create_app
from chassis.http.scopes import needs_no_scope

SECRET = "what a customer wrote"


def an_app(tokens: InternalTokens) -> FastAPI:
    router = APIRouter()

    @router.get("/v1/notes/{note}", **needs_no_scope())
    async def note(note: str, q: str = "") -> str:
        if note == "broken":
            raise RuntimeError(SECRET)
        return note + q

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    return create_app(
        title="Notes", description=".", lifespan=lifespan, tokens=tokens, health=Health("notes"), routers=[router]
    )


@pytest.fixture
def client() -> TestClient:
    tokens = InternalTokens(b"k" * 32, FixedClock(datetime(2026, 4, 15, tzinfo=UTC)))
    bearer = f"Bearer {tokens.mint(Principal('north', 'anna', 'person'))}"
    return TestClient(an_app(tokens), headers={"Authorization": bearer})


def test_what_nobody_foresaw_is_a_problem_and_its_words_stay_inside(client: TestClient) -> None:
    with capture_logs() as logged:
        answer = client.get("/v1/notes/broken")
    assert (answer.status_code, answer.json()["type"]) == (500, "/docs/errors/internal")
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text
    assert SECRET not in str(logged)
    assert "test_net.py" in str(logged[0]["at"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("POST", "/v1/notes/a", 405),
        ("PROPFIND", "/v1/notes/a", 405),
        ("OPTIONS", "/v1/notes/a", 405),
        ("GET", "/v1/notes/a%00b", 422),
        ("GET", "/v1/notes/%ED%A0%80", 422),
        ("GET", "/v1/notes/%ff", 422),
    ],
)
def test_every_refusal_is_a_problem(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("value", ["a%00", "%ED%A0%80", "%ff", "%C0%80"])
def test_a_query_that_is_no_text_is_named(client: TestClient, value: str) -> None:
    answer = client.get(f"/v1/notes/a?q={value}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#query/q"
    assert client.get(f"/v1/notes/a?{value}=q").json()["errors"][0]["pointer"] == "#query"


def test_text_of_every_language_goes_in(client: TestClient) -> None:
    answer = client.get("/v1/notes/%C3%A9?q=%F0%9F%98%80")
    assert (answer.status_code, answer.json()) == (200, "é😀")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_nobody_speaks_over_a_web_socket(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/v1/notes/a"):
        pass


@pytest.mark.parametrize("header", [{"alg": 1}, {"alg": None}, {"alg": "HS256", "crit": 5}, [], 7, {"typ": {}}, {}])
def test_a_token_of_odd_parts_is_refused_as_any_other(client: TestClient, header: object) -> None:
    odd = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    for token in (f"{odd}.e30.AA", f"{odd}..", "é", "\udcff", "..", "a" * 20_000):
        answer = client.get("/v1/notes/a", headers={b"Authorization": f"Bearer {token}".encode("utf-8", "replace")})
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
