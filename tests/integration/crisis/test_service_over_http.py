"""Over HTTP: a volunteer helps, is thanked, and reads their record; they say when they could come."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.integration.crisis.api import Api
from tests.integration.crisis.test_places_over_http import VOLUNTEER, asked
from tests.support.crisis.builders import handled, replied

READER: dict[str, Any] = {"scopes": frozenset({"incidents:read"})}
DONE = ("conversations", "replies")
OTHER_VOLUNTEER: dict[str, Any] = {**VOLUNTEER, "person": "volunteer-9"}


def thanked(api: Api, incident: str) -> dict[str, Any]:
    """The thanks in the review, once everybody was told."""
    deadline = time.monotonic() + 40
    while True:
        told: dict[str, Any] = api.call("GET", f"/v1/incidents/{incident}/review").json()["thanks"]
        if told["finished_at"] is not None:
            return told
        assert time.monotonic() < deadline, "the timer never came"
        time.sleep(0.02)  # a timer's work has no event a client could wait on


def worked(api: Api) -> None:
    """Have routing and the inbox say what volunteer 0 did, and wait until their record has it."""
    now = datetime.now(UTC)
    done = [replied("volunteer-0", 1, now), replied("volunteer-0", 2, now), handled("volunteer-0", 1, now, seconds=0.0)]
    assert api.client.portal is not None
    api.client.portal.call(api.log.publisher().publish, done)
    deadline = time.monotonic() + 40
    while sum(api.call("GET", "/v1/service-record", **VOLUNTEER).json()["totals"][each] for each in DONE) < 3:
        assert time.monotonic() < deadline, "the work never came"
        time.sleep(0.02)  # the record has no event a client could wait on


def test_a_volunteer_is_thanked_once_by_a_person_and_reads_it_in_their_record(api: Api) -> None:
    incident = api.declare()["id"]
    path = f"/v1/incidents/{incident}"
    callout = asked(api, incident)
    api.call("POST", f"/v1/callouts/{callout}/answers", {"answer": "accept"}, **VOLUNTEER)
    words = {"text": "You answered through the night."}
    early = api.call("POST", f"{path}/thanks", words)
    assert (early.status_code, early.json()["state"]) == (409, "declared")
    worked(api)
    api.call("POST", f"{path}/stand-down")
    assert api.call("GET", f"{path}/review").json()["thanks"] is None

    given = api.call("POST", f"{path}/thanks", words, Idempotency_Key="t1")
    assert (given.status_code, given.json()["text"], given.json()["by"]) == (201, words["text"], "ann")
    assert api.call("POST", f"{path}/thanks", words, Idempotency_Key="t1").status_code == 201
    twice = api.call("POST", f"{path}/thanks", words)
    assert (twice.status_code, twice.json()["state"]) == (409, "thanked")
    assert thanked(api, incident)["people"] == 1
    assert "ann thanked 1 people, " in api.call("GET", f"{path}/review", Accept="text/markdown").text

    notices = api.call("GET", "/v1/notices", **VOLUNTEER).json()["items"]
    (notice,) = [each for each in notices if each["kind"] == "thanks"]
    assert (notice["incident"], notice["text"]) == (incident, words["text"])
    assert notice["title"] == "ann thanks you for your help: Ash cloud"
    record = api.call("GET", "/v1/service-record", **VOLUNTEER).json()
    (entry,) = record["items"]
    shown = {name: entry[name] for name in ("incident", "title", "severity", "how", "thanks", "thanked_by")}
    assert shown == {
        **{"incident": incident, "title": "Ash cloud", "severity": 2, "how": "stood_down"},
        **{"thanks": words["text"], "thanked_by": "ann"},
    }
    assert (entry["conversations"], entry["replies"]) == (1, 2)
    assert (record["totals"]["conversations"], record["totals"]["replies"]) == (1, 2)
    assert (record["person"], record["totals"]["incidents"], record["totals"]["accepted"]) == ("volunteer-0", 1, 1)
    others = api.call("GET", "/v1/service-record?person=volunteer-0", **READER).json()
    assert others["items"] == record["items"]


def test_thanks_are_refused_to_who_may_not_give_them_and_where_they_say_nothing(api: Api) -> None:
    path = f"/v1/incidents/{api.declare()['id']}"
    api.call("POST", f"{path}/stand-down")
    words = {"text": "Thank you."}
    assert api.call("POST", "/v1/incidents/unknown/thanks", words).status_code == 404
    assert api.call("POST", f"{path}/thanks", words, brand="dell").status_code == 404
    assert api.call("POST", f"{path}/thanks", words, **VOLUNTEER).status_code == 403
    for text in ("", "x" * 501):
        wrong = api.call("POST", f"{path}/thanks", {"text": text})
        assert [each["pointer"] for each in wrong.json()["errors"]] == ["/text"]
    assert api.call("GET", f"{path}/review").json()["thanks"] is None


def test_a_record_is_read_by_its_person_and_by_readers_of_incidents(api: Api) -> None:
    empty = api.call("GET", "/v1/service-record", **OTHER_VOLUNTEER).json()
    assert (empty["items"], empty["totals"]["asked"], empty["name"]) == ([], 0, "volunteer-9")
    for path in ("/v1/service-record?person=ann", "/v1/availability?person=ann"):
        assert api.call("GET", path, **VOLUNTEER).status_code == 403
        assert api.call("GET", path, person="ben", brand="dell").status_code == 404, "there is no such person there"
    bad = api.call("GET", "/v1/service-record?cursor=x")
    assert [each["pointer"] for each in bad.json()["errors"]] == ["#query/cursor"]


def test_somebody_says_when_they_could_come(api: Api) -> None:
    now = datetime.now(UTC)

    def span(begins: float, ends: float) -> dict[str, str]:
        days = {"begins_at": begins, "ends_at": ends}
        return {name: (now + timedelta(days=number)).isoformat() for name, number in days.items()}

    def put(*spans: dict[str, str], **headers: Any) -> Any:
        return api.call("PUT", "/v1/availability", {"spans": list(spans)}, **VOLUNTEER, **headers)

    empty = api.call("GET", "/v1/availability", **VOLUNTEER)
    assert (empty.json(), empty.headers["ETag"]) == ({"person": "volunteer-0", "spans": [], "version": 0}, '"0"')
    written = put(span(3, 4), span(1, 2), If_Match='"0"')
    assert written.status_code == 200, written.text
    days = [f"{now + timedelta(days=number):%Y-%m-%d}" for number in (1, 3)]
    assert [each["begins_at"][:10] for each in written.json()["spans"]] == days
    assert api.call("GET", "/v1/availability", **VOLUNTEER).json() == written.json()
    assert put(If_Match='"0"').status_code == 412

    for bad, pointer, code in (
        ([span(1, 2), span(13, 15)], "/spans/1/ends_at", "too_far"),
        ([span(-2, -1)], "/spans/0/ends_at", "past"),
    ):
        refused = put(*bad)
        assert (refused.status_code, *[(each["pointer"], each["code"]) for each in refused.json()["errors"]]) == (
            *(422, (pointer, code)),
        )
    assert [each["pointer"] for each in put(span(2, 1)).json()["errors"]] == ["/spans/0"]
    assert [each["pointer"] for each in put(*[span(0, 1)] * 15).json()["errors"]] == ["/spans"]
    assert api.call("PUT", "/v1/availability", {"spans": []}, **READER).status_code == 403
