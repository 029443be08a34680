"""Incident rules, what they propose, and maintenance windows over HTTP: written, answered, refused by the field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from services.crisis.application.signals import raise_signal
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.episode import Raised
from services.crisis.domain.views import Measure
from tests.integration.crisis.api import Api

RULE = "/v1/incident-rules/hub"
CONDITION = {"measure": "volume", "min_days": 7, "min_factor": 3, "copies": False}
THEN = {"action": "propose", "severity": 2, "playbook": None, "open_seconds": None}


def a_rule(*conditions: dict[str, Any], **then: Any) -> dict[str, Any]:
    when = {"match": "all", "signals": [CONDITION | each for each in conditions or ({},)], "within_seconds": 3600}
    return {"name": "Ash", "enabled": True, "when": when, "then": THEN | then}


def a_window(hours: float = 1, **more: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    times = {"begins_at": now.isoformat(), "ends_at": (now + timedelta(hours=hours)).isoformat()}
    return {"name": "Move", "reason": "A new platform.", **times, **more}


def surge(api: Api, number: int = 0, brand: str = "klm", story: str | None = None) -> None:
    """Have the running service store a signal as its detection does."""
    measure: Measure = "volume" if story is None else "story"
    raised = Raised(measure, datetime.now(UTC).timestamp() + number, 200.0, 4.0, 30.0, "much", story=story)

    async def work(unit: UnitOfWork) -> None:
        await raise_signal(unit, raised, await unit.store.policies.current(), {})

    units = api.client.app.state.application.units  # type: ignore[attr-defined]
    assert api.client.portal is not None
    api.client.portal.call(units.run, brand, f"turn-{number}", "detection", work)


def by_rules_alone(api: Api) -> None:
    policy = api.call("GET", "/v1/crisis-policy").json()
    del policy["version"]
    assert api.call("PUT", "/v1/crisis-policy", {**policy, "auto_declare": False}).status_code == 200


def test_a_rule_is_written_whole_and_read_as_it_was_written(api: Api) -> None:
    written = api.call("PUT", RULE, a_rule())
    assert written.status_code == 200, written.text
    shown = {"id": "hub", "version": 1, **a_rule(open_seconds=21_600)}
    assert (written.json(), written.headers["ETag"]) == (shown, '"1"')
    assert api.call("GET", RULE).json() == shown
    assert api.call("GET", "/v1/incident-rules").json()["items"] == [shown]
    assert api.call("PUT", RULE, a_rule(), If_Match='"7"').status_code == 412
    assert api.call("GET", RULE, brand="afr").status_code == 404
    assert api.call("DELETE", RULE, brand="afr").status_code == 404
    reader = frozenset({"incidents:read"})
    assert api.call("PUT", RULE, a_rule(), scopes=reader).status_code == 403
    assert api.call("DELETE", RULE, If_Match='"1"').status_code == 204
    assert api.call("GET", f"{RULE}/evaluations").status_code == 404


def test_a_rule_that_could_never_act_is_refused_by_its_field(api: Api) -> None:
    for body, pointer, code in (
        (a_rule(playbook="lost"), "/then/playbook", "unknown_playbook"),
        (a_rule({}, {"copies": True}, action="declare"), "/when/signals/1/copies", "copies_declare_nothing"),
    ):
        refused = api.call("PUT", RULE, body)
        assert refused.status_code == 422, refused.text
        assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [(pointer, code)]
    for number in range(50):
        assert api.call("PUT", f"/v1/incident-rules/r{number}", a_rule()).status_code == 200
    refused = api.call("PUT", RULE, a_rule())
    assert (refused.status_code, refused.json()["reason"]) == (409, "too_many_rules")


def test_what_a_rule_proposes_is_confirmed_by_a_person_once(api: Api) -> None:
    by_rules_alone(api)
    assert api.call("PUT", RULE, a_rule()).status_code == 200
    surge(api)
    (one,) = api.call("GET", "/v1/proposed-incidents?state=open").json()["items"]
    path = f"/v1/proposed-incidents/{one['id']}"
    assert (one["rule"], one["title"], one["severity"], one["state"]) == ("hub", "Ash", 2, "open")
    assert api.call("GET", path, brand="afr").status_code == 404
    assert api.call("POST", f"{path}/confirm", brand="afr").status_code == 404
    assert api.call("POST", f"{path}/confirm", scopes=frozenset({"incidents:read"})).status_code == 403
    assert api.call("POST", f"{path}/confirm", If_Match='"7"').status_code == 412

    confirmed = api.call("POST", f"{path}/confirm", If_Match='"1"')
    assert confirmed.status_code == 200, confirmed.text
    assert (confirmed.json()["state"], confirmed.headers["ETag"]) == ("confirmed", '"2"')
    incident = api.call("GET", f"/v1/incidents/{confirmed.json()['incident']}").json()
    assert (incident["title"], incident["signals"], incident["declared_by"]) == ("Ash", one["signals"], "ann")
    again = api.call("POST", f"{path}/dismiss", {"reason": "no"})
    assert (again.status_code, again.json()["state"]) == (409, "confirmed")

    surge(api, 1)
    found = api.call("GET", f"{RULE}/evaluations").json()["items"]
    assert sorted(each["outcome"] for each in found) == ["incident_open", "proposed"]
    ahead = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert api.call("GET", f"{RULE}/evaluations?since={ahead}").json()["items"] == []
    first = api.call("GET", f"{RULE}/evaluations?limit=1").json()
    second = api.call("GET", f"{RULE}/evaluations?limit=1&cursor={first['next']}").json()
    assert [*first["items"], *second["items"]] == found


def test_a_dismissal_says_why(api: Api) -> None:
    by_rules_alone(api)
    api.call("PUT", RULE, a_rule())
    surge(api)
    (one,) = api.call("GET", "/v1/proposed-incidents").json()["items"]
    path = f"/v1/proposed-incidents/{one['id']}"
    assert api.call("POST", f"{path}/dismiss", {"reason": ""}).status_code == 422
    dismissed = api.call("POST", f"{path}/dismiss", {"reason": "A test of ours."}).json()
    assert (dismissed["state"], dismissed["dismissal"], dismissed["answered_by"]) == (
        *("dismissed", "A test of ours.", "ann"),
    )
    assert api.call("GET", "/v1/incidents").json()["items"] == []


def test_a_maintenance_window_mutes_a_signal_and_says_which(api: Api) -> None:
    by_rules_alone(api)
    api.call("PUT", RULE, a_rule())
    path = "/v1/maintenance-windows/move"
    written = api.call("PUT", path, a_window())
    assert (written.status_code, written.json()["id"], written.headers["ETag"]) == (200, "move", '"1"')
    assert api.call("GET", "/v1/maintenance-windows").json()["items"] == [written.json()]
    surge(api)
    (signal,) = api.call("GET", "/v1/signals").json()["items"]
    assert (signal["muted_by"], signal["incident"]) == ("move", None)
    assert api.call("GET", "/v1/proposed-incidents").json()["items"] == []
    (evaluation,) = api.call("GET", f"{RULE}/evaluations").json()["items"]
    assert (evaluation["outcome"], evaluation["window"]) == ("muted", "move")

    for hours, code in ((0, "not_later"), (169, "too_long")):
        refused = api.call("PUT", path, a_window(hours))
        assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [("/ends_at", code)]
    past = a_window(begins_at="2020-01-01T00:00:00Z", ends_at="2020-01-02T00:00:00Z")
    assert api.call("PUT", path, past).json()["errors"][0]["code"] == "past"
    assert api.call("GET", path, brand="afr").status_code == 404
    assert api.call("DELETE", path, brand="afr").status_code == 404
    assert api.call("PUT", path, a_window(), scopes=frozenset({"incidents:read"})).status_code == 403
    assert api.call("DELETE", path).status_code == 204
    assert api.call("GET", path).status_code == 404
