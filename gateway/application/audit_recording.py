"""Acts of callers go into the audit trail: stored before the work begins, and what came of them after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import uuid4

import structlog

from chassis.clock import Clock
from chassis.errors import Unavailable
from gateway.application.access import VerifiedCaller
from gateway.domain.audit_entry import ActingCaller, Command, TrailEntry, act, keyed_hash, outcome
from gateway.domain.audited import objects_of
from gateway.domain.openapi import Operation
from gateway.persistence.audit_unchained import AuditUnchained
from gateway.persistence.base import PLATFORM
from gateway.persistence.brands import Brands

log = structlog.get_logger()

_TAG = re.compile(r'\*|(?:W/)?"\d{1,18}(?:-[0-9a-f]{16})?"')  # what else a caller writes there is no version of ours
OF_A_BRAND = "/v1/brands/{brand_id}"


@dataclass(frozen=True, slots=True)
class AuditedRequest:
    """A command as it came: `operation` is None where no document names one, `session` the mark of a cookie's."""

    operation: Operation | None
    method: str
    path: str
    query: bytes
    body: bytes
    if_match: str | None
    idempotency_key: bytes | None
    session: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a command: its status and the header fields that say what it made."""

    status: int
    etag: str | None = None
    location: str | None = None


class AuditRecording:
    """Stores acts and their outcomes, unchained; the chainer puts them into the chain of their brand."""

    def __init__(self, unchained: AuditUnchained, brands: Brands, seal_key: bytes, clock: Clock) -> None:
        self._unchained = unchained
        self._brands = brands
        self._seal_key = seal_key
        self._clock = clock

    async def begin(self, caller: VerifiedCaller, request: AuditedRequest) -> TrailEntry:
        """Store an act before it is carried out; raises Unavailable when that fails, and then it must not be."""
        principal, brand = caller.principal, await self._brand_of(caller, request)
        actor = ActingCaller(
            principal.subject, caller.kind, _credential(caller, request), tuple(sorted(principal.roles))
        )
        entry = act(brand, uuid4().hex, self._clock.now(), actor, self._command(brand, request))
        await self._unchained.add([entry])
        return entry

    async def finish(self, begun: TrailEntry, answered: Answered) -> None:
        """Store what came of an act; where that fails its outcome stays unknown, and the answer stands."""
        entry = outcome(begun, self._clock.now(), answered.status, answered.etag, answered.location)
        try:
            await self._unchained.add([entry])
        except Unavailable:
            log.warning("audit_outcome_not_stored", brand=begun.brand, act=begun.id, status=answered.status)

    async def _brand_of(self, caller: VerifiedCaller, request: AuditedRequest) -> str:
        """The brand whose trail has the act: the caller's, or the one on which the operator acts."""
        if caller.principal.brand != PLATFORM or request.operation is None:
            return caller.principal.brand
        named = objects_of(request.operation, request.path)
        about_one = request.operation.path.startswith(OF_A_BRAND)
        there = about_one and await self._brands.get(named[0]) is not None
        return named[0] if there else PLATFORM

    def _command(self, brand: str, request: AuditedRequest) -> Command:
        key, tag = request.idempotency_key, request.if_match
        return Command(
            operation=None if request.operation is None else request.operation.id,
            method=request.method,
            path=request.path,
            objects=objects_of(request.operation, request.path),
            if_match=tag if tag is not None and _TAG.fullmatch(tag) else None,
            key_hash=None if key is None else keyed_hash(self._seal_key, brand, key),
            request_hash=keyed_hash(self._seal_key, brand, request.query, request.body),
        )


def _credential(caller: VerifiedCaller, request: AuditedRequest) -> str:
    if caller.kind == "bootstrap":
        return "bootstrap"
    if caller.key is not None:
        return f"key:{caller.key}"
    return "token" if request.session is None else f"session:{request.session}"
