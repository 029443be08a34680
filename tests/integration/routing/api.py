"""Routing behind a client on a real MongoDB, and the callers who use it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.messaging.testing import FakeLog
from chassis.service import ServiceRuntime
from chassis.settings import CommonSettings
from contracts.event import Event
from services.routing.settings import RoutingSettings
from services.routing.wiring import service

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
QUEUE = {
    "name": "",
    "restricted": False,
    "offer_seconds": 60,
    "decline_seconds": 900,
    "prefer_last_seconds": 120,
    "steps": [],
    "after_reply": "complete",
    "silent_after_seconds": None,
}
WORKS = ("tasks:work", "tasks:read", "presence:write")
LEADS = ("tasks:assign", "tasks:read", "employees:read", "employees:write", "rules:write")
Headers = dict[str, str]


class Api:
    """The service behind a client, and the log it reads."""

    def __init__(self, client: TestClient, log: FakeLog, common: CommonSettings) -> None:
        self.client = client
        self.log = log
        self.database = common.database("routing")
        self.tokens = InternalTokens(common.internal_key.get_secret_value(), SystemClock())
        self.boss = self.as_(LEADS, "boss")

    def as_(self, scopes: tuple[str, ...], subject: str, brand: str = "klm") -> Headers:
        """Give the header of a caller."""
        token = self.tokens.mint(Principal(brand, subject, "person", scopes=frozenset(scopes)))
        return {"Authorization": f"Bearer {token}"}

    def tell(self, *events: Event) -> None:
        """Publish events."""
        assert self.client.portal is not None
        self.client.portal.call(self.log.publisher().publish, list(events))

    def employee(self, name: str, **fields: Any) -> dict[str, Any]:
        """Enter an employee who is online and speaks English."""
        entry = {"name": name.title(), "languages": ["en"], **fields}
        assert self.client.put(f"/v1/employees/{name}", json=entry, headers=self.boss).status_code in {200, 201}
        path = f"/v1/employees/{name}/presence"
        answer = self.client.put(path, json={"presence": "online"}, headers=self.as_(WORKS, name))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def until(self, ask: Callable[[], Any], seconds: float = 40.0) -> Any:  # noqa: ANN401 - whatever is asked for
        """Ask until there is an answer; the service works in the background."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = ask()
            if answer:
                return answer
            time.sleep(0.02)  # the background has no event a client could wait on
        raise AssertionError("nothing came")

    def offer(self, name: str) -> dict[str, Any]:
        """Wait for the first offer of an employee."""
        mine = self.as_(WORKS, name)
        items = self.until(lambda: self.client.get("/v1/offers?employee=me", headers=mine).json()["items"])
        found: dict[str, Any] = items[0]
        return found


def running_api(mongo_url: str, database_name: str) -> Iterator[Api]:
    """Run routing over a database of its own until the test is over."""
    common = CommonSettings.model_validate(
        {"kafka": "fake:9092", "mongo": mongo_url, "internal_key": KEY, "seal_key": KEY, "prefix": f"{database_name}_"}
    )
    log = FakeLog(service="routing")
    app: FastAPI = ServiceRuntime(service(RoutingSettings(busy_seconds=0.2)), common, log).app()
    with TestClient(app) as client:
        yield Api(client, log, common)
