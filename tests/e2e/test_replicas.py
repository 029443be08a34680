"""A second process of each service joins, works, and dies in the middle: nothing is lost, doubled or out of order."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from contracts.event import Event
from contracts.inbox import MessageStored
from contracts.routing import RoutingEvent
from deploy.local.api import Api, ApiError
from deploy.local.follow import Follower, client
from deploy.local.preloaded import Preloader
from deploy.local.services import forked_child, replica_environment
from deploy.local.state import LocalState
from deploy.stack.child import Child
from tests.e2e.rig import Brand, eventually, found_brand, words, work_off
from tests.e2e.slow_platform import SlowPlatform
from tests.faults.checkers import judge
from tests.faults.record import Answered, Counted, History, Ledger, Sent, Tasked
from tests.faults.scene import listed, translated
from tests.faults.told import told

SERVICES = {"inbox": "channel.events", "routing": "inbox.events", "crisis": "inbox.events", "analytics": "inbox.events"}
CONTACTS, EACH, BATCH = 250, 12, 100
SOURCE = [(turn * CONTACTS + contact, contact) for turn in range(EACH) for contact in range(CONTACTS)]
RECOVERY_SECONDS = 60.0  # a dead member is missed after 6 s, and its timers after 30
SAME_WORDS = "Where is my suitcase? It did not arrive with my flight from Lisbon and nobody answers the telephone."
TOLD = ["inbox.message_stored.v1"] + [
    f"routing.{name}.v1"
    for name in (
        "employee_changed",
        "task_queued",
        "offer_made",
        "offer_closed",
        "task_assigned",
        "task_completed",
    )
]


@dataclass(slots=True)
class Replica:
    """One more process of a service, and where its figures are."""

    service: str
    child: Child
    port: int

    def metric(self, name: str, **labels: str) -> float | None:
        """The sum of a metric's lines that have these labels; None when there is none or nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        except OSError:
            return None
        finally:
            connection.close()
        found = [line for line in text.splitlines() if line.startswith(f"{name}{{")]
        found = [line for line in found if all(f'{key}="{value}"' in line for key, value in labels.items())]
        return sum(float(line.rsplit(" ", 1)[1]) for line in found) if found else None

    def handled(self) -> float:
        """Records it has worked."""
        return self.metric("muster_consumer_records_total", outcome="handled") or 0.0


def _replica(state: LocalState, service: str, logs: Path, preloader: Preloader) -> Replica:
    variables = replica_environment(state)
    # The least that may be set: how long the reply in a dead sender's hand is left alone.
    variables["MUSTER_INBOX_REPLY_LEASE_SECONDS"] = "30"
    child = forked_child(service, variables, logs, preloader)
    child.start()
    return Replica(service, child, int(variables[f"MUSTER_{service.upper()}_PORT"]))


@pytest.fixture(scope="module")
def replicas(
    system: LocalState, preloader: Preloader, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Replica]]:
    """Give a second process of each service, once it has partitions of its own."""
    logs = tmp_path_factory.mktemp("replicas")
    started = {service: _replica(system, service, logs, preloader) for service in SERVICES}
    try:
        for service, topic in SERVICES.items():
            replica = started[service]
            eventually(
                lambda replica=replica, topic=topic: replica.metric("muster_consumer_lag", topic=topic) is not None,  # type: ignore[misc]
                f"partitions of {topic} for the second {service}",
                60,
            )
        yield started
    finally:
        for replica in started.values():
            replica.child.kill()


class Ear:
    """Follows a brand's public stream in a thread of its own and keeps what it tells, repetitions too."""

    def __init__(self, brand: Brand) -> None:
        self.events: list[Event] = []
        self._follower = Follower(brand.state.gateway, brand.admin.key, TOLD)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="ear")
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> Ear:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()

    def _run(self) -> None:
        async def listen() -> None:
            self._task = asyncio.current_task()
            async with client() as session:
                async for event in self._follower.events(session):
                    self.events.append(event)

        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(listen())
        self._loop.close()

    def messages(self) -> list[MessageStored]:
        """Every telling of an inbound message so far."""
        return [each for each in list(self.events) if isinstance(each, MessageStored) and each.direction == "inbound"]

    def tasks(self) -> list[RoutingEvent]:
        """Every telling of a task so far."""
        return [each for each in list(self.events) if isinstance(each, RoutingEvent)]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is there after the second processes died: a brand, what its stream told, and the replies being sent then.

    `answered` is another brand, whose replies go to `platform`; `in_hand` are those that the dead process was sending.
    """

    brand: Brand
    ear: Ear
    incident: str
    answered: Brand
    platform: SlowPlatform
    replies: set[str]
    in_hand: set[str]


@pytest.fixture(scope="module")
def aftermath(system: LocalState, replicas: dict[str, Replica]) -> Iterator[Aftermath]:
    """Kill the second process of each service while thousands of messages are worked and a reply is being sent."""
    with SlowPlatform() as platform:
        sender = replicas["inbox"].child.pid
        answered = found_brand(system, f"{platform.url}/replies")
        brand = found_brand(system)
        brand.hire("anna", seats=20)
        incident = brand.admin.post("/v1/incidents", {"title": "Ash", "severity": 1})["id"]
        with Ear(brand) as ear, ThreadPoolExecutor(1) as pool:
            eventually(lambda: _stir(brand) and ear.events, "the first event of the stream")
            replies = _reply_until(answered, lambda: bool(platform.brought_by(sender)))
            in_hand = platform.brought_by(sender)
            base = {name: replica.handled() for name, replica in replicas.items()}
            dead = threading.Event()
            posting = pool.submit(_post, brand, dead)
            _kill_each_at_work(replicas, base)
            dead.set()
            platform.answering.set()
            posting.result()
            yield Aftermath(brand, ear, incident, answered, platform, replies, in_hand)


def _stir(brand: Brand) -> bool:
    """Let something happen that the stream tells of, and that no story counts."""
    for presence in ("away", "online"):
        brand.admin.put("/v1/employees/anna/presence", {"presence": presence})
    return True


def _post(brand: Brand, dead: threading.Event) -> None:
    """Everyone's messages, in turns; the last of them when the second processes are dead."""
    for start in range(0, len(SOURCE), BATCH):
        if start >= 0.8 * len(SOURCE):
            assert dead.wait(RECOVERY_SECONDS)
        batch = [words(number, f"person-{contact}", SAME_WORDS) for number, contact in SOURCE[start : start + BATCH]]
        answer = brand.post(batch)
        assert answer.status == HTTPStatus.ACCEPTED, answer.body[:300]


def _kill_each_at_work(replicas: dict[str, Replica], base: dict[str, float]) -> None:
    """Kill each process as soon as it has done a part of the work; the rest of its part is in its hands or waits."""

    def killed() -> bool:
        for name, replica in replicas.items():
            if replica.child.alive and replica.handled() > base[name]:
                replica.child.kill()
        return not any(replica.child.alive for replica in replicas.values())

    eventually(killed, "work for every second process")


def _reply_until(brand: Brand, enough: Callable[[], bool]) -> set[str]:
    """Answer one conversation after the other until the platform has a request of whom one waits for; gives the keys.

    A process sends its replies of one look side by side and then looks again, so while the platform is silent the next
    reply is for the other process.
    """
    own = Api(brand.state.gateway, brand.hire("bram", seats=20))
    brand.post([words(number) for number in range(12)])
    replies = set[str]()

    def another() -> bool:
        for offer in own.get("/v1/offers")["items"]:
            epoch = own.post(f"/v1/offers/{offer['id']}/accept", {})["epoch"]
            path = f"/v1/conversations/{offer['conversation']}/replies"
            reply = eventually(lambda path=path, epoch=epoch: _written(own, path, epoch), "the word of who holds it")  # type: ignore[misc]
            replies.add(reply["id"])
            with contextlib.suppress(AssertionError):
                eventually(enough, "a request of that process", 1.0)
            if enough():
                return True
        return enough()

    eventually(another, "a reply in the hands of the second process")
    return replies


def _written(own: Api, path: str, epoch: int) -> dict[str, Any] | None:
    """Write a reply; None while the inbox has not heard yet who holds the conversation."""
    try:
        made: dict[str, Any] = own.post(path, {"text": "We are looking for it and will write to you.", "epoch": epoch})
    except ApiError as refusal:
        if refusal.status != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        return None
    return made


def _history(found: Aftermath) -> History:
    brand, ear = found.brand, found.ear
    rows, outside = listed(brand)
    ended = brand.admin.post(f"/v1/incidents/{found.incident}/stand-down", {})
    totals = {
        "the inbound of all conversations": brand.inbound(),
        "volume_in": brand.counted("volume_in"),
        "the messages of the incident": ended["figures"]["messages"],
        "the messages of all stories": sum(each["messages"] for each in brand.every("/v1/stories")),
    }
    return History(
        [
            *(Sent(0.0, f"m-{number}", f"person-{contact}") for number, contact in SOURCE),
            Answered(0.0, [f"m-{number}" for number, _ in SOURCE], HTTPStatus.ACCEPTED, 0.0),
            *rows,
            *(Tasked(each["conversation"]) for each in brand.every("/v1/tasks")),
            *translated(map(told, [*ear.messages(), *ear.tasks()]), outside),
            *(Counted(name, value) for name, value in totals.items()),
            Ledger({name: value for name, value in brand.ledger().items() if name != "hour"}),
        ]
    )


def test_processes_killed_at_work_lose_double_and_disorder_nothing(system: LocalState, aftermath: Aftermath) -> None:
    brand, ear, total = aftermath.brand, aftermath.ear, len(SOURCE)

    eventually(lambda: brand.ledger()["stored"] >= total, "every message in the ledger", RECOVERY_SECONDS)
    eventually(lambda: brand.counted("volume_in") >= total, "every message in the numbers", RECOVERY_SECONDS)
    eventually(lambda: len({each.id for each in ear.messages()}) >= total, "every message told", RECOVERY_SECONDS)
    eventually(lambda: len({each.subject for each in ear.tasks()}) >= CONTACTS, "a task for each", RECOVERY_SECONDS)
    so_far = f"/v1/incidents/{aftermath.incident}"

    def counted() -> bool:
        return bool(brand.admin.get(so_far)["figures"]["messages"] >= total)

    eventually(counted, "every message in the incident", RECOVERY_SECONDS)
    work_off(system, RECOVERY_SECONDS)

    assert [each for faults in judge(_history(aftermath)).values() for each in faults] == []


def test_a_reply_in_the_hands_of_a_killed_sender_goes_out_at_most_once_and_is_never_silent(
    aftermath: Aftermath,
) -> None:
    brand, platform = aftermath.answered, aftermath.platform

    def shown() -> dict[str, dict[str, Any]] | None:
        replies = {key: brand.admin.get(f"/v1/replies/{key}") for key in aftermath.replies}
        under_way = [reply for reply in replies.values() if reply["state"] in {"queued", "claimed"}]
        return None if under_way else replies

    replies = eventually(shown, "the end of every reply", RECOVERY_SECONDS)

    assert aftermath.in_hand
    assert Counter(key for key, _ in platform.taken) == dict.fromkeys(aftermath.replies, 1)
    for key, reply in replies.items():
        if key in aftermath.in_hand:
            assert (reply["state"], reply["error_code"]) == ("unknown", "sender_interrupted")
        else:
            assert (reply["state"], reply["error_code"]) == ("sent", None)
