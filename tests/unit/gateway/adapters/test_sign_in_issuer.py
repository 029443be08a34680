"""What the gateway asks of an issuer, and what it believes of the answers."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from channels.sending import AnswerLost, Headers, HttpAnswer, NotDelivered
from chassis.clock import FixedClock
from chassis.errors import Unauthenticated, Unavailable
from gateway.adapters.oidc import IdToken
from gateway.adapters.sign_in_issuer import LONGEST_LIFE, IssuerRefused, OidcClient, SignInIssuer
from gateway.adapters.tokens import Identity
from gateway.domain.sign_in import challenge_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ISSUER = "https://id.example"
METADATA: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize?tenant=a",
    "token_endpoint": f"{ISSUER}/token",
    "end_session_endpoint": f"{ISSUER}/end",
}
GIVEN = {"id_token": "nonce-1", "refresh_token": "r1", "expires_in": 300}


@dataclass
class FakeOutward:
    """Answers as it is told, and notes what was posted."""

    metadata: Any = field(default_factory=lambda: dict(METADATA))
    answer: HttpAnswer | Exception = field(default_factory=lambda: HttpAnswer(200, {}, json.dumps(GIVEN).encode()))
    posted: list[tuple[str, dict[str, str], Headers]] = field(default_factory=list)
    discovered: int = 0

    async def get(self, url: str, headers: Headers) -> HttpAnswer:
        assert url == f"{ISSUER}/.well-known/openid-configuration"
        self.discovered += 1
        return HttpAnswer(200, {}, json.dumps(self.metadata).encode())

    async def post(self, url: str, body: bytes, headers: Headers) -> HttpAnswer:
        self.posted.append((url, dict(parse_qsl(body.decode())), headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class FakeVerifier:
    """Takes any token, whose text is its nonce, but `forged`."""

    name = ISSUER

    async def verify_id_token(self, token: str, client_id: str) -> IdToken:
        if token == "forged":
            raise Unauthenticated("the token is not valid")
        return IdToken(Identity("klm", "ada", NOW + timedelta(seconds=200)), token, ())


@pytest.fixture
def outward() -> FakeOutward:
    return FakeOutward()


def an_issuer(outward: FakeOutward, secret: str | None = "s:1/2") -> SignInIssuer:
    client = OidcClient("muster", secret, "openid email", "https://api.example/v1/sign-in/callback")
    return SignInIssuer("okta", client, FakeVerifier(), outward, FixedClock(NOW))  # type: ignore[arg-type]  # a fake


def answers(status: int, **body: Any) -> HttpAnswer:
    return HttpAnswer(status, {}, json.dumps(body).encode())


async def test_a_browser_is_sent_with_state_nonce_and_the_challenge_and_never_the_verifier(
    outward: FakeOutward,
) -> None:
    url = await an_issuer(outward).authorization_url("state-1", "nonce-1", "verifier-1")

    assert url.startswith(f"{ISSUER}/authorize?tenant=a&")
    query = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    assert query == {
        "tenant": "a",
        "response_type": "code",
        "client_id": "muster",
        "redirect_uri": "https://api.example/v1/sign-in/callback",
        "scope": "openid email",
        "state": "state-1",
        "nonce": "nonce-1",
        "code_challenge": challenge_of("verifier-1"),
        "code_challenge_method": "S256",
    }


async def test_a_code_is_exchanged_with_the_verifier_and_the_secret_in_the_head(outward: FakeOutward) -> None:
    tokens = await an_issuer(outward).exchange("code-1", "verifier-1", "nonce-1")

    ((url, fields, headers),) = outward.posted
    assert url == f"{ISSUER}/token"
    assert fields == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "code_verifier": "verifier-1",
        "redirect_uri": "https://api.example/v1/sign-in/callback",
    }
    assert base64.b64decode(headers["authorization"].removeprefix("Basic ")) == b"muster:s%3A1%2F2"
    assert (tokens.refresh_token, tokens.fresh_until) == ("r1", NOW + timedelta(seconds=200))


async def test_the_client_is_known_as_the_issuer_takes_it(outward: FakeOutward) -> None:
    await an_issuer(outward, None).exchange("code-1", "verifier-1", "nonce-1")
    outward.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    await an_issuer(outward).exchange("code-1", "verifier-1", "nonce-1")

    (_, public, head), (_, posted, other_head) = outward.posted
    assert (public["client_id"], "client_secret" in public) == ("muster", False)
    assert (posted["client_id"], posted["client_secret"]) == ("muster", "s:1/2")
    assert "authorization" not in {*head, *other_head}


@pytest.mark.parametrize(
    "body",
    [
        GIVEN | {"id_token": "another-nonce"},
        GIVEN | {"id_token": "forged"},
        GIVEN | {"id_token": None},
        {"access_token": "a"},
        ["id_token"],
    ],
)
async def test_a_code_without_an_id_token_of_this_sign_in_is_refused(outward: FakeOutward, body: Any) -> None:
    outward.answer = HttpAnswer(200, {}, json.dumps(body).encode())

    with pytest.raises(IssuerRefused):
        await an_issuer(outward).exchange("code-1", "verifier-1", "nonce-1")


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (answers(400, error="invalid_grant"), IssuerRefused),
        (answers(403), IssuerRefused),
        (answers(401, error="invalid_client"), Unavailable),
        (answers(429), Unavailable),
        (answers(500, error="server_error"), Unavailable),
        (answers(302), Unavailable),
        (AnswerLost(), Unavailable),
        (NotDelivered("address_refused", permanent=True), Unavailable),
    ],
)
async def test_a_refusal_is_about_the_person_and_all_else_is_not(
    outward: FakeOutward, answer: HttpAnswer | Exception, raised: type[Exception]
) -> None:
    outward.answer = answer

    with pytest.raises(raised):
        await an_issuer(outward).refresh("r1")


async def test_a_refresh_keeps_the_token_it_was_not_given_another_for(outward: FakeOutward) -> None:
    outward.answer = answers(200, access_token="a")

    tokens = await an_issuer(outward).refresh("r1")

    assert (tokens.id_token, tokens.refresh_token) == (None, "r1")
    assert tokens.fresh_until == NOW + timedelta(seconds=LONGEST_LIFE)


async def test_the_discovery_document_is_read_once_and_is_the_issuers_own(outward: FakeOutward) -> None:
    issuer = an_issuer(outward)
    for _ in range(3):
        await issuer.authorization_url("s", "n", "v")
    assert outward.discovered == 1

    outward.metadata["issuer"] = "https://evil.example"
    with pytest.raises(Unavailable):
        await an_issuer(outward).authorization_url("s", "n", "v")


async def test_an_answer_that_names_another_issuer_is_not_this_ones(outward: FakeOutward) -> None:
    issuer = an_issuer(outward)
    assert [await issuer.is_answer_of(each) for each in (None, ISSUER, "https://evil.example")] == [True, True, False]

    outward.metadata["authorization_response_iss_parameter_supported"] = True
    assert not await an_issuer(outward).is_answer_of(None)


async def test_where_to_sign_out_is_known_where_there_is_such_a_place(outward: FakeOutward) -> None:
    assert await an_issuer(outward).sign_out_url() == f"{ISSUER}/end?client_id=muster"
    del outward.metadata["end_session_endpoint"]
    assert await an_issuer(outward).sign_out_url() is None
