"""The API over HTTP on real parts: what people may do, what they are refused, and that brands never meet."""

from __future__ import annotations

import asyncio
from typing import Any

from contracts.crisis import StatementPublished
from tests.integration.crisis.api import Api


def test_a_role_for_somebody_who_is_not_there_is_refused_by_its_name(api: Api) -> None:
    api.known("ben")
    incident = api.declare()["id"]
    refused = api.call("POST", f"/v1/incidents/{incident}/roles", {"commander": "ben", "scribe": "nobody"})
    assert refused.status_code == 422
    assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [("/scribe", "unknown_person")]
    assert api.call("POST", f"/v1/incidents/{incident}/roles", {"commander": "ben"}).status_code == 200


async def test_an_incident_lives_from_declaration_to_review(api: Api) -> None:
    api.known("ben")
    incident = api.declare()
    path = f"/v1/incidents/{incident['id']}"

    assert api.call("POST", f"{path}/activate").json()["state"] == "active"
    assert api.call("POST", f"{path}/severity", {"severity": 3, "reason": "on the news"}).json()["severity"] == 3
    assert api.call("POST", f"{path}/roles", {"scribe": "ben"}).json()["roles"] == {"scribe": "ben"}
    assert api.call("POST", f"{path}/steps/1/complete").json()["steps"][0]["done_by"] == "ann"
    step = {"title": "Count the bags", "owner": "ben", "due_at": "2020-01-01T00:00:00Z"}
    assert api.call("POST", f"{path}/steps", step).json()["steps"][5]["owner"] == "ben"
    nobody = api.call("POST", f"{path}/steps/6/assign", {"owner": "zoe", "due_at": None})
    assert [each["pointer"] for each in nobody.json()["errors"]] == ["/owner"]
    assert api.call("POST", f"{path}/notes", {"text": "Airport closed | again"}).status_code == 200
    assert api.call("POST", f"{path}/monitor").json()["state"] == "monitoring"
    assert api.call("GET", f"{path}/review").status_code == 409
    assert api.call("POST", f"{path}/stand-down").json()["state"] == "stood_down"

    review = api.call("GET", f"{path}/review").json()
    page = api.call("GET", f"{path}/review", Accept="text/markdown")
    assert [entry["kind"] for entry in review["timeline"]][:1] == ["declared"]
    assert review["people"] == ["ann", "ben", "playbook"], "the playbook tells what is late"
    assert page.headers["content-type"].startswith("text/markdown")
    assert "Airport closed / again" in page.text
    assert [each["title"] for each in review["steps_late"]] == ["Count the bags"]
    written = {"owner": "ben", "due_at": None, "summary": "It rained.", "findings": [{"title": "No template"}]}
    tag = api.call("GET", f"{path}/review").headers["ETag"]
    found = [{"title": "No template", "owner": None, "due_at": None, "done": False}]
    put = api.call("PUT", f"{path}/review", written, If_Match=tag)
    assert put.json() == {**written, "findings": found, "version": 1}
    assert api.call("PUT", f"{path}/review", written, If_Match=tag).status_code == 412
    assert "- [ ] No template" in api.call("GET", f"{path}/review", Accept="text/markdown").text
    assert api.call("POST", f"{path}/review").json()["state"] == "reviewed"


async def test_a_command_that_does_not_fit_is_a_conflict_that_names_the_state(api: Api) -> None:
    path = f"/v1/incidents/{api.declare()['id']}"

    refused = api.call("POST", f"{path}/monitor")
    api.call("POST", f"{path}/steps/1/complete")

    assert (refused.status_code, refused.json()["state"]) == (409, "declared")
    assert refused.headers["content-type"] == "application/problem+json"
    assert api.call("POST", f"{path}/steps/1/complete").status_code == 409
    assert api.call("POST", f"{path}/steps/99/complete").status_code == 404


async def test_an_old_version_is_refused(api: Api) -> None:
    incident = api.declare()
    path = f"/v1/incidents/{incident['id']}"
    tag = api.call("GET", path).headers["ETag"]

    assert api.call("POST", f"{path}/activate", If_Match=tag).status_code == 200
    assert api.call("POST", f"{path}/monitor", If_Match=tag).status_code == 412


async def test_the_same_key_declares_once(api: Api) -> None:
    first = api.declare(Idempotency_Key="one")
    again = api.declare(Idempotency_Key="one")

    assert first == again
    assert len(api.call("GET", "/v1/incidents").json()["items"]) == 1


async def test_a_statement_needs_four_eyes_and_is_then_published(api: Api) -> None:
    incident = api.declare()["id"]
    path = f"/v1/incidents/{incident}/statements"
    draft = api.call("POST", path, {"language": "nl", "text": "Wij weten het."}).json()

    own = api.call("POST", f"{path}/{draft['id']}/approve")
    other = api.call("POST", f"{path}/{draft['id']}/approve", person="ben")
    twice = api.call("POST", f"{path}/{draft['id']}/approve", person="cas")

    assert (own.status_code, other.json()["state"], twice.status_code) == (409, "approved", 409)
    languages = {one["language"] for one in api.call("GET", path).json()["items"]}
    assert languages == {"en", "nl"}
    published = await _published(api)
    assert [event.approved_by for event in published] == ["ben"]


async def _published(api: Api) -> list[StatementPublished]:
    for _ in range(100):
        found = [event for event in api.log.events("crisis.events") if isinstance(event, StatementPublished)]
        if found:
            return found
        await asyncio.sleep(0.05)
    return []


async def test_the_policy_is_versioned_and_fields_nobody_knows_are_refused(api: Api) -> None:
    api.known("ann")
    default = api.call("GET", "/v1/crisis-policy")
    body = {name: value for name, value in default.json().items() if name != "version"}
    body |= {
        "auto_declare": False,
        "escalation": {"levels": [{"persons": ["ann"]}], "rounds": 3, "pages_per_hour": None},
    }
    body |= {"callout": {**body["callout"], "skills": {"booking": 3}}, "detector": {"warmup_buckets": 6}}
    written = api.call("PUT", "/v1/crisis-policy", body, If_Match=default.headers["ETag"])
    stale = api.call("PUT", "/v1/crisis-policy", body, If_Match=default.headers["ETag"])
    unknown = api.call("PUT", "/v1/crisis-policy", body | {"auto_declair": True})

    assert (default.json()["version"], written.json()["version"]) == (0, 1)
    assert written.json()["detector"]["warmup_buckets"] == 6
    assert api.call("GET", "/v1/crisis-policy").json() == written.json()
    assert stale.status_code == 412
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/auto_declair")


async def test_a_rule_set_is_replaced_whole_or_not_at_all(api: Api) -> None:
    policy = api.call("GET", "/v1/crisis-policy").json()
    del policy["version"]
    for name in policy:
        part = api.call("PUT", "/v1/crisis-policy", {each: value for each, value in policy.items() if each != name})
        assert part.status_code == 422
        assert [each["pointer"] for each in part.json()["errors"]] == [f"/{name}"]
    emptied = api.call("PUT", "/v1/crisis-policy", {**policy, "escalation": {}})
    assert {each["pointer"] for each in emptied.json()["errors"]} == {
        f"/escalation/{name}" for name in ("levels", "rounds", "pages_per_hour")
    }
    nobody = {**policy, "escalation": {"levels": [], "rounds": 3, "pages_per_hour": 20}}
    assert api.call("PUT", "/v1/crisis-policy", nobody).json()["version"] == 1
    book = api.call("PUT", "/v1/playbooks/ash", {"title": "Ash"}).json()
    assert {each["pointer"] for each in book["errors"]} == {"/steps", "/statements", "/fits"}


async def test_pages_and_playbooks_of_the_policy_are_used(api: Api) -> None:
    api.known("ben")
    book = {"title": "Ash", "steps": [{"title": "Call the airport"}], "statements": {"en": "We know."}, "fits": None}
    assert api.call("PUT", "/v1/playbooks/ash", book).json()["version"] == 1
    policy = api.call("GET", "/v1/crisis-policy").json() | {"playbook": "ash"}
    policy["escalation"]["levels"] = [{"persons": ["ben"]}]
    del policy["version"]
    assert api.call("PUT", "/v1/crisis-policy", policy).status_code == 200
    incident = api.declare()
    (page,) = api.call("GET", "/v1/pages?person=me", person="ben").json()["items"]

    assert [step["title"] for step in incident["steps"]] == ["Call the airport"]
    assert api.call("POST", f"/v1/pages/{page['page']}/acknowledge", person="cas").status_code == 404
    taken = api.call("POST", f"/v1/pages/{page['page']}/acknowledge", person="ben").json()
    assert taken["state"] == "acknowledged"
    detail = api.call("GET", f"/v1/incidents/{incident['id']}").json()
    assert detail["roles"] == {"commander": "ben"}
    assert {"declared", "paged", "acknowledged"} <= {entry["kind"] for entry in detail["timeline"]}


async def test_another_brand_meets_the_same_not_found_byte_for_byte(api: Api) -> None:
    incident = api.declare()["id"]
    draft = api.call("POST", f"/v1/incidents/{incident}/statements", {"language": "nl", "text": "x"}).json()["id"]
    callout = api.call("POST", f"/v1/incidents/{incident}/callouts", {"people": 1}).json()["id"]
    routes = [
        ("GET", "/v1/incidents/{}", incident, None),
        ("GET", "/v1/incidents/{}/review", incident, None),
        ("GET", "/v1/incidents/{}/statements", incident, None),
        ("GET", "/v1/incidents/{}/callouts", incident, None),
        ("GET", "/v1/incidents/{}/fitting-playbooks", incident, None),
        ("POST", "/v1/incidents/{}/playbook", incident, {"playbook": "default"}),
        ("POST", "/v1/incidents/{}/activate", incident, None),
        ("POST", "/v1/incidents/{}/monitor", incident, None),
        ("POST", "/v1/incidents/{}/stand-down", incident, None),
        ("POST", "/v1/incidents/{}/review", incident, None),
        ("POST", "/v1/incidents/{}/steps/1/complete", incident, None),
        ("POST", "/v1/incidents/{}/severity", incident, {"severity": 1}),
        ("POST", "/v1/incidents/{}/roles", incident, {"scribe": "x"}),
        ("POST", "/v1/incidents/{}/notes", incident, {"text": "x"}),
        ("POST", "/v1/incidents/{}/callouts", incident, {"people": 1}),
        ("POST", "/v1/incidents/{}/statements", incident, {"language": "en", "text": "x"}),
        ("POST", f"/v1/incidents/{incident}/statements/{{}}/approve", draft, None),
        ("GET", "/v1/callouts/{}", callout, None),
        ("GET", "/v1/callouts/{}/asks", callout, None),
        ("POST", "/v1/callouts/{}/answers", callout, {"answer": "accept"}),
        ("POST", "/v1/pages/{}/acknowledge", "page", None),
        ("GET", "/v1/playbooks/{}", "unknown", None),
    ]
    for method, path, id_, body in routes:
        foreign = api.call(method, path.format(id_), body, brand="other")
        unknown = api.call(method, path.format("0" * 32), body)
        assert (foreign.status_code, foreign.content) == (404, unknown.content), path


async def test_a_missing_scope_is_named(api: Api) -> None:
    reader = frozenset({"incidents:read"})
    refused = api.call("POST", "/v1/incidents", {"title": "x", "severity": 1}, scopes=reader)
    others = api.call("GET", "/v1/callouts?employee=ben", scopes=frozenset({"callouts:answer"}))

    assert (refused.status_code, refused.json()["scope"]) == (403, "incidents:write")
    assert (others.status_code, others.json()["scope"]) == (403, "incidents:read")


async def test_lists_go_on_by_cursor_and_a_forged_one_is_refused(api: Api) -> None:
    made = {api.declare()["id"] for _ in range(5)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = api.call("GET", f"/v1/incidents?limit=2{cursor}").json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    assert len(seen) == 5
    assert set(seen) == made
    assert api.call("GET", "/v1/incidents?cursor=nonsense").status_code == 422


async def test_heads_needed_come_with_every_figure(api: Api) -> None:
    need = api.call("GET", "/v1/staffing").json()

    assert (need["formula"], need["needed_seats"], need["handle_seconds"]) == ("erlang_c", 0, 300.0)


def test_what_a_command_does_not_take_is_refused_by_its_name(api: Api) -> None:
    incident = api.call("POST", "/v1/incidents", {"title": "Ash", "severity": 2}).json()["id"]
    for command, body, fields in (
        ("stand-down", {"figures": {"messages": 1}, "lessons": "x"}, {"/figures", "/lessons"}),
        ("roles", {"commander": "ann", "spokesperson": "ben"}, {"/spokesperson"}),
        ("activate", ["now"], {""}),
    ):
        refused = api.call("POST", f"/v1/incidents/{incident}/{command}", body)
        assert refused.status_code == 422, refused.text
        assert {each["pointer"] for each in refused.json()["errors"]} == fields
    assert api.call("POST", f"/v1/incidents/{incident}/activate", {}).json()["state"] == "active"


def test_a_tag_still_fits_after_counts_have_changed(api: Api) -> None:
    incident = api.call("POST", "/v1/incidents", {"title": "Ash", "severity": 2}).json()["id"]
    path = f"/v1/incidents/{incident}"
    tag = api.call("GET", path).headers["ETag"]
    api.call("POST", f"{path}/notes", {"text": "Airport closed"})
    api.call("POST", f"{path}/callouts", {"people": 2})
    assert api.call("GET", path).headers["ETag"] == tag
    assert api.call("POST", f"{path}/activate", If_Match=tag).status_code == 200


def test_a_forecast_needs_hours_of_counts_and_a_moment_that_is_over(api: Api) -> None:
    early = api.call("GET", "/v1/forecast")
    assert (early.status_code, early.json()["reason"]) == (409, "history_too_short")
    assert "there are 0" in early.json()["detail"]
    ahead = api.call("GET", "/v1/forecast?at=2199-01-01T00:00:00Z")
    assert ahead.status_code == 422
    assert [(each["pointer"], each["code"]) for each in ahead.json()["errors"]] == [("/at", "ahead")]
    assert api.call("GET", "/v1/forecast?at=yesterday").status_code == 422
    assert api.call("GET", "/v1/forecast?at=2001-01-01T00:00:00Z").status_code == 409
    assert api.call("GET", "/v1/forecast", scopes=frozenset({"callouts:answer"})).status_code == 403


def test_an_explanation_needs_a_minute_that_was_judged(api: Api) -> None:
    early = api.call("GET", "/v1/signals/explanation")
    assert (early.status_code, early.json()["reason"]) == (409, "not_judged_yet")
    assert api.call("GET", "/v1/signals/explanation?at=yesterday").status_code == 422
    assert api.call("GET", "/v1/signals/explanation", scopes=frozenset({"callouts:answer"})).status_code == 403


def test_everybody_who_reads_incidents_sees_how_the_company_stands(api: Api) -> None:
    api.known("ben")
    incident = api.declare()["id"]
    path = f"/v1/incidents/{incident}/updates"
    told = api.call("POST", path, {"text": "We <know> of it.", "next_at": "2199-01-01T00:00:00Z"})
    assert (told.status_code, told.json()["update"]["text"]) == (200, "We <know> of it.")
    past = api.call("POST", path, {"text": "Soon.", "next_at": "2001-01-01T00:00:00Z"})
    assert [(each["pointer"], each["code"]) for each in past.json()["errors"]] == [("/next_at", "past")]
    api.call("POST", f"/v1/incidents/{incident}/roles", {"commander": "ben"})
    reader: dict[str, Any] = {"person": "ben", "scopes": frozenset({"incidents:read"})}
    assert api.call("POST", path, {"text": "No."}, **reader).status_code == 403

    status = api.call("GET", "/v1/status", **reader).json()
    assert [each["incident"] for each in status["open"]] == [incident]
    (shown,) = status["open"]
    assert (shown["people"], shown["update_late"]) == ({"commander": "ben"}, False)
    page = api.call("GET", "/v1/status", Accept="text/html", **reader)
    assert page.headers["content-type"].startswith("text/html")
    assert "We &lt;know&gt; of it." in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert api.call("GET", "/v1/status", brand="acme").json()["open"] == []
