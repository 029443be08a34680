"""What the client for Python does with each answer to a call."""

from __future__ import annotations

import json

import httpx
import pytest

from muster_client import Answer, Muster, MusterError
from muster_client.models import Person
from tests.support.answered import Answered, problem, said


def test_a_call_fills_the_path_the_query_and_the_credential() -> None:
    rig = Answered([said({"id": "a/b"}, etag='"3"')])
    query = {"status": None, "open": True, "state": ["a", "b"]}
    answer: Answer[Person] = rig.client().get("/v1/people/{person_id}", params={"person_id": "a/b"}, query=query)
    assert str(rig.asked[0].url) == "http://muster/v1/people/a%2Fb?open=true&state=a&state=b"
    assert rig.fields("x-api-key") == ["k-1"]
    assert (answer.data["id"], answer.etag, answer.status) == ("a/b", '"3"', 200)


def test_a_body_is_json_unless_it_is_said_otherwise() -> None:
    rig = Answered([said({}), said({})])
    rig.client().put("/v1/guideline", body={"name": "é"}, if_match='"3"')
    rig.client().post(
        "/v1/webhooks/{integration}", params={"integration": "i"}, body=b"m", content_type="message/rfc822"
    )
    assert json.loads(rig.asked[0].content) == {"name": "é"}
    assert rig.asked[1].content == b"m"
    assert (rig.fields("content-type"), rig.fields("if-match")) == (
        ["application/json", "message/rfc822"],
        ['"3"', None],
    )


def test_an_answer_without_a_body_and_one_of_text() -> None:
    rig = Answered([httpx.Response(204), httpx.Response(200, text="a,b\n")])
    assert rig.client().delete("/v1/webhook-endpoints/{endpoint}", params={"endpoint": "w"}).data is None
    assert rig.client().get("/v1/reports/overview").data == "a,b\n"


def test_a_credential_function_is_asked_before_every_try() -> None:
    rig = Answered([problem(503, "unavailable"), said({})])
    given = iter(["t-1", "t-2"])
    rig.client(credential=lambda: next(given)).get("/v1/me")
    assert rig.fields("authorization") == ["Bearer t-1", "Bearer t-2"]


def test_two_credentials_are_refused() -> None:
    with pytest.raises(TypeError):
        Muster("http://muster", key="a", token="b")


def test_a_refusal_is_an_error_with_its_code_and_its_pointers() -> None:
    errors = [{"pointer": "/name", "detail": "Field required", "code": "missing"}]
    with pytest.raises(MusterError) as caught:
        Answered([problem(422, "invalid", errors=errors)]).client().post("/v1/people", body={})
    assert (caught.value.status, caught.value.code) == (422, "invalid")
    assert caught.value.errors[0]["pointer"] == "/name"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b""])
def test_an_answer_of_something_between_is_an_error_too(body: bytes) -> None:
    with pytest.raises(MusterError, match="502") as caught:
        Answered([httpx.Response(502, content=body)]).client().get("/v1/me")
    assert caught.value.code == "http_502"


def test_a_command_keeps_its_key_through_every_try() -> None:
    rig = Answered([httpx.ConnectError("away"), problem(503, "unavailable"), said({}, 201)])
    assert rig.client().post("/v1/people", body={}).status == 201
    first, *others = rig.fields("idempotency-key")
    assert first is not None
    assert others == [first, first]


def test_a_command_without_a_key_is_tried_once() -> None:
    rig = Answered([problem(503, "unavailable")])
    with pytest.raises(MusterError):
        rig.client().post("/v1/people", body={}, idempotency_key=None)
    assert len(rig.asked) == 1


def test_events_need_no_key_to_be_posted_again() -> None:
    rig = Answered([problem(503, "unavailable"), said({"results": []}, 202)])
    assert rig.client().post("/v1/events", body=[]).status == 202
    assert rig.fields("idempotency-key") == [None, None]


def test_the_first_answer_is_waited_for_while_the_command_is_still_carried_out() -> None:
    running = problem(409, "conflict", state="running")
    assert Answered([httpx.ReadError("cut"), running, said({}, 201)]).client().post("/v1/people").status == 201
    with pytest.raises(MusterError):
        Answered([running]).client().post("/v1/people")


def test_tries_end_and_pauses_grow_and_none_is_shorter_than_asked() -> None:
    rig = Answered([said({}, 503, retry_after="2"), *[said({}, 429)] * 3])
    with pytest.raises(MusterError):
        rig.client().get("/v1/me")
    assert len(rig.asked) == 4
    assert [low <= each <= high for each, low, high in zip(rig.slept, [2, 0, 0], [2.5, 1, 2], strict=True)] == [
        True
    ] * 3


def test_a_longer_pause_than_is_allowed_is_not_waited_for() -> None:
    rig = Answered([said({}, 503, retry_after="3600")])
    with pytest.raises(MusterError):
        rig.client().get("/v1/me")
    assert rig.slept == []


def test_pages_go_on_until_next_is_null_and_events_until_there_are_no_more() -> None:
    rig = Answered([said({"items": [1, 2], "next": "c-1"}), said({"items": [3], "next": None})])
    assert list(rig.client().items("/v1/people", query={"limit": 2})) == [1, 2, 3]
    assert str(rig.asked[1].url) == "http://muster/v1/people?limit=2&cursor=c-1"
    rig = Answered(
        [said({"items": [1], "next": "p-2", "more": True}), said({"items": [], "next": "p-3", "more": False})]
    )
    assert len(list(rig.client().pages("/v1/events", query={"after": "p-1"}))) == 2
    assert str(rig.asked[1].url) == "http://muster/v1/events?after=p-2"
