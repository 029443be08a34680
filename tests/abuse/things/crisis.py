"""Incidents, what stands in them, and who is called: statements, steps, pages, questions to volunteers, swaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from services.crisis.domain.incident import ALLOWED
from tests.abuse.moody_platform import MoodyPlatform
from tests.abuse.states import Command, Stage, Thing, states
from tests.e2e.rig import eventually

DAY = 86_400
REVIEW_RECORD: dict[str, Any] = {"owner": None, "due_at": None, "summary": "It rained.", "findings": []}
NO_HURRY = {"enabled": False, "wave_seconds": DAY}  # only the callout that a person opens, and nobody's time runs out


def _calm(stage: Stage) -> None:
    """Whoever is paged has a day; `eve` decides on what `ada` wrote."""
    stage.brand.hire("eve", "social_media_manager", presence="offline", seats=0)
    escalation = {"levels": [{"persons": [f"ada-{stage.brand.id}"], "timeout_seconds": DAY}]}
    policy = {"auto_declare": False, "escalation": escalation, "callout": NO_HURRY}
    stage.brand.admin.change("/v1/crisis-policy", policy)


def _incident(*commands: str) -> Callable[[Stage], str]:
    return lambda stage: stage.give(stage.make("/v1/incidents", {"title": "Ash", "severity": 2}), *commands)


INCIDENT = Thing(
    "incident",
    {
        "declared": _incident(),
        "active": _incident("activate"),
        "monitoring": _incident("activate", "monitor"),
        "stood_down": _incident("stand-down"),
        "reviewed": _incident("stand-down", "review"),
    },
    {
        "activate": Command("{at}/activate", ALLOWED["activate"]),
        "monitor": Command("{at}/monitor", ALLOWED["monitor"]),
        "severity": Command("{at}/severity", ALLOWED["severity"], {"severity": 1}),
        "roles": Command("{at}/roles", ALLOWED["roles"]),
        "step": Command("{at}/steps", ALLOWED["step"], {"title": "Tell the desk"}),
        "note": Command("{at}/notes", ALLOWED["note"], {"text": "a note"}),
        "callout": Command("{at}/callouts", ALLOWED["callout"], {"people": 1}),
        "statement": Command("{at}/statements", ALLOWED["statement"], {"language": "en", "text": "We look into it."}),
        "stand_down": Command("{at}/stand-down", ALLOWED["stand_down"]),
        "playbook": Command("{at}/playbook", ALLOWED["playbook"], {"playbook": "default"}),
        "update": Command("{at}/updates", ALLOWED["update"], {"text": "We know more at noon."}),
        "review": Command("{at}/review", ALLOWED["review"]),
        "review_record": Command("{at}/review", ALLOWED["review_record"], REVIEW_RECORD, method="PUT"),
        "thanks": Command("{at}/thanks", ALLOWED["thanks"], {"text": "Thank you."}),
    },
    _calm,
)


def _accounts(stage: Stage) -> None:
    _calm(stage)
    platform = stage.stack.enter_context(MoodyPlatform())
    settings = {"callback_url": f"{platform.url}/posts", "takes_posts": True}
    made = stage.brand.admin.post("/v1/integrations", {"channel": "generic", "name": "Page", "settings": settings})
    stage.kept["account"] = made["id"]


def _statement(stage: Stage, incident: str) -> str:
    return stage.make(f"{incident}/statements", {"language": "en", "text": f"We look into it, {stage.number()}."})


def _draft(stage: Stage) -> str:
    return _statement(stage, _incident()(stage))


def _approved(stage: Stage) -> str:
    at = _draft(stage)
    stage.api("eve").post(f"{at}/approve", {})
    return at


def _superseded(stage: Stage) -> str:
    at = _approved(stage)
    later = _statement(stage, at.partition("/statements")[0])
    stage.api("eve").post(f"{later}/approve", {})
    return at


def _standing(stage: Stage, at: str) -> str:
    """The state of a statement; approved, it may be superseded by a later one of its language."""
    path, _, id_ = at.rpartition("/")
    found = {each["id"]: each for each in stage.brand.every(path)}
    ours = found[id_]
    if ours["state"] != "approved":
        return str(ours["state"])
    later = [each for each in found.values() if (each["approved_at"] or "") > ours["approved_at"]]
    return "superseded" if later else "approved"


def _published(stage: Stage, _: str) -> dict[str, Any]:
    return {"integrations": [stage.kept["account"]]}


STATEMENT = Thing(
    "statement",
    {"draft": _draft, "approved": _approved, "superseded": _superseded},
    {
        "approve": Command("{at}/approve", states("draft"), by="eve"),
        "publish": Command("{at}/publications", states("approved"), _published),
    },
    _accounts,
    _standing,
)


def _step(*commands: str) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        incident = _incident()(stage)
        stage.brand.admin.post(f"{incident}/steps", {"title": "Tell the desk"})
        return stage.give(f"{incident}/steps/{len(stage.brand.admin.get(incident)['steps'])}", *commands)

    return made


def _step_state(stage: Stage, at: str) -> str:
    incident, _, number = at.partition("/steps/")
    return "open" if stage.brand.admin.get(incident)["steps"][int(number) - 1]["done_at"] is None else "done"


STEP = Thing(
    "incident_step",
    {"open": _step(), "done": _step("complete")},
    {
        "complete": Command("{at}/complete", states("open")),
        "assign": Command("{at}/assign", states("open"), {"owner": None, "due_at": None}),
    },
    _calm,
    _step_state,
)


def _paged(*commands: str) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        incident = _incident()(stage).rpartition("/")[2]

        def page() -> str | None:
            found = stage.brand.every("/v1/pages")
            return next((str(each["page"]) for each in found if each["incident"] == incident), None)

        return stage.give(f"/v1/pages/{eventually(page, 'the page')}", *commands)

    return made


def _page_state(stage: Stage, at: str) -> str:
    id_ = at.rpartition("/")[2]
    return next(str(each["state"]) for each in stage.brand.every("/v1/pages") if each["page"] == id_)


PAGE = Thing(
    "page",
    {"sent": _paged(), "acknowledged": _paged("acknowledge"), "declined": _paged("decline")},
    {
        "acknowledge": Command("{at}/acknowledge", states("sent", "acknowledged", "declined")),
        "decline": Command("{at}/decline", states("sent", "declined")),
    },
    _calm,
    _page_state,
)


def _volunteer(stage: Stage) -> None:
    _calm(stage)
    stage.brand.hire("vic", "volunteer", seats=0, volunteer=True)


def _asked(*answers: str, stand_down: bool = False) -> Callable[[Stage], str]:
    """A callout in which `vic` was asked, and answered."""

    def wave(stage: Stage, incident: str) -> str | None:
        """The callout; None where crisis had not heard of the volunteer yet, so that its first wave found nobody."""
        callout = stage.brand.admin.post(f"{incident}/callouts", {"people": 1})["id"]

        def looked() -> str | None:
            shown = stage.brand.admin.get(f"/v1/callouts/{callout}")
            return "asked" if shown["asked"] else "nobody" if shown["state"] == "exhausted" else None

        return str(callout) if eventually(looked, "the first wave") == "asked" else None

    def made(stage: Stage) -> str:
        incident = _incident()(stage)
        at = f"/v1/callouts/{eventually(lambda: wave(stage, incident), 'the question')}"
        for answer in answers:
            stage.api("vic").post(f"{at}/answers", {"answer": answer})
        if stand_down:
            stage.give(incident, "stand-down")
        return at

    return made


def _ask_state(stage: Stage, at: str) -> str:
    (ask,) = stage.brand.every(f"{at}/asks")
    over = stage.brand.admin.get(at)["state"] == "closed"
    return "over" if over and ask["state"] in {"asked", "no_answer"} else str(ask["state"])


ASK = Thing(
    "callout",
    {
        "asked": _asked(),
        "accepted": _asked("accept"),
        "declined": _asked("decline"),
        "over": _asked(stand_down=True),
    },
    {
        "accept": Command("{at}/answers", states("asked", "accepted"), {"answer": "accept"}, by="vic"),
        "decline": Command("{at}/answers", states("asked", "declined", "over"), {"answer": "decline"}, by="vic"),
    },
    _volunteer,
    _ask_state,
    apart=True,
)


def _place(*answers: str, leave: bool = False) -> Callable[[Stage], str]:
    """What `vic` has in the incident of a callout that they answered so."""

    def made(stage: Stage) -> str:
        callout = stage.brand.admin.get(_asked(*answers)(stage))
        at = f"/v1/places/{callout['incident']}"
        if leave:
            stage.api("vic").post(f"{at}/leave", {})
        return at

    return made


def _place_state(stage: Stage, at: str) -> str:
    places = stage.api("vic").get("/v1/places")["items"]
    return next((str(each["state"]) for each in places if each["incident"] == at.rpartition("/")[2]), "none")


PLACE = Thing(
    "place",
    {"none": _place("decline"), "granted": _place("accept"), "revoked": _place("accept", leave=True)},
    {"leave": Command("{at}/leave", states("granted", "revoked"), by="vic")},
    _volunteer,
    _place_state,
    apart=True,
)


def _rotation(stage: Stage) -> None:
    _calm(stage)
    now = datetime.now(UTC)
    layer = {"members": [f"ada-{stage.brand.id}", "eve"], "starts_on": f"{now - timedelta(days=1):%Y-%m-%d}"}
    layers = [{**layer, "turn_days": 31, "handover": "00:00"}]
    hub = {"name": "Hub", "zone": "UTC", "layers": layers, "joining": False, "gaps": False}
    eventually(lambda: stage.brand.ask("PUT", "/v1/rotations/hub", hub).status < HTTPStatus.BAD_REQUEST, "the people")


def _swap(*commands: tuple[str, str]) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        begins = datetime.now(UTC) + timedelta(days=2, hours=2 * stage.number())
        gives = {"begins_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=1)).isoformat()}
        proposed = stage.brand.admin.post("/v1/rotations/hub/swaps", {"other": "eve", "gives": gives})
        at = f"/v1/rotations/hub/swaps/{proposed['id']}"
        for who, command in commands:
            (stage.brand.admin if who == "ada" else stage.api(who)).post(f"{at}/{command}", {})
        return at

    return made


def _swap_state(stage: Stage, at: str) -> str:
    swaps = stage.brand.admin.get("/v1/rotations/hub")["swaps"]
    return next(str(each["state"]) for each in swaps if each["id"] == at.rpartition("/")[2])


SWAP = Thing(
    "swap",
    {
        "proposed": _swap(),
        "accepted": _swap(("eve", "accept")),
        "declined": _swap(("eve", "decline")),
        "withdrawn": _swap(("ada", "withdraw")),
    },
    {
        "accept": Command("{at}/accept", states("proposed", "accepted"), by="eve"),
        "decline": Command("{at}/decline", states("proposed", "declined"), by="eve"),
        "withdraw": Command("{at}/withdraw", states("proposed", "withdrawn")),
    },
    _rotation,
    _swap_state,
)

THINGS = [INCIDENT, STATEMENT, STEP, PAGE, ASK, PLACE, SWAP]
