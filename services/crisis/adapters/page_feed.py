"""The notifier there is: a page is a row its person can list, and an event that front ends show."""

from __future__ import annotations

from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.incident import Incident
from services.crisis.domain.page import IncidentPage
from services.crisis.events import page_sent


class PageFeed:
    """Notifier: writes the page with its incident, and emits PageSent."""

    async def send(self, unit: UnitOfWork, incident: Incident, page: IncidentPage) -> None:
        """Send a page; it is published when the unit is written."""
        await unit.store.pages.add(page)
        unit.emit(page_sent(incident, page))
