"""Cards over HTTP: proposed, published by somebody else, found from a conversation, used and voted on."""

from __future__ import annotations

from typing import Any

from tests.integration.inbox.api import Api, a_message

CARD: dict[str, Any] = {
    "title": "A cancelled flight",
    "text": "Say sorry, and offer the next flight.",
    "topics": ["cancelled"],
    "channels": [],
    "language": "en",
}


def test_a_card_from_its_first_words_to_its_figures(api: Api, callback: tuple[str, list[str]]) -> None:
    api.tell(api.integration(callback[0]), a_message(text="My flight is cancelled"))
    made = api.client.post("/v1/cards", json=CARD, headers=api.as_())
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    path = f"/v1/cards/{made.json()['id']}"
    own = api.client.post(f"{path}/publish", headers=api.as_())
    assert (own.status_code, own.json()["detail"]) == (403, "Nobody publishes what they wrote: a second person has to.")
    shown = api.client.post(f"{path}/publish", headers=api.as_("bob") | {"If-Match": made.headers["etag"]})
    assert (shown.json()["state"], shown.json()["reviewer"]) == ("published", "bob")

    conversation = api.conversation()["id"]
    (found,) = api.get(f"/v1/conversations/{conversation}/cards")["items"]
    assert found["card"]["id"] == made.json()["id"]
    body = {"text": "Sorry! You fly at noon.", "card": found["card"]["id"]}
    reply = api.client.post(f"/v1/conversations/{conversation}/replies", json=body, headers=api.as_()).json()
    api.until(lambda: api.get(f"/v1/replies/{reply['id']}")["state"] == "sent")
    voted = api.client.post(f"{path}/votes", json={"helpful": True}, headers=api.as_()).json()
    assert (voted["uses"], voted["sent"], voted["helpful"], voted["unhelpful"]) == (1, 1, 1, 0)

    assert [each["id"] for each in api.get("/v1/cards?state=published&q=flight")["items"]] == [made.json()["id"]]
    retired = api.client.post(f"{path}/retire", json={"reason": "We say it otherwise"}, headers=api.as_("bob"))
    assert (retired.json()["state"], retired.json()["reason"]) == ("retired", "We say it otherwise")
    assert api.get(f"/v1/conversations/{conversation}/cards")["items"] == []
    again = api.client.put(path, json={**CARD, "text": "Offer the next flight."}, headers=api.as_())
    assert (again.json()["state"], again.json()["reason"]) == ("proposed", None)
    assert api.get("/v1/cards", brand="dell")["items"] == []
    assert api.client.get(path, headers=api.as_(brand="dell")).status_code == 404


def test_what_is_wrong_with_a_card_is_named(api: Api) -> None:
    def refused(**changes: Any) -> tuple[int, str, str]:
        answer = api.client.post("/v1/cards", json={**CARD, **changes}, headers=api.as_())
        (error,) = answer.json()["errors"]
        return answer.status_code, error["pointer"], error["code"]

    assert refused(text="Tell them to calm down") == (422, "/text", "blocked_term")
    assert refused(language="English please") == (422, "/language", "string_pattern_mismatch")
    assert refused(title="") == (422, "/title", "string_too_short")
    unknown = api.client.post("/v1/cards/nothing/publish", headers=api.as_())
    assert unknown.status_code == 404
