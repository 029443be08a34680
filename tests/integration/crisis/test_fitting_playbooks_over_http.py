"""Playbooks that say when they fit, over HTTP: written, taken, listed with reasons, and changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.crisis.api import Api

BOOK = {"title": "Ash", "steps": [{"title": "Call the airport"}], "statements": {"nl": "Wij weten het."}}
FITS: dict[str, Any] = {"signals": ["volume"], "min_severity": 2, "words": ["ash cloud"]}


def write(api: Api, id_: str, fits: dict[str, Any] | None) -> None:
    written = api.call("PUT", f"/v1/playbooks/{id_}", {**BOOK, "title": id_.capitalize(), "fits": fits})
    assert written.status_code == 200, written.text
    assert written.json()["fits"] == fits
    assert api.call("GET", f"/v1/playbooks/{id_}").json()["fits"] == fits


def test_an_incident_begins_with_what_fits_and_goes_on_by_another_playbook(api: Api) -> None:
    write(api, "ash", FITS)
    write(api, "strike", {"signals": [], "min_severity": 2, "words": []})
    write(api, "plain", None)
    incident = api.declare()
    path = f"/v1/incidents/{incident['id']}"
    assert incident["playbook"] == "ash"

    fitting = api.call("GET", f"{path}/fitting-playbooks").json()["items"]
    assert [(each["playbook"], each["reasons"], each["taken"], each["languages"]) for each in fitting] == [
        ("ash", ["named in the title: ash cloud", "from severity 2"], True, ["nl"]),
        ("strike", ["from severity 2"], False, ["nl"]),
        ("default", ["named by the crisis policy"], False, ["en"]),
    ]
    assert api.call("GET", f"{path}/fitting-playbooks", brand="afr").status_code == 404

    tag = api.call("GET", path).headers["ETag"]
    changed = api.call("POST", f"{path}/playbook", {"playbook": "default"}, If_Match=tag)
    assert (changed.status_code, changed.json()["playbook"]) == (200, "default")
    assert changed.headers["ETag"] != tag
    assert changed.json()["steps"][0]["title"] == "Call the airport"
    assert api.call("POST", f"{path}/playbook", {"playbook": "plain"}, If_Match=tag).status_code == 412
    assert api.call("POST", f"{path}/playbook", {"playbook": "unknown"}).status_code == 404
    assert api.call("POST", f"{path}/playbook", {"playbook": "plain"}, brand="afr").status_code == 404
    kinds = [entry["kind"] for entry in api.call("GET", path).json()["timeline"]]
    assert kinds.count("playbook") == 2
    api.call("POST", f"{path}/stand-down")
    over = api.call("POST", f"{path}/playbook", {"playbook": "plain"})
    assert (over.status_code, over.json()["state"]) == (409, "stood_down")


@pytest.mark.parametrize(
    ("fits", "pointer"),
    [
        ({"signals": ["volume"], "min_severity": 2}, "/fits/words"),
        ({**FITS, "words": ["!!"]}, "/fits/words/0"),
        ({**FITS, "words": ["ash"] * 21}, "/fits/words"),
        ({**FITS, "min_severity": 4}, "/fits/min_severity"),
        ({**FITS, "signals": ["rain"]}, "/fits/signals/0"),
    ],
)
def test_a_fit_that_says_nothing_that_can_be_told_is_refused_by_its_field(
    api: Api, fits: dict[str, Any], pointer: str
) -> None:
    refused = api.call("PUT", "/v1/playbooks/ash", {**BOOK, "fits": fits})
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == [pointer]
