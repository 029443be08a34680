"""What a brand keeps: cards, imports, reading campaigns, drills."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from tests.abuse.states import Command, Stage, Thing, states
from tests.e2e.rig import ask, eventually

CARD_TEXT: dict[str, Any] = {
    "title": "A lost suitcase",
    "text": "Say sorry.",
    "topics": [],
    "channels": [],
    "language": None,
}


def _colleague(stage: Stage) -> None:
    stage.brand.hire("eve", "social_media_manager", presence="offline", seats=0)


def _card(*commands: tuple[str, dict[str, Any]]) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        text = {**CARD_TEXT, "text": f"Say sorry, {stage.number()}."}
        at = stage.make("/v1/cards", text)
        for command, body in commands:
            stage.api("eve").post(f"{at}/{command}", body)
        return at

    return made


WHY = {"reason": "It is old."}
OF_CARD = states("proposed", "published", "retired")
CARD = Thing(
    "card",
    {"proposed": _card(), "published": _card(("publish", {})), "retired": _card(("retire", WHY))},
    {
        "publish": Command("{at}/publish", states("proposed"), by="eve"),
        "change": Command("{at}", OF_CARD, {**CARD_TEXT, "text": "Say how."}, method="PUT"),
        "retire": Command("{at}/retire", OF_CARD, WHY, by="eve"),
        "vote": Command("{at}/votes", OF_CARD, {"helpful": True}, by="eve"),
    },
    _colleague,
)


def _import(*commands: str) -> Callable[[Stage], str]:
    return lambda stage: stage.give(stage.make("/v1/imports", {"source": "other", "name": "History"}), *commands)


ITEMS = {"items": [{"kind": "contact", "external_id": "1", "name": "Sam"}], "position": None}
IMPORT = Thing(
    "import",
    {"open": _import(), "finished": _import("finish")},
    {
        "add": Command("{at}/items", states("open"), ITEMS),
        "finish": Command("{at}/finish", states("open")),
    },
)


def _guideline(stage: Stage) -> None:
    """It has a duty to accept; `eve` decides on exceptions."""
    _colleague(stage)
    duties = [{"id": "honest", "texts": {"en": "Say what is true."}}]
    stage.brand.admin.change("/v1/guideline", {"duties": duties})
    stage.kept["version"] = stage.brand.admin.get("/v1/guideline")["version"]
    stage.kept["text"] = stage.brand.admin.get("/v1/guideline/reading")["text_hash"]


def _asked(stage: Stage, *departments: str) -> str:
    """A campaign that asks these departments, or everybody, to accept the guideline within a day."""
    due_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    body = {"guideline_version": stage.kept["version"], "departments": departments, "due_at": due_at}

    def begun() -> str | None:
        answer = stage.brand.ask("POST", "/v1/guideline/campaigns", body)
        return str(answer.json()["number"]) if answer.status == HTTPStatus.CREATED else None

    return f"/v1/guideline/campaigns/{eventually(begun, 'somebody to read it')}"


def _campaign(stage: Stage) -> None:
    """Everybody is asked."""
    _guideline(stage)
    stage.kept["campaign"] = _asked(stage)


def _said(decision: str) -> Callable[[Stage, str], dict[str, Any]]:
    return lambda stage, _: {"text_hash": stage.kept["text"], "decision": decision, "reason": "because"}


def _reader(decision: str = "", exempt: bool | None = None) -> Callable[[Stage], str]:
    """A person who reads, and what they said; each pair has one of its own, `kept` as the reader."""

    def made(stage: Stage) -> str:
        person = f"reader-{stage.number()}"
        stage.brand.employees["reader"] = stage.brand.hire(person, presence="offline")
        at = f"{stage.kept['campaign']}/people/{person}"
        eventually(lambda: stage.api("reader").get("/v1/guideline/reading")["asked"], "the question to the reader")
        if decision:
            stage.api("reader").post("/v1/guideline/reading", _said(decision)(stage, at))
        if exempt is not None:
            stage.api("eve").post(f"{at}/exception", {"exempt": exempt, "reason": "because"})
        return at

    return made


def _reader_state(stage: Stage, _: str) -> str:
    return str(stage.api("reader").get("/v1/guideline/reading")["asked"][0]["state"])


UNFREE = states("pending", "declined", "exception_asked")
READING = Thing(
    "acceptance",
    {
        "pending": _reader(),
        "accepted": _reader("accepted"),
        "declined": _reader("declined"),
        "exception_asked": _reader("exception_asked"),
        "exempt": _reader("exception_asked", exempt=True),
    },
    {
        "accept": Command("/v1/guideline/reading", UNFREE | {"accepted"}, _said("accepted"), by="reader"),
        "decline": Command("/v1/guideline/reading", UNFREE, _said("declined"), by="reader"),
        "ask": Command("/v1/guideline/reading", UNFREE, _said("exception_asked"), by="reader"),
        "grant": Command(
            "{at}/exception",
            states("exception_asked"),
            {"exempt": True, "reason": "because"},
            by="eve",
            unseen=states("pending"),
        ),
        "refuse": Command(
            "{at}/exception",
            states("exception_asked"),
            {"exempt": False, "reason": "because"},
            by="eve",
            unseen=states("pending"),
        ),
    },
    _campaign,
    _reader_state,
)


def _read_by_one(*commands: str) -> Callable[[Stage], str]:
    """A campaign of one reader, named by its number, who asks for an exception before these commands."""

    def made(stage: Stage) -> str:
        number = stage.number()
        reader = stage.brand.hire(f"reader-{number}", presence="offline", department=f"department-{number}")
        stage.brand.employees["reader"] = reader
        at = _asked(stage, f"department-{number}")
        stage.api("reader").post("/v1/guideline/reading", _said("exception_asked")(stage, at))
        return stage.give(at, *commands)

    return made


def _campaign_state(stage: Stage, at: str) -> str:
    return "open" if stage.brand.admin.get(at)["closed_at"] is None else "closed"


DECIDED = "{at}/people/reader-{id}/exception"
CAMPAIGN = Thing(
    "campaign",
    {"open": _read_by_one(), "closed": _read_by_one("close")},
    {
        "close": Command("{at}/close", states("open", "closed")),
        "grant": Command(DECIDED, states("open"), {"exempt": True, "reason": "because"}, by="eve"),
        "refuse": Command(DECIDED, states("open"), {"exempt": False, "reason": "because"}, by="eve"),
        "accept": Command("/v1/guideline/reading", states("open"), _said("accepted"), by="reader"),
    },
    _guideline,
    _campaign_state,
)

SCENARIO = {"texts": ["Is it true?"], "phases": [{"seconds": 600, "messages_per_minute": 1}]}
UNDER_WAY = frozenset({"planned", "preparing", "running", "ending"})


def _planned(stage: Stage, starts_at: datetime | None) -> str:
    body = {"name": "Drill", "scenario": SCENARIO, "participants": [f"ada-{stage.brand.id}"]}
    begins = None if starts_at is None else starts_at.isoformat()
    return stage.make("/v1/drills", {**body, "starts_at": begins})


def _later(stage: Stage) -> str:
    return _planned(stage, datetime.now(UTC) + timedelta(days=stage.number()))


def _cancelled(stage: Stage) -> str:
    return stage.give(_later(stage), "cancel")


def _running(stage: Stage) -> str:
    """One that is on; the one before it has to end, as nobody is in two."""
    before = stage.kept.pop("running", None)
    if before is not None:
        ask(stage.brand.state.gateway, "POST", f"{before}/cancel", key=stage.brand.admin.key, body={})
        eventually(lambda: stage.brand.admin.get(before)["state"] not in UNDER_WAY, "the end of the drill before")
    stage.kept["running"] = at = _planned(stage, None)
    return at


DRILL = Thing(
    "drill",
    {"planned": _later, "running": _running, "cancelled": _cancelled},
    {
        "cancel": Command("{at}/cancel", states("planned", "running")),
        "take part": Command("{at}/keys", states("running")),
    },
)


THINGS = [CARD, IMPORT, READING, CAMPAIGN, DRILL]
