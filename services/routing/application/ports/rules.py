"""What brands route by: queues, workflow versions, incidents."""

from __future__ import annotations

from typing import Protocol

from services.routing.domain.guideline import GuidelineCopy
from services.routing.domain.queue import Queue
from services.routing.domain.rules import RoutingRules
from services.routing.domain.workflow import Workflow


class RuleVersions(Protocol):
    """What brands route by: queues, workflow versions, incidents; read through a short-lived copy."""

    async def rules(self, brand: str) -> RoutingRules:
        """The brand's rules as of some seconds ago at most."""
        ...

    def forget(self, brand: str) -> None:
        """Read the brand's rules again next time."""

    async def queues(self, brand: str) -> dict[str, Queue]:
        """The brand's queues by id, those it has by default among them."""
        ...

    async def put_queue(self, brand: str, queue: Queue, expected: int | None) -> Queue:
        """Store a queue as the next version; raises VersionConflict when it is not at `expected`."""
        ...

    async def workflow(self, brand: str, version: int | None = None) -> Workflow:
        """The workflow in force, or an older version; raises LookupError when there is no such version."""
        ...

    async def workflow_versions(self, brand: str, before: int | None, limit: int) -> list[Workflow]:
        """Versions of the workflow, newest first, from below `before`; the default one is the last."""
        ...

    async def put_workflow(self, brand: str, workflow: Workflow, by: str) -> None:
        """Store a workflow under its version; raises VersionConflict when that version exists."""

    async def put_guideline(self, brand: str, guideline: GuidelineCopy) -> None:
        """Store what the guideline asks of who answers; one that is older than the stored one changes nothing."""

    async def put_incident(self, brand: str, incident: str, severity: int | None, *, active: bool) -> None:
        """Store that an incident is on, with its severity, or over; an incident that is over stays over."""
