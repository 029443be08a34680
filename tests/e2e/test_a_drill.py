"""A crisis is practised: in a copy of the brand, with its people, and nothing of it gets outside."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from deploy.local.api import Api
from deploy.local.state import LocalState
from tests.e2e.receiver import receiver
from tests.e2e.rig import Brand, ask, eventually, found_brand
from tests.e2e.test_people_are_reached import SECRET

TEXTS = ["Is it true that your planes carry no oxygen? Everybody says so!"]
PHASES = [{"seconds": 10, "messages_per_minute": 60}, {"seconds": 5, "messages_per_minute": 600}]
MESSAGES = 60


def _plan(brand: Brand, *participants: str, **more: Any) -> dict[str, Any]:
    scenario = {"texts": TEXTS, "phases": PHASES}
    body = {"name": "Oxygen", "scenario": scenario, "participants": list(participants), **more}
    planned: dict[str, Any] = brand.admin.post("/v1/drills", body)
    return planned


def _reaches(brand: Brand, key: str, url: str) -> bool:
    plan = {"addresses": [{"kind": "webhook", "target": url, "secret": SECRET}]}
    return ask(brand.state.gateway, "PUT", "/v1/notice-plans/me", key=key, body=plan).status == HTTPStatus.OK


def _settings(brand: Brand) -> None:
    """Settings that the copy has to have, and some that name people who take no part."""
    levels = [{"persons": ["ben", "dora"], "timeout_seconds": 600}, {"persons": ["dora"], "timeout_seconds": 600}]
    brand.admin.change("/v1/crisis-policy", {"escalation": {"levels": levels, "rounds": 1}, "auto_declare": False})
    brand.admin.change("/v1/sla-policy", {"pause_resolution_while_waiting": True})
    condition = {"measure": "volume", "min_days": None, "min_factor": None, "copies": False}
    when = {"match": "all", "signals": [condition], "within_seconds": 3_600}
    then = {"action": "propose", "severity": 2, "playbook": None, "open_seconds": None}
    brand.admin.put("/v1/incident-rules/loud", {"name": "Loud", "enabled": True, "when": when, "then": then})
    fits = {"signals": [], "min_severity": None, "words": ["rumour"]}
    book = {"title": "Rumour", "steps": [{"title": "Ask the crews"}], "statements": {}, "fits": fits}
    brand.admin.put("/v1/playbooks/rumour", book)
    times = {"begins_at": "2099-01-01T00:00:00Z", "ends_at": "2099-01-02T00:00:00Z"}
    brand.admin.put("/v1/maintenance-windows/move", {"name": "Move", "reason": "A new platform.", **times})


def test_a_drill_is_played_in_a_copy_from_which_nothing_gets_outside(system: LocalState) -> None:
    with receiver() as platform, receiver() as pager:
        there = found_brand(system, callback_url=platform.url)
        ben = there.hire("ben", "social_media_manager")
        there.hire("dora")
        _settings(there)
        eventually(lambda: _reaches(there, ben, pager.url), "ben in the directory of crisis")
        planned = _plan(there, "ben", answer_seconds=600)
        drill, path = planned["id"], f"/v1/drills/{planned['id']}"
        eventually(lambda: there.admin.get(path)["state"] == "running", "the copy")
        assert there.admin.get(path)["left_out"] == ["Escalation, level 2: it names nobody who takes part."]

        key = ask(there.state.gateway, "POST", f"{path}/keys", key=ben).json()
        assert key["brand"] == drill
        inside = Api(there.state.gateway, key["key"])
        policy = inside.get("/v1/crisis-policy")
        assert [each["persons"] for each in policy["escalation"]["levels"]] == [["ben"]]
        assert [each["id"] for each in inside.get("/v1/incident-rules")["items"]] == ["loud"]
        assert inside.get("/v1/maintenance-windows")["items"] == [], "what is practised has to page"
        assert inside.get("/v1/sla-policy")["pause_resolution_while_waiting"] is True
        inside.put("/v1/employees/me/presence", {"presence": "online"})
        eventually(lambda: there.admin.get(path)["posted"] == MESSAGES, "the scenario")

        offer = eventually(lambda: inside.get("/v1/offers")["items"], "an offer in the drill")[0]
        task = inside.post(f"/v1/offers/{offer['id']}/accept", {})
        reply = inside.post(
            f"/v1/conversations/{task['conversation']}/replies",
            {"text": "They do carry it.", "epoch": task["epoch"]},
        )
        sent = eventually(lambda: _sent(inside, reply["id"]), "the reply")
        assert sent["external_id"].startswith("drill-")

        declared = inside.post("/v1/incidents", {"title": "Oxygen rumour", "severity": 2})
        incident = declared["id"]
        assert declared["playbook"] == "rumour", "the copy fits what the brand's own would"
        told = json.loads(eventually(lambda: list(pager.received), "the page")[0].body)
        assert told["data"]["text"].startswith("This is a drill.")
        assert (told["data"]["brand"], told["data"]["drill"]) == (drill, True)

        there.admin.post(f"{path}/cancel", {})
        over = eventually(lambda: _over(there, path), "the end of the drill")
        assert (over["state"], over["cancelled_by"]) == ("cancelled", f"ada-{there.id}")
        (practised,) = over["report"]["incidents"]
        assert (practised["incident"], practised["pages"]) == (incident, 1)
        assert practised["stood_down_seconds"] > practised["declared_seconds"]
        assert (over["report"]["messages"], over["report"]["answered"]) == (MESSAGES, 1)

        gone = ask(there.state.gateway, "GET", "/v1/me", key=key["key"])
        assert gone.status == HTTPStatus.UNAUTHORIZED, "the key ended with the drill, before its time"

        assert platform.received == [], "no platform heard of it"
        assert (there.inbound(), there.counted("volume_in"), there.counted("replies")) == (0, 0, 0)
        assert there.admin.get("/v1/incidents")["items"] == []
        assert ask(there.state.gateway, "GET", "/v1/me", key=ben).json()["brand"] == there.id


def _sent(inside: Api, reply: str) -> dict[str, Any] | None:
    found: dict[str, Any] = inside.get(f"/v1/replies/{reply}")
    return found if found["state"] == "sent" else None


def _over(brand: Brand, path: str) -> dict[str, Any] | None:
    found: dict[str, Any] = brand.admin.get(path)
    return found if found["state"] in {"ended", "cancelled", "failed"} else None
