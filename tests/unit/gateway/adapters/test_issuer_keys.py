"""Where the keys of an issuer are read: what the operator configured may stand inside, what an issuer names may not."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from channels.sending import AnswerLost, Headers, HttpAnswer, NotDelivered
from gateway.adapters.issuer_keys import issuer_keys
from gateway.adapters.oidc import KeysNotRead

INSIDE = "http://id.inside:8080/realms/care"
WELL_KNOWN = f"{INSIDE}/.well-known/openid-configuration"
KEYS: dict[str, Any] = {"keys": []}


@dataclass
class Way:
    """A way out that knows some addresses, and notes what was asked."""

    answers: dict[str, Any]
    asked: list[str] = field(default_factory=list)

    async def get(self, url: str, headers: Headers) -> HttpAnswer:
        self.asked.append(url)
        found = self.answers.get(url, NotDelivered("address_refused", permanent=True))
        if isinstance(found, Exception):
            raise found
        if isinstance(found, HttpAnswer):
            return found
        return HttpAnswer(200, {}, found if isinstance(found, bytes) else json.dumps(found).encode())

    async def post(self, url: str, body: bytes, headers: Headers) -> HttpAnswer:
        raise AssertionError(url)


def discovered(jwks_uri: Any) -> dict[str, Any]:
    return {WELL_KNOWN: {"issuer": INSIDE, "jwks_uri": jwks_uri}}


async def test_keys_of_the_issuers_own_origin_are_read_wherever_it_stands() -> None:
    named = "http://ID.inside:8080/certs"
    chosen, guarded = Way({**discovered(named), named: KEYS}), Way({})

    assert await issuer_keys(chosen, guarded, INSIDE, None)() == KEYS
    assert guarded.asked == []


async def test_keys_at_the_address_that_the_operator_gave_are_read_without_discovery() -> None:
    chosen, guarded = Way({"http://10.0.0.7/certs": KEYS}), Way({})

    assert await issuer_keys(chosen, guarded, INSIDE, "http://10.0.0.7/certs")() == KEYS
    assert (len(chosen.asked), guarded.asked) == (1, [])


@pytest.mark.parametrize(
    "named",
    [
        "https://keys.example/certs",
        "http://id.inside:8081/certs",
        "https://id.inside:8080/certs",
        "http://id.inside.:8080/certs",
        "http://169.254.169.254/latest/meta-data",
        "http://id.inside:8080@127.0.0.1/certs",
        "//127.0.0.1/",
        "https://[]@",
        "",
    ],
)
async def test_any_other_address_that_the_issuer_names_goes_the_guarded_way(named: str) -> None:
    chosen, guarded = Way(discovered(named)), Way({})

    with pytest.raises(KeysNotRead):
        await issuer_keys(chosen, guarded, INSIDE, None)()
    assert (chosen.asked, guarded.asked) == ([WELL_KNOWN], [named])


async def test_keys_at_a_public_address_that_the_issuer_names_are_read() -> None:
    chosen, guarded = Way(discovered("https://keys.example/certs")), Way({"https://keys.example/certs": KEYS})

    assert await issuer_keys(chosen, guarded, INSIDE, None)() == KEYS


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(302, {"location": "http://127.0.0.1/"}, b""),
        HttpAnswer(500, {}, b"{}"),
        b"[" * 50_000,
        b"[]",
        b"no json",
        {"issuer": "https://id.other", "jwks_uri": f"{INSIDE}/certs"},
        {"issuer": INSIDE, "jwks_uri": {"$ne": None}},
        {"issuer": INSIDE},
        AnswerLost(),
        TimeoutError(),
    ],
)
async def test_an_answer_that_is_no_discovery_document_gives_no_keys(answer: Any) -> None:
    chosen, guarded = Way({WELL_KNOWN: answer}), Way({})

    with pytest.raises(KeysNotRead):
        await issuer_keys(chosen, guarded, INSIDE, None)()
    assert (chosen.asked, guarded.asked) == ([WELL_KNOWN], [])
