"""Prepares the database of a service: its own indexes, and those of the work it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import chassis.due_rows
import chassis.lanes
from chassis.http import idempotency
from chassis.mongo import Index, Mongo, refuse_newer
from chassis.service.definition import Service


def work_indexes(service: Service) -> Mapping[str, Sequence[Index]]:
    """The indexes of the chassis's collections that a service has."""
    work: dict[str, Sequence[Index]] = {}
    if service.timers:
        work |= chassis.due_rows.INDEXES
    if service.lanes:
        work |= chassis.lanes.INDEXES
    if service.commands:
        work |= idempotency.INDEXES
    return work


async def prepare(mongo: Mongo, service: Service) -> None:
    """Create a service's indexes and those of its work.

    Raises:
        SystemExit: The documents are of a newer build, or an index differs.
    """
    await refuse_newer(mongo, service.migrations)
    await mongo.ensure_indexes(service.indexes)
    await mongo.ensure_indexes(work_indexes(service), work=True)
