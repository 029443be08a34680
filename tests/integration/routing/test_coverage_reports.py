"""Coverage on a real MongoDB, and over HTTP."""

from __future__ import annotations

from tests.integration.routing.api import WORKS, Api
from tests.integration.routing.test_certificates import SPEAK
from tests.support.routing.coverage_suite import CoverageSuite


class TestCoverageOnMongo(CoverageSuite):
    """The fixture `rig` is over MongoDB here."""


def test_coverage_is_counted_in_the_background_and_read_by_who_reads_employees(api: Api) -> None:
    api.client.put("/v1/certificates/speak", json=SPEAK, headers=api.boss)
    api.employee("anna", department="care")
    given = {"certificate": "speak", "reason": "why"}
    api.client.post("/v1/employees/anna/certificates", json=given, headers=api.boss)
    first = api.client.get("/v1/coverage", headers=api.boss).json()
    assert first == {"by": "department", "as_of": None, "groups": []}
    path = "/v1/coverage?by=department"
    api.until(lambda: api.client.get(path, headers=api.boss).json()["as_of"])
    (group,) = api.client.get(path, headers=api.boss).json()["groups"]
    assert (group["group"], group["people"]) == ("care", 1)
    assert group["certificates"] == [{"certificate": "speak", "people": 1, "lapsing": 1}]
    assert group["abilities"] == [{"ability": "speak_for_brand", "people": 1}]
    assert api.client.get(path, headers=api.as_(WORKS, "anna")).status_code == 403
    assert api.client.get("/v1/coverage?by=moon", headers=api.boss).status_code == 422
