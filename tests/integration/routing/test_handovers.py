"""Handovers of tasks, on a real MongoDB and over HTTP."""

from tests.integration.routing.api import WORKS, Api
from tests.support.routing.builders import stored
from tests.support.routing.handover_suite import HandoverSuite


class TestHandoversOnMongo(HandoverSuite):
    """The fixture `rig` is on a real MongoDB here."""


def test_who_is_offered_a_handed_over_task_reads_the_note(api: Api) -> None:
    api.employee("anna")
    anna, ben = api.as_(WORKS, "anna"), api.as_(WORKS, "ben")
    api.tell(stored("c1"))
    held = api.client.post(f"/v1/offers/{api.offer('anna')['id']}/accept", headers=anna).json()
    assert held["handover"] is None
    word = {"queue": "crisis", "reason": "invoice", "note": "She has paid twice."}
    path = "/v1/tasks/c1/transfer"
    long = api.client.post(path, json={**word, "epoch": held["epoch"], "note": "x" * 2001}, headers=anna)
    assert (long.status_code, [each["pointer"] for each in long.json()["errors"]]) == (422, ["/note"])
    moved = api.client.post(path, json={**word, "epoch": held["epoch"]}, headers=anna)
    assert moved.status_code == 200, moved.text
    api.employee("ben")
    offer = api.offer("ben")
    shown = offer["handover"]
    assert shown == {
        "at": shown["at"],
        "by": "anna",
        "from_employee": "anna",
        "from_queue": "general",
        "to_employee": None,
        "to_queue": "crisis",
        "reason": "invoice",
        "note": "She has paid twice.",
    }
    task = api.client.get("/v1/tasks/c1", headers=ben).json()
    assert task["handovers"] == [shown]
    assert task["handover"] == shown
    assert task["due_at"] == held["due_at"]
