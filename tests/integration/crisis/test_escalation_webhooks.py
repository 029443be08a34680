"""Escalation webhooks over HTTP: written with a secret that is never shown, and called by a level with a signature."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from channels import signing
from tests.e2e.receiver import Receiver, receiver
from tests.integration.crisis.api import Api, running_api

SECRET = "whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldCBhdCBhbGw="  # noqa: S105 - it says in base64 that it is none
PATH = "/v1/escalation-webhooks/alerts"


@pytest.fixture
def near(mongo_url: str, database_name: str) -> Iterator[Api]:
    """Give crisis over HTTP, which may call this machine."""
    with running_api(mongo_url, database_name, allow_loopback=True) as api:
        yield api


def write(api: Api, there: Receiver) -> Any:
    return api.call("PUT", PATH, {"name": "Alerts", "target": there.url, "secret": SECRET})


def policy_with(api: Api, *levels: dict[str, Any]) -> Any:
    policy = api.call("GET", "/v1/crisis-policy").json()
    del policy["version"]
    policy["escalation"]["levels"] = list(levels)
    return api.call("PUT", "/v1/crisis-policy", policy)


def eventually_told(api: Api, incident: str) -> dict[str, Any]:
    deadline = time.monotonic() + 40
    while True:
        (notice,) = api.call("GET", f"/v1/notices?incident={incident}").json()["items"]
        if notice["state"] != "pending":
            found: dict[str, Any] = notice
            return found
        assert time.monotonic() < deadline, "the call never went out"
        time.sleep(0.02)  # a timer's work has no event a client could wait on


async def test_a_level_calls_the_webhook_of_the_brand_and_what_came_of_it_is_shown(near: Api) -> None:
    with receiver() as there:
        written = write(near, there)
        assert written.status_code == 200, written.text
        assert policy_with(near, {"webhooks": ["alerts"], "timeout_seconds": 3_600}).status_code == 200
        incident = near.declare()["id"]
        notice = eventually_told(near, incident)

    (came,) = there.received
    signing.verify_standard([SECRET], came.headers, came.body, datetime.now(UTC))
    body = json.loads(came.body)
    assert (body["type"], body["data"]["incident"], body["data"]["link"]) == ("muster.notice.level", incident, None)
    assert {name: notice[name] for name in ("kind", "person", "webhook", "level", "round", "state")} == {
        **{"kind": "level", "person": None, "webhook": "alerts", "level": 1, "round": 1, "state": "sent"},
    }
    assert [(each["kind"], each["code"]) for each in notice["attempts"]] == [("webhook", "sent")]
    said = [entry["text"] for entry in near.call("GET", f"/v1/incidents/{incident}").json()["timeline"]]
    assert "Called webhook Alerts (level 1, round 1)." in said
    assert near.call("GET", "/v1/notices?person=me").json()["items"] == [], "it is nobody's own"


async def test_a_webhook_shows_neither_its_secret_nor_its_url(near: Api) -> None:
    with receiver() as there:
        written = write(near, there)
        shown = {"id": "alerts", "name": "Alerts", "shown": "127.0.0.1/…hook", "version": 1}
        assert (written.json(), written.headers["ETag"]) == (shown, '"1"')
        read, listed = near.call("GET", PATH), near.call("GET", "/v1/escalation-webhooks")
        assert (read.json(), listed.json()["items"]) == (shown, [shown])
        kept = near.call("PUT", PATH, {"name": "On call", "target": None, "secret": None}, If_Match='"1"')
        assert kept.json() == {**shown, "name": "On call", "version": 2}
        stale = near.call("PUT", PATH, {"name": "On call", "target": None, "secret": None}, If_Match='"1"')
    assert stale.status_code == 412
    assert near.call("GET", PATH, brand="afr").status_code == 404
    assert near.call("GET", "/v1/escalation-webhooks", brand="afr").json()["items"] == []
    reader = frozenset({"incidents:read"})
    assert near.call("PUT", PATH, {"name": "x", "target": None, "secret": None}, scopes=reader).status_code == 403
    assert near.call("DELETE", PATH, scopes=reader).status_code == 403


async def test_what_a_webhook_may_not_be_is_refused_by_its_field(near: Api) -> None:
    good = {"name": "Alerts", "target": "http://127.0.0.1:9/x", "secret": SECRET}
    for wrong, pointer, code in (
        ({"target": None}, "/target", "missing"),
        ({"secret": None}, "/secret", "missing"),
        ({"secret": ""}, "/secret", "secret"),
        ({"secret": "short"}, "/secret", "secret"),
        ({"target": "https://10.0.0.1/x"}, "/target", "address_refused"),
    ):
        refused = near.call("PUT", PATH, good | wrong)
        assert refused.status_code == 422, refused.text
        assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [(pointer, code)]
    unknown = policy_with(near, {"webhooks": ["lost"]})
    (error,) = unknown.json()["errors"]
    assert (unknown.status_code, error["pointer"]) == (422, "/escalation/levels/0/webhooks/0")


async def test_a_webhook_that_a_level_names_stays_until_none_does(near: Api) -> None:
    assert near.call("DELETE", PATH).status_code == 404
    assert near.call("PUT", PATH, {"name": "A", "target": "http://127.0.0.1:9/x", "secret": SECRET}).status_code == 200
    assert policy_with(near, {"webhooks": ["alerts"]}).status_code == 200
    refused = near.call("DELETE", PATH)
    assert (refused.status_code, refused.json()["reason"]) == (409, "named_by_policy")
    assert policy_with(near).status_code == 200
    assert near.call("DELETE", PATH).status_code == 204
    assert near.call("GET", PATH).status_code == 404
