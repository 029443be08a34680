"""Eight routers race for the same seats; and everything there is dies at one moment."""

from __future__ import annotations

from tests.faults.scene import Case, Scene

MORE_ROUTERS = 6


def _race(scene: Scene) -> None:
    scene.broken()
    more = [scene.house.another("routing") for _ in range(MORE_ROUTERS)]
    for member in more:
        member.wait()
    scene.crowd.rate = 120.0
    scene.crowd.until(600, 30.0)
    for member in more:
        member.child.stop()
        scene.house.forget(member)
    scene.healed()


def _all_die(scene: Scene) -> None:
    """Every process at once, then first the parts and then the services, as after a machine came back."""
    house = scene.house
    scene.broken()
    for child in [*house.stack.children, *(member.child for member in house.members.values())]:
        child.kill()
    assert house.stack.kafka is not None
    for child in house.stack.children:
        child.start()
    house.stack.kafka.wait()
    house.primary()
    for member in house.members.values():
        member.start()
    for member in house.members.values():
        member.wait()
    scene.healed()


CASES = [
    Case("routers_race", "eight routers race for twelve seats", _race),
    Case("all_die", "every broker, mongod and process of ours is killed at one moment", _all_die, bound_seconds=90),
]
