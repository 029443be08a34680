"""Forged tokens: no algorithm, another one, keys that are not keys, claims that are not claims. Each is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from chassis.auth import InternalTokens, Principal
from chassis.clock import FixedClock, SystemClock
from chassis.errors import Unauthenticated
from gateway.adapters.oidc import OidcIssuer
from gateway.adapters.tokens import TokenVerifier
from gateway.domain.claims import ClaimRules

ISSUER, AUDIENCE = "https://id.example", "muster"
RSA, STRANGER = RSAKey.generate_key(2048, {"kid": "one"}), RSAKey.generate_key(2048, {"kid": "one"})
NOW = int(datetime.now(UTC).timestamp())
CLAIMS: dict[str, Any] = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "brand": "klm", "exp": NOW + 86_400, "nbf": NOW}


def odd(*values: Any) -> tuple[Any, ...]:
    """Values of any type."""
    return values


def _b64(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _signed(header: Mapping[str, Any], claims: object, key: bytes) -> str:
    told = f"{_b64(header)}.{_b64(claims)}"
    return f"{told}.{_b64(hmac.digest(key, told.encode(), hashlib.sha256))}"


def _rs(claims: Mapping[str, Any], key: RSAKey = RSA, **header: Any) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one", **header}, dict(claims), key)


def _verifier() -> TokenVerifier:
    async def published() -> Mapping[str, Any]:
        return {"keys": [RSA.as_dict(private=False), OctKey.generate_key(256, {"kid": "oct"}).as_dict()]}

    issuer = OidcIssuer(ISSUER, AUDIENCE, ["RS256"], ClaimRules(), published, SystemClock())
    return TokenVerifier([issuer])


PUBLIC = RSA.as_pem(private=False)
GOOD = _rs(CLAIMS)
HEADERS: list[Any] = [
    *({"alg": alg, "kid": "one"} for alg in odd("none", "None", "", None, 1, ["RS256"], {"a": 1}, "HS256", "RS512")),
    *({"alg": "RS256", "kid": kid} for kid in odd("two", "oct", "../../etc/passwd", "' or 1=1", 1, ["one"], {}, "")),
    *({"alg": "RS256", "kid": "one", "crit": crit} for crit in odd(["exp"], "exp", 1)),
    *({"alg": "RS256", "kid": "one", name: "https://evil.example/keys"} for name in ("jku", "x5u")),
    {"alg": "RS256", "kid": "one", "b64": False, "crit": ["b64"]},
    {"alg": "HS256", "jwk": {"kty": "oct", "k": _b64(b"k" * 32)}},
    {"kid": "one"},
    [],
    "RS256",
    None,
]
FORGED = [
    *(_signed(header, CLAIMS, PUBLIC) for header in HEADERS),
    *(f"{_b64(header)}.{_b64(CLAIMS)}." for header in HEADERS),
    *(f"{GOOD[:cut]}" for cut in (0, 1, 20, len(GOOD) // 2, len(GOOD) - 40)),
    *("..", "...", "a.b.c", ".".join("é" * 3), "x" * 20_000, _b64(b"[" * 12_000) + ".e30.", "\x00.\x00.\x00"),
    f"{_b64({'alg': 'RS256'})}.{_b64(b'[' * 9_000)}.",
    _rs(CLAIMS, STRANGER),
]
WRONG: list[dict[str, Any]] = [
    {"iss": "https://evil.example"},
    {"iss": [ISSUER]},
    {"iss": None},
    *({"aud": aud} for aud in odd("other", ["other"], [], None, {"muster": 1}, 1)),
    *({"exp": exp} for exp in odd(NOW - 3600, None, "never", True, -1, 2**70, float("1e308"), [])),
    *({"nbf": nbf} for nbf in odd(NOW + 3600, "x", None, [], 2**70)),
    *({"sub": sub} for sub in odd("", None, 1, ["ada"], {"$ne": None})),
    *({"brand": brand} for brand in odd("", None, 1, ["klm"], {"$ne": None})),
]


@pytest.mark.parametrize("token", FORGED, ids=range(len(FORGED)))
async def test_a_forged_token_is_refused_and_nothing_breaks(token: str) -> None:
    with pytest.raises(Unauthenticated):
        await _verifier().verify(token)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda each: str(each)[:40])
async def test_a_token_of_the_right_key_with_a_wrong_claim_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        await _verifier().verify(_rs(CLAIMS | wrong))


@pytest.mark.parametrize("missing", sorted(CLAIMS.keys() - {"nbf"}))
async def test_a_token_without_a_claim_we_need_is_refused(missing: str) -> None:
    with pytest.raises(Unauthenticated):
        await _verifier().verify(_rs({name: value for name, value in CLAIMS.items() if name != missing}))


async def test_the_same_token_unforged_is_taken() -> None:
    assert (await _verifier().verify(GOOD)).login == "ada"


INTERNAL = InternalTokens(b"i" * 32, FixedClock(datetime(2026, 4, 15, tzinfo=UTC)))
OWN = INTERNAL.mint(Principal("klm", "ada", "person"))
INSIDE = json.loads(base64.urlsafe_b64decode(OWN.split(".")[1] + "=="))
ODD: list[dict[str, Any]] = [
    *({name: value} for name in INSIDE for value in odd(None, 1.5, [], {"$ne": None}, "") if name != "iat"),
    *({"exp": value} for value in odd("x", 2**70, -1, True, [1])),
    *({name: value} for name in ("roles", "scopes") for value in odd([1], [None], [{}], "a", {"a": 1})),
]


@pytest.mark.parametrize("token", [*FORGED, GOOD], ids=range(len(FORGED) + 1))
def test_a_forged_internal_token_is_refused_and_nothing_breaks(token: str) -> None:
    with pytest.raises(Unauthenticated):
        INTERNAL.verify(token)


@pytest.mark.parametrize("odd", ODD, ids=lambda each: str(each)[:40])
def test_an_internal_token_with_odd_claims_is_refused_and_nothing_breaks(odd: dict[str, Any]) -> None:
    token = _signed({"alg": "HS256"}, INSIDE | odd, b"i" * 32)
    if odd in ({"roles": []}, {"scopes": []}):
        assert INTERNAL.verify(token).subject == "ada"
        return
    with pytest.raises(Unauthenticated):
        INTERNAL.verify(token)
