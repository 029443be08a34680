"""Tasks with their offers, and invitations to help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.abuse.states import Command, Stage, Thing, states
from tests.e2e.rig import eventually, words

SEATS = 50


def _hired(stage: Stage) -> None:
    """`ann` is offered whatever comes; `bob` does not speak its language, and can be given it or invited."""
    stage.brand.hire("ann", seats=SEATS)
    stage.brand.hire("bob", languages=["fi"], seats=SEATS)


def _task(stage: Stage, at: str) -> dict[str, Any]:
    found: dict[str, Any] = stage.brand.admin.get(at)
    return found


def _offered(stage: Stage) -> str:
    number = stage.number()
    stage.brand.post(words(number))
    seen: set[str] = stage.kept.setdefault("seen", set())

    def offer() -> dict[str, Any] | None:
        return next((each for each in stage.api("ann").get("/v1/offers")["items"] if each["id"] not in seen), None)

    found = eventually(offer, "the offer")
    seen.add(found["id"])
    at = f"/v1/tasks/{found['conversation']}"
    stage.kept[at] = f"/v1/offers/{found['id']}"
    return at


def _waiting(stage: Stage) -> str:
    at = _offered(stage)
    stage.api("ann").post(f"{stage.kept[at]}/decline", {})
    return at


def _assigned(stage: Stage) -> str:
    at = _offered(stage)
    stage.api("ann").post(f"{stage.kept[at]}/accept", {})
    return at


def _done(stage: Stage) -> str:
    at = _assigned(stage)
    stage.api("ann").post(f"{at}/complete", {"epoch": _task(stage, at)["epoch"]})
    return at


def _with_epoch(**more: str) -> Callable[[Stage, str], dict[str, Any]]:
    """A command on the task as it stands now."""
    return lambda stage, at: {"epoch": _task(stage, at)["epoch"], **more}


HELD = states("assigned")
LIVE = states("waiting", "offered", "assigned")
TASK = Thing(
    "task",
    {"waiting": _waiting, "offered": _offered, "assigned": _assigned, "done": _done},
    {
        "complete": Command("{at}/complete", HELD, _with_epoch()),
        "release": Command("{at}/release", HELD, _with_epoch()),
        "transfer": Command("{at}/transfer", HELD, _with_epoch(employee="bob")),
        "give to a queue": Command("{at}/transfer", HELD, _with_epoch(queue="crisis")),
        "assign": Command("{at}/assign", LIVE, _with_epoch(employee="bob")),
        "invite": Command("{at}/invitations", LIVE, {"employee": "bob", "why": "You know the desk."}),
    },
    _hired,
)


def _offer_of(made: Callable[[Stage], str]) -> Callable[[Stage], str]:
    return lambda stage: str(stage.kept[made(stage)])


def _offer_state(stage: Stage, at: str) -> str:
    conversation = at.rpartition("/")[2].rpartition(".")[0]
    return str(_task(stage, f"/v1/tasks/{conversation}")["state"])


OFFER = Thing(
    "offer",
    {
        "waiting": _offer_of(_waiting),
        "offered": _offer_of(_offered),
        "assigned": _offer_of(_assigned),
        "done": _offer_of(_done),
    },
    {
        "accept": Command("{at}/accept", states("offered", "assigned"), by="ann"),
        "decline": Command("{at}/decline", states("offered"), by="ann"),
    },
    _hired,
    _offer_state,
)


def _invited(*answers: str, over: bool = False) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        at = _assigned(stage)
        stage.api("ann").post(f"{at}/invitations", {"employee": "bob", "why": "You know the desk."})
        for answer in answers:
            stage.api("bob").post(f"{at}/invitations/answers", {"answer": answer})
        if over:
            stage.api("ann").post(f"{at}/complete", {"epoch": _task(stage, at)["epoch"]})
        return at

    return made


def _invitation_state(stage: Stage, at: str) -> str:
    return str(_task(stage, at)["invitations"][-1]["state"])


INVITATION = Thing(
    "invitation",
    {
        "open": _invited(),
        "accepted": _invited("accept"),
        "declined": _invited("decline"),
        "ended": _invited(over=True),
    },
    {
        "accept": Command("{at}/invitations/answers", states("open", "accepted"), {"answer": "accept"}, by="bob"),
        "decline": Command("{at}/invitations/answers", states("open", "declined"), {"answer": "decline"}, by="bob"),
    },
    _hired,
    _invitation_state,
)

THINGS = [TASK, OFFER, INVITATION]
