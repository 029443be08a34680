"""One running gateway per run, on real parts, with stand-ins for the services; each test has brands of its own."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
import uvicorn
from aiohttp import web
from pydantic import SecretStr
from pymongo import MongoClient

from chassis.errors import Unavailable
from chassis.messaging import Outgoing, Publisher
from chassis.messaging.kafka import KafkaLog, PublisherSettings
from chassis.process import configuration
from chassis.settings import CommonSettings
from contracts.event import Event
from contracts.registry import (
    CHANNEL_EVENTS,
    CONVERSION_EVENTS,
    GATEWAY_DIRECTORY,
    INBOX_EVENTS,
    ROUTING_EVENTS,
    all_topics,
)
from deploy.stack import Stack
from gateway.adapters.issuer_settings import IssuerSettings
from gateway.adapters.issuers import CALLBACK
from gateway.http.app import build_app
from gateway.settings import GatewaySettings
from tests.support.documented_answers import is_forwarded, note
from tests.support.gateway.real_issuer import real_issuer
from tests.support.gateway.strict_issuer import CLIENT, SECRET, StrictIssuer

BOOTSTRAP = "bootstrap-" + "b" * 32
KEY = base64.b64encode(b"k" * 32).decode()
PUBLIC_URL = "http://localhost:1"  # where a browser would be sent back; tests go to where the gateway listens
AWAY = "http://127.0.0.1:9"  # the discard port: nobody listens there


@dataclass
class Running:
    """A gateway in a thread of its own, and what stands behind it."""

    url: str
    common: CommonSettings
    loop: asyncio.AbstractEventLoop
    log: KafkaLog
    publisher: Any
    app: Any
    issuers: dict[str, StrictIssuer]
    forwarded: list[dict[str, Any]] = field(default_factory=list)

    def forget(self) -> None:
        """Let the gateway forget what it found of callers, which counts for a second."""
        asyncio.run_coroutine_threadsafe(self._forget(), self.loop).result(10)

    async def _forget(self) -> None:
        self.app.state.application.access.changed()

    @staticmethod
    def past() -> datetime:
        """A moment ago."""
        return now() - timedelta(seconds=1)

    def change(self, collection: str, brand: str, change: dict[str, Any]) -> None:
        """Change what is stored of a brand, as time or another process would."""
        with MongoClient[dict[str, Any]](self.common.mongo) as client:
            stored = client[self.common.database("gateway")][collection]
            assert stored.update_many({"brand": brand}, {"$set": change}).modified_count > 0

    def expire(self, brand: str, key: str) -> None:
        """Let the time of a key be over."""
        with MongoClient[dict[str, Any]](self.common.mongo) as client:
            keys = client[self.common.database("gateway")]["keys"]
            past = {"$set": {"expires_at": self.past()}}
            assert keys.update_one({"brand": brand, "id": key}, past).modified_count == 1

    def publish(self, *events: Event) -> None:
        """Put events into the log as a service would."""

        async def insist() -> None:
            while True:
                with contextlib.suppress(Unavailable):
                    await self.publisher.publish(list(events))
                    return

        asyncio.run_coroutine_threadsafe(insist(), self.loop).result(60)


def common_settings(stack: Stack, prefix: str) -> CommonSettings:
    given = {"kafka": stack.kafka_bootstrap, "mongo": stack.mongo_url, "internal_key": KEY, "seal_key": KEY}
    reach = {"allow_loopback": True}  # the endpoints of the tests are on this machine
    return CommonSettings.model_validate(given | reach | {"prefix": prefix})


async def _stand_in(forwarded: list[dict[str, Any]]) -> tuple[web.AppRunner, str]:
    """A service that notes what it was asked and answers as the path says."""

    async def answer(request: web.Request) -> web.Response:
        body = await request.read()
        forwarded.append(
            {
                "method": request.method,
                "target": request.raw_path,
                "headers": {name.lower(): value for name, value in request.headers.items()},
                "body": body.decode(),
            }
        )
        if request.path.endswith("/missing"):
            problem = {"type": "/docs/errors/not_found", "title": "Not found", "status": 404}
            return web.json_response(problem, status=404, content_type="application/problem+json")
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        headers = {"ETag": '"7"', "Set-Cookie": "a=b", "X-Inside": "secret", "Content-Security-Policy": policy}
        return web.json_response({"items": [], "next": None}, headers=headers)

    service = web.Application()
    service.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(service)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


async def _writable(publisher: Publisher) -> None:
    """Wait until every partition the tests write to has a leader: new topics take Kafka a moment."""
    topics = (CHANNEL_EVENTS, CONVERSION_EVENTS, GATEWAY_DIRECTORY, INBOX_EVENTS, ROUTING_EVENTS)
    first = [
        Outgoing(topic.name, b"first", b"{}", (("brand", b"nobody"),), number)
        for topic in topics
        for number in range(topic.partitions)
    ]
    while True:
        try:
            await publisher.send(first)
        except Unavailable:
            continue
        return


def issuer_settings(name: str, url: str, **given: Any) -> dict[str, Any]:
    """An issuer that people sign in by, of a brand of its own: no other brand has one by it."""
    known = {"client_id": CLIENT, "client_secret": SECRET, "brand": f"signs-in-{name}"}
    return {"name": name, "issuer": url, **known, **given}


async def _serve(stack: Stack, prefix: str, real: str, ready: Future[Running], ending: threading.Event) -> None:
    common = common_settings(stack, prefix)
    patient = PublisherSettings(ack_seconds=30, wedge_seconds=30)
    log = KafkaLog(common.kafka, prefix=prefix, service="test", publishing=patient)
    await log.ensure_topics(all_topics(), create=True)
    forwarded: list[dict[str, Any]] = []
    runner, behind = await _stand_in(forwarded)
    one, two = StrictIssuer(PUBLIC_URL + CALLBACK), StrictIssuer(PUBLIC_URL + CALLBACK)
    runners = [runner, await one.start(), await two.start()]
    roles = [{"claim": "groups", "has": "care-team", "roles": ["analyst"]}]
    issuers = [issuer_settings("one", one.url, role_rules=roles), issuer_settings("two", two.url)]
    issuers += [issuer_settings("real", real)]
    settings = GatewaySettings(
        inbox_url=behind,
        routing_url=behind,
        crisis_url=behind,
        analytics_url=AWAY,
        bootstrap_key=SecretStr(BOOTSTRAP),
        dev_issuer=True,
        oidc_issuers=tuple(map(IssuerSettings.model_validate, issuers)),
        public_url=PUBLIC_URL,
        body_limit_bytes=2_000_000,
        webhook_limit_bytes=100_000,
        integration_events_per_second=100,
        integration_burst_events=3_000,
        streams_per_person=3,
        stream_heartbeat_seconds=0.5,
    )
    app = build_app(settings, common)
    config = configuration(app, "127.0.0.1", 0)
    config.timeout_graceful_shutdown = 2
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        if serving.done():
            await serving
            raise RuntimeError("the gateway did not start")
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    publisher = log.publisher()
    await publisher.start()
    await _writable(publisher)
    loop = asyncio.get_running_loop()
    url = f"http://127.0.0.1:{port}"
    ready.set_result(Running(url, common, loop, log, publisher, app, {"one": one, "two": two}, forwarded))
    await asyncio.to_thread(ending.wait)
    server.should_exit = True
    await serving
    await publisher.stop()
    for each in runners:
        await each.cleanup()


@pytest.fixture(scope="session")
def administrators() -> dict[str, str]:
    """Give what is known of the issuers' brands: the key of each one's administrator."""
    return {}


@pytest.fixture(scope="session")
def real() -> Iterator[str]:
    """Give the address of a provider of somebody else's making, None where it is not installed."""
    with real_issuer() as url:
        yield url


@pytest.fixture(scope="session")
def running(stack: Stack, real: str) -> Iterator[Running]:
    """Give the gateway; topics and database are those of this run."""
    prefix = f"gw{uuid.uuid4().hex[:10]}."
    ready: Future[Running] = Future()
    ending = threading.Event()

    def serve() -> None:
        try:
            asyncio.run(_serve(stack, prefix, real, ready, ending))
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            raise

    thread = threading.Thread(target=serve, name="gateway under test", daemon=True)
    thread.start()
    try:
        gateway = ready.result(60)
        yield gateway
    finally:
        ending.set()
        thread.join(20)
    with MongoClient[dict[str, Any]](stack.mongo_url) as client:
        client.drop_database(gateway.common.database("gateway"))


class Client:
    """Calls the gateway with one credential; `answer` is (status, headers, decoded body)."""

    def __init__(self, session: aiohttp.ClientSession, url: str, credential: str | None) -> None:
        self.session = session
        self.url = url
        self.credential = credential

    def headers(self) -> dict[str, str]:
        return {} if self.credential is None else {"Authorization": f"Bearer {self.credential}"}

    async def __call__(
        self, method: str, path: str, json_body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> Answer:
        sent = self.headers() | {name.replace("_", "-"): value for name, value in headers.items()}
        if json_body is not None:
            raw = json.dumps(json_body).encode()
        if raw is not None:
            sent.setdefault("content-type", "application/json")
        async with self.session.request(
            method, self.url + path, data=None if raw is None else BytesIO(raw), headers=sent
        ) as response:
            body = await response.read()
            fields = {name.lower(): value for name, value in response.headers.items()}
            if not is_forwarded(path) and not path.startswith("/v1/notice-links/"):  # the services are stand-ins here
                note(method, path, response.status, fields, body)
            return Answer(response.status, fields, body)

    async def every(self, path: str, query: str = "") -> list[Any]:
        """All items of a list, page by page; `query` is what follows the limit, like `&state=open`."""
        found: list[Any] = []
        cursor = ""
        while True:
            page = await self("GET", f"{path}?limit=200{query}{cursor}")
            assert page.status == 200, page.raw
            found += page.body["items"]
            if page.body["next"] is None:
                return found
            cursor = f"&cursor={page.body['next']}"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class House:
    """A brand of a test's own: its administrator, an integration with its key and signing secret."""

    brand: str
    admin: Client
    integration: str
    secret: str
    poster: Client


@pytest.fixture
async def anybody(running: Running) -> AsyncIterator[Client]:
    """Give a client without a credential; `Client(anybody.session, anybody.url, key)` makes others."""
    async with aiohttp.ClientSession() as session:
        yield Client(session, running.url, None)


@pytest.fixture
def operator(anybody: Client) -> Client:
    """Give a client with the bootstrap key."""
    return Client(anybody.session, anybody.url, BOOTSTRAP)


async def make_house(operator: Client, **given: Any) -> House:
    brand = f"b{uuid.uuid4().hex[:12]}"
    administrator = {"person": "ada", "name": "Ada"}
    made = await operator(
        "POST", "/v1/brands", {"id": brand, "name": "A brand", "administrator": administrator, **given}
    )
    assert made.status == 201, made.raw
    admin = Client(operator.session, operator.url, made.body["key"])
    connected = await admin("POST", "/v1/integrations", {"channel": "generic", "name": "Web form", "slug": "form"})
    assert connected.status == 201, connected.raw
    integration = connected.body["id"]
    key = await admin("POST", "/v1/keys", {"name": "form", "integration": integration})
    assert key.status == 201, key.raw
    poster = Client(operator.session, operator.url, key.body["key"])
    return House(brand, admin, integration, connected.body["secrets"]["signing_secret"], poster)


@pytest.fixture
async def house(operator: Client) -> House:
    """Give a brand with an administrator and an integration."""
    return await make_house(operator)


@pytest.fixture
async def other_house(operator: Client) -> House:
    """Give another brand."""
    return await make_house(operator)


async def a_member(house: House, person: str, *roles: str) -> Client:
    """A person of the brand with these roles, and their key."""
    made = await house.admin("POST", "/v1/people", {"id": person, "name": person.title(), "roles": list(roles)})
    assert made.status == 201, made.raw
    key = await house.admin("POST", "/v1/keys", {"name": f"key of {person}", "person": person})
    assert key.status == 201, key.raw
    return Client(house.admin.session, house.admin.url, key.body["key"])


def a_message(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A valid item of POST /v1/events."""
    return {
        "kind": "message",
        "external_id": f"m{number}",
        "at": "2026-01-31T12:00:00Z",
        "contact": {"external_id": "c1"},
        "text": "Where is my flight?",
    } | fields


def now() -> datetime:
    return datetime.now(UTC)
