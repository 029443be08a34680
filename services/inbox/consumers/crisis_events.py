"""Crisis events become copies: the incidents that are on, with their playbook and the statements approved for use."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.messaging import Delivery
from contracts.crisis import IncidentChanged, IncidentDeclared, IncidentStoodDown, StatementPublished
from contracts.event import Event
from services.inbox.application.incidents import IncidentBegan, IncidentMoved, IncidentUpdate, StatementApproved
from services.inbox.application.ports import Copies
from services.inbox.domain.incident import StatementCopy


class OnCrisisEvents:
    """Copies incidents in the order they were reported."""

    def __init__(self, copies: Copies) -> None:
        """Write into `copies`."""
        self._copies = copies

    async def __call__(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        """Handle one batch; raises Retry when MongoDB is unavailable."""
        updates = [update for each in batch if (update := _update(each.event)) is not None]
        await self._copies.update_incidents(updates)
        return ()


def _update(event: Event) -> IncidentUpdate | None:
    """The change of an incident by an event; None where answering does not need it."""
    if isinstance(event, IncidentDeclared):
        return IncidentBegan(event.brand, event.incident, event.title, event.severity, event.playbook, event.at)
    if isinstance(event, IncidentChanged):
        return IncidentMoved(event.brand, event.incident, event.state, event.severity)
    if isinstance(event, IncidentStoodDown):
        return IncidentMoved(event.brand, event.incident, "stood_down")
    if isinstance(event, StatementPublished):
        statement = StatementCopy(event.statement, event.language, event.text, event.approved_by)
        return StatementApproved(event.brand, event.incident, statement)
    return None
