"""A copy of who could help: volunteers and staffing as routing reports them, the newest version of each."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.messaging import Delivery, HandlerResult
from contracts.routing import EmployeeChanged, StaffingReported
from services.crisis.application.unit import Parts
from services.crisis.domain.callout import Volunteer
from services.crisis.persistence.documents import document

PRESENCE_ORDER = {"offline": 0, "away": 1, "online": 2}


class OnRoutingEvents:
    """Handler of `routing.events`: two bulk writes a batch; an older version never replaces a newer one."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult:
        """Keep what changed."""
        employees: dict[tuple[str, str], EmployeeChanged] = {}
        staffing: dict[str, StaffingReported] = {}
        for delivery in batch:
            event = delivery.event
            if isinstance(event, EmployeeChanged):
                before = employees.get((event.brand, event.employee))
                if before is None or event.version >= before.version:
                    employees[event.brand, event.employee] = event
            elif isinstance(event, StaffingReported):
                staffing[event.brand] = event
        await self._keep_employees(list(employees.values()))
        await self._keep_staffing(list(staffing.values()))
        return HandlerResult()

    async def _keep_employees(self, changed: Sequence[EmployeeChanged]) -> None:
        """Insert or replace in one bulk; an upsert that meets a newer version fails on the id, and that is right."""
        collection = self._store["employees"]
        await collection.write(
            [
                collection.update(
                    event.brand,
                    event.employee,
                    {
                        "$set": {
                            **document(_volunteer(event)),
                            "presence_rank": PRESENCE_ORDER[event.presence],
                            "version": event.version,
                        }
                    },
                    where={"version": {"$lte": event.version}},
                    upsert=True,
                )
                for event in changed
            ]
        )

    async def _keep_staffing(self, reported: Sequence[StaffingReported]) -> None:
        collection = self._store["staffing"]
        await collection.write(
            [
                collection.update(
                    event.brand,
                    "staffing",
                    {
                        "$set": {
                            "at": event.at,
                            "online": event.online,
                            "seats": event.seats,
                            "seats_busy": event.seats_busy,
                            "waiting": event.waiting,
                            "oldest_wait_seconds": event.oldest_wait_seconds,
                            "mean_handle_seconds": event.mean_handle_seconds,
                        }
                    },
                    where={"at": {"$lte": event.at}},
                    upsert=True,
                )
                for event in reported
            ]
        )


def _volunteer(event: EmployeeChanged) -> Volunteer:
    return Volunteer(
        employee=event.employee,
        languages=event.languages,
        skills=tuple(sorted(event.skills.items())),
        presence=event.presence,
        volunteer=event.volunteer,
        on_shift_until=event.on_shift_until,
        surge_incident=event.surge_incident,
    )
