"""Who is invited to help with a conversation reads it over HTTP, and nothing else."""

from __future__ import annotations

from typing import Any

from chassis.clock import SystemClock
from tests.integration.inbox.api import Api, a_message
from tests.support.inbox.events import an_integration, an_invitation

GUEST: dict[str, Any] = {"subject": "iris", "scopes": ("callouts:answer",)}


def test_who_is_invited_reads_the_conversation_until_it_is_taken_back(api: Api) -> None:
    api.tell(an_integration(), a_message("1"), a_message("2", contact="joost"))
    api.until(lambda: len(api.get("/v1/conversations")["items"]) == 2)
    of_joost, of_jan = api.get("/v1/conversations")["items"]
    path, other = f"/v1/conversations/{of_jan['id']}", f"/v1/conversations/{of_joost['id']}"
    made = api.client.post(f"{path}/replies", json={"text": "Soon!"}, headers=api.as_())
    reply = f"/v1/replies/{made.json()['id']}"
    paths = [path, f"{path}/messages", f"{path}/replies", f"{path}/cards", reply, f"/v1/contacts/{of_jan['contact']}"]

    def status(asked: str) -> int:
        return int(api.client.get(asked, headers=api.as_(**GUEST)).status_code)

    assert {status(each) for each in paths} == {403}
    api.tell(an_invitation(of_jan["id"], version=2, at=SystemClock().now()))
    api.until(lambda: status(path) == 200)
    assert {status(each) for each in paths} == {200}
    assert api.get(f"/v1/contacts/{of_jan['contact']}", **GUEST)["conversations"] == [of_jan["id"]]
    closed = [other, f"{other}/messages", "/v1/conversations", f"/v1/contacts/{of_joost['contact']}"]
    assert {status(each) for each in [*closed, "/v1/conversations/unknown", "/v1/replies/unknown"]} == {403}
    assert api.client.get(path, headers=api.as_(brand="dell", **GUEST)).status_code == 403

    api.tell(an_invitation(of_jan["id"], state="ended", version=3), an_invitation(of_jan["id"], version=1))
    api.until(lambda: status(path) == 403)
    assert {status(each) for each in paths} == {403}
