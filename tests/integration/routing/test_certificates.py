"""Certificates over HTTP: the catalogue, who may issue and revoke, and what is refused."""

from __future__ import annotations

from typing import Any

from chassis.auth import Principal
from tests.integration.routing.api import LEADS, WORKS, Api

SPEAK: dict[str, Any] = {
    "name": "Speaks for the brand",
    "level": 2,
    "valid_days": 30,
    "skills": {"tone": 3},
    "abilities": ["speak_for_brand"],
    "text": "",
    "renews_before_days": 10,
    "importable": False,
}


def test_a_certificate_is_defined_issued_shown_and_revoked(api: Api) -> None:
    api.employee("anna")
    defined = api.client.put("/v1/certificates/speak", json=SPEAK, headers={**api.boss, "If-Match": '"0"'})
    assert defined.json() == {**SPEAK, "id": "speak", "version": 1}
    assert defined.headers["etag"] == '"1"'
    stale = api.client.put("/v1/certificates/speak", json=SPEAK, headers={**api.boss, "If-Match": '"0"'})
    assert stale.status_code == 412
    path = "/v1/employees/anna/certificates"
    given = api.client.post(path, json={"certificate": "speak", "reason": "passed before"}, headers=api.boss)
    assert given.status_code == 201, given.text
    assert (given.json()["by"], given.json()["how"], given.json()["valid"]) == ("boss", "person", True)
    mine = api.as_(WORKS, "anna")
    (shown,) = api.client.get("/v1/employees/me/certificates", headers=mine).json()["items"]
    assert (shown["certificate"], shown["skills"]) == ("speak", {"tone": 3})
    assert api.client.get("/v1/employees?skill=tone:3", headers=api.boss).json()["items"][0]["id"] == "anna"
    gone = api.client.post(f"{path}/speak/revoke", json={"reason": "left the team"}, headers=api.boss)
    assert (gone.json()["valid"], gone.json()["revoked"]["why"]) == (False, "left the team")
    assert api.client.get("/v1/employees/anna", headers=api.boss).json()["certificates"] == []
    assert api.client.get("/v1/employees?certificate=speak", headers=api.boss).json()["items"] == []
    entry = {"name": "Anna", "certificates": [{"id": "speak"}]}
    again = api.client.put("/v1/employees/anna", json=entry, headers=api.boss)
    assert again.json()["certificates"] == [], "no entry undoes a revocation"


def test_a_renewal_begins_after_the_certificate_was_issued(api: Api) -> None:
    late = {**SPEAK, "renews_before_days": 30}
    refused = api.client.put("/v1/certificates/speak", json=late, headers=api.boss)
    assert refused.status_code == 422
    forever = {**SPEAK, "valid_days": None, "renews_before_days": 30}
    assert api.client.put("/v1/certificates/speak", json=forever, headers=api.boss).status_code in {200, 201}


def test_who_may_do_what_with_certificates(api: Api) -> None:
    api.employee("anna")
    mine = api.as_(WORKS, "anna")
    assert api.client.put("/v1/certificates/speak", json=SPEAK, headers=mine).status_code == 403
    api.client.put("/v1/certificates/speak", json=SPEAK, headers=api.boss)
    assert [each["id"] for each in api.client.get("/v1/certificates", headers=mine).json()["items"]] == ["speak"]
    assert api.client.get("/v1/certificates/speak", headers=mine).status_code == 200
    assert api.client.get("/v1/certificates/speak", headers=api.as_(LEADS, "eva", "other")).status_code == 404
    path = "/v1/employees/anna/certificates"
    issue = {"certificate": "speak", "reason": "why"}
    assert api.client.post(path, json=issue, headers=mine).status_code == 403
    assert api.client.get(path, headers=api.as_(WORKS, "ben")).status_code == 403
    key = api.tokens.mint(Principal("klm", "k1", "service", scopes=frozenset(LEADS)))
    refused = api.client.post(path, json=issue, headers={"Authorization": f"Bearer {key}"})
    assert refused.status_code == 403
    assert "by a person" in refused.json()["detail"]


def test_what_is_wrong_with_a_certificate_is_named(api: Api) -> None:
    api.employee("anna")
    path = "/v1/employees/anna/certificates"
    unknown = api.client.post(path, json={"certificate": "flying", "reason": "why"}, headers=api.boss)
    assert unknown.status_code == 422
    assert [(each["pointer"], each["code"]) for each in unknown.json()["errors"]] == [
        ("/certificate", "unknown_certificate")
    ]
    silent = api.client.post(path, json={"certificate": "flying", "reason": ""}, headers=api.boss)
    assert [each["pointer"] for each in silent.json()["errors"]] == ["/reason"]
    wrong = api.client.put("/v1/certificates/speak", json={**SPEAK, "abilities": ["fly"]}, headers=api.boss)
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["/abilities/0"]
    nobody = api.client.post(
        "/v1/employees/nobody/certificates", json={"certificate": "speak", "reason": "why"}, headers=api.boss
    )
    assert nobody.status_code == 404, "whoever is not there is not there, whatever is asked of them"
    never = api.client.post(f"{path}/flying/revoke", json={"reason": "why"}, headers=api.boss)
    assert never.status_code == 404
