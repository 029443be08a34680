"""Routing's API on a real MongoDB: who may do what, what is refused and how, and that brands never meet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.auth import Principal
from contracts.inbox import ReplyDelivered
from gateway.domain.scopes import ROLE_SCOPES
from tests.integration.routing.api import LEADS, QUEUE, WORKS, Api
from tests.support.routing.builders import stored


def test_a_message_is_offered_accepted_and_completed_over_http(api: Api) -> None:
    api.employee("anna")
    api.tell(stored("c1"))
    offer = api.offer("anna")
    mine = api.as_(WORKS, "anna")
    assert offer["conversation"] == "c1"
    taken = api.client.post(f"/v1/offers/{offer['id']}/accept", headers=mine)
    assert taken.status_code == 200
    assert taken.json()["state"] == "assigned"
    assert taken.headers["etag"] == f'"{taken.json()["version"]}"'
    why = api.client.get("/v1/tasks/c1/explanation", headers=mine).json()
    assert [decision["kind"] for decision in why["decisions"]] == ["queued", "offered", "accepted"]
    stale = api.client.post("/v1/tasks/c1/complete", json={"epoch": taken.json()["epoch"] - 1}, headers=mine)
    assert stale.status_code == 409
    assert (stale.json()["state"], stale.json()["reason"]) == ("assigned", "stale_epoch")
    done = api.client.post("/v1/tasks/c1/complete", json={"epoch": taken.json()["epoch"]}, headers=mine)
    assert done.json()["state"] == "done"
    api.until(lambda: [e for e in api.log.events("routing.events") if e.type == "routing.task_completed.v1"])


def test_employees_act_only_on_what_is_theirs(api: Api) -> None:
    api.employee("anna")
    api.tell(stored("c1"))
    offer = api.offer("anna")
    others = api.as_(WORKS, "ben")
    refused = api.client.post(f"/v1/offers/{offer['id']}/accept", headers=others)
    assert (refused.status_code, refused.json()["scope"]) == (403, "tasks:assign")
    peek = api.client.get("/v1/offers?employee=anna", headers=others)
    assert (peek.status_code, peek.json()["scope"]) == (403, "tasks:assign")
    nothing = api.as_((), "carl")
    assert api.client.get("/v1/tasks", headers=nothing).json()["scope"] == "tasks:read"
    assert api.client.put("/v1/employees/anna/presence", json={"presence": "away"}, headers=others).status_code == 403


def test_a_request_is_a_sign_of_life_of_the_person_and_of_nobody_else(api: Api, mongo_url: str) -> None:
    api.client.get("/v1/offers", headers=api.as_(WORKS, "anna"))
    integration = api.tokens.mint(Principal("klm", "crm", "integration", scopes=frozenset({"tasks:read"})))
    api.client.get("/v1/tasks", headers={"Authorization": f"Bearer {integration}"})
    with MongoClient[dict[str, Any]](mongo_url) as client:
        signs = list(client[api.database]["signs"].find())
    assert [sign["employee"] for sign in signs] == ["anna"]


@pytest.mark.parametrize(("seconds", "status"), [(59, 422), (60, 200), (604_801, 422), (None, 200)])
def test_a_queue_waits_for_a_sign_of_life_for_a_minute_to_a_week_or_for_ever(
    api: Api, seconds: float | None, status: int
) -> None:
    written = api.client.put("/v1/queues/vip", json={**QUEUE, "silent_after_seconds": seconds}, headers=api.boss)
    assert written.status_code == status
    if status == 200:
        assert written.json()["silent_after_seconds"] == seconds


def test_a_person_without_any_right_left_can_always_go_offline_and_no_more(api: Api) -> None:
    api.employee("anna")
    nothing = api.as_((), "anna")

    back = api.client.put("/v1/employees/me/presence", json={"presence": "online"}, headers=nothing)
    gone = api.client.put("/v1/employees/me/presence", json={"presence": "offline"}, headers=nothing)
    others = api.client.put("/v1/employees/anna/presence", json={"presence": "offline"}, headers=api.as_((), "bob"))

    assert [back.status_code, gone.status_code, others.status_code] == [403, 200, 403]
    assert gone.json()["presence"] == "offline"


def test_every_person_reads_their_own_entry_and_others_only_with_the_scope(api: Api) -> None:
    api.employee("anna")
    api.employee("ben")
    mine = api.as_(tuple(ROLE_SCOPES["employee"]), "anna")
    called_alike = api.tokens.mint(Principal("klm", "anna", "integration", scopes=frozenset({"events:write"})))
    own = [api.client.get(f"/v1/employees/{who}", headers=mine) for who in ("me", "anna")]
    other = api.client.get("/v1/employees/ben", headers=mine)
    stranger = api.client.get("/v1/employees/me", headers={"Authorization": f"Bearer {called_alike}"})
    assert [(answer.status_code, answer.json()["id"]) for answer in own] == [(200, "anna"), (200, "anna")]
    assert [(each.status_code, each.json()["scope"]) for each in (other, stranger)] == [(403, "employees:read")] * 2


def test_an_unknown_id_and_another_brands_id_get_the_same_answer(api: Api) -> None:
    api.employee("anna")
    api.tell(stored("c1"))
    offer = api.offer("anna")
    queue = api.client.put("/v1/queues/vip", json={**QUEUE, "name": "VIP"}, headers=api.boss)
    assert queue.status_code == 200, queue.text
    foreign = api.as_((*LEADS, *WORKS), "anna", brand="ba")
    here = ["/v1/tasks/c1", "/v1/tasks/c1/explanation", "/v1/employees/anna", "/v1/queues/vip", "/v1/queues/vip/status"]
    nowhere = [path.replace("c1", "c9").replace("anna", "nobody").replace("vip", "none") for path in here]
    for known, unknown in zip(here, nowhere, strict=True):
        assert api.client.get(known, headers=api.boss).status_code == 200
        swapped, missing = api.client.get(known, headers=foreign), api.client.get(unknown, headers=foreign)
        assert (swapped.status_code, swapped.content) == (404, missing.content), known
    for path, body in [
        (f"/v1/offers/{offer['id']}/accept", None),
        (f"/v1/offers/{offer['id']}/decline", None),
        ("/v1/tasks/c1/complete", {"epoch": 1}),
        ("/v1/tasks/c1/release", {"epoch": 1}),
        ("/v1/tasks/c1/assign", {"epoch": 1, "employee": "anna"}),
        ("/v1/tasks/c1/transfer", {"epoch": 1, "employee": "anna"}),
    ]:
        answer = api.client.post(path, json=body, headers=foreign) if body else api.client.post(path, headers=foreign)
        assert answer.status_code == 404, path
    assert api.client.get("/v1/tasks", headers=foreign).json() == {"items": [], "next": None}
    assert api.client.get("/v1/employees", headers=foreign).json()["items"] == []


def test_an_import_gives_each_item_its_own_result(api: Api) -> None:
    good: list[dict[str, Any]] = [
        {"id": f"e{n:03d}", "languages": ["nl"], "department": "care", "seats": 2} for n in range(300)
    ]
    bad: list[dict[str, Any]] = [
        {"id": "e000"},
        {"id": "x", "seats": "two"},
        {"id": "y", "nickname": "z"},
        {"seats": 1},
    ]
    answer = api.client.post("/v1/employees/import", json={"items": [*good, *bad]}, headers=api.boss)
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert [item["status"] for item in items] == [201] * 300 + [422] * 4
    assert [item["errors"][0]["pointer"] for item in items[300:]] == ["/id", "/seats", "/nickname", "/id"]
    again = api.client.post("/v1/employees/import", json={"items": good[:2]}, headers=api.boss).json()["items"]
    assert [(item["status"], item["version"]) for item in again] == [(200, 2), (200, 2)]
    too_many = api.client.post("/v1/employees/import", json={"items": [{}] * 1001}, headers=api.boss)
    assert too_many.status_code == 422

    seen: list[str] = []
    path = "/v1/employees?department=care&language=nl&limit=120"
    following: str | None = ""
    while following is not None:
        page = api.client.get(path + (f"&cursor={following}" if following else ""), headers=api.boss).json()
        seen += [item["id"] for item in page["items"]]
        following = page["next"]
    assert seen == sorted(item["id"] for item in good)


def test_a_write_on_an_older_version_is_refused_with_the_present_one(api: Api) -> None:
    first = api.client.put("/v1/employees/anna", json={"seats": 1}, headers=api.boss)
    assert (first.status_code, first.headers["etag"]) == (201, '"1"')
    second = api.client.put("/v1/employees/anna", json={"seats": 2}, headers={**api.boss, "If-Match": '"1"'})
    assert (second.status_code, second.headers["etag"]) == (200, '"2"')
    third = api.client.put("/v1/employees/anna", json={"seats": 3}, headers={**api.boss, "If-Match": '"1"'})
    assert (third.status_code, third.headers["etag"]) == (412, '"2"')
    queue = api.client.put("/v1/queues/vip", json=QUEUE, headers={**api.boss, "If-Match": '"4"'})
    assert queue.status_code == 412


def test_a_queue_is_replaced_whole_or_not_at_all(api: Api) -> None:
    refused = api.client.put("/v1/queues/vip", json={}, headers=api.boss)
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.json()["errors"]} == {f"/{name}" for name in QUEUE}


def test_a_workflow_is_versioned_and_checked(api: Api) -> None:
    last = {"id": "rest", "queue": "general"}
    unknown = api.client.put("/v1/workflows", json={"rules": [{"id": "a", "queue": "none"}]}, headers=api.boss)
    assert unknown.json()["errors"][0]["pointer"] == "/rules/0/queue"
    open_end = {"rules": [{"id": "a", "queue": "general", "when": {"channels": ["x"]}}]}
    refused = api.client.put("/v1/workflows", json=open_end, headers=api.boss)
    assert refused.json()["errors"][0]["pointer"] == "/rules/0/when"
    rule = {"id": "nl", "queue": "general", "when": {"languages": ["nl"]}, "requires": {"skills": {"baggage": 3}}}
    written = api.client.put("/v1/workflows", json={"rules": [rule, last]}, headers={**api.boss, "If-Match": '"1"'})
    assert (written.status_code, written.json()["version"]) == (200, 2)
    current = api.client.get("/v1/workflows/current", headers=api.boss).json()
    assert current["rules"][0]["requires"]["skills"] == {"baggage": 3}
    versions = api.client.get("/v1/workflows", headers=api.boss).json()["items"]
    assert [each["version"] for each in versions] == [2, 1]
    assert api.client.get("/v1/workflows/1", headers=api.boss).json()["rules"][-1]["id"] == "everything-else"
    assert api.client.get("/v1/workflows/9", headers=api.boss).status_code == 404
    stale = api.client.put("/v1/workflows", json={"rules": [last]}, headers={**api.boss, "If-Match": '"1"'})
    assert stale.status_code == 412


def test_a_new_queue_is_worked_by_everybody_who_is_bound_to_none(api: Api) -> None:
    api.employee("anna")
    assert api.client.put("/v1/queues/vip", json={**QUEUE, "offer_seconds": 5}, headers=api.boss).json()["version"] == 1
    api.client.put("/v1/workflows", json={"rules": [{"id": "all", "queue": "vip"}]}, headers=api.boss)
    api.tell(stored("c1"))
    assert api.offer("anna")["queue"] == "vip"
    status = api.client.get("/v1/queues/vip/status", headers=api.boss).json()
    assert (status["waiting"], status["seats_open"], status["seats_free"]) == (0, 1, 0)


def test_an_explanation_says_why_nobody_fits(api: Api) -> None:
    api.employee("anna", languages=["nl"])
    api.tell(stored("c1"))
    path = "/v1/tasks/c1/explanation"
    api.until(lambda: api.client.get(path, headers=api.boss).status_code == 200)
    found = api.client.get(path, headers=api.boss).json()["nobody_fits"]
    assert (found["looked_at"], found["asks"]) == (1, ["lang:en", "queue:general"])
    assert found["employees"] == [{"employee": "anna", "missing": ["lang:en"], "busy": False, "spared_until": None}]
    assert found["next_step"]["relaxed"] == ["lang:en dropped"]


def test_a_lead_assigns_transfers_and_lists_tasks(api: Api) -> None:
    api.tell(stored("c1"), stored("c2"), stored("c3"))
    listed = api.until(
        lambda: len(found := api.client.get("/v1/tasks", headers=api.boss).json()["items"]) == 3 and found
    )
    assert {task["state"] for task in listed} == {"waiting"}
    page = api.client.get("/v1/tasks?state=waiting&queue=general&limit=2", headers=api.boss).json()
    rest = api.client.get(f"/v1/tasks?state=waiting&limit=2&cursor={page['next']}", headers=api.boss).json()
    assert {task["conversation"] for task in [*page["items"], *rest["items"]]} == {"c1", "c2", "c3"}
    api.client.put("/v1/employees/anna", json={"seats": 1}, headers=api.boss)
    body = {"epoch": listed[0]["epoch"], "employee": "anna"}
    conversation = listed[0]["conversation"]
    away = api.client.post(f"/v1/tasks/{conversation}/assign", json=body, headers=api.boss)
    assert (away.status_code, away.json()["reason"]) == (409, "no_free_seat")
    both = {"epoch": 1, "employee": "anna", "queue": "crisis"}
    assert api.client.post(f"/v1/tasks/{conversation}/transfer", json=both, headers=api.boss).status_code == 422
    forged = api.client.get("/v1/tasks?cursor=bm9uc2Vuc2U", headers=api.boss)
    assert forged.status_code == 422


def test_the_same_key_gives_the_first_answer_again(api: Api) -> None:
    api.employee("anna")
    api.tell(stored("c1"))
    offer = api.offer("anna")
    mine = {**api.as_(WORKS, "anna"), "Idempotency-Key": "k1"}
    first = api.client.post(f"/v1/offers/{offer['id']}/accept", headers=mine)
    again = api.client.post(f"/v1/offers/{offer['id']}/accept", headers=mine)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content


def test_the_staffing_is_told_while_a_brand_is_active(api: Api) -> None:
    api.employee("anna", seats=3)
    told = api.until(lambda: [e for e in api.log.events("routing.events") if e.type == "routing.staffing_reported.v1"])
    assert told[-1].model_dump()["online"] == 1
    metrics = api.client.get("/metrics").text
    assert "muster_routing_match_seconds_count" in metrics


def test_a_person_of_the_directory_gives_the_employee_their_name(api: Api) -> None:
    from contracts.directory import PersonChanged

    api.client.put("/v1/employees/anna", json={}, headers=api.boss)
    api.tell(
        PersonChanged(
            id="p1", brand="klm", subject="person:anna", version=1, at=stored().at, person="anna", name="Anna"
        )
    )
    path = "/v1/employees/anna"
    assert api.until(lambda: api.client.get(path, headers=api.boss).json()["name"]) == "Anna"


def test_an_employees_day_from_the_shift_to_going_home(api: Api) -> None:
    mine = api.as_(tuple(ROLE_SCOPES["employee"]), "anna")
    api.employee("anna", seats=2)
    now = datetime.now(UTC)
    shift = {"starts_at": (now - timedelta(hours=1)).isoformat(), "ends_at": (now + timedelta(hours=7)).isoformat()}
    assert api.client.put("/v1/employees/anna/shifts", json={"shifts": [shift]}, headers=api.boss).status_code == 200
    me = api.client.get("/v1/employees/me", headers=mine).json()
    assert (me["presence"], me["on_shift"]) == ("online", True)

    api.tell(stored("answered"))
    offer = api.offer("anna")
    taken = api.client.post(f"/v1/offers/{offer['id']}/accept", headers=mine).json()
    fields = stored("answered", needs_reply=False).model_dump(include={"brand", "subject", "conversation"})
    api.tell(ReplyDelivered(id="sent", version=2, at=now, reply="r", author="anna", state="sent", **fields))
    api.until(lambda: api.client.get("/v1/tasks/answered", headers=mine).json()["state"] == "done")

    api.tell(stored("moved"))
    offer = api.offer("anna")
    taken = api.client.post(f"/v1/offers/{offer['id']}/accept", headers=mine).json()
    moved = api.client.post(
        "/v1/tasks/moved/transfer", json={"epoch": taken["epoch"], "queue": "crisis"}, headers=mine
    ).json()
    assert (moved["state"], moved["queue"], moved["transferred_by"]) == ("waiting", "crisis", "anna")
    late = api.client.post("/v1/tasks/moved/complete", json={"epoch": taken["epoch"]}, headers=mine)
    assert (late.status_code, late.json()["reason"]) == (409, "not_assigned")

    api.tell(stored("left"))
    offer = api.offer("anna")
    api.client.post(f"/v1/offers/{offer['id']}/accept", headers=mine)
    gone = api.client.put("/v1/employees/me/presence", json={"presence": "offline"}, headers=mine)
    assert gone.json()["presence"] == "offline"
    left = api.client.get("/v1/tasks/left", headers=mine).json()
    assert (left["state"], left["employee"]) == ("waiting", None)
    assert api.client.get("/v1/tasks?employee=me&state=assigned", headers=mine).json()["items"] == []


def test_a_lead_assigns_what_waits_releases_it_for_another_and_reads_why(api: Api) -> None:
    api.employee("anna", languages=["nl"])
    api.employee("ben", languages=["nl"])
    api.tell(stored("c1"))
    path = "/v1/tasks/c1"
    waiting = api.until(lambda: (it := api.client.get(path, headers=api.boss)).status_code == 200 and it.json())

    def command(verb: str, **body: Any) -> dict[str, Any]:
        answer = api.client.post(f"{path}/{verb}", json=body, headers=api.boss)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    given = command("assign", epoch=waiting["epoch"], employee="anna")
    assert (given["state"], given["employee"]) == ("assigned", "anna")
    back = command("release", epoch=given["epoch"])
    assert (back["state"], back["queued_at"]) == ("waiting", waiting["queued_at"])
    assert command("assign", epoch=back["epoch"], employee="ben")["employee"] == "ben"
    why = api.client.get(f"{path}/explanation", headers=api.boss).json()
    assert [each["reason"] for each in why["decisions"]][1:] == [
        "assigned by boss",
        "release by boss",
        "assigned by boss",
    ]
    assert list(why["spared"]) == ["anna"]
