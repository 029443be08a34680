"""Replies, conversations and story answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from deploy.local.seed import demo_secrets, demo_settings
from tests.abuse.moody_platform import MoodyPlatform
from tests.abuse.platforms import SIGN, media_type, payload
from tests.abuse.states import Command, Stage, Thing, states
from tests.abuse.target import moment
from tests.e2e.rig import ask, eventually, words

LATER = (datetime.now(UTC) + timedelta(hours=6)).isoformat()


def _platform(stage: Stage) -> None:
    """Where the brand's replies go, whose words say how they are taken; `eve` decides on what `ada` wrote."""
    platform = stage.stack.enter_context(MoodyPlatform())
    account = stage.brand.generic
    changed = {
        "settings": {"callback_url": f"{platform.url}/replies", "takes_withdrawals": True},
        "secrets": account.secrets,
    }
    answer = stage.brand.ask("PATCH", f"/v1/integrations/{account.id}", changed)
    assert answer.status == HTTPStatus.OK, answer.body
    stage.brand.hire("eve", "social_media_manager", presence="offline", seats=0)
    stage.kept["platform"] = platform


def _ready_to_reply(stage: Stage) -> None:
    """Every reply waits for approval; a conversation on our own channel, and one on a platform that knows no key."""
    _platform(stage)
    stage.brand.admin.change("/v1/guideline", {"approvals": [{"id": "all", "why": "always"}]})
    _on_x(stage)
    stage.brand.post(words(1, "sam"))
    stage.kept["generic"] = eventually(lambda: _conversation(stage, "generic"), "the conversation")
    stage.kept["x"] = eventually(lambda: _conversation(stage, "x"), "the conversation on x")


def _on_x(stage: Stage) -> None:
    brand, secrets = stage.brand, demo_secrets("x")
    account = {"user_id": json.loads(payload("x"))["for_user_id"], "api_base": stage.kept["platform"].url}
    settings = {**demo_settings("x", brand.id), **account}
    made = brand.admin.post("/v1/integrations", {"channel": "x", "name": "X", "settings": settings, "secrets": secrets})
    headers = {"content-type": media_type("x"), **SIGN["x"](secrets, payload("x"), moment())}
    answer = ask(brand.state.gateway, "POST", made["webhook"], body=payload("x"), headers=headers)
    assert answer.status == HTTPStatus.ACCEPTED, answer.body


def _conversation(stage: Stage, channel: str) -> str | None:
    found = stage.brand.every("/v1/conversations")
    return next((str(each["id"]) for each in found if each["channel"] == channel), None)


def _written(mood: str, channel: str = "generic") -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        body = {"text": f"It is found, {mood} {stage.number()}"}
        path = f"/v1/conversations/{stage.kept[channel]}/replies"
        answer = eventually(lambda: _accepted(stage, path, body), "the reply")
        return f"/v1/replies/{answer['id']}"

    return made


def _accepted(stage: Stage, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
    answer = stage.brand.ask("POST", path, body)
    return dict(answer.json()) if answer.status == HTTPStatus.ACCEPTED else None


def _approved(mood: str, until: str, channel: str = "generic") -> Callable[[Stage], str]:
    """A reply that goes out to a platform in this mood; `until` is the state or the error code it comes to."""

    def made(stage: Stage) -> str:
        at = _written(mood, channel)(stage)
        stage.kept["platform"].let_go()  # replies of a conversation leave one after the other
        stage.api("eve").post(f"{at}/approve", {})

        def there() -> bool:
            reply = stage.brand.admin.get(at)
            return until in {reply["state"], reply["error_code"]}

        eventually(there, f"a reply that is {until}")
        return at

    return made


def _received(status: str) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        at = _approved("well", "sent")(stage)
        item = {"kind": "receipt", "external_id": stage.brand.admin.get(at)["external_id"], "status": status}
        contact = {"external_id": "sam", "name": "Sam"}
        stage.brand.post({**item, "contact": contact, "at": datetime.now(UTC).isoformat()})
        return at

    return made


def _held_back(stage: Stage) -> str:
    """A reply that waits: the platform said that it is busy, and those behind it wait without asking."""
    first = not stage.kept.get("held_back")
    stage.kept["held_back"] = True
    return _approved("busy", "http_429" if first else "queued")(stage)


def _rejected(stage: Stage) -> str:
    at = _written("well")(stage)
    stage.api("eve").post(f"{at}/reject", {})
    return at


REPLY = Thing(
    "reply",
    {
        "awaiting_approval": _written("well"),
        "claimed": _approved("hangs", "claimed"),
        "sent": _approved("well", "sent"),
        "delivered": _received("delivered"),
        "read": _received("read"),
        "failed": _approved("refuses", "failed"),
        "failed (by a receipt)": _received("failed"),
        "unknown": _approved("resets", "unknown", "x"),
        "rejected": _rejected,
        "queued": _held_back,  # the last: nothing leaves by the account from then on
    },
    {
        "approve": Command("{at}/approve", states("awaiting_approval"), by="eve"),
        "reject": Command("{at}/reject", states("awaiting_approval"), by="eve"),
        "claim": Command("/v1/approvals/{id}/claim", states("awaiting_approval"), by="eve"),
        "release": Command("/v1/approvals/{id}/release", states("awaiting_approval"), by="eve"),
        "withdraw": Command("{at}/withdraw", states("awaiting_approval")),
        "retry": Command("{at}/retry", states("failed", "unknown")),
        "mark-sent": Command("{at}/mark-sent", states("unknown")),
    },
    _ready_to_reply,
)


def _open(stage: Stage) -> str:
    who = f"person-{stage.number()}"
    stage.brand.post(words(stage.number(), who))

    def there() -> str | None:
        found = stage.brand.every("/v1/conversations")
        before = stage.kept.setdefault("seen", set())
        return next((str(each["id"]) for each in found if each["id"] not in before), None)

    id_ = eventually(there, "the conversation")
    stage.kept["seen"].add(id_)
    return f"/v1/conversations/{id_}"


def _resolved(stage: Stage) -> str:
    at = _open(stage)
    stage.brand.admin.post(f"{at}/resolve", {})
    return at


def _erased(stage: Stage) -> str:
    at = _open(stage)
    stage.brand.admin.post(f"/v1/contacts/{stage.brand.admin.get(at)['contact']}/erase", {})
    return at


def _status(stage: Stage, at: str) -> str:
    shown = stage.brand.admin.get(at)
    return "erased" if shown["erased_at"] is not None else str(shown["status"])


CONVERSATION = Thing(
    "conversation",
    {"open": _open, "resolved": _resolved, "erased": _erased},
    {
        "resolve": Command("{at}/resolve", states("open")),
        "reopen": Command("{at}/reopen", states("resolved")),
        "triage": Command("{at}/triage", states("open"), {"decision": "respond", "priority": 60, "reason": "urgent"}),
        "reply": Command("{at}/replies", states("open"), {"text": "It is found."}),
    },
    _platform,
    _status,
)

SAME = "The app shows me another passenger's booking instead of mine since this morning, please look at it."
TELLERS = 6


def _a_story(stage: Stage) -> None:
    _platform(stage)
    stage.brand.post([words(number, f"teller-{number}", SAME) for number in range(TELLERS)])
    stage.kept["story"] = eventually(lambda: stage.brand.admin.get("/v1/stories")["items"], "the story")[0]["id"]


def _draft(*, pace: int, later_joiners: bool) -> dict[str, Any]:
    variants = [{"language": "en", "text": "We know of it and are on it."}]
    return {"variants": variants, "pace_per_minute": pace, "later_joiners": later_joiners, "ends_at": LATER}


def _answer(*commands: str, pace: int = 1, later_joiners: bool = True) -> Callable[[Stage], str]:
    """A story answer after these commands; `eve` gives those that its author cannot."""

    def drafted(stage: Stage) -> str | None:
        body = {"story": stage.kept["story"], **_draft(pace=pace, later_joiners=later_joiners)}
        answer = stage.brand.ask("POST", "/v1/story-answers", body)
        return str(answer.json()["id"]) if answer.status == HTTPStatus.CREATED else None

    def made(stage: Stage) -> str:
        at = f"/v1/story-answers/{eventually(lambda: drafted(stage), 'the draft')}"
        for command in commands:
            (stage.api("eve") if command == "approve" else stage.brand.admin).post(f"{at}/{command}", {})
        return at

    return made


APPROVED = ("submit", "approve")
NOT_STOPPED = states("draft", "awaiting_approval", "approved", "running", "paused", "finished")
STORY_ANSWER = Thing(
    "story_answer",
    {
        "draft": _answer(),
        "awaiting_approval": _answer("submit"),
        "approved": _answer(*APPROVED),
        "running": _answer(*APPROVED, "start"),
        "paused": _answer(*APPROVED, "start", "pause"),
        "stopped": _answer(*APPROVED, "start", "stop"),
        "finished": _answer(*APPROVED, "start", pace=600, later_joiners=False),
    },
    {
        "change": Command("{at}", states("draft"), _draft(pace=2, later_joiners=True), method="PUT"),
        "submit": Command("{at}/submit", states("draft")),
        "approve": Command("{at}/approve", states("awaiting_approval"), by="eve"),
        "reject": Command("{at}/reject", states("awaiting_approval"), by="eve"),
        "start": Command("{at}/start", states("approved")),
        "pause": Command("{at}/pause", states("running")),
        "resume": Command("{at}/resume", states("paused")),
        "stop": Command("{at}/stop", NOT_STOPPED),
        "undo": Command("{at}/undo", states("stopped", "finished"), {"reason": "It names another app"}),
    },
    _a_story,
)


def _a_story_answered(stage: Stage) -> None:
    """Everybody who told the story has the answer; one of these replies is kept."""
    _a_story(stage)
    stage.kept["answer"] = at = _answer(*APPROVED, "start", pace=600, later_joiners=False)(stage)
    eventually(lambda: _reached(stage, at), "the answer at everybody")
    stage.kept["reply"] = f"/v1/replies/{next(stage.brand.every(f'{at}/recipients'))['reply']}"


def _reached(stage: Stage, at: str) -> bool:
    shown = stage.brand.admin.get(at)
    return bool(shown["state"] == "finished" and shown["recipients"]["sent"] == TELLERS)


WITHDRAWAL_CODES = {"keeps": "http_409", "refuses": "http_400", "busy": "http_429", "resets": "no_answer"}


def _withdrawn(*moods: str) -> Callable[[Stage], str]:
    """The reply, once the platform was asked in these moods to withdraw it; an undo tries all that is still out."""

    def made(stage: Stage) -> str:
        if stage.kept.get("moods") != moods:
            stage.kept["moods"] = moods
            for mood in moods:
                _undone(stage, mood)
        return str(stage.kept["reply"])

    return made


def _undone(stage: Stage, mood: str) -> None:
    """Have all withdrawn by the platform in a mood, and wait for its word on the reply where it says no."""
    platform, reply = stage.kept["platform"], stage.kept["reply"]
    platform.withdraws = mood
    platform.let_go()
    stage.brand.admin.post(f"{stage.kept['answer']}/undo", {"reason": "It names another app"})
    code = WITHDRAWAL_CODES.get(mood)
    if code is not None:
        eventually(lambda: (stage.brand.admin.get(reply)["withdrawal"] or {}).get("code") == code, code)


def _withdrawal_state(stage: Stage, at: str) -> str:
    withdrawal = stage.brand.admin.get(at)["withdrawal"]
    return "none" if withdrawal is None else str(withdrawal["state"])


WITHDRAWAL = Thing(
    "withdrawal",
    {
        "cannot_be_withdrawn": _withdrawn("keeps"),
        "failed": _withdrawn("refuses"),
        "queued": _withdrawn("busy"),  # it is asked again when the platform said so
        "unknown": _withdrawn("resets", "refuses"),  # it may have been deleted before it was refused
        "claimed": _withdrawn("hangs"),
        "withdrawn": _withdrawn("well"),  # the last: what is withdrawn stays so
    },
    {name: replace(command, allowed=states()) for name, command in REPLY.commands.items()},
    _a_story_answered,
    _withdrawal_state,
)
"""No command on a reply is for one that is out, whatever becomes of its withdrawal."""

THINGS = [REPLY, CONVERSATION, STORY_ANSWER, WITHDRAWAL]
