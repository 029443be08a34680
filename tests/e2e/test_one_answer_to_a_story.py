"""One approved answer reaches everybody who told a story, and who joins meanwhile, once each; then it is undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest

from deploy.local.api import Api, ApiError
from deploy.local.state import LocalState
from tests.e2e.rig import Brand, ask, eventually, found_brand, words
from tests.e2e.slow_platform import SlowPlatform

SAME = "The app shows me another passenger's booking instead of mine since this morning, please look at it."
TELLERS = 8
PACE = 120  # a minute: one each half second, so that the answer is under way for a while


def sent(brand: Brand, path: str) -> int:
    """How many have it."""
    return int(brand.admin.get(path)["recipients"]["sent"])


def drafted(brand: Brand, body: dict[str, Any]) -> str | None:
    """Draft the answer; None while the inbox has not heard of the story."""
    answer = brand.ask("POST", "/v1/story-answers", body)
    assert answer.status in {HTTPStatus.CREATED, HTTPStatus.NOT_FOUND}, answer.body
    return str(answer.json()["id"]) if answer.status == HTTPStatus.CREATED else None


@pytest.mark.timeout(180)
def test_one_approved_answer_reaches_everybody_who_told_the_story_once(system: LocalState) -> None:
    with SlowPlatform() as platform:
        platform.answering.set()
        brand = found_brand(system, f"{platform.url}/replies", takes_withdrawals=True)
        approver = Api(system.gateway, brand.hire("eve", "strategist", presence="offline"))
        brand.post([words(number, f"teller-{number}", SAME) for number in range(TELLERS)])
        brand.post([words(100, "other", "Where can I buy a ticket to Lisbon for the weekend?")])
        story = eventually(lambda: brand.admin.get("/v1/stories")["items"], "the story")[0]["id"]
        body = {
            "story": story,
            "variants": [{"language": "en", "text": "Hello {contact_name|there}, we know of it and are on it."}],
            "pace_per_minute": PACE,
            "ends_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
        }
        answer = eventually(lambda: drafted(brand, body), "the inbox's copy of the story")
        path = f"/v1/story-answers/{answer}"
        eventually(lambda: brand.admin.get(f"{path}/preview")["members"] == TELLERS, "everybody who tells it")
        assert brand.admin.get(f"{path}/preview")["recipients"] == TELLERS

        assert brand.admin.post(f"{path}/submit", {})["state"] == "awaiting_approval"
        with pytest.raises(ApiError) as own:
            brand.admin.post(f"{path}/approve", {})
        assert own.value.status in {HTTPStatus.CONFLICT, HTTPStatus.FORBIDDEN}, "nobody approves their own"
        with pytest.raises(ApiError) as early:
            brand.admin.post(f"{path}/start", {})
        assert early.value.status == HTTPStatus.CONFLICT
        assert platform.taken == []

        assert approver.post(f"{path}/approve", {})["state"] == "approved"
        assert brand.admin.post(f"{path}/start", {})["state"] == "running"
        eventually(lambda: sent(brand, path) == TELLERS, "the answer at everybody who told it")
        brand.post([words(200, "late", SAME)])
        eventually(lambda: sent(brand, path) == TELLERS + 1, "the answer at who told it later")
        ledger = list(brand.every(f"{path}/recipients"))
        assert {each["state"] for each in ledger} == {"sent"}
        assert len({each["conversation"] for each in ledger}) == TELLERS + 1
        replies = [reply for reply, _ in platform.taken]
        assert len(replies) == len(set(replies)) == TELLERS + 1
        assert brand.admin.post(f"{path}/stop", {})["state"] == "stopped"
        published(brand)
        undone(brand, path, platform, {each["conversation"]: each["reply"] for each in ledger})


def undone(brand: Brand, path: str, platform: SlowPlatform, replies: dict[str, str]) -> None:
    """The answer was wrong: the platform is asked once for each reply, and every conversation shows that it is gone."""
    assert brand.admin.get(f"{path}/undo")["withdrawable"] == len(replies)
    assert brand.ask("POST", f"{path}/undo", {}).status == HTTPStatus.UNPROCESSABLE_ENTITY
    platform.taken.clear()
    by = brand.admin.post(f"{path}/undo", {"reason": "It names another app"})["undo"]["by"]
    eventually(lambda: brand.admin.get(path)["recipients"]["withdrawn"] == len(replies), "everybody without it")
    assert sorted(key for key, _ in platform.taken) == sorted(f"withdraw-{each}" for each in replies.values())
    assert {each["state"] for each in brand.every(f"{path}/recipients")} == {"withdrawn"}
    for conversation in replies:
        messages = brand.admin.get(f"/v1/conversations/{conversation}/messages")["items"]
        (ours,) = (each for each in messages if each["direction"] == "outbound")
        assert (ours["state"], ours["text"], ours["withdrawn_by"]) == ("deleted", "", by)
        assert brand.admin.get(f"/v1/conversations/{conversation}")["status"] == "open"
    assert brand.admin.get(f"{path}/undo") == {"counted": len(replies), "withdrawable": 0, "not_withdrawable": {}}


def published(brand: Brand) -> None:
    """Whoever looks at the brand's pages reads how soon it answers, without a credential."""
    path, gateway = f"/v1/badges/{brand.id}/response-time", brand.state.gateway
    eventually(lambda: brand.admin.get("/v1/live")["hour"]["responses"] == TELLERS + 1, "the first responses counted")
    assert ask(gateway, "GET", path).status == HTTPStatus.NOT_FOUND
    assert brand.ask("PATCH", f"/v1/brands/{brand.id}", {"publishes_response_time": True}).status == HTTPStatus.OK
    badge = ask(gateway, "GET", path).json()
    assert 1 <= badge["minutes"] <= 5, badge
    assert b"<title>We answer in about " in ask(gateway, "GET", f"{path}.svg").body
