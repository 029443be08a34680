"""Tokens of people: each way to forge or misuse one is refused."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from chassis.clock import FixedClock
from chassis.errors import Unauthenticated, Unavailable
from gateway.adapters.dev_issuer import DevIssuer
from gateway.adapters.oidc import KeysNotRead, OidcIssuer
from gateway.adapters.tokens import TokenVerifier
from gateway.domain.claims import ClaimRules, RoleRule

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ISSUER = "https://id.example"
RSA = RSAKey.generate_key(2048, parameters={"kid": "r1"}, private=True)
CARE = RoleRule("groups", "care-team", ("employee",))
EC = ECKey.generate_key("P-256", parameters={"kid": "e1"}, private=True)


class Published:
    """The issuer's key set; counts how often it was asked."""

    def __init__(self, *keys: Any) -> None:
        self.keys = [key.as_dict(private=False) for key in keys]
        self.asked = 0
        self.unavailable = False

    async def __call__(self) -> Mapping[str, Any]:
        self.asked += 1
        if self.unavailable:
            raise KeysNotRead
        return {"keys": self.keys}


def an_issuer(published: Published, *algorithms: str, audience: str | None = "muster") -> OidcIssuer:
    taken = algorithms or ("RS256", "ES256")
    return OidcIssuer(ISSUER, audience, taken, ClaimRules(role_rules=(CARE,)), published, FixedClock(NOW))


def a_verifier(published: Published, *algorithms: str) -> TokenVerifier:
    return TokenVerifier([an_issuer(published, *algorithms)])


def a_token(key: Any = RSA, algorithm: str = "RS256", header: dict[str, Any] | None = None, **claims: Any) -> str:
    content = {"iss": ISSUER, "aud": "muster", "sub": "ada", "brand": "klm", "exp": int(NOW.timestamp()) + 60} | claims
    content = {name: value for name, value in content.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": key.kid} | (header or {}), content, key, algorithms=[algorithm])


def a_dev_issuer(clock: FixedClock, internal: bytes = b"k" * 32, bootstrap: bytes = b"b" * 32) -> DevIssuer:
    return DevIssuer(internal, bootstrap, clock)


async def test_a_good_token_names_brand_and_login() -> None:
    for token in (a_token(), a_token(EC, "ES256"), a_token(aud=["other", "muster"])):
        identity = await a_verifier(Published(RSA, EC)).verify(token)
        assert (identity.brand, identity.login) == ("klm", "ada")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "other"},
        {"aud": None},
        {"exp": None},
        {"exp": int(NOW.timestamp()) - 31},
        {"exp": "tomorrow"},
        {"exp": True},
        {"nbf": int(NOW.timestamp()) + 31},
        {"sub": None},
        {"sub": ""},
        {"brand": None},
        {"brand": ["klm"]},
    ],
)
async def test_a_token_for_another_place_or_time_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        await a_verifier(Published(RSA)).verify(a_token(**claims))


async def test_clocks_may_differ_a_little() -> None:
    await a_verifier(Published(RSA)).verify(a_token(exp=int(NOW.timestamp()) - 10, nbf=int(NOW.timestamp()) + 10))


async def test_the_public_key_as_a_shared_secret_is_refused() -> None:
    body = a_token().split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"r1"}').decode().rstrip("=")
    signature = hmac.digest(RSA.as_pem(private=False), f"{head}.{body}".encode(), "sha256")
    forged = f"{head}.{body}." + base64.urlsafe_b64encode(signature).decode().rstrip("=")

    with pytest.raises(Unauthenticated):
        await a_verifier(Published(RSA)).verify(forged)


async def test_a_shared_secret_the_issuer_published_is_never_used() -> None:
    shared = OctKey.import_key(b"s" * 32, parameters={"kid": "o1"})
    published = Published(RSA)
    published.keys.append({"kty": "oct", "k": "c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M", "kid": "o1"})

    with pytest.raises(Unauthenticated):
        await a_verifier(published).verify(a_token(shared, "HS256"))


async def test_an_algorithm_that_is_not_allowed_is_refused_though_the_key_fits() -> None:
    with pytest.raises(Unauthenticated):
        await a_verifier(Published(RSA)).verify(a_token(RSA, "PS256"))


async def test_no_signature_a_changed_body_and_nonsense_are_refused() -> None:
    head, body, signature = a_token().split(".")
    none = "eyJhbGciOiJub25lIiwia2lkIjoicjEifQ"
    for token in (f"{none}.{body}.", f"{none}.{body}.{signature}", f"{head}.{body}.", "a.b.c", "", "é", "x" * 20_000):
        with pytest.raises(Unauthenticated):
            await a_verifier(Published(RSA)).verify(token)


async def test_a_key_of_another_family_under_the_same_name_is_refused() -> None:
    stranger = RSAKey.generate_key(2048, parameters={"kid": "e1"}, private=True)

    with pytest.raises(Unauthenticated):
        await a_verifier(Published(EC)).verify(a_token(stranger))


async def test_unknown_key_ids_cannot_make_us_flood_the_issuer() -> None:
    published = Published(RSA)
    verifier = a_verifier(published)
    for number in range(20):
        with pytest.raises(Unauthenticated):
            await verifier.verify(a_token(header={"kid": f"k{number}"}))

    assert published.asked == 1


async def test_keys_once_known_go_on_counting_and_without_any_the_issuer_is_away() -> None:
    published = Published(RSA)
    verifier = a_verifier(published)
    await verifier.verify(a_token())
    published.unavailable = True

    await verifier.verify(a_token())
    with pytest.raises(Unavailable):
        await a_verifier(published).verify(a_token())


async def test_development_tokens_count_on_every_replica_and_under_their_own_key_only() -> None:
    clock = FixedClock(NOW)
    token = a_dev_issuer(clock).issue("klm", "ada", "k1", NOW + timedelta(seconds=60))

    identity = await TokenVerifier([a_dev_issuer(clock)]).verify(token)
    assert (identity.login, identity.key) == ("ada", "k1")
    for other in (a_dev_issuer(clock, internal=b"x" * 32), a_dev_issuer(clock, bootstrap=b"x" * 32)):
        with pytest.raises(Unauthenticated):
            await TokenVerifier([other]).verify(token)
    with pytest.raises(Unauthenticated):
        await TokenVerifier([]).verify(token)
    clock.advance(100)
    with pytest.raises(Unauthenticated):
        await TokenVerifier([a_dev_issuer(clock)]).verify(token)


async def test_a_development_token_that_names_no_key_is_refused() -> None:
    clock = FixedClock(NOW)

    with pytest.raises(Unauthenticated):
        await TokenVerifier([a_dev_issuer(clock)]).verify(
            a_dev_issuer(clock).issue("klm", "ada", "", NOW + timedelta(seconds=60))
        )


async def test_an_id_token_names_who_signed_in_the_nonce_and_the_roles_of_its_claims() -> None:
    token = a_token(aud="client", azp="client", nonce="n1", groups=["care-team"])

    read = await an_issuer(Published(RSA)).verify_id_token(token, "client")

    assert (read.identity.brand, read.identity.login, read.nonce, read.roles) == ("klm", "ada", "n1", ("employee",))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "muster"},
        {"aud": "client", "azp": "other"},
        {"aud": ["client", "other"]},
        {"aud": ["client", "other"], "azp": "other"},
        {"aud": "client", "iss": "https://evil.example"},
        {"aud": "client", "exp": int(NOW.timestamp()) - 31},
        {"aud": "client", "brand": None},
    ],
)
async def test_an_id_token_that_is_not_for_this_client_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        await an_issuer(Published(RSA)).verify_id_token(a_token(**claims), "client")


async def test_an_issuer_without_an_audience_takes_no_token_of_a_caller() -> None:
    with pytest.raises(Unauthenticated):
        await TokenVerifier([an_issuer(Published(RSA), audience=None)]).verify(a_token(aud="client"))
