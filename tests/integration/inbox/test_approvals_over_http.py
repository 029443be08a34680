"""The approval inbox over HTTP: counted, listed for who may decide, claimed, and decided in bulk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.clock import SystemClock
from tests.integration.inbox.api import Api, a_message
from tests.support.inbox.events import an_employee

APPROVERS: dict[str, Any] = {"scopes": ("replies:approve", "conversations:read")}


@pytest.fixture
def asked(api: Api, callback: tuple[str, list[str]]) -> list[str]:
    """Give three replies of anna's that wait for legal, then for anybody who holds a certificate."""
    shown = api.get("/v1/guideline")
    del shown["version"]
    stages = [{"approvers": {"departments": ["legal"]}}, {"certificate": "spokesperson"}]
    rule = {"id": "all", "applies": {}, "why": "Two people look at everything", "stages": stages}
    put = api.client.put("/v1/guideline", json={**shown, "approvals": [rule]}, headers=api.as_())
    assert put.status_code == 200, put.text
    leo = an_employee("leo", 1).model_copy(update={"department": "legal"})
    api.tell(api.integration(callback[0]), leo, an_employee("pia", 1, spokesperson=None), a_message())
    path = f"/v1/conversations/{api.conversation()['id']}/replies"
    api.until(lambda: api.client.get("/v1/approvals/count", headers=api.as_("leo", **APPROVERS)).status_code == 200)
    made = [api.client.post(path, json={"text": f"On it, {n}"}, headers=api.as_()) for n in range(3)]
    assert {each.json()["state"] for each in made} == {"awaiting_approval"}
    api.until(lambda: api.get("/v1/approvals/count", subject="leo", **APPROVERS)["mine"] == 3)
    return [each.json()["id"] for each in made]


def decide(api: Api, subject: str, *items: dict[str, Any]) -> list[dict[str, Any]]:
    answer = api.client.post("/v1/approvals/decisions", json={"items": items}, headers=api.as_(subject, **APPROVERS))
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["items"]
    return results


def test_what_waits_is_listed_for_all_and_counted_for_who_may_decide(api: Api, asked: list[str]) -> None:
    assert api.get("/v1/approvals/count", subject="pia", **APPROVERS) == {"waiting": 3, "mine": 0}
    page = api.get("/v1/approvals?mine=true&limit=2", subject="leo", **APPROVERS)
    assert ([each["reply"]["id"] for each in page["items"]], page["next"] is None) == (asked[:2], False)
    rest = api.get(f"/v1/approvals?mine=true&limit=2&cursor={page['next']}", subject="leo", **APPROVERS)
    assert [each["reply"]["id"] for each in rest["items"]] == asked[2:]
    (first, second) = page["items"][0]["reply"]["approval"]["stages"]
    assert (first["departments"], second["certificate"], second["agreed"]) == (["legal"], "spokesperson", 0)
    assert api.get("/v1/approvals", brand="dell", **APPROVERS)["items"] == []
    assert api.client.get("/v1/approvals", headers=api.as_(scopes=("replies:write",))).status_code == 403


def test_the_board_shows_what_waits_and_how_far_the_reading_is(api: Api, asked: list[str]) -> None:
    due = (SystemClock().now() + timedelta(days=1)).isoformat()
    begun = api.client.post(
        "/v1/guideline/campaigns", json={"guideline_version": 2, "due_at": due}, headers=api.as_("maria")
    )
    assert begun.status_code == 201, begun.text
    oldest = api.get(f"/v1/replies/{asked[0]}")["created_at"]
    board = api.get("/v1/engagement/board", subject="leo", scopes=("measures:read",))
    assert (board["waiting"], board["oldest_waiting_since"], board["guideline_version"]) == (3, oldest, 2)
    assert board["oldest_waiting_seconds"] > 0
    (reading,) = board["reading"]
    assert (reading["campaign"], reading["guideline_version"]) == (1, 2)
    assert (reading["total"]["people"], reading["total"]["pending"], reading["total"]["accepted"]) == (2, 2, 0)
    assert [(each["days"], each["rules_overridden"]) for each in board["windows"]] == [(7, []), (30, [])]
    counts = {"stopped": 0, "held": 3, "overridden": 0}
    assert board["windows"][0]["rules_fired"] == [{"kind": "approval_needed", "rule": "all", **counts}]
    empty = api.get("/v1/engagement/board", brand="dell", **APPROVERS)
    assert [each["rules_fired"] for each in empty.pop("windows")] == [[], []]
    assert empty == {
        "waiting": 0,
        "oldest_waiting_since": None,
        "oldest_waiting_seconds": None,
        "guideline_version": 1,
        "reading": [],
    }
    assert api.client.get("/v1/engagement/board", headers=api.as_(scopes=("replies:write",))).status_code == 403


def test_decisions_in_bulk_count_each_by_itself(api: Api, asked: list[str]) -> None:
    agreed = decide(
        api,
        "leo",
        {"reply": asked[0], "decision": "approve", "note": "Fine with us"},
        {"reply": asked[1], "decision": "reject", "note": "Say when"},
        {"reply": asked[2], "decision": "approve", "version": 9},
        {"reply": "nothing", "decision": "approve"},
        {"reply": asked[0], "decision": "approve"},
    )
    assert [(each["status"], each["code"]) for each in agreed] == [
        (200, None),
        (200, None),
        (412, "precondition_failed"),
        (404, "not_found"),
        (409, "conflict"),
    ]
    assert agreed[0]["result"]["approval"]["stage"] == 1
    assert (agreed[1]["result"]["state"], agreed[1]["result"]["approval"]["decisions"][0]["note"]) == (
        "rejected",
        "Say when",
    )
    (result,) = decide(api, "pia", {"reply": asked[0], "decision": "approve"})
    assert (result["status"], result["result"]["state"]) == (200, "queued")
    api.until(lambda: api.get(f"/v1/replies/{asked[0]}")["state"] == "sent")


def test_a_claim_keeps_others_from_deciding_and_ones_own_reply_is_nobodys_to_decide(api: Api, asked: list[str]) -> None:
    claimed = api.client.post(f"/v1/approvals/{asked[0]}/claim", headers=api.as_("leo", **APPROVERS))
    assert claimed.json()["approval"]["claimed_by"] == "leo"
    other = api.client.post(f"/v1/approvals/{asked[0]}/claim", headers=api.as_("pia", **APPROVERS))
    assert (other.status_code, other.json()["state"], other.json()["holder"]) == (409, "claimed_by_other", "leo")
    own = api.client.post(f"/v1/replies/{asked[0]}/approve", headers=api.as_("anna"))
    assert own.status_code == 403
    released = api.client.post(f"/v1/approvals/{asked[0]}/release", headers=api.as_("leo", **APPROVERS))
    assert released.json()["approval"]["claimed_by"] is None
    wrong = api.client.post(f"/v1/replies/{asked[0]}/approve", headers=api.as_("pia", **APPROVERS))
    assert (wrong.status_code, wrong.json()["detail"]) == (
        403,
        "The open stage of this approval asks for others; the reply says whom.",
    )
    noted = api.client.post(
        f"/v1/replies/{asked[0]}/reject", json={"note": "Not yet"}, headers=api.as_("leo", **APPROVERS)
    )
    assert noted.json()["approval"]["decisions"][0]["note"] == "Not yet"


def test_an_author_withdraws_or_writes_anew_and_approvers_see_the_difference(api: Api, asked: list[str]) -> None:
    assert api.client.post(f"/v1/replies/{asked[0]}/withdraw", headers=api.as_()).json()["error_code"] == "withdrawn"
    path = f"/v1/conversations/{api.conversation()['id']}/replies"
    again = api.client.post(path, json={"text": "On it, at noon", "supersedes": asked[1]}, headers=api.as_()).json()
    assert (again["state"], again["supersedes"]) == ("awaiting_approval", asked[1])
    (waiting,) = (
        each
        for each in api.get("/v1/approvals", subject="leo", **APPROVERS)["items"]
        if each["reply"]["id"] == again["id"]
    )
    before = waiting["asked_before"]
    assert (before["reply"]["error_code"], before["changes"][-1]) == (
        "superseded",
        {"kind": "added", "text": "at noon"},
    )
    unknown = api.client.post(path, json={"text": "x", "supersedes": "nothing"}, headers=api.as_())
    assert unknown.status_code == 404
