"""On events of crisis: incidents switch the crisis lane on and off, callouts grant and revoke surge places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chassis.errors import VersionConflict
from chassis.messaging import Delivery, HandlerResult, Retry
from contracts.crisis import IncidentChanged, IncidentDeclared, IncidentStoodDown, PlaceGranted, PlaceRevoked
from contracts.event import Event
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.ports import RuleVersions
from services.routing.application.returned_work import ReturnedWork
from services.routing.domain.employee import VolunteerPlace

ON = frozenset({"declared", "active", "monitoring"})


class OnCrisisEvents:
    """Handler of `crisis.events`: few, and each is applied for itself."""

    def __init__(
        self, employees: EmployeeCommands, rules: RuleVersions, returned: ReturnedWork, wake: Callable[[str], None]
    ) -> None:
        """`returned` puts work of places that were taken back into its queues."""
        self._employees = employees
        self._rules = rules
        self._returned = returned
        self._wake = wake

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult | Sequence[Event]:
        """Apply a batch in order; all of it may be applied again."""
        try:
            for delivery in batch:
                await self._apply(delivery.event)
                self._wake(delivery.event.brand)
            for brand in {delivery.event.brand for delivery in batch}:
                await self._returned.take_back(brand)
        except VersionConflict as race:
            raise Retry("busy_employee") from race
        return ()

    async def _apply(self, event: Event) -> None:
        brand = event.brand
        match event:
            case IncidentDeclared():
                await self._rules.put_incident(brand, event.incident, event.severity, active=True)
            case IncidentChanged():
                await self._rules.put_incident(brand, event.incident, event.severity, active=event.state in ON)
            case IncidentStoodDown():
                await self._rules.put_incident(brand, event.incident, None, active=False)
                await self._employees.stand_down(brand, event.incident)
            case PlaceGranted():
                await self._employees.grant(brand, event.employee, _place(event))
            case PlaceRevoked():
                await self._employees.revoke(brand, event.employee, event.incident, event.reason, event.finish_by)
            case _:
                return


def _place(event: PlaceGranted) -> VolunteerPlace:
    return VolunteerPlace(event.incident, event.id, event.seats, event.skills, event.queues, event.until)
