"""What befalls a machine under a broker or a mongod: its network, its power, its disk, and the clocks of our own."""

from __future__ import annotations

import time
from collections.abc import Callable

from deploy.stack.child import Child
from tests.e2e.rig import eventually
from tests.faults.cases.kafka import leader
from tests.faults.cases.services import SERVICES
from tests.faults.scene import Case, Scene

AWAY = 240
SECONDS = 15.0  # beyond the session of a broker (9 s) and the election of a primary (2 s)
RESTART_SECONDS = 120.0
STEP_SECONDS = 120

Chosen = Callable[[Scene], Child]


def _leader(scene: Scene) -> Child:
    return scene.house.brokers()[leader(scene)]


def _primary(scene: Scene) -> Child:
    return scene.house.primary()[0]


def _isolated(chosen: Chosen) -> Callable[[Scene], None]:
    """Clients still reach it, its peers do not."""

    def fault(scene: Scene) -> None:
        islands, process = scene.house.islands, chosen(scene)
        island, peers = islands.of(process), islands.peers(process)
        scene.broken()
        island.cut_off_from(peers)
        scene.crowd.until(AWAY, SECONDS)
        time.sleep(SECONDS)  # whatever it took for itself is found wrong when it is back
        island.join(peers)
        scene.house.primary()
        scene.healed()

    return fault


def _power_cut(*chosen: Chosen) -> Callable[[Scene], None]:
    def fault(scene: Scene) -> None:
        _cut(scene, [each(scene) for each in chosen])

    return fault


def _all_cut(scene: Scene) -> None:
    """Nothing that was acknowledged may have been in memory alone: every disk loses what was not flushed."""
    _cut(scene, scene.house.stack.children)


def _cut(scene: Scene, processes: list[Child]) -> None:
    islands = scene.house.islands
    scene.broken()
    for process in processes:
        islands.of(process).lose_power(process)
    scene.crowd.until(AWAY, SECONDS)
    for process in processes:
        islands.of(process).regain_power()
        process.start()
    scene.house.serving()
    scene.healed()


def _full(chosen: Chosen) -> Callable[[Scene], None]:
    """It ends by itself when it cannot write, and is started again when there is room."""

    def fault(scene: Scene) -> None:
        process = chosen(scene)
        island = scene.house.islands.of(process)
        scene.broken()
        island.fill_the_disk()
        scene.crowd.until(2 * AWAY, 2 * SECONDS)
        eventually(lambda: not process.alive, f"{process.name} to end on a full disk", RESTART_SECONDS)
        island.empty_the_disk()
        process.start()
        scene.house.serving()
        scene.healed()

    return fault


def _clock_stepped(scene: Scene) -> None:
    """Two minutes ahead, then two minutes behind, then right, while the twins of the processes have the right time.

    An offer is open for one minute, and a claim without its task is given up after ten seconds.
    """
    scene.step_seconds = STEP_SECONDS
    with scene.house.by_its_own_clock([f"{each}-2" for each in ("gateway", *SERVICES)]) as clock:
        scene.broken()
        for off in (STEP_SECONDS, -STEP_SECONDS, 0):
            clock.step(off)
            scene.crowd.until(AWAY, SECONDS)
    scene.healed()


def _on_islands(name: str, says: str, fault: Callable[[Scene], None], bound_seconds: float = 90.0) -> Case:
    return Case(name, says, fault, bound_seconds=bound_seconds, islands=True)


CASES = [
    Case(
        "clock_stepped", "the clock of five processes goes two minutes ahead, behind, and right again", _clock_stepped
    ),
    _on_islands(
        "broker_isolated", "the leader of most partitions does not reach the other brokers", _isolated(_leader)
    ),
    _on_islands("primary_isolated", "the primary of MongoDB does not reach the other members", _isolated(_primary)),
    _on_islands("broker_full", "the disk under the leader of most partitions is full", _full(_leader)),
    _on_islands("mongod_full", "the disk under the primary of MongoDB is full", _full(_primary)),
    _on_islands("power_cut", "a broker and the primary of MongoDB lose power", _power_cut(_leader, _primary)),
    _on_islands("power_cut_everywhere", "all brokers and mongods lose power at one moment", _all_cut, 150.0),
]
