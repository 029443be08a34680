"""Employees and staffing as routing reports them: the newest version of each is copied."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.messaging import Delivery, HandlerResult
from chassis.newest import newest
from contracts.routing import EmployeeChanged, StaffingReported
from services.crisis.application.ports import VolunteerVersion, WorkforceCopy
from services.crisis.domain.callout import Volunteer
from services.crisis.domain.staffing import StaffingReport


class OnRoutingEvents:
    """Handler of `routing.events`: two bulk writes a batch; an older version never replaces a newer one."""

    def __init__(self, workforce: WorkforceCopy) -> None:
        self._workforce = workforce

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult:
        """Copy what changed."""
        events = [delivery.event for delivery in batch]
        changed = newest(
            (event for event in events if isinstance(event, EmployeeChanged)),
            lambda event: (event.brand, event.employee),
        )
        reported = newest((event for event in events if isinstance(event, StaffingReported)), lambda event: event.brand)
        await self._workforce.write(
            [VolunteerVersion(event.brand, event.version, _volunteer(event)) for event in changed.values()],
            {brand: _staffing(event) for brand, event in reported.items()},
        )
        return HandlerResult()


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


def _staffing(event: StaffingReported) -> StaffingReport:
    return StaffingReport(
        at=event.at,
        online=event.online,
        seats=event.seats,
        seats_busy=event.seats_busy,
        waiting=event.waiting,
        oldest_wait_seconds=event.oldest_wait_seconds,
        mean_handle_seconds=event.mean_handle_seconds,
    )
