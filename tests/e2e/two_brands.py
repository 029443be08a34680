"""Two full brands side by side, and what of the one must never be met by the other."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from deploy.local.state import LocalState
from tests.e2e.every_route import Route, routes
from tests.e2e.full_brand import fill, ids_of
from tests.e2e.listener import Listener
from tests.e2e.rig import WITHIN_SECONDS, Answer, Brand, ask, eventually, found_brand, work_off

NO_KEY = {
    *(("POST", "/v1/webhooks/{integration}"), ("GET", "/v1/webhooks/{integration}")),
    *(("POST", "/v1/notice-links/{link}"), ("GET", "/v1/notice-links/{link}")),
    *(("GET", "/v1/badges/{brand_id}/response-time"), ("GET", "/v1/badges/{brand_id}/response-time.svg")),
}
"""The platform's signature is the credential, or the link, or a brand has published what is there."""

MOVING = {
    *("/v1/live", "/v1/measures/{name}", "/v1/reports/overview", "/v1/staffing", "/v1/attribution", "/v1/ledger"),
    *("/v1/queues/{queue}/status", "/v1/stream", "/v1/events", "/v1/coverage", "/v1/forecast", "/v1/status"),
    *("/v1/stories", "/v1/stories/{story}", "/v1/service-record", "/v1/signals/explanation"),
    *("/v1/incidents/{incident}/spread", "/v1/spread"),
}
"""Answers that say what time it is, or where the log ends: they change without anybody of the brand doing anything."""

WHAT_WE_ASKED = {"/v1/audit-trail", "/v1/audit-trail/export"}
"""Repeats the paths that we asked for, with the foreign ids that the stories put there."""

NOW = re.compile(rb'"(?:counted_until|oldest_waiting_seconds)":[^,}]*')
"""What says what time it is in an answer that is still but for it: how far an open incident is counted, how long the
oldest approval has waited."""

COUNTED = frozenset({"campaign", "version"})  # small numbers, which stand in answers for other reasons


@dataclass(frozen=True, slots=True)
class Pair:
    """Two full brands of one shape; `foreign` are the ids of the one that the asking one must never meet."""

    other: Brand
    asking: Brand
    foreign: dict[str, list[str]]
    own: dict[str, list[str]]
    routes: list[Route]
    listener: Listener

    @property
    def marks(self) -> list[str]:
        """Every text by which the other brand would be known in an answer."""
        ids = {each for name, found in self.foreign.items() if name not in COUNTED for each in found}
        return sorted(ids | {self.other.id})

    def no_trace(self, answer: Answer, *given: str) -> None:
        """Fail when an answer holds a mark of the other brand, beyond what the question itself named."""
        said = (answer.body + json.dumps(answer.headers).encode()).decode()
        for text in given:
            said = said.replace(text, "")
        assert [mark for mark in self.marks if mark in said] == [], said[:2000]

    def readable(self) -> dict[str, bytes]:
        """Everything the other brand can read of itself, by path."""
        found = {}
        for route in self.routes:
            if route.method == "GET" and route.path not in MOVING and route.key not in NO_KEY:
                path = route.at({name: self.foreign[name][0] for name in route.names})
                found[path] = NOW.sub(b"", self.other.ask("GET", path).body)
        return found

    def at_rest(self) -> dict[str, bytes]:
        """The same once all that was told has been worked; by the clock nothing in it ends within the day."""

        work_off(self.other.state)
        deadline = time.monotonic() + WITHIN_SECONDS
        before, after = self.readable(), self.readable()
        while moved := [path for path, answer in after.items() if answer != before[path]]:
            assert time.monotonic() < deadline, f"these do not come to rest: {moved}"
            before, after = after, self.readable()
        return after


@contextlib.contextmanager
def two_brands(system: LocalState) -> Iterator[Pair]:
    """Found and fill both, with the asking one's stream open from before the first thing was there."""
    nobody = f"{system.gateway}/nobody"  # answers 404: an approved reply fails at once and moves no more
    other, asking = found_brand(system, nobody), found_brand(system, nobody)
    with Listener(system.gateway, asking.admin.key) as listener:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(fill, (other, asking), (3, 1)))
        for brand in (other, asking):
            for path in ("/v1/dead-letters", "/v1/audit", "/v1/unreadable"):
                eventually(lambda brand=brand, path=path: list(brand.every(path)), path)  # type: ignore[misc]
        theirs, own = ids_of(other), ids_of(asking)
        foreign = {name: [each for each in found if each not in own[name]] for name, found in theirs.items()}
        foreign["key_id"] = [each["id"] for each in other.every("/v1/keys") if each["kind"] == "service"]
        foreign["integration"].remove(other.generic.id)
        document = ask(system.gateway, "GET", "/openapi.json").json()
        yield Pair(other, asking, foreign, own, list(routes(document)), listener)
