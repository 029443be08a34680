"""Tokens that nobody issued, or not for this: people's at the gateway, the gateway's own at a service."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.jwk import OctKey

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from gateway.adapters.dev_issuer import DEV_ISSUER, DevIssuer
from gateway.domain.scopes import SCOPES
from tests.abuse.attack import Attack, Attempts
from tests.abuse.wire import Request, Wire

REFUSED = frozenset({401, 431})  # the latter where the token alone is more than a head may be
ASKED = "/v1/conversations"
GUESSES = ("secret" * 6, "muster" * 6, DEV_ISSUER, "0" * 32)
WRONG_CLAIMS: tuple[dict[str, Any], ...] = (
    *({"iss": "x"}, {"aud": "x"}, {"exp": "9"}, {"exp": None}, {"exp": 2**40}, {"brand": ""}, {"brand": {"$ne": ""}}),
    *({"scopes": "all"}, {"scopes": [1]}, {"roles": None}, {"kind": "root"}, {"sub": ""}),
)
PLACES = {"inbox": ASKED, "routing": "/v1/tasks", "crisis": "/v1/incidents", "analytics": "/v1/measures"}


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _signed(header: dict[str, Any], claims: dict[str, Any], secret: str | bytes) -> str:
    registry = jws.JWSRegistry(algorithms=["HS256"], strict_check_header=False)
    return jws.serialize_compact(header, json.dumps(claims), OctKey.import_key(secret), registry=registry)


def _headers() -> Iterator[dict[str, Any]]:
    yield from ({"alg": each} for each in ("none", "None", "NONE", "nOnE", "", "HS256", "RS256", "EdDSA", "Ed25519"))
    for kid in ("../../../dev/null", "' OR '1'='1", "https://127.0.0.1/k", "\x00", "x" * 9_000, {"$ne": None}, 1, None):
        yield {"alg": "Ed25519", "kid": kid}
        yield {"alg": "HS256", "kid": kid}
    key = {"kty": "oct", "k": _part("secret")}
    yield from (
        {"alg": "HS256", name: value} for name, value in (("jwk", key), ("jku", "http://127.0.0.1:9/"), ("x5u", "x"))
    )
    yield from ({"alg": "Ed25519", "crit": value} for value in (["exp"], [], "exp", 1))
    yield from ({"alg": value} for value in (None, 1, ["none"], {"$ne": None}, True))
    yield from ([], {})  # type: ignore[misc]  # a header may be any JSON


def _forged(token: str, claims: dict[str, Any]) -> Iterator[str]:
    """Every way to bend a real token."""
    head, body, mark = token.split(".")
    for header in _headers():
        for signature in ("", mark, "AAAA"):
            yield f"{_part(header)}.{_part(claims)}.{signature}"
    yield from (_signed({"alg": "HS256"}, claims, guess) for guess in GUESSES)
    for changed in ({"exp": 2**40}, {"sub": "ada"}, {"brand": "nobody"}, {"key": "bootstrap"}, {"iss": ""}):
        yield f"{head}.{_part(claims | changed)}.{mark}"
    yield from (
        f"{head}.{body}.{mark[:-2]}",
        f"{head}.{body}",
        f"{head}.{body}.",
        f"{head}..{mark}",
        f"{token}.{token}",
    )
    yield from (token.replace(".", "..", 1), token[::-1], ".".join((body, head, mark)), "." * 5_000, "a" * 20_000)


def _of_people(attempts: Attempts) -> None:
    target = attempts.target
    state, brand = target.state, target.own
    issuer = DevIssuer(base64.b64decode(state.internal_key), state.bootstrap_key.encode(), SystemClock())
    now, me = datetime.now(UTC), f"ada-{brand.id}"
    key = brand.admin.get("/v1/keys")["items"][0]["id"]
    soon = now + timedelta(hours=1)
    good = issuer.issue(brand.id, me, key, soon)
    claims = json.loads(base64.urlsafe_b64decode(good.split(".")[1] + "=="))
    whole = [
        *_forged(good, claims),
        issuer.issue(brand.id, me, key, now - timedelta(seconds=31)),
        issuer.issue(target.other.id, f"ada-{target.other.id}", key, soon),  # the key of this brand, for that one
        issuer.issue(brand.id, f"ada-{target.other.id}", key, soon),
        issuer.issue(brand.id, me, "aaaaaaaa", soon),
    ]
    attempts.all(whole, lambda token: attempts.send(Request("GET", ASKED, token), REFUSED))
    session = {"cookie": f"muster=mss_{brand.id}_{'a' * 32}; __Host-muster=mss_{brand.id}_{'a' * 32}"}
    attempts.send(Request("GET", ASKED, headers=session), REFUSED)
    for name in ("brand", "x-brand", "x-forwarded-user", "x-muster-brand", "x-muster-principal"):
        attempts.send(Request("GET", ASKED, headers={name: target.other.id}), REFUSED)
        attempts.send(
            Request("GET", f"{ASKED}?brand={target.other.id}", brand.admin.key, headers={name: target.other.id})
        )


def _internal(attempts: Attempts) -> Iterator[tuple[str, bool]]:
    """Tokens of the inside, and whether each is right but for its brand's having nothing."""
    target = attempts.target
    key = base64.b64decode(target.state.internal_key)
    who = Principal(target.own.id, "ada", "person", frozenset({"administrator"}), SCOPES)
    tokens = InternalTokens(key, SystemClock())
    good = tokens.mint(who)
    claims = json.loads(base64.urlsafe_b64decode(good.split(".")[1] + "=="))
    yield from ((token, False) for token in _forged(good, claims))
    yield tokens.mint(who, seconds=-10), False
    yield tokens.mint(who, seconds=100_000), False
    yield InternalTokens(b"k" * 32, SystemClock()).mint(who), False
    for changed in WRONG_CLAIMS:
        yield _signed({"alg": "HS256"}, claims | changed, key), False
    yield target.own.admin.key, False
    yield target.state.bootstrap_key, False
    yield good, True


def _of_services(attempts: Attempts) -> None:
    target = attempts.target
    tokens = list(_internal(attempts))
    for service, path in PLACES.items():
        wire = Wire(target.state.services[service])
        target.stack.callback(wire.close)
        for token, good in tokens:
            attempts.send(Request("GET", path, token), range(200, 300) if good else REFUSED, wire=wire)
        brand = {"brand": target.other.id, "x-brand": target.other.id}
        attempts.send(Request("GET", path, headers=brand), REFUSED, wire=wire)
        good_one = tokens[-1][0]
        attempts.send(Request("GET", f"{path}?brand={target.other.id}", good_one, headers=brand), wire=wire)
    attempts.all(tokens[:-3], lambda one: attempts.send(Request("GET", ASKED, one[0]), REFUSED))
    attempts.send(Request("GET", ASKED, tokens[-1][0]), REFUSED)  # the inside's token is none at the edge


ATTACKS = [
    Attack("tokens_of_people", "JWTs of no issuer: none, confused keys, kid, crit, expired", _of_people, "smoke"),
    Attack("tokens_of_the_inside", "forged internal tokens at the gateway and at each service", _of_services, "smoke"),
]
