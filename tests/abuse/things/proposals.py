"""Proposed incidents: what rules found in a surge, until somebody answers or its time is over."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.abuse.states import Command, Stage, Thing, states
from tests.e2e.rig import eventually, words

CALM_ROUNDS, LOUD_ROUNDS = 20, 10  # a second apart: of the brand's time a minute
CALM, LOUD = 2, 60  # messages in a round
WAITING, HURRIED = 6, 2  # rules: each proposes once, and a proposed incident is for one pair of state and command
WAITS_SECONDS, HURRIES_SECONDS = 7 * 86_400, 60  # of the brand's time
CONDITION = {"measure": "volume", "min_days": None, "min_factor": None, "copies": False}


def _rule(stage: Stage, id_: str, open_seconds: int) -> None:
    when = {"match": "all", "signals": [CONDITION], "within_seconds": 86_400}
    then = {"action": "propose", "severity": 2, "playbook": None, "open_seconds": open_seconds}
    stage.brand.admin.put(f"/v1/incident-rules/{id_}", {"name": id_, "enabled": True, "when": when, "then": then})


def _surge(stage: Stage) -> None:
    """People write as ever, then many more of them; every rule proposes an incident."""
    stage.brand.admin.change("/v1/crisis-policy", {"auto_declare": False})
    for rule, seconds in [("waits", WAITS_SECONDS)] * WAITING + [("hurries", HURRIES_SECONDS)] * HURRIED:
        _rule(stage, f"{rule}-{stage.number()}", seconds)
    told = itertools.count()
    for count in [CALM] * CALM_ROUNDS + [LOUD] * LOUD_ROUNDS:
        stage.brand.post([words(next(told)) for _ in range(count)])
        time.sleep(1.0)

    def proposed() -> list[dict[str, Any]] | None:
        found = list(stage.brand.every("/v1/proposed-incidents"))
        return found if len(found) == WAITING + HURRIED else None

    found = eventually(proposed, "what the rules propose")
    for kind in ("waits", "hurries"):
        stage.kept[kind] = iter([_path(each) for each in found if each["rule"].startswith(kind)])


def _path(proposed: dict[str, Any]) -> str:
    return f"/v1/proposed-incidents/{proposed['id']}"


def _next(kind: str) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        paths: Iterator[str] = stage.kept[kind]
        return next(paths)

    return made


def _dismissed(stage: Stage) -> str:
    at = _next("waits")(stage)
    stage.brand.admin.post(f"{at}/dismiss", WHY)
    return at


def _confirmed(stage: Stage) -> str:
    """The one that was confirmed: its signals have an incident from then on, and no other can be."""
    return next(_path(each) for each in stage.brand.every("/v1/proposed-incidents") if each["state"] == "confirmed")


WHY = {"reason": "A concert is on."}
PROPOSED = Thing(
    "proposed_incident",
    {
        "expired": _next("hurries"),
        "dismissed": _dismissed,
        "open": _next("waits"),
        "confirmed": _confirmed,  # the last: it is the one whose confirmation was tried before
    },
    {
        "dismiss": Command("{at}/dismiss", states("open"), WHY),
        "confirm": Command("{at}/confirm", states("open")),
    },
    _surge,
)

THINGS = [PROPOSED]
