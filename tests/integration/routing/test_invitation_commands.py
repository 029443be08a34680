"""Invitations to help with one conversation, on a real MongoDB and over HTTP."""

from tests.integration.routing.api import WORKS, Api
from tests.support.routing.builders import stored
from tests.support.routing.invitation_suite import InvitationSuite


class TestInvitationsOnMongo(InvitationSuite):
    """The fixture `rig` is over MongoDB here."""


def test_an_employee_is_invited_finds_the_task_and_says_yes(api: Api) -> None:
    api.employee("anna")
    api.tell(stored("c1"))
    anna, ben = api.as_(WORKS, "anna"), api.as_(WORKS, "ben")
    held = api.client.post(f"/v1/offers/{api.offer('anna')['id']}/accept", headers=anna).json()
    path = "/v1/tasks/c1/invitations"
    asked = {"employee": "ben", "why": "knows refunds"}
    unknown = api.client.post(path, json=asked, headers=anna)
    assert (unknown.status_code, unknown.json()["reason"]) == (409, "unknown_employee")
    api.employee("ben", seats=0)
    late = api.client.post(path, json={**asked, "until": "2020-01-01T00:00:00Z"}, headers=anna)
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "/until")
    made = api.client.post(path, json=asked, headers=anna)
    assert (made.status_code, made.json()["state"], made.json()["by"]) == (201, "open", "anna")
    again = api.client.post(path, json=asked, headers=anna)
    assert (again.status_code, again.json()["reason"]) == (409, "already_invited")
    (found,) = api.client.get("/v1/tasks?invited=me", headers=ben).json()["items"]
    assert found["conversation"] == "c1"
    assert api.client.get("/v1/tasks?invited=me", headers=anna).json()["items"] == []
    stranger = api.client.post(path + "/answers", json={"answer": "accept"}, headers=anna)
    assert (stranger.status_code, stranger.json()["reason"]) == (409, "not_invited")
    nowhere = api.client.post("/v1/tasks/c9/invitations/answers", json={"answer": "accept"}, headers=ben)
    assert nowhere.status_code == 404
    yes = api.client.post(path + "/answers", json={"answer": "accept"}, headers=ben)
    assert (yes.status_code, yes.json()["state"]) == (200, "accepted")
    assert [each["state"] for each in api.client.get("/v1/tasks/c1", headers=ben).json()["invitations"]] == ["accepted"]
    handed = {"employee": "ben", "epoch": held["epoch"]}
    given = api.client.post("/v1/tasks/c1/transfer", json=handed, headers=anna)
    assert (given.status_code, given.json()["employee"]) == (200, "ben"), given.text
