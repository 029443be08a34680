"""A crowd comes, and those who should notice die in the middle of it."""

from __future__ import annotations

import re
import time
from http import HTTPStatus

from tests.e2e.rig import eventually
from tests.faults.load import MOST_MESSAGES, call
from tests.faults.record import Seats, Seeded
from tests.faults.scene import Case, Scene

CALM, CROWDED = 5.0, 90.0
MANY_PEOPLE = 3000  # few who say the same are taken for coordinated, and declare nothing
LEARN_SECONDS = 22.0  # fifteen buckets of a second until the detector has a normal, and some to be sure
PAGE_SECONDS = 60.0  # one process starts, takes the partitions over after 6 s, and counts what waits
NORMAL, TIMES_NORMAL, STEPS, STEP_SECONDS = 1.0, 300.0, 20, 3.0
VOLUNTEER_SEATS = 3
MAILBOX = "worker-0@example.com"
CANARY = r"^muster_notice_canary_seconds(?:{[^}]*})? (\S+)$"
FRESH_SECONDS, ALARM_SECONDS = 20.0, 45.0
POLICY = {
    "detector": {"warmup_buckets": 15, "clear_buckets": 3},
    "escalation": {"levels": [{"persons": ["worker-0"], "timeout_seconds": 5}]},
}


def _detectors_die(scene: Scene) -> None:
    boss = scene.brand.admin
    boss.change("/v1/crisis-policy", POLICY)
    time.sleep(LEARN_SECONDS)
    scene.history.note(Seeded(time.time(), PAGE_SECONDS))
    scene.crowd.rate, scene.crowd.contacts = CROWDED, MANY_PEOPLE
    scene.crowd.until(60, 5.0)
    scene.broken()
    detectors = scene.house.of("crisis")
    for member in detectors:
        member.child.kill()
    scene.crowd.until(100, 5.0)
    for member in detectors:
        member.start()
    for member in detectors:
        member.wait()
    scene.healed()
    eventually(lambda: list(scene.brand.every("/v1/incidents")), "an incident", PAGE_SECONDS)
    scene.crowd.rate = CALM


def _surge(scene: Scene) -> None:
    """Twenty minutes of the scenario, a step each: at every one a volunteer joins, at every second one leaves."""
    boss = scene.brand.admin
    boss.change("/v1/crisis-policy", POLICY)
    time.sleep(LEARN_SECONDS)
    scene.crowd.contacts = MANY_PEOPLE
    scene.history.note(Seeded(time.time(), PAGE_SECONDS))
    scene.broken()
    volunteers: list[str] = []
    for step in range(1, STEPS + 1):
        scene.crowd.rate = NORMAL * TIMES_NORMAL ** (step / STEPS)
        volunteer = f"volunteer-{step}"
        scene.history.note(Seats(volunteer, VOLUNTEER_SEATS))
        scene.desk.hire(volunteer, scene.brand.hire(volunteer, seats=VOLUNTEER_SEATS))
        volunteers.append(volunteer)
        if step % 2 == 0:
            boss.put(f"/v1/employees/{volunteers.pop(0)}/presence", {"presence": "offline"})
        scene.crowd.until(MOST_MESSAGES, STEP_SECONDS)
    scene.crowd.rate = CALM
    scene.healed()


def _notifier_dead(scene: Scene) -> None:
    """The mail server takes connections and says nothing; a page raised meanwhile leaves once it is back, and once."""
    house, boss = scene.house, scene.brand.admin
    boss.change("/v1/crisis-policy", {"escalation": {"levels": [{"persons": ["worker-0"], "timeout_seconds": 600}]}})
    plan = {"addresses": [{"kind": "email", "target": MAILBOX}]}
    eventually(lambda: _written(scene, plan), "worker-0 in the directory of crisis")
    eventually(lambda: _canary_age(scene) < FRESH_SECONDS, "a canary", PAGE_SECONDS)
    scene.broken()
    house.mail.child.pause()
    began = time.monotonic()
    scene.history.note(Seeded(time.time(), PAGE_SECONDS))
    boss.post("/v1/incidents", {"title": "nobody is told", "severity": 3})
    eventually(lambda: _canary_age(scene) > ALARM_SECONDS, "the canary's alarm", 2 * PAGE_SECONDS)
    took = time.monotonic() - began
    house.mail.child.resume()
    scene.healed()
    assert took <= PAGE_SECONDS, f"nobody could know for {took:.0f} s that no page leaves"
    eventually(lambda: house.mail.taken(MAILBOX), "the page", PAGE_SECONDS)
    eventually(lambda: _canary_age(scene) < FRESH_SECONDS, "a canary", PAGE_SECONDS)
    sent = house.mail.taken(MAILBOX)
    assert len(set(sent)) == 1, f"one page has {len(set(sent))} keys"


def _written(scene: Scene, plan: object) -> bool:
    path, key = "/v1/notice-plans/worker-0", scene.brand.admin.key
    return call(scene.house.state.gateway, "PUT", path, key, plan).status == HTTPStatus.OK


def _canary_age(scene: Scene) -> float:
    """Seconds since a canary came through any process, as the alert NoticesCannotLeave has it."""
    metrics = [call(member.url, "GET", "/metrics").body.decode() for member in scene.house.of("crisis")]
    latest = max((float(each) for text in metrics for each in re.findall(CANARY, text, re.MULTILINE)), default=0.0)
    return time.time() - latest


CASES = [
    Case("detectors_die", "both detectors are killed in the middle of a surge", _detectors_die, rate=CALM, crisis=True),
    Case(
        "surge",
        "messages grow to 300 times the normal within minutes; volunteers join and leave",
        _surge,
        rate=NORMAL,
        bound_seconds=150,
        crisis=True,
    ),
    Case("notifier_dead", "the mail server hangs: pages wait, and a canary says so within a minute", _notifier_dead),
]
