"""A crowd comes, and those who should notice die in the middle of it."""

from __future__ import annotations

import time

from tests.e2e.rig import eventually
from tests.faults.record import Seeded
from tests.faults.scene import Case, Scene

CALM, CROWDED = 5.0, 90.0
MANY_PEOPLE = 3000  # few who say the same are taken for coordinated, and declare nothing
LEARN_SECONDS = 22.0  # fifteen buckets of a second until the detector has a normal, and some to be sure
PAGE_SECONDS = 60.0  # one process starts, takes the partitions over after 10 s, and counts what waits
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


CASES = [
    Case("detectors_die", "both detectors are killed in the middle of a surge", _detectors_die, rate=CALM),
]
