"""Where an issuer's keys are read: at the operator's own addresses wherever they lie, at others only outside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from yarl import URL

from channels.sending import AnswerLost, NotDelivered
from gateway.adapters.oidc import KeysNotRead
from gateway.adapters.sign_in_issuer import WELL_KNOWN, GoesOut

log = structlog.get_logger()

FETCH_SECONDS = 0.8  # each read, within the second in which a caller hears that the issuer is unavailable
JSON = {"accept": "application/json"}


def issuer_keys(
    chosen: GoesOut, guarded: GoesOut, issuer: str, jwks_url: str | None
) -> Callable[[], Awaitable[Mapping[str, Any]]]:
    """A fetch of the issuer's keys: from `jwks_url`, or from where its discovery document says; raises KeysNotRead.

    The operator configured the issuer and `jwks_url`, which may stand inside: they are reached by `chosen`, and so is
    what the document names of the issuer's own origin. Any other address is the issuer's word, and goes the `guarded`
    way. Neither follows a redirect.
    """

    async def fetch() -> Mapping[str, Any]:
        try:
            if jwks_url is not None:
                return await _read(chosen, jwks_url)
            discovered = await _read(chosen, issuer.rstrip("/") + WELL_KNOWN)
            named = discovered.get("jwks_uri")
            if discovered.get("issuer") != issuer or not isinstance(named, str):
                raise KeysNotRead("not_discovered")
            return await _read(chosen if _is_of(issuer, named) else guarded, named)
        except (KeysNotRead, NotDelivered, AnswerLost, TimeoutError) as error:
            log.warning("issuer_keys_not_read", issuer=issuer, code=str(error) or "no_answer")
            raise KeysNotRead from error

    return fetch


async def _read(way: GoesOut, url: str) -> Mapping[str, Any]:
    async with asyncio.timeout(FETCH_SECONDS):
        answer = await way.get(url, JSON)
    if answer.status != 200:
        raise KeysNotRead(f"http_{answer.status}")
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise KeysNotRead("no_json") from None
    if not isinstance(document, dict):
        raise KeysNotRead("no_json")
    return document


def _is_of(issuer: str, named: str) -> bool:
    """Whether an address is of the issuer's own origin, as the client that goes there reads both."""
    try:
        return URL(named).origin() == URL(issuer).origin()
    except (ValueError, IndexError):  # yarl lets the latter out for brackets with no host after them
        return False
