"""Our own processes: frozen past their lease, killed, rolled one by one, more of them and fewer."""

from __future__ import annotations

import time

from tests.e2e.rig import eventually
from tests.faults.scene import Case, Scene

SERVICES = ("inbox", "routing", "crisis", "analytics")
PAST_THE_LEASE_SECONDS = 18.0  # the group gives up a silent member after 6 s, the outbox's lease ends after 10 s


def _frozen(service: str) -> Case:
    def fault(scene: Scene) -> None:
        member = scene.house.members[f"{service}-2"]
        scene.broken()
        member.child.pause()
        time.sleep(PAST_THE_LEASE_SECONDS)
        member.child.resume()
        scene.healed()

    says = f"{service}-2 is frozen for {PAST_THE_LEASE_SECONDS:.0f} s, past its lease, and wakes up"
    return Case(f"frozen_{service}", says, fault, replying=service == "inbox", incident=service == "crisis")


def _killed(scene: Scene) -> None:
    """The inbox dies with a reply in its hands, the others with what they are at."""
    sender = scene.house.members["inbox-2"].child.pid
    scene.platform.answering.clear()
    eventually(lambda: scene.platform.brought_by(sender), "a reply in the hands of inbox-2")
    scene.broken()
    for service in SERVICES:
        scene.house.members[f"{service}-2"].child.kill()
    scene.platform.answering.set()
    scene.crowd.until(120, 10.0)
    for service in SERVICES:
        scene.house.members[f"{service}-2"].start()
    for service in SERVICES:
        scene.house.members[f"{service}-2"].wait()
    scene.healed()


def _rolled(scene: Scene) -> None:
    scene.broken()
    for name, member in scene.house.members.items():
        if name.startswith("gateway"):
            continue
        member.child.stop()
        member.start()
        member.wait()
    scene.healed()


def _scaled(scene: Scene) -> None:
    """One process of the inbox, then four, then one, then the usual two."""
    scene.broken()
    second = scene.house.members["inbox-2"]
    second.child.stop()
    scene.crowd.until(120, 15.0)
    more = [scene.house.another("inbox") for _ in range(2)]
    second.start()
    for member in (second, *more):
        member.wait()
    scene.crowd.until(240, 20.0)
    for member in (second, *more):
        member.child.stop()
    scene.crowd.until(120, 15.0)
    for member in more:
        scene.house.forget(member)
    second.start()
    second.wait()
    scene.healed()


CASES = [
    Case(
        "second_of_each_killed",
        "the second process of every service is killed at once, in an incident and with replies on their way",
        _killed,
        tier="smoke",
        replying=True,
        incident=True,
    ),
    *[_frozen(service) for service in SERVICES],
    Case("rolled", "every service process is ended and started again, one after the other", _rolled, bound_seconds=90),
    Case("scaled", "the inbox goes from one process to four and back", _scaled),
]
