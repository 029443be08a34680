"""People are paged where they are: a signed webhook, a link that needs no session and works once, what came of it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from channels import signing
from chassis.clock import SystemClock
from chassis.signed_links import NOTICE_LINKS, Link, SignedLinks
from tests.e2e.receiver import receiver
from tests.e2e.rig import Answer, Brand, ask, eventually

SECRET = signing.new_secret()
HTML = {"accept": "text/html"}
FORM = {**HTML, "content-type": "application/x-www-form-urlencoded"}


def _escalate_to(brand: Brand, *persons: str) -> None:
    levels = [{"persons": list(persons), "timeout_seconds": 600}]
    brand.admin.change("/v1/crisis-policy", {"escalation": {"levels": levels, "rounds": 1}})


def _reach(brand: Brand, person: str, key: str, url: str) -> Answer:
    plan = {"addresses": [{"kind": "webhook", "target": url, "secret": SECRET}]}
    return ask(brand.state.gateway, "PUT", f"/v1/notice-plans/{person}", key=key, body=plan)


def _declared(brand: Brand) -> str:
    body = {"title": "Ash <cloud>", "severity": 3}
    incident: str = brand.admin.post("/v1/incidents", body)["id"]
    return incident


def _link(body: dict[str, Any]) -> str:
    return urlsplit(str(body["data"]["link"])).path


def test_a_person_is_paged_by_their_webhook_and_takes_the_page_by_its_link(brand: Brand) -> None:
    ben = brand.hire("ben")
    _escalate_to(brand, "ben")
    with receiver() as there:
        plan = eventually(lambda: _written(_reach(brand, "me", ben, there.url)), "ben in the directory of crisis")
        assert plan["addresses"][0]["shown"].endswith("hook")
        incident = _declared(brand)
        came = eventually(lambda: list(there.received), "the notice")[0]

    signing.verify_standard([SECRET], came.headers, came.body, SystemClock().now())
    link = _link(json.loads(came.body))
    page = ask(brand.state.gateway, "GET", link, headers=HTML)
    assert page.status == HTTPStatus.OK
    assert b"Ash &lt;cloud&gt;" in page.body
    assert b"form-action 'self'" in page.headers["content-security-policy"].encode()
    assert _acknowledged_by(brand, incident) is None, "reading changes nothing"

    taken = ask(brand.state.gateway, "POST", link, body=b"answer=accept", headers=FORM)
    assert (taken.status, b"yours" in taken.body) == (HTTPStatus.OK, True)
    assert _acknowledged_by(brand, incident) == "ben"
    again = ask(brand.state.gateway, "POST", link, body={"answer": "decline"})
    assert (again.status, again.json()["type"]) == (HTTPStatus.CONFLICT, "/docs/errors/conflict")
    assert b"answered before" in ask(brand.state.gateway, "POST", link, body=b"answer=accept", headers=FORM).body
    assert ask(brand.state.gateway, "GET", link).json()["awaited"] is False
    (notice,) = brand.admin.get(f"/v1/notices?incident={incident}")["items"]
    assert (notice["state"], [each["outcome"] for each in notice["attempts"]]) == ("answered", ["sent"])


def test_who_is_asked_to_swap_is_told_and_says_yes_by_the_link(brand: Brand) -> None:
    ben, cas, gateway = brand.hire("ben"), brand.hire("cas"), brand.state.gateway
    begins = SystemClock().now() + timedelta(days=2)
    turns = {"members": ["ben", "cas"], "starts_on": f"{begins - timedelta(days=3):%Y-%m-%d}", "turn_days": 31}
    layers = [{**turns, "handover": "00:00"}]
    rotation = {"name": "Hub", "zone": "UTC", "layers": layers, "joining": False, "gaps": False}
    brand.admin.put("/v1/rotations/hub", rotation)
    span = {"begins_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=1)).isoformat()}
    with receiver() as there:
        eventually(lambda: _written(_reach(brand, "me", cas, there.url)), "cas in the directory of crisis")
        asked = ask(gateway, "POST", "/v1/rotations/hub/swaps", key=ben, body={"other": "cas", "gives": span})
        came = eventually(lambda: list(there.received), "the notice")[0]

    told, swap = json.loads(came.body), asked.json()["id"]
    assert (told["type"], told["data"]["about"], told["data"]["incident"]) == ("muster.notice.swap", swap, None)
    page = ask(gateway, "GET", _link(told), headers=HTML)
    assert b"Yes, I swap" in page.body
    assert b"severity" not in page.body
    taken = ask(gateway, "POST", _link(told), body=b"answer=accept", headers=FORM)
    assert (taken.status, b"the rotation has it" in taken.body) == (HTTPStatus.OK, True)
    (override,) = brand.admin.get("/v1/rotations/hub")["overrides"]
    assert (override["person"], override["swap"]) == ("cas", swap)
    (notice,) = ask(gateway, "GET", "/v1/notices?person=me", key=cas).json()["items"]
    assert (notice["kind"], notice["state"], notice["rotation"]) == ("swap", "answered", "hub")


def test_who_has_no_address_is_shown_as_not_reached(brand: Brand) -> None:
    brand.hire("cas")
    _escalate_to(brand, "cas")
    incident = _declared(brand)

    (notice,) = eventually(lambda: brand.admin.get(f"/v1/notices?incident={incident}")["items"], "the notice")
    assert (notice["person"], notice["state"]) == ("cas", "no_address")


def test_a_link_that_was_not_made_here_is_none_and_a_bad_answer_is_named(brand: Brand) -> None:
    gateway = brand.state.gateway
    links = SignedLinks(base64.b64decode(brand.state.seal_key), NOTICE_LINKS)
    forged = f"/v1/notice-links/{brand.id}_{'a' * 52}"
    assert ask(gateway, "GET", forged).status == HTTPStatus.NOT_FOUND
    assert ask(gateway, "POST", forged, body={"answer": "accept"}).status == HTTPStatus.NOT_FOUND
    made = links.make(Link(brand.id, "0" * 32))
    assert ask(gateway, "GET", f"/v1/notice-links/{made}").status == HTTPStatus.NOT_FOUND
    bad = ask(gateway, "POST", f"/v1/notice-links/{made}", body={"answer": "perhaps"})
    assert (bad.status, bad.json()["errors"][0]["pointer"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "/answer")


def test_a_plan_is_ones_own_and_an_address_inside_is_refused_by_its_place(brand: Brand) -> None:
    ben, cas = brand.hire("ben"), brand.hire("cas")
    eventually(lambda: _written(_reach(brand, "me", ben, "http://127.0.0.1:9/")), "ben in the directory of crisis")

    assert _reach(brand, "ben", cas, "https://klm.example/x").status == HTTPStatus.FORBIDDEN
    refused = _reach(brand, "me", ben, "https://10.0.0.1/x")
    assert refused.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert refused.json()["errors"][0]["pointer"] == "/addresses/0/target"
    assert ask(brand.state.gateway, "GET", "/v1/notice-plans/ben", key=cas).status == HTTPStatus.OK


def _written(answer: Answer) -> dict[str, Any] | None:
    plan: dict[str, Any] | None = answer.json() if answer.status == HTTPStatus.OK else None
    return plan


def _acknowledged_by(brand: Brand, incident: str) -> str | None:
    by: str | None = brand.admin.get(f"/v1/incidents/{incident}").get("acknowledged_by")
    return by
