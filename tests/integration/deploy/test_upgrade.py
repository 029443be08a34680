"""What an older build stored is all there for this one, migrated by a command that was killed on the way."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from starlette.testclient import TestClient

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.messaging.kafka import KafkaLog
from chassis.migrating import LEASE, LEASE_SECONDS
from chassis.migration_states import StepState
from chassis.service import Service, ServiceRuntime
from chassis.settings import CommonSettings
from deploy.keeping.installation import SERVICES, Installation
from deploy.keeping.migrating import migrate, migration_status
from deploy.keeping.restore import restore_backup
from deploy.local.lag import dead_letters, group_lags
from services.analytics import wiring as analytics
from services.analytics.settings import AnalyticsSettings
from services.crisis import wiring as crisis
from services.crisis.settings import CrisisSettings
from services.inbox import wiring as inbox
from services.inbox.settings import InboxSettings
from services.routing import wiring as routing
from services.routing.settings import RoutingSettings
from tests.support.upgrade import BUILDS, made

TOP = Path(__file__).parents[3]
COPIES = 10_000  # contacts on top: enough that the command is met in the middle of them
READING = ("conversations:read", "tasks:read", "tasks:assign", "employees:read", "incidents:read", "measures:read")
BY_FIXTURE = {build.name: build for build in BUILDS}


class Place:
    """An installation that has the documents and the log of an older build."""

    def __init__(self, build: Path, common: CommonSettings, mongo: MongoClient[dict[str, Any]]) -> None:
        self.made = made(build)
        self.common = common
        self.at = Installation.of(common)
        self.mongo = mongo
        self.brand = str(self.made["brand"])

    def store(self, service: str) -> Any:  # noqa: ANN401 - pymongo's database
        return self.mongo[self.at.database(service)]

    def counts(self) -> dict[str, int]:
        """How many documents each collection of the fixture has now."""
        split = [(name, *name.split(".", 1)) for name in self.made["documents"]]
        return {name: self.store(service)[collection].count_documents({}) for name, service, collection in split}

    def command(self, *words: str) -> subprocess.Popen[str]:
        """Begin `muster migrate` as an operator does."""
        key = base64.b64encode(self.common.internal_key.get_secret_value()).decode()
        seal = base64.b64encode(self.common.seal_key.get_secret_value()).decode()
        named = {"KAFKA": self.at.kafka, "MONGO": self.at.mongo, "INTERNAL_KEY": key, "SEAL_KEY": seal}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}
        environment |= {f"MUSTER_{name}": value for name, value in named.items()} | {"PYTHONPATH": str(TOP)}
        environment |= {"MUSTER_PREFIX": self.at.prefix, "MUSTER_HOME": "/nonexistent", "COLUMNS": "400"}
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "migrate", *words],
            cwd=TOP,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def step(self, service: str, number: int) -> StepState:
        (found,) = asyncio.run(migration_status(self.at, [service]))
        return next(each for each in found.steps if each.number == number)


@pytest.fixture(params=sorted(BY_FIXTURE))
def place(request: pytest.FixtureRequest, mongo_url: str, kafka_bootstrap: str, topic_prefix: str) -> Iterator[Place]:
    """Give a place into which the documents and the unread log of an older build were brought."""
    build = BY_FIXTURE[request.param]
    key = made(build)["seal_key"]
    given = {"kafka": kafka_bootstrap, "mongo": mongo_url, "internal_key": key, "seal_key": key, "prefix": topic_prefix}
    common = CommonSettings.model_validate(given)
    at = Installation.of(common)
    asyncio.run(migrate(at, SystemClock(), lambda _service, _step: None))
    asyncio.run(restore_backup(at, build, lambda _: None))
    with MongoClient[dict[str, Any]](mongo_url, tz_aware=True) as mongo:
        place = Place(build, common, mongo)
        yield place
        for service in SERVICES:
            mongo.drop_database(place.store(service).name)


def until(holds: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def test_the_migrations_go_on_where_a_killed_command_was_and_lose_nothing(place: Place) -> None:
    contacts, steps = place.store("inbox")["contacts"], place.store("inbox")["migrations"]
    leases, before = place.store("inbox")["leases"], place.counts()
    assert before == place.made["documents"]
    assert place.step("inbox", 1).state == "pending"  # although the place was stamped before the restore
    original = contacts.find_one({})
    contacts.insert_many([{**original, "_id": f"zz/{number:05}", "brand": "zz"} for number in range(COPIES)])

    dying = place.command()
    until(lambda: (steps.find_one({}) or {}).get("changed", 0) > 0, "nothing was changed")
    dying.send_signal(signal.SIGSTOP)  # it holds the lease and gets no further while the second one is refused
    second = place.command("--service", "inbox")
    _, refused = second.communicate(timeout=LEASE_SECONDS)
    dying.kill()
    dying.communicate()
    assert second.returncode == 1
    assert "Another `muster migrate` is at work on inbox" in refused
    halfway = place.step("inbox", 1)
    assert halfway.state == "running"
    assert 0 < halfway.changed < halfway.of == COPIES + before["inbox.contacts"]

    lease = {"_id": LEASE, "until": {"$lte": SystemClock().now() + timedelta(seconds=LEASE_SECONDS)}}
    assert leases.find_one(lease) is not None, "it would outlive the one that was killed for longer than it lasts"
    until(lambda: leases.find_one({"_id": LEASE, "until": {"$lte": SystemClock().now()}}), "the lease never ended")
    told, failed = place.command().communicate(timeout=60)
    assert "2 steps taken" in told, failed
    after = place.step("inbox", 1)
    assert (after.state, after.changed) == ("done", halfway.of)
    assert after.resumed_from == halfway.changed
    assert contacts.count_documents({"version": {"$exists": False}}) == 0
    contacts.delete_many({"brand": "zz"})
    assert place.counts() == before
    assert [
        each for found in asyncio.run(migration_status(place.at)) for each in found.steps if each.state != "done"
    ] == []


@contextmanager
def today(place: Place) -> Iterator[dict[str, TestClient]]:
    """Run the four services of this build on the documents and on the log."""
    built: dict[str, Service] = {
        "inbox": inbox.service(InboxSettings()),
        "routing": routing.service(RoutingSettings()),
        "crisis": crisis.service(CrisisSettings()),
        "analytics": analytics.service(AnalyticsSettings(consumer_interval_seconds=0.1)),
    }
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                TestClient(
                    ServiceRuntime(
                        service, place.common, KafkaLog(place.at.kafka, prefix=place.at.prefix, service=name)
                    ).app()
                )
            )
            for name, service in built.items()
        }


def test_everything_an_older_build_stored_is_there_for_the_services_of_this_one(place: Place) -> None:
    count, brand = place.made["documents"], place.brand
    asyncio.run(migrate(place.at, SystemClock(), lambda _service, _step: None))
    tokens = InternalTokens(place.common.internal_key.get_secret_value(), SystemClock())

    with today(place) as services:

        def read(service: str, path: str) -> Any:  # noqa: ANN401 - JSON
            token = tokens.mint(Principal(brand, "admin", "person", scopes=frozenset(READING)))
            answer = services[service].get(path, headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 200, (path, answer.text)
            return answer.json()

        groups = ("inbox", "routing", "crisis", "analytics")
        until(
            lambda: not any(asyncio.run(group_lags(place.at.kafka, place.at.prefix))[group] for group in groups),
            "the services do not get through the log of the older build",
        )
        assert not any(asyncio.run(dead_letters(place.at.kafka, place.at.prefix)).values())
        conversations = read("inbox", "/v1/conversations")["items"]
        assert len(conversations) == count["inbox.conversations"]
        messages = [
            each
            for conversation in conversations
            for each in read("inbox", f"/v1/conversations/{conversation['id']}/messages")["items"]
        ]
        assert len(messages) == count["inbox.messages"]
        assert all(each["text"] for each in messages)
        assert len(read("routing", "/v1/tasks")["items"]) == count["routing.tasks"]
        held = read("routing", "/v1/employees/admin")["certificates"]
        assert [each["id"] for each in held] == ["press"]
        incidents = read("crisis", "/v1/incidents")["items"]
        assert {each["title"] for each in incidents} == {"Suitcases stay behind", "Nobody can sign in"}
        began = datetime.fromisoformat(place.made["made_at"]) - timedelta(minutes=30)
        span = f"from={began:%Y-%m-%dT%H:00:00Z}&to={began + timedelta(hours=2):%Y-%m-%dT%H:00:00Z}&window=hour"
        volume = read("analytics", f"/v1/measures/volume_in?{span}")["items"]
        assert sum(each["count"] for each in volume) == count["inbox.messages"]
        lengths = place.counts()
    assert {name for name in count if lengths[name] < count[name]} == set()
    same = ("inbox.contacts", "inbox.conversations", "inbox.messages", "routing.employees", "routing.tasks")
    assert {name: lengths[name] for name in same} == {name: count[name] for name in same}
    assert {name: lengths[name] for name in count if name.startswith("gateway.")} == {
        name: number for name, number in count.items() if name.startswith("gateway.")
    }
