"""On events of crisis: incidents switch the crisis lane on and off, callouts give and take surge places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chassis.errors import Unavailable, VersionConflict
from chassis.messaging.ports import Delivery, HandlerResult, Retry
from contracts.crisis import IncidentChanged, IncidentDeclared, IncidentStoodDown, PlaceGranted, PlaceRevoked
from contracts.event import Event
from services.routing.desk import Desk
from services.routing.domain.employee import Place
from services.routing.staff import Ended, Staff
from services.routing.store.rules import RuleStore

ON = frozenset({"declared", "active", "monitoring"})


class OnCrisisEvents:
    """Handler of `crisis.events`: few, and each is applied for itself."""

    def __init__(
        self, staff: Staff, rules: RuleStore, desk: Desk, wake: Callable[[str], None], *, requeue_running: bool
    ) -> None:
        """`requeue_running`: conversations on a place that is taken back wait anew instead of being finished."""
        self._staff = staff
        self._rules = rules
        self._desk = desk
        self._wake = wake
        self._requeue_running = requeue_running

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult | Sequence[Event]:
        """Apply a batch in order; all of it may be applied again."""
        try:
            for delivery in batch:
                await self._apply(delivery.event)
                self._wake(delivery.event.brand)
        except Unavailable as away:
            raise Retry("mongodb_away", away.retry_after) from away
        except VersionConflict as race:
            raise Retry("busy_employee") from race
        return ()

    async def _apply(self, event: Event) -> None:
        brand = event.brand
        match event:
            case IncidentDeclared():
                await self._rules.keep_incident(brand, event.incident, event.severity, active=True)
            case IncidentChanged():
                await self._rules.keep_incident(brand, event.incident, event.severity, active=event.state in ON)
            case IncidentStoodDown():
                await self._rules.keep_incident(brand, event.incident, None, active=False)
                await self.settle(await self._staff.stand_down(brand, event.incident))
            case PlaceGranted():
                await self._staff.grant(brand, event.employee, _place(event))
            case PlaceRevoked():
                await self.settle(await self._staff.revoke(brand, event.employee, event.incident, event.reason))
            case _:
                return

    async def settle(self, ended: Sequence[Ended]) -> None:
        """Put running work of places that ended back into its queue, where the brand's operator wants it so."""
        if self._requeue_running:
            for brand, employee, incident in ended:
                await self._desk.requeue_place(brand, employee, incident)


def _place(event: PlaceGranted) -> Place:
    return Place(event.incident, event.id, event.seats, event.skills, event.queues, event.until)
