"""The platform a reply goes to hangs, refuses for a while, or hangs up after it has the reply."""

from __future__ import annotations

import time
from typing import Literal

from tests.faults.scene import Case, Scene

LONGER_THAN_A_SENDING_SECONDS = 25.0  # the inbox waits 20 s for a platform


def _moody(mood: Literal["busy", "resets"]) -> Case:
    def fault(scene: Scene) -> None:
        scene.broken()
        scene.platform.mood = mood
        time.sleep(8.0)
        scene.platform.mood = "well"
        scene.healed()

    says = {"busy": "the platform answers 429", "resets": "the platform takes each reply and hangs up unanswered"}
    return Case(f"platform_{mood}", says[mood], fault, replying=True, rate=20.0)


def _hangs(scene: Scene) -> None:
    scene.broken()
    scene.platform.answering.clear()
    time.sleep(LONGER_THAN_A_SENDING_SECONDS)
    scene.platform.answering.set()
    scene.healed()


CASES = [
    _moody("busy"),
    _moody("resets"),
    Case("platform_hangs", "the platform takes replies and says nothing", _hangs, replying=True, rate=20.0),
]
