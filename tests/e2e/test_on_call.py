"""Who is on call is paged, people swap and take over, and a page that is declined goes to the next level at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from tests.e2e.rig import Brand, ask, eventually

NOW = datetime.now(UTC)
SECONDS = 600  # no level is left by its time-out while the story looks


def _span(days: float, hours: float = 1) -> dict[str, str]:
    begins = NOW + timedelta(days=days)
    return {"begins_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=hours)).isoformat()}


def _layer(*members: str, **more: Any) -> dict[str, Any]:
    """Turns of a month, of which the first one's has begun."""
    begun = f"{NOW - timedelta(days=1):%Y-%m-%d}"
    return {"members": list(members), "starts_on": begun, "turn_days": 31, "handover": "00:00", **more}


def _rotation(brand: Brand, *layers: dict[str, Any], **more: Any) -> None:
    body = {"name": "Hub", "zone": "Europe/Amsterdam", "layers": list(layers), "joining": False, "gaps": False, **more}
    brand.admin.put("/v1/rotations/hub", body)


def _escalate(brand: Brand, *levels: dict[str, Any], **more: Any) -> None:
    timed = [{"timeout_seconds": SECONDS, **level} for level in levels]
    brand.admin.change("/v1/crisis-policy", {"escalation": {"levels": timed, "rounds": 1, **more}})


def _declared(brand: Brand) -> str:
    return str(brand.admin.post("/v1/incidents", {"title": "Ash", "severity": 2})["id"])


def test_who_is_on_call_now_is_paged_and_a_declined_page_goes_to_the_next_level_at_once(brand: Brand) -> None:
    ben, cas = brand.hire("ben"), brand.hire("cas")
    gateway = brand.state.gateway
    _rotation(brand, _layer("ben"))
    _escalate(brand, {"rotations": ["hub"]}, {"persons": ["cas"]})
    (on_call,) = brand.admin.get("/v1/on-call")["items"]
    assert (on_call["rotation"], on_call["person"]) == ("hub", "ben")

    incident = _declared(brand)
    (page,) = ask(gateway, "GET", "/v1/pages", key=ben).json()["items"]
    declined = ask(gateway, "POST", f"/v1/pages/{page['page']}/decline", key=ben)
    assert (declined.status, declined.json()["state"]) == (HTTPStatus.OK, "declined")

    (next_page,) = eventually(lambda: ask(gateway, "GET", "/v1/pages", key=cas).json()["items"], "the next level")
    assert (next_page["incident"], next_page["level"]) == (incident, 2)
    late = ask(gateway, "POST", f"/v1/pages/{next_page['page']}/decline", key=ben)
    assert late.status == HTTPStatus.NOT_FOUND, "another person's page"


def test_people_swap_and_take_over_and_the_shifts_say_so(brand: Brand) -> None:
    ben, cas, dee = (brand.hire(person) for person in ("ben", "cas", "dee"))
    gateway = brand.state.gateway
    _rotation(brand, _layer("ben", "cas"))
    swaps = "/v1/rotations/hub/swaps"
    asked = ask(gateway, "POST", swaps, key=ben, body={"other": "cas", "gives": _span(2)})
    assert asked.status == HTTPStatus.CREATED, asked.body
    swap = asked.json()["id"]
    assert ask(gateway, "POST", f"{swaps}/{swap}/accept", key=dee).status == HTTPStatus.CONFLICT
    assert ask(gateway, "POST", f"{swaps}/{swap}/accept", key=cas).json()["state"] == "accepted"
    not_theirs = ask(gateway, "POST", swaps, key=ben, body={"other": "cas", "gives": _span(2)})
    assert (not_theirs.status, not_theirs.json()["reason"]) == (HTTPStatus.CONFLICT, "not_on_call")
    over = ask(gateway, "POST", "/v1/rotations/hub/overrides", key=dee, body=_span(3))
    assert over.status == HTTPStatus.FORBIDDEN, "dee is no member"
    assert ask(gateway, "POST", "/v1/rotations/hub/overrides", key=cas, body=_span(3)).status == HTTPStatus.CREATED

    begins = NOW.isoformat().replace("+00:00", "Z")
    ends = (NOW + timedelta(days=4)).isoformat().replace("+00:00", "Z")
    shifts = brand.admin.get(f"/v1/rotations/hub/shifts?since={begins}&until={ends}")["items"]
    assert [each["person"] for each in shifts] == ["ben", "cas", "ben", "cas", "ben"]


def test_people_join_an_open_rotation_and_a_gap_or_a_level_to_nobody_is_named(brand: Brand) -> None:
    brand.hire("ben")
    cas = brand.hire("cas")
    gateway = brand.state.gateway
    _rotation(brand, _layer("ben"))
    members = "/v1/rotations/hub/members"
    assert ask(gateway, "POST", members, key=cas, body={}).status == HTTPStatus.FORBIDDEN
    _rotation(brand, _layer("ben"), joining=True)
    joined = ask(gateway, "POST", members, key=cas, body={"person": "me"})
    assert joined.json()["layers"][0]["members"] == ["ben", "cas"]
    assert ask(gateway, "DELETE", f"{members}/me", key=cas).json()["layers"][0]["members"] == ["ben"]

    office = [{"days": [0, 1, 2, 3, 4], "begins": "09:00", "ends": "17:00"}]
    layers = [_layer("ben", hours=office)]
    body = {"name": "Hub", "zone": "Europe/Amsterdam", "layers": layers, "joining": False, "gaps": False}
    gap = brand.ask("PUT", "/v1/rotations/hub", body)
    assert (gap.status, gap.json()["errors"][0]["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "gap")
    assert brand.ask("PUT", "/v1/rotations/hub", {**body, "gaps": True}).status == HTTPStatus.OK

    policy = brand.admin.get("/v1/crisis-policy")
    del policy["version"]
    for level, pointer in (
        ({"rotations": ["gone"]}, "/escalation/levels/0/rotations/0"),
        ({"roles": ["strategist"]}, "/escalation/levels/0/roles/0"),
        ({"persons": ["zoe"]}, "/escalation/levels/0/persons/0"),
        ({}, "/escalation/levels/0"),
    ):
        wanted = {**policy, "escalation": {**policy["escalation"], "levels": [level]}}
        refused = brand.ask("PUT", "/v1/crisis-policy", wanted)
        assert refused.status == HTTPStatus.UNPROCESSABLE_ENTITY
        assert [each["pointer"] for each in refused.json()["errors"]] == [pointer]
    _escalate(brand, {"rotations": ["hub"]})
    kept = brand.ask("DELETE", "/v1/rotations/hub")
    assert (kept.status, kept.json()["reason"]) == (HTTPStatus.CONFLICT, "named_by_policy")
