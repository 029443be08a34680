"""What the gateway's table asks of a caller is what the service asks: every route of every service is compared."""

from __future__ import annotations

import base64
import re
from functools import cache

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.settings import KEY_BYTES, CommonSettings
from gateway.domain.openapi import Operation, operations
from gateway.domain.scopes import ROLE_SCOPES, SCOPES, scopes_of
from gateway.http.app import build_app
from gateway.http.operations import Operations
from gateway.openapi import service_documents
from gateway.settings import GatewaySettings
from services import generate as services

TABLE = [each for name, document in service_documents().items() for each in operations(name, document)]
TOKENS = InternalTokens(bytes(KEY_BYTES), SystemClock())
WORKING = ("employee", "community_manager", "social_media_manager", "administrator")
OWN_WORK = [
    ("GET", "/v1/employees/me"),
    ("PUT", "/v1/employees/me/presence"),
    ("GET", "/v1/offers"),
    ("POST", "/v1/offers/o1/accept"),
    ("POST", "/v1/offers/o1/decline"),
    ("GET", "/v1/tasks?employee=me"),
    ("GET", "/v1/tasks/c1"),
    ("GET", "/v1/tasks/c1/explanation"),
    ("POST", "/v1/tasks/c1/complete"),
    ("POST", "/v1/tasks/c1/release"),
    ("POST", "/v1/tasks/c1/transfer"),
    ("GET", "/v1/queues"),
    ("GET", "/v1/queues/general"),
    ("GET", "/v1/queues/general/status"),
    ("GET", "/v1/workflows/current"),
]
"""What whoever works on tasks does all day at routing."""


applications = cache(services.applications)


@cache
def _clients() -> dict[str, TestClient]:
    """Each service with nothing connected: whoever gets past the guard finds a bug, which is answered with 500."""
    found = {}
    for name, app in applications().items():
        app.state.application = None
        found[name] = TestClient(app, raise_server_exceptions=False)
    return found


def _lets_in(service: str, method: str, path: str, scopes: frozenset[str]) -> bool:
    """Whether the service itself lets a person with these scopes in."""
    token = TOKENS.mint(Principal("klm", "ada", "person", scopes=scopes))
    target = re.sub(r"{\w+}", "me", path)
    answer = _clients()[service].request(method, target, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code not in {401, 405}, (method, target, answer.text)
    return answer.status_code != 403


def _id(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def test_every_operation_of_every_service_is_in_the_table() -> None:
    served = {
        (name, each.method, each.path, each.scopes)
        for name, app in applications().items()
        for each in operations(name, app.openapi())
    }
    assert served == {(each.service, each.method, each.path, each.scopes) for each in TABLE}
    assert {each.path.split("/")[1] for each in TABLE} == {"v1"}


@pytest.mark.parametrize("operation", TABLE, ids=_id)
def test_the_service_asks_what_the_edge_asks(operation: Operation) -> None:
    wanted = frozenset(operation.scopes)
    assert wanted <= SCOPES

    for scopes in [SCOPES - wanted, frozenset[str](), *(frozenset({each}) for each in wanted)]:
        edge = operation.takes(scopes)
        assert _lets_in(operation.service, operation.method, operation.path, scopes) == edge, sorted(scopes)


@pytest.mark.parametrize("role", [*WORKING, "placed volunteer"])
@pytest.mark.parametrize(("method", "path"), OWN_WORK)
def test_whoever_works_on_tasks_may_do_their_own_work(role: str, method: str, path: str) -> None:
    scopes = scopes_of(["volunteer"], on_duty=True) if role == "placed volunteer" else ROLE_SCOPES[role]
    operation = Operations(TABLE).find(method, path.partition("?")[0])

    assert operation is not None
    assert operation.takes(scopes)
    assert _lets_in("routing", method, path, scopes)


@pytest.mark.parametrize("role", sorted(ROLE_SCOPES))
def test_every_person_may_read_their_own_entry(role: str) -> None:
    operation = Operations(TABLE).find("GET", "/v1/employees/me")

    assert operation is not None
    assert operation.takes(ROLE_SCOPES[role])
    assert _lets_in("routing", "GET", "/v1/employees/me", ROLE_SCOPES[role])


OWN_PROOF = ("/v1/webhooks/", "/v1/notice-links/", "/v1/badges/", "/v1/sign-in")
"""These take no credential: a signature, a tag, a state and a code prove them, or a brand has published them."""


def _gateway() -> FastAPI:
    nothing = base64.b64encode(bytes(KEY_BYTES)).decode()
    common = {"kafka": "nowhere:9092", "mongo": "mongodb://nowhere", "internal_key": nothing, "seal_key": nothing}
    urls = {f"{name}_url": "http://nowhere" for name in ("inbox", "routing", "crisis", "analytics")}
    settings = GatewaySettings.model_validate({**urls, "bootstrap_key": "b" * 32, "dev_issuer": True})
    return build_app(settings, CommonSettings.model_validate(common))


def test_the_gateway_itself_is_built_of_declared_routes_only() -> None:
    answer = TestClient(_gateway()).get("/openapi.json")

    said = [
        (method, path)
        for path, item in answer.json()["paths"].items()
        for method, operation in item.items()
        if "x-scope" not in operation and not path.startswith(OWN_PROOF)
    ]
    assert said == []
