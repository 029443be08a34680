"""Rules and steps that would leave nobody to do them are refused over HTTP, by the field and with what to do."""

from __future__ import annotations

from typing import Any

from tests.integration.crisis.api import Api


def a_layer(*members: str, **fields: Any) -> dict[str, Any]:
    return {"members": list(members), "starts_on": "2026-01-05", "turn_days": 7, "handover": "09:00", **fields}


def a_rotation(*layers: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": "Hub", "zone": "UTC", "layers": list(layers), "joining": False, "gaps": False, **fields}


def named(refused: Any) -> list[tuple[str, str]]:
    """What a refused body is wrong in, by pointer and code."""
    assert refused.status_code == 422, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    return [(each["pointer"], each["code"]) for each in refused.json()["errors"]]


def test_a_rotation_with_a_gap_says_from_when_to_when_and_how_to_close_or_allow_it(api: Api) -> None:
    api.known("ben")
    path = "/v1/rotations/hub"
    office = [{"days": [0, 1, 2, 3, 4], "begins": "09:00", "ends": "17:00"}]
    body = a_rotation(a_layer("ben", hours=office))

    refused = api.call("PUT", path, body)

    assert named(refused) == [("/layers", "gap")]
    (fault,) = refused.json()["errors"]
    assert fault["detail"].startswith("nobody is on call from 20")
    assert fault["detail"].endswith("add a layer for the rest of the time, or say gaps: true")
    assert api.call("GET", path).status_code == 404, "nothing of it was written"
    assert api.call("PUT", path, body | {"layers": [*body["layers"], a_layer("ben")]}).status_code == 200
    assert api.call("PUT", path, body | {"gaps": True}).status_code == 200


def test_a_rotation_of_nobody_names_who_is_not_there(api: Api) -> None:
    api.known("ben")
    refused = api.call("PUT", "/v1/rotations/hub", a_rotation(a_layer("ben"), a_layer("ben", "zoe")))
    assert named(refused) == [("/layers/1/members/1", "unknown_person")]
    for body, pointer in ((a_rotation(), "/layers"), (a_rotation(a_layer("ben"), a_layer()), "/layers/1/members")):
        assert [each for each, _ in named(api.call("PUT", "/v1/rotations/hub", body))] == [pointer]


def test_a_level_to_nobody_is_named_whatever_it_names(api: Api) -> None:
    api.known("ben")
    policy = api.call("GET", "/v1/crisis-policy").json()
    del policy["version"]

    def written(*levels: dict[str, Any]) -> Any:
        return api.call(
            "PUT", "/v1/crisis-policy", {**policy, "escalation": {**policy["escalation"], "levels": levels}}
        )

    nobody = written({"persons": ["ben"]}, {})
    assert [pointer for pointer, _ in named(nobody)] == ["/escalation/levels/1"]
    assert "names somebody in persons, rotations, roles or webhooks" in nobody.json()["errors"][0]["detail"]
    level = {"persons": ["ben", "zoe"], "rotations": ["gone"], "roles": ["strategist"], "webhooks": ["gone"]}
    assert named(written({"persons": ["ben"]}, level)) == [
        ("/escalation/levels/1/persons/1", "unknown_person"),
        ("/escalation/levels/1/rotations/0", "unknown_rotation"),
        ("/escalation/levels/1/roles/0", "nobody_has_role"),
        ("/escalation/levels/1/webhooks/0", "unknown_webhook"),
    ]
    assert api.call("GET", "/v1/crisis-policy").json()["version"] == 0, "nothing of it was written"


def test_a_step_of_an_incident_for_nobody_is_refused_and_not_added(api: Api) -> None:
    api.known("ben")
    path = f"/v1/incidents/{api.declare()['id']}"
    steps = api.call("GET", path).json()["steps"]

    added = api.call("POST", f"{path}/steps", {"title": "Count the bags", "owner": "zoe"})
    given = api.call("POST", f"{path}/steps/1/assign", {"owner": "zoe", "due_at": None})

    assert (named(added), named(given)) == ([("/owner", "unknown_person")], [("/owner", "unknown_person")])
    assert api.call("GET", path).json()["steps"] == steps
