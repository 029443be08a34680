"""An issuer as people sign in by it: where it sends browsers, and what it gives for a code or a refresh token."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeGuard
from urllib.parse import quote, urlencode

import structlog

from channels.sending import AnswerLost, Headers, HttpAnswer, NotDelivered
from chassis.clock import Clock
from chassis.errors import Unauthenticated, Unavailable
from chassis.ttl_cache import TtlCache
from gateway.adapters.oidc import KEYS_ASK_AGAIN_SECONDS, KEYS_FRESH_SECONDS, IdToken, OidcIssuer
from gateway.domain.sign_in import challenge_of

log = structlog.get_logger()

WELL_KNOWN = "/.well-known/openid-configuration"
OUR_FAULT = frozenset({"invalid_client", "temporarily_unavailable", "server_error"})  # says nothing of the person
LONGEST_LIFE = 86_400.0  # seconds; a session is over by then


class GoesOut(Protocol):
    """The guarded way out."""

    async def get(self, url: str, headers: Headers) -> HttpAnswer:
        """Read an address; raises NotDelivered or AnswerLost."""
        ...

    async def post(self, url: str, body: bytes, headers: Headers) -> HttpAnswer:
        """Post to an address; raises NotDelivered or AnswerLost."""
        ...


class IssuerRefused(Exception):
    """The issuer does not confirm the person, or what it gave does not hold."""


@dataclass(frozen=True, slots=True)
class OidcClient:
    """As what the gateway is known to an issuer."""

    id: str
    secret: str | None
    scope: str
    callback: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an issuer gave: who it is about, None where a refresh does not say; until when; how to ask again."""

    id_token: IdToken | None
    fresh_until: datetime
    refresh_token: str | None


class SignInIssuer:
    """One issuer; its discovery document is read when first needed and kept for ten minutes."""

    def __init__(self, name: str, client: OidcClient, verifier: OidcIssuer, outward: GoesOut, clock: Clock) -> None:
        self.name = name
        self.client = client
        self._verifier = verifier
        self._outward = outward
        self._clock = clock
        self._discovered: TtlCache[str, Mapping[str, Any]] = TtlCache(self._discover, KEYS_FRESH_SECONDS)

    async def authorization_url(self, state: str, nonce: str, verifier: str) -> str:
        """Where to send the browser; raises Unavailable."""
        query = {
            "response_type": "code",
            "client_id": self.client.id,
            "redirect_uri": self.client.callback,
            "scope": self.client.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        return _with(await self._endpoint("authorization_endpoint"), query)

    async def is_answer_of(self, named: str | None) -> bool:
        """Whether a callback may be this issuer's, by the `iss` of RFC 9207; one that always says it has to."""
        if named is None:
            return (await self._metadata()).get("authorization_response_iss_parameter_supported") is not True
        return named == self._verifier.name

    async def exchange(self, code: str, verifier: str, nonce: str) -> Tokens:
        """Tokens for a code; raises IssuerRefused, also for a wrong nonce, or Unavailable."""
        fields = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        tokens = await self._tokens(fields | {"redirect_uri": self.client.callback})
        given = tokens.id_token.nonce if tokens.id_token is not None else None
        if given is None or not hmac.compare_digest(given.encode(), nonce.encode()):
            raise IssuerRefused
        return tokens

    async def refresh(self, refresh_token: str) -> Tokens:
        """Tokens in place of older ones; raises IssuerRefused or Unavailable."""
        tokens = await self._tokens({"grant_type": "refresh_token", "refresh_token": refresh_token})
        return Tokens(tokens.id_token, tokens.fresh_until, tokens.refresh_token or refresh_token)

    async def sign_out_url(self) -> str | None:
        """Where a browser ends its session at the issuer too; None where there is no such place, or it is away."""
        try:
            endpoint = (await self._metadata()).get("end_session_endpoint")
        except Unavailable:
            return None
        return _with(endpoint, {"client_id": self.client.id}) if _is_web(endpoint) else None

    async def _tokens(self, fields: Mapping[str, str]) -> Tokens:
        url, (authorization, own) = await self._endpoint("token_endpoint"), await self._credentials()
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json", **authorization}
        body = urlencode({**fields, **own}).encode()
        answer = await self._answer(self._outward.post(url, body, headers))
        given = _object(answer.body)
        if answer.status != 200:
            if 400 <= answer.status < 500 and answer.status not in {408, 429} and given.get("error") not in OUR_FAULT:
                raise IssuerRefused
            log.warning("issuer_failed", issuer=self.name, status=answer.status)
            raise Unavailable("issuer", KEYS_ASK_AGAIN_SECONDS)
        return await self._read(given)

    async def _read(self, given: Mapping[str, Any]) -> Tokens:
        raw, refresh, life = given.get("id_token"), given.get("refresh_token"), given.get("expires_in")
        seconds = float(life) if isinstance(life, int | float) and 0 < life < LONGEST_LIFE else LONGEST_LIFE
        fresh_until = self._clock.now() + timedelta(seconds=seconds)
        read: IdToken | None = None
        if isinstance(raw, str):
            try:
                read = await self._verifier.verify_id_token(raw, self.client.id)
            except Unauthenticated:
                raise IssuerRefused from None
            fresh_until = min(fresh_until, read.identity.expires_at)
        return Tokens(read, fresh_until, refresh if isinstance(refresh, str) and refresh else None)

    async def _credentials(self) -> tuple[Headers, Mapping[str, str]]:
        """How the client is known at the token endpoint: a header field, or fields of the body."""
        if self.client.secret is None:
            return {}, {"client_id": self.client.id}
        methods = (await self._metadata()).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if isinstance(methods, list) and "client_secret_basic" not in methods:
            return {}, {"client_id": self.client.id, "client_secret": self.client.secret}
        pair = f"{quote(self.client.id, safe='')}:{quote(self.client.secret, safe='')}"  # RFC 6749 §2.3.1
        return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}, {}

    async def _metadata(self) -> Mapping[str, Any]:
        return await self._discovered.get(self._verifier.name)

    async def _endpoint(self, name: str) -> str:
        found = (await self._metadata()).get(name)
        if not _is_web(found):
            log.warning("issuer_without_endpoint", issuer=self.name, endpoint=name)
            raise Unavailable("issuer", KEYS_ASK_AGAIN_SECONDS)
        return found

    async def _discover(self, issuer: str) -> Mapping[str, Any]:
        answer = await self._answer(self._outward.get(issuer.rstrip("/") + WELL_KNOWN, {"accept": "application/json"}))
        found = _object(answer.body)
        if answer.status != 200 or found.get("issuer") != issuer:
            log.warning("issuer_not_discovered", issuer=self.name, status=answer.status)
            raise Unavailable("issuer", KEYS_ASK_AGAIN_SECONDS)
        return found

    async def _answer(self, asked: Any) -> HttpAnswer:  # noqa: ANN401 - what `get` and `post` return
        try:
            answer: HttpAnswer = await asked
        except (NotDelivered, AnswerLost) as error:
            log.warning("issuer_not_reached", issuer=self.name, code=str(error))
            raise Unavailable("issuer", KEYS_ASK_AGAIN_SECONDS) from None
        return answer


def _with(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def _is_web(url: object) -> TypeGuard[str]:
    return isinstance(url, str) and url.startswith(("https://", "http://"))


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
