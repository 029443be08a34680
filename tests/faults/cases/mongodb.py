"""The replica set loses its primary: killed, frozen, or told to step down."""

from __future__ import annotations

from contextlib import suppress

from pymongo.errors import PyMongoError

from tests.faults.house import direct
from tests.faults.scene import Case, Scene

AWAY = 240  # messages, four seconds when they are taken
FROZEN = 300


def _killed(scene: Scene) -> None:
    child, _ = scene.house.primary()
    scene.broken()
    child.kill()
    scene.crowd.until(AWAY, 15.0)
    child.start()
    scene.house.primary()
    scene.healed()


def _frozen(scene: Scene) -> None:
    child, _ = scene.house.primary()
    scene.broken()
    child.pause()
    scene.crowd.until(FROZEN, 15.0)
    child.resume()
    scene.house.primary()
    scene.healed()


def _stepped_down(scene: Scene) -> None:
    for _ in range(3):
        _, address = scene.house.primary()
        scene.broken()
        with suppress(PyMongoError), direct(address) as client:
            client.admin.command({"replSetStepDown": 5, "secondaryCatchUpPeriodSecs": 2, "force": True})
        scene.crowd.until(AWAY, 10.0)
    scene.house.primary()
    scene.healed()


def _minority(scene: Scene) -> None:
    """Freeze two of three: nobody can be primary, so nothing can be written."""
    primary, _ = scene.house.primary()
    assert scene.house.stack.mongo is not None
    others = [child for child in scene.house.stack.mongo.children if child is not primary]
    scene.broken()
    for child in others:
        child.pause()
    scene.crowd.until(AWAY, 12.0)
    for child in others:
        child.resume()
    scene.house.primary()
    scene.healed()


CASES = [
    Case("primary_killed", "the primary of MongoDB is killed and comes back", _killed, tier="smoke"),
    Case("primary_frozen", "the primary of MongoDB hangs for some seconds", _frozen),
    Case("primary_steps_down", "the primary of MongoDB steps down, three times", _stepped_down),
    Case("mongodb_minority", "two of three mongods hang, the third may not write", _minority),
]
