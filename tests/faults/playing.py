"""Plays a case: brands of its own, the load, the fault, then the record filled in and judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from http import HTTPStatus

import psutil

from deploy.local.api import ApiError
from deploy.stack.errors import StackError
from tests.e2e.rig import Brand, eventually, found_brand, words, work_off
from tests.e2e.slow_platform import SlowPlatform
from tests.faults.checkers import judge
from tests.faults.checkers.once import MESSAGE_STORED
from tests.faults.house import House
from tests.faults.load import Crowd, Desk, call
from tests.faults.record import (
    Counted,
    Delivered,
    Drained,
    History,
    Ledger,
    Looked,
    Seats,
    Seeded,
    Stored,
    Tasked,
    Told,
    Written,
)
from tests.faults.scene import Case, Finding, Scene
from tests.faults.taken_seats import settled
from tests.faults.told import Starts, ends, in_right_time, told_since

EMPLOYEES, SEATS = 3, 4
AFTERWARDS = 60  # messages posted after the fault is over
DRAIN_SECONDS = 150.0
PAGE_SECONDS = 60.0  # from an incident to its first page, whatever is broken meanwhile
PATHS = ("/v1/conversations", "/v1/tasks", "/v1/employees", "/v1/incidents", "/v1/stories", "/v1/ledger")


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
        if case.incident:
            scene.incident = _declared(scene)
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
            assert desk.replies or not case.replying, "no reply was accepted"
            _gather(house, scene, other, starts)
        except (AssertionError, StackError, ApiError) as failure:
            notes.append(str(failure))
            cpu = psutil.cpu_percent(None) / 100
            desk.over.set()
    return Finding(case, seed, history, judge(history), cpu, began, time.time(), notes)


def _declared(scene: Scene) -> str:
    boss = scene.brand.admin
    boss.change("/v1/crisis-policy", {"escalation": {"levels": [{"persons": ["worker-0"], "timeout_seconds": 600}]}})
    scene.history.note(Seeded(time.time(), PAGE_SECONDS))
    incident: str = boss.post("/v1/incidents", {"title": "Ash", "severity": 1})["id"]
    return incident


def _drained(house: House) -> None:
    """Wait until all that is told by now is worked; fails naming who is behind."""
    try:
        work_off(house.state, DRAIN_SECONDS)
    except AssertionError as late:
        raise AssertionError(f"{late}; behind are {house.behind()}") from late


def _gather(house: House, scene: Scene, other: Brand, starts: Starts) -> None:
    brand, history, acked = scene.brand, scene.history, len(scene.history.acked())
    eventually(lambda: brand.ledger()["stored"] >= acked, "what was accepted in the ledger")
    eventually(lambda: _ended(scene), "the end of every reply", DRAIN_SECONDS)
    history.note(*_replies(scene))
    _drained(house)
    rows, outside = _listed(brand)
    history.note(*rows, *(Tasked(each["conversation"]) for each in brand.every("/v1/tasks")))
    told = in_right_time(told_since(house.state.kafka, starts, brand.id), scene.step_seconds)
    history.note(*_translated(told, outside))
    history.note(*settled(house.primary()[1], brand.id, DRAIN_SECONDS))
    history.note(*(Delivered(time.time(), key) for key, _ in scene.platform.taken))
    history.note(Ledger({name: value for name, value in brand.ledger().items() if name != "hour"}))
    history.note(Counted("volume_in", brand.counted("volume_in", scene.step_seconds)))
    history.note(Counted("the inbound of all conversations", brand.inbound()))
    if scene.incident:
        ended = brand.admin.post(f"/v1/incidents/{scene.incident}/stand-down", {})
        history.note(Counted("the messages of the incident", ended["figures"]["messages"]))
        history.note(
            Counted("the messages of all stories", sum(each["messages"] for each in brand.every("/v1/stories")))
        )
    for path in PATHS:
        shown = call(house.state.gateway, "GET", path, other.admin.key).body
        history.note(Looked(path, len(shown), shown.count(brand.id.encode())))


def _ended(scene: Scene) -> bool:
    return not {row.state for row in _replies(scene)} & {"queued", "claimed"}


def _replies(scene: Scene) -> list[Written]:
    """What is shown of every reply that was accepted, and of every one that the platform has."""
    return [Written(reply, _shown(scene, reply)) for reply in sorted(scene.desk.replies | scene.platform.replies)]


def _shown(scene: Scene, reply: str) -> str:
    answer = call(scene.house.state.gateway, "GET", f"/v1/replies/{reply}", scene.brand.admin.key)
    return str(answer.json()["state"]) if answer.status == HTTPStatus.OK else f"unseen ({answer.status})"


def _listed(brand: Brand) -> tuple[list[Stored], dict[str, str]]:
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


def _translated(rows: Iterable[Told], outside: dict[str, str]) -> Iterator[Told]:
    """The events, with the platform's ids for messages and without what we said ourselves."""
    for row in rows:
        if row.type != MESSAGE_STORED:
            yield row
        elif row.data["direction"] == "inbound":
            message = outside.get(row.data["message"], row.data["message"])
            yield replace(row, data={**row.data, "message": message})
