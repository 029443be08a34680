"""Crisis over HTTP for tests: the running service over a database of one test, and a way to call it as somebody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.messaging.testing import FakeLog
from chassis.service import ServiceRuntime
from chassis.settings import CommonSettings
from services.crisis.settings import CrisisSettings
from services.crisis.wiring import service
from tests.support.crisis.builders import a_person

KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
ALL = frozenset({"incidents:read", "incidents:write", "callouts:answer", "rules:write", "replies:approve"})


@dataclass
class Api:
    """The service, and a way to call it as somebody."""

    client: TestClient
    log: FakeLog

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        person: str = "ann",
        brand: str = "klm",
        scopes: frozenset[str] = ALL,
        **headers: str,
    ) -> Any:
        principal = Principal(brand, person, "person", frozenset(), scopes)
        token = InternalTokens(CommonSettings.model_validate(COMMON).internal_key.get_secret_value(), SystemClock())
        said = {"Authorization": f"Bearer {token.mint(principal)}"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, path, json=body, headers=said)

    def known(self, *people: str) -> None:
        """Have people in the directory, and wait until the service has them."""
        assert self.client.portal is not None
        self.client.portal.call(self.log.publisher().publish, [a_person(person) for person in people])
        incident, last = self.declare()["id"], people[-1]
        deadline = time.monotonic() + 40
        while self.call("POST", f"/v1/incidents/{incident}/roles", {"scribe": last}).status_code == 422:
            assert time.monotonic() < deadline, "the directory never came"
            time.sleep(0.02)  # the copy has no event a client could wait on
        self.call("POST", f"/v1/incidents/{incident}/stand-down")

    def declare(self, **headers: Any) -> dict[str, Any]:
        answer = self.call("POST", "/v1/incidents", {"title": "Ash cloud", "severity": 2}, **headers)
        assert answer.status_code == 201
        found: dict[str, Any] = answer.json()
        return found


COMMON: dict[str, Any] = {"kafka": "unused:1", "mongo": "", "internal_key": KEY, "seal_key": KEY}


@contextmanager
def running_api(mongo_url: str, database_name: str, **common_settings: object) -> Iterator[Api]:
    """Give the running service over a database that is lent to this test."""
    prefix = f"{database_name}_"
    common = CommonSettings.model_validate({**COMMON, "mongo": mongo_url, "prefix": prefix, **common_settings})
    COMMON["mongo"] = mongo_url
    log = FakeLog()
    with TestClient(ServiceRuntime(service(CrisisSettings()), common, log).app()) as client:
        yield Api(client, log)
