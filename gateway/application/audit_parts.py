"""The parts of the audit trail, joined over their stores."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from chassis.leases import Leases
from gateway.application.audit_chainer import AuditChainer
from gateway.application.audit_checking import AuditChecking
from gateway.application.audit_recording import AuditRecording
from gateway.application.webhook_intake import LoggedEvent
from gateway.domain.audit_events import KEPT, entry_of
from gateway.persistence.audit_trail import AuditTrail
from gateway.persistence.audit_unchained import AuditUnchained
from gateway.persistence.base import StoreContext
from gateway.persistence.brands import Brands


class AuditIntake:
    """Takes changes that were told by events into the trail."""

    def __init__(self, unchained: AuditUnchained) -> None:
        self._unchained = unchained

    async def take(self, events: Sequence[LoggedEvent]) -> None:
        """Store what a batch of the log tells; an event that comes again is told apart by its id when it is chained."""
        told = [each for each in events if each.type in KEPT]
        found = (entry_of(each.type, json.loads(each.value), each.logged_at) for each in told)
        await self._unchained.add([each for each in found if each is not None])


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit trail as routes and consumers use it."""

    recording: AuditRecording
    trail: AuditTrail
    chains: AuditChecking
    intake: AuditIntake
    chainer: AuditChainer


def auditing(context: StoreContext, seal_key: bytes) -> Audit:
    """The parts over one database; `seal_key` makes the keys of hashes."""
    unchained, trail, clock = AuditUnchained(context.mongo), AuditTrail(context), context.clock
    owner = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
    return Audit(
        recording=AuditRecording(unchained, Brands(context), seal_key, clock),
        trail=trail,
        chains=AuditChecking(trail),
        intake=AuditIntake(unchained),
        chainer=AuditChainer(unchained, trail, Leases(context.mongo, owner, clock), clock),
    )
