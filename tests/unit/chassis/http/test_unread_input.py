"""What a route does not read is named."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Query
from pydantic import BaseModel
from starlette.testclient import TestClient

from chassis.auth import InternalTokens, Principal
from chassis.clock import FixedClock
from chassis.health import Health
from chassis.http.app import create_app
from chassis.http.scopes import needs_no_scope

TOKENS = InternalTokens(b"k" * 32, FixedClock(datetime(2026, 4, 15, tzinfo=UTC)))


class Body(BaseModel):
    text: str


class Filter:
    def __init__(self, status: str = "", above: Annotated[int, Query(alias="min_priority")] = 0) -> None:
        self.all = [status, str(above)]


def _declared() -> FastAPI:
    router = APIRouter()

    @router.get("/v1/notes", **needs_no_scope())
    def notes(query: Annotated[Filter, Depends()], limit: int = 1) -> list[str]:
        return [*query.all, str(limit)]

    @router.post("/v1/notes", **needs_no_scope())
    def write(body: Body) -> str:
        return body.text

    @router.post("/v1/notes/close", **needs_no_scope())
    def close() -> str:
        return "closed"

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    return create_app(
        title="Notes", description=".", lifespan=lifespan, tokens=TOKENS, health=Health("notes"), routers=[router]
    )


@pytest.fixture(scope="module")
def client() -> TestClient:
    bearer = f"Bearer {TOKENS.mint(Principal('north', 'anna', 'person'))}"
    return TestClient(_declared(), headers={"Authorization": bearer})


def pointers(answer: object) -> list[str]:
    return [each["pointer"] for each in answer.json()["errors"]]  # type: ignore[attr-defined]  # the client is untyped


def test_parameters_of_a_route_and_of_what_it_depends_on_are_read(client: TestClient) -> None:
    answer = client.get("/v1/notes?status=open&min_priority=5&limit=2")
    assert (answer.status_code, answer.json()) == (200, ["open", "5", "2"])


@pytest.mark.parametrize(
    ("query", "named"), [("limitt=1", ["#query/limitt"]), ("above=1&x=&x=", ["#query/above", "#query/x"])]
)
def test_each_parameter_that_is_not_read_is_named(client: TestClient, query: str, named: list[str]) -> None:
    answer = client.get(f"/v1/notes?{query}")
    assert (answer.status_code, pointers(answer)) == (422, named)


def test_a_command_names_what_it_does_not_read_in_query_and_body(client: TestClient) -> None:
    assert client.post("/v1/notes/close").status_code == 200
    assert client.post("/v1/notes/close", json={}).status_code == 200
    answer = client.post("/v1/notes/close?force=1", json={"why": "x"})
    assert (answer.status_code, pointers(answer)) == (422, ["#query/force", "/why"])
    assert client.post("/v1/notes?dry=1", json={"text": "x"}).status_code == 422
    assert client.post("/v1/notes", json={"text": "x"}).status_code == 200
