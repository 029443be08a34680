"""A story answer over HTTP: what is wrong with it is named, and it runs from draft to ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chassis.clock import SystemClock
from contracts.crisis import StoryGrew, StoryMember
from contracts.ids import derived_id
from tests.integration.inbox.api import Api, a_message

ANSWERS = "/v1/story-answers"


def a_draft(*variants: dict[str, str], **fields: Any) -> dict[str, Any]:
    ends_at = (SystemClock().now() + timedelta(hours=1)).isoformat()
    return {"story": "s1", "variants": list(variants), "ends_at": ends_at, "pace_per_minute": 6000, **fields}


def a_text(text: str = "We rebook {contact_name|you}.", language: str = "en") -> dict[str, str]:
    return {"language": language, "text": text}


def told(api: Api, url: str) -> str:
    """Let a person write, and crisis tell that they tell the story; gives the conversation."""
    api.tell(api.integration(url), a_message())
    conversation = str(api.conversation()["id"])
    member = StoryMember(conversation=conversation, message="m1", at=SystemClock().now())
    api.tell(StoryGrew(id=derived_id("g1"), brand="klm", subject="s1", at=member.at, story="s1", members=(member,)))
    return conversation


def post(api: Api, path: str, body: Any = None, status: int = 200, who: str = "anna") -> Any:
    answer = api.client.post(path, json=body, headers=api.as_(who))
    assert answer.status_code == status, answer.text
    return answer.json()


def drafted(api: Api, *variants: dict[str, str]) -> Any:
    """Write an answer once the inbox has heard of the story."""

    def attempt() -> Any:
        answer = api.client.post(ANSWERS, json=a_draft(*variants), headers=api.as_())
        return answer.json() if answer.status_code == 201 else None

    return api.until(attempt)


def test_an_answer_runs_from_draft_to_ledger(api: Api, callback: tuple[str, list[str]]) -> None:
    conversation = told(api, callback[0])
    language = api.get(f"/v1/conversations/{conversation}")["language"]
    wrong = drafted(api, a_text(language="zu"))
    refused = post(api, f"{ANSWERS}/{wrong['id']}/submit", status=409)
    assert refused["languages"] == {language: 1}

    made = drafted(api, a_text(language=language))
    path = f"{ANSWERS}/{made['id']}"
    shown = api.get(f"{path}/preview")
    assert (shown["members"], shown["recipients"], shown["missing"]) == (1, 1, {})
    assert shown["examples"][0]["conversation"] == conversation
    again = a_draft(a_text(language=language), later_joiners=True)
    del again["story"]
    assert api.client.put(path, json=again, headers=api.as_()).json()["version"] == 2
    assert post(api, f"{path}/submit")["state"] == "awaiting_approval"
    post(api, f"{path}/approve", status=403)
    assert post(api, f"{path}/approve", who="bob")["state"] == "approved"
    assert post(api, f"{path}/start")["state"] == "running"

    api.until(lambda: api.get(path)["recipients"]["sent"] == 1)
    (line,) = api.get(f"{path}/recipients")["items"]
    assert (line["conversation"], line["state"]) == (conversation, "sent")
    assert api.get(f"/v1/replies/{line['reply']}")["story_answer"] == made["id"]
    assert post(api, f"{path}/undo", {"reason": "Early"}, status=409)["state"] == "running"
    assert post(api, f"{path}/pause")["state"] == "paused"
    assert post(api, f"{path}/stop")["state"] == "stopped"
    assert post(api, f"{path}/resume", status=409)["state"] == "stopped"
    undone(api, path, line["reply"], conversation)
    assert [each["id"] for each in api.get(f"{ANSWERS}?story=s1")["items"]] == [made["id"], wrong["id"]]
    assert api.client.get(path, headers=api.as_(brand="dell")).status_code == 404


def undone(api: Api, path: str, reply: str, conversation: str) -> None:
    """Undo a stopped answer whose one reply went over an account that takes no withdrawals."""
    assert api.get(f"{path}/undo") == {"counted": 1, "withdrawable": 0, "not_withdrawable": {"account_cannot": 1}}
    for wrong in ({}, {"reason": " "}):
        refused = post(api, f"{path}/undo", wrong, status=422)
        assert refused["errors"][0]["pointer"] == "/reason"
    shown = post(api, f"{path}/undo", {"reason": "The wrong flight"})
    assert (shown["state"], shown["undo"]["reason"], shown["undo"]["by"]) == ("stopped", "The wrong flight", "anna")
    api.until(lambda: api.get(path)["undo"]["done"])
    detail = api.get(path)
    assert (detail["recipients"]["not_withdrawable"], detail["reasons"]) == (1, {"account_cannot": 1})
    withdrawal = api.get(f"/v1/replies/{reply}")["withdrawal"]
    assert (withdrawal["state"], withdrawal["code"]) == ("cannot_be_withdrawn", "account_cannot")
    ours = api.get(f"/v1/conversations/{conversation}/messages")["items"]
    assert {each["withdrawn_by"] for each in ours} == {None}


def test_what_is_wrong_with_a_text_is_named_by_its_pointer(api: Api) -> None:
    body = a_draft(
        a_text("Hello {order|x}"), a_text("Hello {contact_name}", "nl"), a_text("{", "de"), a_text("x", "DE")
    )
    problem = post(api, ANSWERS, body, status=422)
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("/variants/0/text", "unknown_field"),
        ("/variants/1/text", "no_default"),
        ("/variants/2/text", "malformed_field"),
        ("/variants/3", "duplicate"),
    ]
    post(api, ANSWERS, a_draft(a_text(), story="nobody"), status=404)
