"""Every service's front: who is not known gets 401, a key is honoured once, an error is a problem."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.testclient import TestClient

from chassis.auth import Caller, InternalTokens, Principal
from chassis.clock import FixedClock
from chassis.errors import Unavailable
from chassis.health import Health
from chassis.http.app import create_app
from chassis.http.idempotency import IdempotencyStore
from chassis.http.paging import command_id
from chassis.http.problem import NotFound
from chassis.http.scopes import needs, needs_no_scope
from chassis.mongo import Mongo

KEY = b"k" * 32


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")
    words: str = Field(max_length=10)


def an_app(mongo_url: str, database: str, clock: FixedClock) -> FastAPI:
    router = APIRouter()
    made: list[str] = []
    store: dict[str, IdempotencyStore] = {}

    @router.post("/v1/notes", status_code=201, **needs("notes:write"))
    async def post(note: Note, caller: Caller, request: Request) -> dict[str, object]:
        made.append(note.words)
        return {"id": command_id(request), "brand": caller.brand, "made": len(made)}

    @router.get("/v1/notes/{note}", **needs_no_scope(refuses=[NotFound]))
    async def get(note: str) -> None:
        raise (Unavailable("mongodb") if note == "away" else NotFound())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        mongo = await Mongo.connect(mongo_url, database)
        store["store"] = IdempotencyStore(mongo, clock)
        yield
        await mongo.drop()
        await mongo.close()

    return create_app(
        title="Notes",
        description="Notes.",
        lifespan=lifespan,
        tokens=InternalTokens(KEY, clock),
        health=Health("notes"),
        routers=[router],
        idempotency=lambda: store.get("store"),
    )


@pytest.fixture
def bearer(clock: FixedClock) -> dict[str, str]:
    caller = Principal("north", "anna", "person", scopes=frozenset({"notes:write"}))
    return {"Authorization": f"Bearer {InternalTokens(KEY, clock).mint(caller)}"}


def test_the_front_of_a_service(mongo_url: str, database_name: str, clock: FixedClock, bearer: dict[str, str]) -> None:
    with TestClient(an_app(mongo_url, database_name, clock)) as client:
        assert client.post("/v1/notes", json={"words": "hello"}).status_code == 401
        assert client.get("/health/live").json() == {"live": True}

        key = bearer | {"Idempotency-Key": "once"}
        first = client.post("/v1/notes", json={"words": "hello"}, headers=key)
        again = client.post("/v1/notes", json={"words": "hello"}, headers=key)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json() == {"id": first.json()["id"], "brand": "north", "made": 1}
        other = client.post("/v1/notes", json={"words": "bye"}, headers=key)
        assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "#header/Idempotency-Key")

        wrong = client.post("/v1/notes", json={"words": "far too long", "more": 1}, headers=bearer)
        assert wrong.status_code == 422
        assert {error["pointer"] for error in wrong.json()["errors"]} == {"/words", "/more"}
        assert "far too long" not in wrong.text

        for body in (b"{", b'{"words":"a","words":"b"}', b'{"words":NaN}', b"[" * 100_000):
            refused = client.post("/v1/notes", content=body, headers=bearer | {"Content-Type": "application/json"})
            assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
        assert client.post("/v1/notes", content=b"x" * 2_000_000, headers=bearer).status_code == 413
        form = bearer | {"Content-Type": "text/plain"}
        assert client.post("/v1/notes", content=b"x", headers=form).status_code == 415

        unknown = client.get("/v1/notes/1", headers=bearer)
        assert unknown.status_code == 404
        no_route = client.get("/no/such/route", headers=bearer)
        assert (no_route.status_code, no_route.json()["type"]) == (404, "/docs/errors/unknown_route")
        away = client.get("/v1/notes/away", headers=bearer)
        assert (away.status_code, away.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize(
    ("other", "status"),
    [
        pytest.param(Principal("north", "anna", "person", scopes=frozenset({"notes:write", "more"})), 201, id="more"),
        pytest.param(Principal("north", "anna", "person"), 403, id="a narrower key of the same person"),
        pytest.param(Principal("north", "anna", "integration"), 403, id="an integration of the same name"),
    ],
)
def test_a_first_answer_is_shown_to_nobody_who_may_do_less(
    mongo_url: str, database_name: str, clock: FixedClock, bearer: dict[str, str], other: Principal, status: int
) -> None:
    key = {"Idempotency-Key": "once"}
    theirs = {"Authorization": f"Bearer {InternalTokens(KEY, clock).mint(other)}"}
    with TestClient(an_app(mongo_url, database_name, clock)) as client:
        first = client.post("/v1/notes", json={"words": "hello"}, headers=bearer | key)
        again = client.post("/v1/notes", json={"words": "hello"}, headers=theirs | key)

    assert (first.status_code, again.status_code) == (201, status)
    assert (again.json().get("id") == first.json()["id"]) == (status == 201)


def test_a_missing_scope_is_named(mongo_url: str, database_name: str, clock: FixedClock) -> None:
    token = InternalTokens(KEY, clock).mint(Principal("north", "ben", "person"))
    with TestClient(an_app(mongo_url, database_name, clock)) as client:
        refused = client.post("/v1/notes", json={"words": "hi"}, headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json()["scope"]) == (403, "notes:write")


def test_a_token_expires_and_cannot_be_forged(clock: FixedClock, mongo_url: str, database_name: str) -> None:
    caller = Principal("north", "ben", "person")
    forged = InternalTokens(b"x" * 32, clock).mint(caller)
    good = InternalTokens(KEY, clock).mint(caller)
    with TestClient(an_app(mongo_url, database_name, clock)) as client:
        assert client.get("/v1/notes/1", headers={"Authorization": f"Bearer {forged}"}).status_code == 401
        clock.advance(120)
        assert client.get("/v1/notes/1", headers={"Authorization": f"Bearer {good}"}).status_code == 401
