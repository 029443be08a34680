"""No value in any parameter breaks any service: each is answered, and each refusal is a problem."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.messaging.testing import FakeLog
from chassis.service import ServiceRuntime
from chassis.settings import CommonSettings
from gateway.openapi import service_documents
from services.analytics import wiring as analytics
from services.analytics.settings import AnalyticsSettings
from services.crisis import wiring as crisis
from services.crisis.settings import CrisisSettings
from services.inbox import wiring as inbox
from services.inbox.settings import InboxSettings
from services.routing import wiring as routing
from services.routing.settings import RoutingSettings
from tests.hostile import requests

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
BUILD: dict[str, Callable[[CommonSettings, FakeLog], FastAPI]] = {
    "inbox": lambda common, log: ServiceRuntime(inbox.service(InboxSettings()), common, log).app(),
    "routing": lambda common, log: ServiceRuntime(routing.service(RoutingSettings()), common, log).app(),
    "crisis": lambda common, log: ServiceRuntime(crisis.service(CrisisSettings()), common, log).app(),
    "analytics": lambda common, log: ServiceRuntime(analytics.service(AnalyticsSettings()), common, log).app(),
}


def _scopes(document: Any) -> frozenset[str]:
    """Every scope a document names."""
    found: set[str] = set()
    for item in document["paths"].values():
        for operation in item.values():
            named = operation.get("x-scope", ()) if isinstance(operation, dict) else ()
            found |= {named} if isinstance(named, str) else set(named)
    return frozenset(found)


@pytest.fixture(params=BUILD)
def service(request: pytest.FixtureRequest, mongo_url: str, database_name: str) -> Iterator[tuple[str, TestClient]]:
    given = {"kafka": "none:9092", "mongo": mongo_url, "internal_key": KEY, "seal_key": KEY}
    common = CommonSettings.model_validate(given | {"prefix": f"{database_name}_"})
    with TestClient(BUILD[request.param](common, FakeLog(service=request.param))) as client:
        tokens = InternalTokens(common.internal_key.get_secret_value(), SystemClock())
        caller = Principal("klm", "eve", "person", scopes=_scopes(service_documents()[request.param]))
        client.headers["Authorization"] = f"Bearer {tokens.mint(caller, 600)}"
        yield request.param, client


def test_no_value_in_any_parameter_breaks_a_service(service: tuple[str, TestClient]) -> None:
    name, client = service
    statuses: Counter[int] = Counter()
    wrong = []
    for target in requests(service_documents()[name]):
        answer = client.get(target)
        statuses[answer.status_code] += 1
        problem = answer.headers.get("content-type") == "application/problem+json"
        if answer.status_code >= 500 or (answer.status_code >= 400) != problem:
            wrong.append(f"{answer.status_code} {target[:200]} {answer.text[:100]}")
        if answer.status_code == 422:
            assert all(each["pointer"].startswith("#") for each in json.loads(answer.content)["errors"]), target
    assert wrong == []
    assert statuses[200] > 0
    assert statuses[422] > 100
    assert statuses[403] == 0
