"""A gateway is killed between two lines of sending webhooks: no event is lost, and what comes twice has the same id."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from channels import signing
from chassis.crash_points import VARIABLE
from deploy.local.preloaded import Preloader
from deploy.local.services import forked_child, is_ready, replica_environment
from deploy.local.state import LocalState
from tests.e2e.rig import Brand, eventually, words

STORED = "inbox.message_stored.v1"
BATCH = 20
DEATH_SECONDS = 90.0  # the second gateway has to be given partitions first
TAKEN_OVER_SECONDS = 60.0  # a dead member is missed after 10 s, its lanes after as many


@dataclass
class Crm:
    """An endpoint that takes what is signed and keeps the bodies by id, in the order they came."""

    secret: str = ""
    taken: list[tuple[str, Any]] = field(default_factory=list)
    refused: int = 0
    url: str = ""

    @property
    def ids(self) -> set[str]:
        return {id_ for id_, _ in list(self.taken)}

    def take(self, headers: dict[str, str], raw: bytes) -> HTTPStatus:
        try:
            signing.verify_standard([self.secret], headers, raw, datetime.now(UTC))
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not taken, and the test sees that
            self.refused += 1
            return HTTPStatus.UNAUTHORIZED
        self.taken.append((headers["webhook-id"], json.loads(raw)))
        return HTTPStatus.OK


@pytest.fixture
def crm() -> Iterator[Crm]:
    crm = Crm()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
            raw = self.rfile.read(int(self.headers["content-length"]))
            status = crm.take({name.lower(): value for name, value in self.headers.items()}, raw)
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a sender that died is the story
    server.daemon_threads = True  # of connections that a gateway keeps open
    thread = threading.Thread(target=server.serve_forever, name="crm")
    thread.start()
    crm.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield crm
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _told(brand: Brand, after: str) -> set[str]:
    """The ids of the stored messages behind a position, from the feed."""
    ids: set[str] = set()
    while True:
        page = brand.admin.get(f"/v1/events?after={after}&types={STORED}&limit=200")
        ids |= {each["data"]["id"] for each in page["items"]}
        after = page["next"]
        if not page["more"]:
            return ids


@pytest.mark.parametrize("point", ["gateway.webhooks_stored_not_committed:2", "gateway.webhook_sent_not_recorded:3"])
def test_no_webhook_is_lost_when_a_gateway_dies(
    system: LocalState, brand: Brand, preloader: Preloader, tmp_path: Path, crm: Crm, point: str
) -> None:
    body = {"name": "CRM", "url": crm.url, "types": [STORED]}
    crm.secret = brand.admin.post("/v1/webhook-endpoints", body)["secret"]
    begin = brand.admin.get("/v1/events")["next"]
    variables = replica_environment(system) | {VARIABLE: point}
    second = forked_child("gateway", variables, tmp_path, preloader)
    second.start()
    posted = 0
    try:
        url = f"http://127.0.0.1:{variables['MUSTER_GATEWAY_PORT']}"
        eventually(lambda: is_ready(url) or not second.alive, "the second gateway", DEATH_SECONDS)

        def death() -> bool:
            nonlocal posted
            answer = brand.post([words(posted + number) for number in range(BATCH)])
            assert answer.status == HTTPStatus.ACCEPTED, answer.body
            posted += BATCH
            return not second.alive

        eventually(death, f"the death of a gateway at {point}", DEATH_SECONDS)
    finally:
        second.kill()

    eventually(lambda: len(crm.ids) >= posted, f"{posted} webhooks", TAKEN_OVER_SECONDS)
    assert crm.ids == _told(brand, begin)
    assert len(crm.ids) == posted
    assert crm.refused == 0
    bodies = Counter(json.dumps(each, sort_keys=True) for _, each in crm.taken)
    assert len(bodies) == posted, "one id is one body, however often it came"
