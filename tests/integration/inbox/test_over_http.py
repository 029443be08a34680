"""The whole service: events from the log in, HTTP and the callback out, and no brand sees another."""

import asyncio
import base64
import json
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from chassis.clock import SystemClock
from chassis.messaging.kafka import KafkaLog
from chassis.service import ServiceRuntime
from contracts.channel import PayloadUnreadable, ThreadControlChanged
from contracts.registry import topics_of
from services.inbox.http import conversations, replies, rules
from services.inbox.http import operation as operator
from services.inbox.settings import InboxSettings
from services.inbox.wiring import service
from tests.integration.inbox.api import Api, a_message, common_settings
from tests.support.inbox.events import channel_fields


def test_a_reply_reaches_the_callback_exactly_once(api: Api, callback: tuple[str, list[str]]) -> None:
    url, got = callback
    api.tell(api.integration(url), a_message())
    id_ = api.conversation()["id"]
    key = {"Idempotency-Key": "first"}
    first = api.client.post(f"/v1/conversations/{id_}/replies", json={"text": "On it"}, headers=api.as_() | key)
    again = api.client.post(f"/v1/conversations/{id_}/replies", json={"text": "On it"}, headers=api.as_() | key)
    assert first.status_code == again.status_code == 202, first.text
    assert first.json()["id"] == again.json()["id"]
    reply = api.until(lambda: (r := api.get(f"/v1/replies/{first.json()['id']}"))["state"] == "sent" and r)
    assert got == [reply["id"]]
    messages = api.get(f"/v1/conversations/{id_}/messages")["items"]
    assert [message["direction"] for message in messages] == ["inbound", "outbound"]
    assert api.get(f"/v1/conversations/{id_}")["status"] == "waiting"


def test_a_reply_to_a_thread_of_another_app_is_refused_until_the_thread_is_handed_over(
    api: Api, callback: tuple[str, list[str]]
) -> None:
    api.tell(api.integration(callback[0]), a_message(visibility="private", standby=True))
    conversation = api.conversation()
    assert (conversation["standby"], conversation["needs_reply"]) == (True, False)
    path = f"/v1/conversations/{conversation['id']}/replies"
    refused = api.client.post(path, json={"text": "On it"}, headers=api.as_())
    problem = refused.json()
    assert (refused.status_code, problem["title"], problem["state"]) == (409, "Conflict", "standby")
    assert "handed over" in problem["detail"]
    assert api.get(path)["items"] == callback[1] == []
    handed_over = channel_fields("control", "c", {"at": SystemClock().now()}, "")
    api.tell(ThreadControlChanged(**handed_over, is_ours=True))
    api.until(lambda: not api.conversation()["standby"])
    taken = api.client.post(path, json={"text": "On it"}, headers=api.as_())
    assert taken.status_code == 202, taken.text


def test_one_message_walks_through_a_real_kafka(mongo_url: str, kafka_bootstrap: str, database_name: str) -> None:
    common = common_settings(kafka_bootstrap, mongo_url, f"{database_name}_")
    log = KafkaLog(kafka_bootstrap, prefix=common.prefix, service="inbox")

    asyncio.run(log.ensure_topics(topics_of("inbox"), create=True))
    with TestClient(ServiceRuntime(service(InboxSettings()), common, log).app()) as client:
        api = Api(client, log, common)
        api.tell(a_message())
        assert api.conversation()["triage"] == "respond"
        answer = api.until(lambda: (a := client.get("/v1/ledger", headers=api.as_())).status_code == 200 and a)
        hour = answer.json()["total"]
        assert (hour["received"], hour["stored"], hour["difference"]) == (1, 1, 0)


def test_every_route_answers_another_brands_id_and_an_unknown_one_alike(api: Api) -> None:
    api.tell(a_message(), _unreadable())
    found = api.conversation()
    waiting = api.until(lambda: api.get("/v1/unreadable")["items"])[0]
    made = api.client.post(f"/v1/conversations/{found['id']}/replies", json={"text": "On it"}, headers=api.as_())
    real = {
        "conversation": found["id"],
        "contact": found["contact"],
        "reply": made.json()["id"],
        "payload": waiting["id"],
    }
    bodies = {"replies": {"text": "x"}, "triage": {"decision": "ignore", "priority": 0, "reason": "x"}}
    tried = 0
    for router in (conversations.router, replies.router, rules.router, operator.router):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if "{" not in route.path:
                continue
            method = next(iter(route.methods or {"GET"}))
            body = bodies.get(route.path.rsplit("/", 1)[-1])
            foreign = api.client.request(method, route.path.format(**real), json=body, headers=api.as_(brand="dell"))
            made_up = dict.fromkeys(real, "nothing")
            unknown = api.client.request(method, route.path.format(**made_up), json=body, headers=api.as_())
            assert foreign.status_code == unknown.status_code == 404, route.path
            assert foreign.content == unknown.content
            tried += 1
    assert tried >= 15


def test_lists_of_one_brand_never_show_another(api: Api) -> None:
    api.tell(a_message(), a_message(brand="dell", text="secret words of dell"), _unreadable("dell"))
    api.conversation("dell")
    api.conversation()
    assert api.get("/v1/conversations?q=secret")["items"] == []
    assert len(api.get("/v1/conversations?q=secret", brand="dell")["items"]) == 1
    for path in ("/v1/unreadable", "/v1/audit"):
        assert api.get(path)["items"] == []


def test_a_part_of_a_text_without_spaces_finds_it(api: Api) -> None:
    api.tell(
        a_message("1", "\u6211\u7684\u884c\u674e\u4e22\u4e86"),
        a_message("2", "\u822a\u73ed\u53d6\u6d88\u4e86", contact="piet"),
    )
    api.until(lambda: len(api.get("/v1/conversations")["items"]) == 2)
    (found,) = api.get("/v1/conversations?q=\u884c\u674e")["items"]
    assert found["preview"] == "\u6211\u7684\u884c\u674e\u4e22\u4e86"


def test_filters_search_and_pages_find_what_they_say(api: Api) -> None:
    api.tell(
        *[a_message(str(n), f"My bag number{n} is lost, can you please help me?", contact=f"c{n}") for n in range(5)]
    )
    api.until(lambda: len(api.get("/v1/conversations")["items"]) == 5)
    for sort in ("opened", "due", "priority"):
        ids, cursor = [], ""
        while cursor is not None:
            page = api.get(f"/v1/conversations?sort={sort}&limit=2{cursor and '&cursor=' + cursor}")
            ids += [each["id"] for each in page["items"]]
            cursor = page["next"]
        assert len(ids) == len(set(ids)) == 5
    assert [each["preview"] for each in api.get("/v1/conversations?q=number3 lost")["items"]] == [
        "My bag number3 is lost, can you please help me?"
    ]
    assert len(api.get("/v1/conversations?q=@c2")["items"]) == 0  # two letters name nobody
    assert len(api.get("/v1/conversations?q=jansen")["items"]) == 5
    assert api.get("/v1/conversations?triage=ignore")["items"] == []
    assert len(api.get("/v1/conversations?min_priority=50&status=open&channel=x&language=en")["items"]) == 5
    assert api.client.get("/v1/conversations?cursor=zzz", headers=api.as_()).status_code == 422


def test_commands_say_what_does_not_fit(api: Api) -> None:
    api.tell(a_message())
    id_ = api.conversation()["id"]
    path = f"/v1/conversations/{id_}"
    stale = api.client.post(f"{path}/resolve", headers=api.as_() | {"If-Match": '"9"'})
    assert (stale.status_code, stale.headers["etag"]) == (412, '"1"')
    done = api.client.post(f"{path}/resolve", headers=api.as_() | {"If-Match": '"1"'})
    assert (done.json()["status"], done.headers["etag"][:3]) == ("resolved", '"2-')
    again = api.client.post(f"{path}/reopen", headers=api.as_() | {"If-Match": done.headers["etag"]})
    assert again.json()["needs_reply"]
    api.client.post(f"{path}/resolve", headers=api.as_())
    twice = api.client.post(f"{path}/resolve", headers=api.as_())
    assert (twice.status_code, twice.json()["state"]) == (409, "resolved")
    assert api.client.post(f"{path}/reopen", headers=api.as_()).json()["needs_reply"]
    refused = api.client.post(f"{path}/replies", json={"text": "no comment"}, headers=api.as_())
    assert (refused.status_code, refused.json()["violations"][0]["rule"]) == (422, "no comment")
    missing = api.client.post(f"{path}/resolve", headers=api.as_(scopes=("conversations:read",)))
    assert (missing.status_code, missing.json()["scope"]) == (403, "conversations:write")


def test_a_tag_changes_with_whatever_is_shown_and_fits_commands_on_the_same_version(api: Api) -> None:
    api.tell(a_message())
    path = f"/v1/conversations/{api.conversation()['id']}"
    before = api.client.get(path, headers=api.as_())
    assert api.client.get(path, headers=api.as_()).headers["etag"] == before.headers["etag"]
    guideline = api.get("/v1/guideline")
    rule: dict[str, Any] = {
        "id": "all",
        "why": "Two people look at everything",
        "applies": {},
        "unless_certificate": None,
    }
    body = {**guideline, "approvals": [rule]}
    version = body.pop("version")
    headers = api.as_(scopes=("rules:write",)) | {"If-Match": f'"{version}"'}
    assert api.client.put("/v1/guideline", json=body, headers=headers).status_code == 200
    api.until(lambda: api.get(path)["guideline"]["approval_needed"])
    after = api.client.get(path, headers=api.as_())
    assert after.json()["version"] == before.json()["version"]
    assert after.headers["etag"] != before.headers["etag"]
    tag = {"If-Match": before.headers["etag"]}
    assert api.client.post(f"{path}/resolve", headers=api.as_() | tag).status_code == 200


def test_a_conflict_says_how_it_stands(api: Api) -> None:
    api.tell(a_message())
    path = f"/v1/conversations/{api.conversation()['id']}"
    employee = api.as_("anna", scopes=("replies:write", "conversations:read"))
    answer = api.client.post(f"{path}/replies", json={"text": "We look into it"}, headers=employee)
    assert (answer.status_code, answer.json()["state"]) == (409, "unassigned")
    assert answer.json()["detail"].startswith("Nobody holds the conversation")


def test_a_query_that_is_not_known_is_named_and_so_is_a_route(api: Api) -> None:
    answer = api.client.get("/v1/conversations?statuss=open&limit=1", headers=api.as_())
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (422, ["#query/statuss"])
    kinds = [api.client.get(f"/v1/{path}", headers=api.as_()) for path in ("conversations/nothing", "conversation/c1")]
    assert [(each.status_code, each.json()["type"].rpartition("/")[2]) for each in kinds] == [
        (404, "not_found"),
        (404, "unknown_route"),
    ]


def test_rules_are_versions_and_the_next_message_is_decided_by_the_new_one(api: Api) -> None:
    known = api.client.get("/v1/triage-rules", headers=api.as_())
    body = {name: value for name, value in known.json().items() if name != "version"}
    body["rules"] = [{"id": "all", "decision": "escalate", "priority": 99, "reason": "A drill"}]
    wrong = api.client.put("/v1/triage-rules", json=body, headers=api.as_() | {"If-Match": '"7"'})
    assert wrong.status_code == 412
    put = api.client.put("/v1/triage-rules", json=body, headers=api.as_() | {"If-Match": known.headers["etag"]})
    assert (put.status_code, put.json()["version"]) == (200, 2)
    api.tell(a_message())
    assert api.conversation()["triage"] == "escalate"
    for path in ("/v1/sla-policy", "/v1/guideline"):
        shown = api.get(path)
        del shown["version"]
        assert api.client.put(path, json=shown, headers=api.as_()).json()["version"] == 2
        unknown = api.client.put(path, json={**shown, "colour": "red"}, headers=api.as_())
        assert unknown.json()["errors"][0]["pointer"] == "/colour"


def test_a_promise_by_a_rule_of_engagement_is_kept_on_the_clock_and_a_wrong_one_named(api: Api) -> None:
    shown = api.get("/v1/sla-policy")
    del shown["version"]
    loud = {"id": "loud", "first_response_seconds": 900, "applies": {"visibility": "public", "min_reach": 10_000}}
    wrong = [
        {**loud, "first_response_seconds": 0},
        {**loud, "id": "t", "applies": {"topics": ["sea"], "triage": ["respond"]}},
        {**loud, "id": "c", "applies": {"channels": ["x"], "triage": ["shout"]}},
    ]
    pointers = []
    for each in wrong:
        body = {**shown, "targets": [each, *shown["targets"]]}
        refused = api.client.put("/v1/sla-policy", json=body, headers=api.as_())
        assert refused.status_code == 422
        pointers += [fault["pointer"] for fault in refused.json()["errors"]]
    assert pointers == [
        "/targets/0/first_response_seconds",
        "/targets/0/applies/topics/0",
        "/targets/0/applies/triage/0",
    ]
    body = {**shown, "targets": [loud, *shown["targets"]]}
    made = api.client.put("/v1/sla-policy", json=body, headers=api.as_())
    assert (made.status_code, made.json()["targets"][0]["applies"]["min_reach"]) == (200, 10_000)
    api.tell(a_message(reach=20_000))
    clocks = api.get(f"/v1/conversations/{api.conversation()['id']}")["clocks"]
    assert {(each["kind"], each["rule"], each["target_seconds"]) for each in clocks} == {
        ("first_response", "loud", 900),
        ("resolution", "loud", 86_400),
    }


def test_a_freedom_that_lifts_an_unknown_rule_is_refused(api: Api) -> None:
    shown = api.get("/v1/guideline")
    del shown["version"]
    freedom = {"id": "rebook", "text": "Rebook freely", "applies": {}, "lifts": ["escalated", "no_such_rule"]}
    refused = api.client.put("/v1/guideline", json={**shown, "freedoms": [freedom]}, headers=api.as_())
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/freedoms/0/lifts/1"]
    freedom["lifts"] = ["escalated"]
    assert api.client.put("/v1/guideline", json={**shown, "freedoms": [freedom]}, headers=api.as_()).status_code == 200


@pytest.mark.parametrize("path", ["/v1/triage-rules", "/v1/sla-policy", "/v1/guideline"])
def test_a_rule_set_is_replaced_whole_or_not_at_all(api: Api, path: str) -> None:
    shown = api.get(path)
    fields = shown.keys() - {"version"}
    refused = api.client.put(path, json={}, headers=api.as_())
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.json()["errors"]} == {f"/{name}" for name in fields}
    assert api.get(path) == shown
    emptied = {name: [] if isinstance(shown[name], list) else shown[name] for name in fields}
    if path == "/v1/guideline":
        assert api.client.put(path, json=emptied, headers=api.as_()).json()["version"] == 2


def test_an_unreadable_payload_is_listed_shown_and_replayed(api: Api, callback: tuple[str, list[str]]) -> None:
    api.tell(api.integration(callback[0]), _unreadable())
    waiting = api.until(lambda: api.get("/v1/unreadable")["items"])[0]
    assert "payload_base64" not in waiting
    assert (waiting["reason"], waiting["field"]) == ("missing_field", "entry/0/id")
    assert api.get(f"/v1/unreadable/{waiting['id']}")["payload_base64"] == "e30="
    still = api.client.post(f"/v1/unreadable/{waiting['id']}/replay", headers=api.as_())
    assert (still.status_code, still.json()["state"]) == (409, "waiting")


def test_after_a_fix_a_replayed_payload_comes_in_as_the_message_it_was(
    api: Api, callback: tuple[str, list[str]]
) -> None:
    item = {"kind": "message", "external_id": "7", "at": "2026-03-02T12:00:00Z", "contact": {"external_id": "jan"}}
    payload = json.dumps({**item, "text": "Was this lost?"}).encode()
    api.tell(api.integration(callback[0]), _unreadable(payload=payload))
    waiting = api.until(lambda: api.get("/v1/unreadable")["items"])[0]
    done = api.client.post(f"/v1/unreadable/{waiting['id']}/replay", headers=api.as_())
    assert (done.status_code, done.json()["state"]) == (200, "replayed"), done.text
    assert api.conversation()["preview"] == "Was this lost?"
    again = api.client.post(f"/v1/unreadable/{waiting['id']}/replay", headers=api.as_())
    assert (again.status_code, again.json()["state"]) == (409, "replayed")


def _unreadable(brand: str = "klm", payload: bytes = b"{}") -> PayloadUnreadable:
    common = channel_fields("unreadable", "u1", {"brand": brand}, "{}")
    stored = base64.b64encode(payload).decode()
    return PayloadUnreadable(**common, reason="missing_field", field="entry/0/id", payload_base64=stored)
