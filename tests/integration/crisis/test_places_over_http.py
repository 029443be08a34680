"""A volunteer sees their place over HTTP, with what is to be done there, and leaves it before the end."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from tests.integration.crisis.api import Api
from tests.support.crisis.builders import a_volunteer

VOLUNTEER: dict[str, Any] = {"person": "volunteer-0", "scopes": frozenset({"callouts:answer"})}


def asked(api: Api, incident: str) -> str:
    """Call out until the wave finds the volunteer, of whom the service hears meanwhile; gives the callout."""
    assert api.client.portal is not None
    api.client.portal.call(api.log.publisher().publish, [a_volunteer(0, datetime.now(UTC))])
    deadline = time.monotonic() + 40
    while True:
        callout = str(api.call("POST", f"/v1/incidents/{incident}/callouts", {"people": 1}).json()["id"])
        while (shown := api.call("GET", f"/v1/callouts/{callout}").json())["state"] == "open" and not shown["asked"]:
            assert time.monotonic() < deadline, "the wave never came"
            time.sleep(0.02)  # a timer's work has no event a client could wait on
        if shown["asked"]:
            return callout


def test_a_volunteer_sees_their_place_and_leaves_it(api: Api) -> None:
    incident = api.declare()["id"]
    callout = asked(api, incident)
    accepted = api.call("POST", f"/v1/callouts/{callout}/answers", {"answer": "accept"}, **VOLUNTEER)
    assert accepted.status_code == 200, accepted.text

    (place,) = api.call("GET", "/v1/places", **VOLUNTEER).json()["items"]
    shown = {name: place[name] for name in ("incident", "callout", "employee", "state", "title", "severity")}
    assert shown == {
        "incident": incident,
        "callout": callout,
        "employee": "volunteer-0",
        "state": "granted",
        "title": "Ash cloud",
        "severity": 2,
    }
    assert place["seats"] > 0
    assert "Scope it" in place["steps"]
    assert (place["playbook"], place["playbook_title"]) == ("default", "Surge of messages")
    assert {each["title"]: each["instructions"] for each in place["to_do"]}["Scope it"].startswith("What happened")
    assert [each["title"] for each in place["to_do"]] == place["steps"]
    assert api.call("GET", "/v1/places", person="ben").json()["items"] == []
    path = f"/v1/places/{incident}/leave"
    nobodys = api.call("POST", path, person="ben")
    assert (nobodys.status_code, nobodys.json()["reason"]) == (409, "no_place")
    assert api.call("POST", "/v1/places/unknown/leave", **VOLUNTEER).status_code == 404
    assert api.call("POST", path, brand="dell", **VOLUNTEER).status_code == 404
    reader = frozenset({"incidents:read"})
    assert api.call("POST", path, scopes=reader).status_code == 403
    assert api.call("GET", "/v1/places", scopes=reader).status_code == 403

    left = api.call("POST", path, **VOLUNTEER)
    assert (left.status_code, left.json()["state"], left.json()["title"]) == (200, "revoked", "Ash cloud")
    assert api.call("POST", path, **VOLUNTEER).json() == left.json(), "leaving again changes nothing"
    (place,) = api.call("GET", "/v1/places", **VOLUNTEER).json()["items"]
    assert place["revoked_at"] == left.json()["revoked_at"]
    found = api.call("GET", f"/v1/callouts/{callout}").json()
    assert (found["accepted"], found["left"]) == (1, 1)
