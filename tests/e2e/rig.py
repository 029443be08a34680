"""What the stories share: a plain HTTP caller, bounded waiting, and brands founded through the public API."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from deploy.local.api import Api
from deploy.local.lag import Ends, group_lags, log_ends
from deploy.local.state import IntegrationAccess, LocalState
from deploy.local.webhook import message_item
from tests.support.documented_answers import note

WITHIN_SECONDS = 60.0  # a message is offered in well under one; the rest is for two cores that others use too
POLL_SECONDS = 0.1

T = TypeVar("T")


def eventually(look: Callable[[], T | None], what: str, within_seconds: float = WITHIN_SECONDS) -> T:
    """Ask again until the answer is true, and give it; fails naming what never came."""
    deadline = time.monotonic() + within_seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {within_seconds:.0f} s; the last answer was {found!r}")
        time.sleep(POLL_SECONDS)
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    base: str,
    method: str,
    path: str,
    *,
    key: str = "",
    body: object = None,
    headers: Mapping[str, str] | None = None,
    timeout_seconds: float = 30.0,
) -> Answer:
    """Call and give the answer whatever its status; `body` is sent as it is when it is bytes, else as JSON."""
    content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    given = {"authorization": f"Bearer {key}"} if key else {}
    given |= {} if content is None else {"content-type": "application/json"}
    parts = urlsplit(base)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_seconds)
    try:
        connection.request(method, path, content, {**given, **(headers or {})})
        answer = connection.getresponse()
        whole = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()
    note(method, path, whole.status, whole.headers, whole.body)
    return whole


@dataclass(slots=True)
class Brand:
    """A brand of one test: its administrator, one generic integration, and the keys of its employees."""

    id: str
    state: LocalState
    admin: Api
    generic: IntegrationAccess
    employees: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> Answer:
        """Call as the administrator."""
        return ask(self.state.gateway, method, path, key=self.admin.key, body=body, **more)

    def post(self, items: object, **more: Any) -> Answer:
        """Post events with the integration's key, again while the answer says so: a busy broker acknowledges late."""
        deadline = time.monotonic() + WITHIN_SECONDS
        while (answer := self.post_once(items, **more)).status == HTTPStatus.SERVICE_UNAVAILABLE:
            assert time.monotonic() < deadline, answer.body
            time.sleep(int(answer.headers["retry-after"]))
        return answer

    def post_once(self, items: object, **more: Any) -> Answer:
        """Post events with the integration's key and give the answer whatever it says."""
        return ask(self.state.gateway, "POST", "/v1/events", key=self.generic.key, body=items, **more)

    def hire(self, person: str, role: str = "employee", **entry: Any) -> str:
        """Make a person and their directory entry, online; gives their key."""
        self.admin.post("/v1/people", {"id": person, "name": person.capitalize(), "roles": [role]})
        key = str(self.admin.post("/v1/keys", {"name": f"{person}'s key", "person": person})["key"])
        given = {"id": person, "name": person, "languages": ["en"], "seats": 2, "presence": "online", **entry}
        result = self.admin.post("/v1/employees/import", {"items": [given]})["items"][0]
        assert result["status"] == http.client.CREATED, result
        self.employees[person] = key
        return key

    def every(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """All items of a list, page by page."""
        cursor: dict[str, str] = {}
        while True:
            page = self.admin.get(f"{path}?{urlencode({'limit': '100', **query, **cursor})}")
            yield from page["items"]
            if page.get("next") is None:
                return
            cursor = {"cursor": page["next"]}

    def inbound(self) -> int:
        """Messages that are in conversations."""
        return sum(each["inbound"] for each in self.every("/v1/conversations"))

    def ledger(self) -> dict[str, int]:
        """The sum of the ledger; zeros before the first hour is there."""
        return self.admin.get("/v1/ledger")["total"] or {"received": 0, "stored": 0, "duplicate": 0, "difference": 0}

    def counted(self, measure: str, ahead_seconds: float = 0.0) -> int:
        """The count of a measure over the last day, with what clocks that are so far ahead put into the future."""
        until = datetime.now(UTC) + timedelta(seconds=ahead_seconds)
        span = f"?{urlencode({'to': until.isoformat()})}" if ahead_seconds else ""
        return int(self.admin.get(f"/v1/measures/{measure}{span}")["total"]["count"])


def found_brand(
    state: LocalState, callback_url: str = "http://127.0.0.1:9/nobody", *, sandbox: bool = False, **more: bool
) -> Brand:
    """Make a brand with a name of its own and connect a generic integration; replies go to `callback_url`.

    `more` are other settings of the integration.
    """
    name = f"e2e-{uuid.uuid4().hex[:12]}"
    first = {"person": f"ada-{name}", "name": "Ada Admin"}
    body = {
        "id": name,
        "name": name,
        "timezone": "UTC",
        "languages": ["en"],
        "administrator": first,
        "sandbox": sandbox,
    }
    admin = Api(state.gateway, Api(state.gateway, state.bootstrap_key).post("/v1/brands", body)["key"])
    settings = {"callback_url": callback_url, **more}
    made = admin.post("/v1/integrations", {"channel": "generic", "name": "Events", "settings": settings})
    key = admin.post("/v1/keys", {"name": "Events", "integration": made["id"]})["key"]
    generic = IntegrationAccess(
        id=made["id"], channel="generic", webhook=made["webhook"], secrets=made.get("secrets") or {}, key=key
    )
    return Brand(name, state, admin, generic)


def work_off(state: LocalState, within_seconds: float = WITHIN_SECONDS) -> None:
    """Wait until every service has worked what is told by now, and what was told because of that, three times over.

    The log itself never ends: routing reports the staffing of every brand for ever.
    """
    for _ in range(3):  # a message, its task, and what an answer to that says
        ends = asyncio.run(log_ends(state.kafka, ""))

        def worked(ends: Ends = ends) -> bool:
            return not any(asyncio.run(group_lags(state.kafka, "", ends)).values())

        eventually(worked, "the work that there is now", within_seconds)


def words(number: int, contact: str | None = None, text: str | None = None) -> dict[str, Any]:
    """A message in the canonical form; the number makes its id, and its contact where none is named."""
    who = contact or f"person-{number}"
    said = text or f"Where is my suitcase? It is the {number}th time that I ask you for it."
    return message_item(f"m-{number}", who, who.capitalize(), said, datetime.now(UTC))
