"""Records of learning systems over HTTP: a result each, and an entry that leaves the certificate out."""

from __future__ import annotations

from typing import Any

from chassis.auth import Principal
from tests.integration.routing.api import WORKS, Api
from tests.integration.routing.test_certificates import SPEAK

PATH = "/v1/certificates/import"
RECORD = {
    "external_id": "r1",
    "employee": "anna",
    "certificate": "speak",
    "issued_at": "2026-01-01T00:00:00Z",
    "expires_at": "2126-01-01T00:00:00Z",
    "evidence": "exam 12",
}


def campus(api: Api) -> dict[str, str]:
    """Give the header of a learning system's key."""
    scopes = frozenset({"certificates:import"})
    return {"Authorization": f"Bearer {api.tokens.mint(Principal('klm', 'key:1', 'service', scopes=scopes))}"}


def test_a_learning_system_reports_and_each_record_has_its_result(api: Api) -> None:
    api.employee("anna")
    api.client.put("/v1/certificates/speak", json={**SPEAK, "importable": True}, headers=api.boss)

    def post(*items: dict[str, Any]) -> list[tuple[int, str | None, list[tuple[str, str]]]]:
        answer = api.client.post(PATH, json={"system": "campus", "items": list(items)}, headers=campus(api))
        assert answer.status_code == 200, answer.text
        return [
            (each["status"], each["id"], [(error["pointer"], error["code"]) for error in each["errors"]])
            for each in answer.json()["items"]
        ]

    assert post(
        RECORD,
        RECORD,
        {**RECORD, "external_id": "r2", "employee": "nobody"},
        {**RECORD, "external_id": "r3", "expires_at": "2025-01-01T00:00:00Z"},
        {"external_id": "r4"},
    )[:4] == [
        (201, "r1", []),
        (422, "r1", [("/external_id", "duplicate")]),
        (422, "r2", [("/employee", "unknown_employee")]),
        (422, "r3", [("", "value_error")]),
    ]
    assert post(RECORD) == [(200, "r1", [])]
    assert post({**RECORD, "evidence": "exam 13"}) == [(409, "r1", [("/external_id", "other_contents")])]
    again = {"name": "Anna", "languages": ["en"], "certificates": []}
    api.client.put("/v1/employees/anna", json=again, headers=api.boss)
    (shown,) = api.client.get("/v1/employees/anna/certificates", headers=api.boss).json()["items"]
    assert (shown["how"], shown["system"], shown["by"], shown["valid"]) == ("import", "campus", "key:1", True)
    assert post({**RECORD, "revoked_because": "cheated"}) == [(201, "r1", [])]
    (shown,) = api.client.get("/v1/employees/anna/certificates", headers=api.boss).json()["items"]
    assert (shown["valid"], shown["revoked"]["why"]) == (False, "cheated")


def test_who_has_not_the_scope_reports_nothing(api: Api) -> None:
    body = {"system": "campus", "items": [RECORD]}
    assert api.client.post(PATH, json=body, headers=api.boss).status_code == 403
    assert api.client.post(PATH, json=body, headers=api.as_(WORKS, "anna")).status_code == 403
    many = {"system": "campus", "items": [RECORD] * 501}
    assert api.client.post(PATH, json=many, headers=campus(api)).status_code == 422
