"""One case on a running house: brands of its own, the load, the fault, then the record filled in and judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import psutil

from deploy.local.api import ApiError
from deploy.stack.errors import StackError
from tests.e2e.rig import Brand, eventually, found_brand, words, work_off
from tests.e2e.slow_platform import SlowPlatform
from tests.faults.checkers import judge
from tests.faults.checkers.once import MESSAGE_STORED
from tests.faults.house import House
from tests.faults.load import PER_SECOND, Crowd, Desk, call
from tests.faults.record import (
    Broken,
    Counted,
    Delivered,
    Drained,
    Healed,
    History,
    Ledger,
    Looked,
    Seats,
    Stored,
    Tasked,
    Told,
    Written,
)
from tests.faults.taken_seats import settled
from tests.faults.told import Starts, ends, in_right_time, told_since

Tier = Literal["smoke", "full"]

EMPLOYEES, SEATS = 3, 4
AFTERWARDS = 60  # messages posted after the fault is over
DRAIN_SECONDS = 150.0
PATHS = ("/v1/conversations", "/v1/tasks", "/v1/employees", "/v1/incidents", "/v1/stories", "/v1/ledger")


@dataclass(slots=True)
class Scene:
    """What a fault may use: the house, the brand under load, and the hands to say when it begins and ends."""

    house: House
    brand: Brand
    crowd: Crowd
    desk: Desk
    history: History
    platform: SlowPlatform
    bound_seconds: float
    step_seconds: float = 0.0
    """By how much the clocks of some processes are off, ahead or behind, for a while."""

    def broken(self) -> None:
        """The fault begins now."""
        self.history.note(Broken(time.time()))

    def healed(self) -> None:
        """The fault is over now."""
        self.history.note(Healed(time.time(), self.bound_seconds))


@dataclass(frozen=True, slots=True)
class Case:
    """A fault. `fault` breaks and mends while the load goes on; `says` is what a reader of the report learns.

    `rate` is in messages a second; with `replying` every second task is answered over a platform; with `islands` each
    broker and mongod of the house has a network and a disk of its own. With more than its own number of messages only
    people declare an incident, as that load may be a surge; a `crisis` is played with the numbers of its case alone.
    """

    name: str
    says: str
    fault: Callable[[Scene], None]
    tier: Tier = "full"
    bound_seconds: float = 60.0
    replying: bool = False
    rate: float = PER_SECOND
    islands: bool = False
    crisis: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A judged case. `faults` are sentences by checker; `cpu` the share of all cores that was busy, 0 to 1."""

    case: Case
    seed: int
    history: History
    faults: dict[str, list[str]]
    cpu: float
    began: float
    ended: float
    notes: list[str] = field(default_factory=list)

    @property
    def unplayed(self) -> bool:
        """Whether the case came to no end, and left a house nobody should build on."""
        return bool(self.notes)

    @property
    def good(self) -> bool:
        """Whether every promise was kept."""
        return not any(self.faults.values()) and not self.notes


def play(house: House, case: Case, seed: int, times: int, tell: Callable[[str], None]) -> Finding:
    """Run one case with `times` its load and judge it; the house is whole again afterwards."""
    history, began, notes = History(), time.time(), list[str]()
    tell("founding two brands")
    with SlowPlatform() as platform:
        platform.answering.set()
        brand, other = found_brand(house.state, f"{platform.url}/replies"), found_brand(house.state)
        for number in range(EMPLOYEES):
            brand.hire(f"worker-{number}", seats=SEATS)
            history.note(Seats(f"worker-{number}", SEATS))
        if times > 1 and not case.crisis:
            brand.admin.change("/v1/crisis-policy", {"auto_declare": False})
        other.post([words(number) for number in range(3)])
        starts = ends(house.state.kafka)
        gateways = [member.url for member in house.of("gateway")]
        crowd = Crowd(brand, history, seed, gateways, case.rate, 1 if case.crisis else times)
        desk = Desk(brand, history, lambda: house.state.gateway, replying=case.replying)
        scene = Scene(house, brand, crowd, desk, history, platform, case.bound_seconds)
        psutil.cpu_percent(None)
        crowd.start()
        desk.start()
        try:
            crowd.until(60)
            tell(case.says)
            case.fault(scene)
            crowd.until(AFTERWARDS)
        except (AssertionError, StackError) as failure:
            notes.append(f"the fault could not be played: {failure}")
        crowd.finish()
        tell("waiting until all is worked")
        try:
            house.restored()
            desk.finish()
            _drained(house)
            history.note(Drained(time.time()))
            cpu = psutil.cpu_percent(None) / 100
            tell("reading what became of everything")
            _gather(house, scene, other, starts)
        except (AssertionError, StackError, ApiError) as failure:
            notes.append(str(failure))
            cpu = psutil.cpu_percent(None) / 100
            desk.over.set()
    return Finding(case, seed, history, judge(history), cpu, began, time.time(), notes)


def _drained(house: House) -> None:
    """Wait until all that is told by now is worked; fails naming who is behind."""
    try:
        work_off(house.state, DRAIN_SECONDS)
    except AssertionError as late:
        raise AssertionError(f"{late}; behind are {house.behind()}") from late


def _gather(house: House, scene: Scene, other: Brand, starts: Starts) -> None:
    brand, history, acked = scene.brand, scene.history, len(scene.history.acked())
    eventually(lambda: brand.ledger()["stored"] >= acked, "what was accepted in the ledger")
    replies = eventually(lambda: _replies(scene), "the end of every reply", DRAIN_SECONDS)
    history.note(*replies)
    _drained(house)
    rows, outside = listed(brand)
    history.note(*rows, *(Tasked(each["conversation"]) for each in brand.every("/v1/tasks")))
    told = in_right_time(told_since(house.state.kafka, starts, brand.id), scene.step_seconds)
    history.note(*translated(told, outside))
    history.note(*settled(house.primary()[1], brand.id, DRAIN_SECONDS))
    history.note(*(Delivered(time.time(), key) for key, _ in scene.platform.taken))
    history.note(Ledger({name: value for name, value in brand.ledger().items() if name != "hour"}))
    history.note(Counted("volume_in", brand.counted("volume_in", scene.step_seconds)))
    history.note(Counted("the inbound of all conversations", brand.inbound()))
    for path in PATHS:
        shown = call(house.state.gateway, "GET", path, other.admin.key).body
        history.note(Looked(path, len(shown), shown.count(brand.id.encode())))


def _replies(scene: Scene) -> list[Written] | None:
    found = [Written(key, scene.brand.admin.get(f"/v1/replies/{key}")["state"]) for key in sorted(scene.desk.replies)]
    return None if any(row.state in {"queued", "claimed"} for row in found) else found or [Written("none", "rejected")]


def listed(brand: Brand) -> tuple[list[Stored], dict[str, str]]:
    """Every inbound message as conversations list them, and the platform's id of each of ours."""
    rows: list[Stored] = []
    outside: dict[str, str] = {}
    for conversation in brand.every("/v1/conversations"):
        for message in brand.every(f"/v1/conversations/{conversation['id']}/messages"):
            if message["direction"] != "inbound":
                continue
            contact = str(conversation["contact_name"]).lower()
            rows.append(Stored(conversation["id"], contact, message["external_id"]))
            outside[message["id"]] = message["external_id"]
    return rows, outside


def translated(rows: Iterable[Told], outside: dict[str, str]) -> Iterator[Told]:
    """The events, with the platform's ids for messages and without what we said ourselves."""
    for row in rows:
        if row.type != MESSAGE_STORED:
            yield row
        elif row.data["direction"] == "inbound":
            message = outside.get(row.data["message"], row.data["message"])
            yield replace(row, data={**row.data, "message": message})
