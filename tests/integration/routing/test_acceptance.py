"""Acceptances close and open seats, on a real MongoDB and over HTTP."""

from chassis.mongo import Mongo
from tests.integration.routing.api import WORKS, Api
from tests.support.routing.acceptance_suite import AcceptanceSuite, acceptance, may_answer
from tests.support.routing.builders import BRAND, an_employee, stored
from tests.support.routing.rig import Rig


class TestAcceptancesOnMongo(AcceptanceSuite):
    """The fixture `rig` is on a real MongoDB here."""


async def test_a_word_that_an_older_build_stored_is_that_of_its_campaign(rig: Rig, mongo: Mongo) -> None:
    acceptances = mongo.brand_collection("acceptances")
    await acceptances.write([acceptances.insert(BRAND, "anna", {"version": 1_000_002, "may_answer": False})])
    await rig.staff(an_employee("anna"))
    older = acceptance("anna", may_answer=True, version=1_000_001)
    await rig.take_in(older, acceptance("anna", may_answer=True, version=2_000_001, campaign=2))
    assert await may_answer(rig, "anna") is False
    await rig.take_in(acceptance("anna", may_answer=True, version=1_000_003))
    assert await may_answer(rig, "anna") is True


def test_a_campaign_comes_due_the_offer_is_withdrawn_and_comes_again_once_it_is_accepted(api: Api) -> None:
    api.employee("anna")
    mine = api.as_(WORKS, "anna")
    api.tell(stored("c1"))
    first = api.offer("anna")
    api.tell(acceptance("anna", may_answer=False, version=1_000_000))
    api.until(lambda: api.client.get("/v1/tasks/c1", headers=mine).json()["state"] == "waiting")
    assert api.client.post(f"/v1/offers/{first['id']}/accept", headers=mine).status_code == 409
    assert api.client.get("/v1/employees/me", headers=mine).json()["may_answer"] is False
    why = api.client.get("/v1/tasks/c1/explanation", headers=mine).json()
    assert why["decisions"][-1]["reason"] == "anna has not accepted the guideline in time"
    assert why["nobody_fits"]["guideline_not_accepted"] == ["anna"]
    task = api.client.get("/v1/tasks/c1", headers=mine).json()
    given = {"employee": "anna", "epoch": task["epoch"]}
    refused = api.client.post("/v1/tasks/c1/assign", json=given, headers=api.boss)
    assert (refused.status_code, refused.json()["reason"]) == (409, "guideline_not_accepted")
    assert "GET /v1/guideline/reading" in refused.json()["detail"]
    api.tell(acceptance("anna", may_answer=True, version=1_000_001))
    again = api.offer("anna")
    assert again["conversation"] == "c1"
    assert again["id"] != first["id"]
    assert api.client.get("/v1/employees/me", headers=mine).json()["may_answer"] is True
