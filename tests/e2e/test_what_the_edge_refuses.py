"""Bad input over the real system: each is refused with words that help, and never a 500."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from http import HTTPStatus
from typing import Any

import pytest

from channels.signing import sign_standard
from tests.e2e.rig import Answer, Brand, ask, eventually, words


def _without(item: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != name}


def _problem(answer: Answer, status: int) -> dict[str, Any]:
    assert answer.status == status, (answer.status, answer.body[:500])
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    return problem


def test_a_missing_field_is_named_by_its_pointer_and_the_other_items_are_accepted(brand: Brand) -> None:
    answer = brand.post([words(1), _without(words(2), "external_id"), {**words(3), "colour": "red"}])

    assert answer.status == HTTPStatus.ACCEPTED
    good, missing, unknown = answer.json()["results"]
    assert good["status"] == "accepted"
    assert [error["pointer"] for error in missing["problem"]["errors"]] == ["/1/external_id"]
    assert [error["pointer"] for error in unknown["problem"]["errors"]] == ["/2/colour"]
    eventually(lambda: brand.inbound() == 1, "the good item")


def test_a_single_event_with_nothing_right_is_unprocessable(brand: Brand) -> None:
    problem = _problem(brand.post(_without(words(1), "text") | {"text": "x" * 30_000, "at": 5}), 422)

    assert {error["pointer"] for error in problem["errors"]} == {"/text", "/at"}


ITEM = json.dumps(words(1))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{", id="not JSON"),
        pytest.param(ITEM[:-1].encode() + b', "kind": "message"}', id="a key twice"),
        pytest.param(b"[" * 33 + b"]" * 33, id="too deep"),
        pytest.param(ITEM[:-1].encode() + b', "reach": NaN}', id="NaN"),
        pytest.param(ITEM[:-1].encode() + b', "reach": 9223372036854775808}', id="past 64 bits"),
        pytest.param(ITEM[:-1].encode() + rb', "thread": "a\u0000b"}', id="NUL"),
        pytest.param(ITEM[:-1].encode() + rb', "thread": "\ud800"}', id="a lone surrogate"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_not_strict_json_is_refused_and_nothing_is_stored(brand: Brand, body: bytes) -> None:
    answer = brand.post(body)

    assert answer.status in {400, 422}, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    assert brand.post(words(2)).status == HTTPStatus.ACCEPTED
    eventually(lambda: brand.inbound() == 1, "the event that was right")


def test_too_many_items_and_too_many_bytes_are_refused_before_they_are_read(brand: Brand) -> None:
    problem = _problem(brand.post([words(number) for number in range(1001)]), 413)
    assert problem["limit_items"] == 1000

    declared = {"content-length": str(9 * 1024 * 1024)}
    refused = ask(brand.state.gateway, "POST", "/v1/events", key=brand.generic.key, body=b"[", headers=declared)
    _problem(refused, 413)


def _webhook(brand: Brand, body: bytes, headers: dict[str, str], path: str = "") -> Answer:
    given = {"content-type": "application/json", **headers}
    return ask(brand.state.gateway, "POST", path or brand.generic.webhook, body=body, headers=given)


def _signed(brand: Brand, body: bytes, at: float) -> dict[str, str]:
    return sign_standard(brand.generic.secrets["signing_secret"], "message-1", int(at), body)


def test_a_webhook_is_taken_only_uncompressed_freshly_signed_and_for_a_known_integration(brand: Brand) -> None:
    body = json.dumps(words(1)).encode()
    packed = gzip.compress(body)
    now = time.time()

    zipped = _webhook(brand, packed, {**_signed(brand, packed, now), "content-encoding": "gzip"})
    _problem(zipped, 415)
    _problem(_webhook(brand, body, {}), 401)
    _problem(_webhook(brand, body + b" ", _signed(brand, body, now)), 401)
    _problem(_webhook(brand, body, _signed(brand, body, now - 3600)), 401)
    unknown = brand.generic.webhook.replace(brand.generic.id, f"{brand.id}_nobody")
    _problem(_webhook(brand, body, _signed(brand, body, now), unknown), 404)
    assert _webhook(brand, body, _signed(brand, body, now)).status == HTTPStatus.ACCEPTED

    eventually(lambda: brand.inbound() == 1, "the one that was right")
    stats = eventually(lambda: _counted_refusals(brand), "the refusals in the integration's numbers")
    assert (stats["signature_missing"], stats["signature_wrong"], stats["signature_stale"]) == (1, 1, 1)


def _counted_refusals(brand: Brand) -> dict[str, int] | None:
    stats: dict[str, int] = brand.admin.get(f"/v1/integrations/{brand.generic.id}/stats")
    return stats if stats["signature_stale"] else None


def test_a_disabled_integration_takes_nothing(brand: Brand) -> None:
    assert brand.ask("POST", f"/v1/integrations/{brand.generic.id}/disable").status == HTTPStatus.OK

    body = json.dumps(words(1)).encode()

    def refused() -> bool:
        return _webhook(brand, body, _signed(brand, body, time.time())).status in {401, 404}

    eventually(refused, "the refusal")


def test_no_key_is_401_and_a_missing_scope_is_403_that_names_it(brand: Brand) -> None:
    _problem(ask(brand.state.gateway, "GET", "/v1/conversations"), 401)
    _problem(ask(brand.state.gateway, "GET", "/v1/conversations", key="mk_wrong"), 401)

    problem = _problem(ask(brand.state.gateway, "GET", "/v1/conversations", key=brand.generic.key), 403)
    assert "conversations:read" in json.dumps(problem)
    worker = brand.hire("wim")
    problem = _problem(ask(brand.state.gateway, "POST", "/v1/people", key=worker, body={"name": "x"}), 403)
    assert "people:write" in json.dumps(problem)


def test_the_same_idempotency_key_gives_the_first_answer_again_and_refuses_another_body(brand: Brand) -> None:
    brand.post(words(1))
    (conversation,) = eventually(lambda: list(brand.every("/v1/conversations")), "the conversation")
    path, key = f"/v1/conversations/{conversation['id']}/replies", {"idempotency-key": uuid.uuid4().hex}

    first = brand.ask("POST", path, {"text": "We found it."}, headers=key)
    again = brand.ask("POST", path, {"text": "We found it."}, headers=key)
    other = brand.ask("POST", path, {"text": "We did not find it."}, headers=key)

    assert first.status == HTTPStatus.ACCEPTED, first.body
    assert (again.status, again.body) == (first.status, first.body)
    _problem(other, 422)
    assert len(list(brand.every(f"/v1/conversations/{conversation['id']}/replies"))) == 1


def test_a_command_that_the_state_does_not_allow_is_409_with_the_state(brand: Brand) -> None:
    incident = brand.admin.post("/v1/incidents", {"title": "Ash", "severity": 1})
    over = f"/v1/incidents/{incident['id']}/stand-down"
    assert brand.ask("POST", over).status == HTTPStatus.OK

    problem = _problem(brand.ask("POST", f"/v1/incidents/{incident['id']}/activate"), 409)
    assert "stood_down" in json.dumps(problem)


def test_the_same_id_with_another_body_has_no_effect_and_is_shown_to_the_operator(brand: Brand) -> None:
    told = words(1)
    brand.post(told)
    eventually(lambda: brand.inbound() == 1, "the first telling")

    assert brand.post({**told, "text": "I never said that."}).status == HTTPStatus.ACCEPTED
    (record,) = eventually(lambda: list(brand.every("/v1/audit")), "the audit record")

    assert record["kept_hash"] != record["other_hash"]
    (conversation,) = brand.every("/v1/conversations")
    (kept,) = brand.every(f"/v1/conversations/{conversation['id']}/messages")
    assert kept["text"] == told["text"]


def test_a_signed_payload_nobody_can_read_is_kept_whole_and_listed(brand: Brand) -> None:
    body = b'{"kind": "telepathy"}'

    assert _webhook(brand, body, _signed(brand, body, time.time())).status == HTTPStatus.ACCEPTED

    (kept,) = eventually(lambda: list(brand.every("/v1/unreadable")), "the payload")
    assert kept["size_bytes"] == len(body)
    assert kept["reason"]
