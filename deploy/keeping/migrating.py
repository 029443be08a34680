"""The migrations of an installation: which are there, which are missing, and taking those."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from uuid import uuid4

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.migrating import LEASE_SECONDS, MigrationsTaken, Migrator
from chassis.migration_states import StepState, is_fresh, seems_fresh, step_states
from chassis.mongo import Migration, Mongo
from deploy.keeping.installation import SERVICES, Installation
from deploy.stack.errors import StackError

MIGRATIONS = {"inbox": "services.inbox.persistence.migrations", "routing": "services.routing.persistence.migrations"}
"""Where each service has its migrations; those without a place have none yet."""


@dataclass(frozen=True, slots=True)
class ServiceSteps:
    """The steps of one service, by number; `fresh` says that it seems to have no documents of any shape yet."""

    service: str
    steps: Sequence[StepState]
    fresh: bool


def migrations_of(service: str) -> Sequence[Migration]:
    """The migrations that this build knows."""
    steps: Sequence[Migration] = import_module(MIGRATIONS[service]).MIGRATIONS if service in MIGRATIONS else ()
    return steps


async def migration_status(at: Installation, services: Sequence[str] = SERVICES) -> list[ServiceSteps]:
    """How far each service is; raises StackError when MongoDB does not answer."""
    states = []
    for service in services:
        async with _connected(at, service) as mongo:
            steps = await step_states(mongo, migrations_of(service))
            states.append(ServiceSteps(service, steps, await seems_fresh(mongo)))
    return states


async def migrate(
    at: Installation,
    clock: Clock,
    tell: Callable[[str, StepState], None],
    *,
    services: Sequence[str] = SERVICES,
    contract: bool = False,
    wait: bool = False,
) -> int:
    """Take what is missing, service by service; returns how many steps were taken.

    A service without documents gets every step noted as done. `wait` waits for as long as the lease of one that was
    killed can last.

    Raises:
        StackError: The same is under way elsewhere, or MongoDB does not answer.
    """
    taken = 0
    for service in services:
        known = migrations_of(service)
        async with _connected(at, service) as mongo:
            migrator = Migrator(mongo, known, clock, f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}")
            if await is_fresh(mongo):
                await migrator.stamp()
                continue
            try:
                taken += await migrator.run(
                    contract=contract,
                    wait_seconds=LEASE_SECONDS + 1 if wait else 0,
                    tell=lambda state, name=service: tell(name, state),  # type: ignore[misc]
                )
            except MigrationsTaken:
                raise StackError(
                    f"Another `muster migrate` is at work on {service}; `muster migrate --status` shows how far it is. "
                    f"If it was killed, run the same again after {LEASE_SECONDS:.0f} seconds."
                ) from None
    return taken


@asynccontextmanager
async def _connected(at: Installation, service: str) -> AsyncIterator[Mongo]:
    try:
        mongo = await Mongo.connect(at.mongo, at.database(service))
        try:
            yield mongo
        finally:
            await mongo.close()
    except Unavailable as failure:
        raise StackError(f"MongoDB does not answer ({failure}); what was done stays, run the same again.") from failure
