"""Maintenance windows as documents."""

from __future__ import annotations

from services.crisis.domain.maintenance_window import KEPT_AFTER, MaintenanceWindow
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


class MongoMaintenanceWindows:
    """The collection `maintenance_windows`, by the window's id; each goes 30 days after its end."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "maintenance_windows")

    async def find(self, id_: str) -> MaintenanceWindow | None:
        """One window."""
        stored = await self._documents.get(id_)
        return value(MaintenanceWindow, {**stored, "id": stored["window"]}) if stored else None

    async def all(self) -> list[MaintenanceWindow]:
        """Every one, by id."""
        stored = await self._documents.find({}, sort=[("window", 1)])
        return [value(MaintenanceWindow, {**each, "id": each["window"]}) for each in stored]

    async def write(self, window: MaintenanceWindow) -> None:
        """Put a window in place of the one by its id."""
        fields = document(window)
        expires_at = window.ends_at + KEPT_AFTER
        await self._documents.put(window.id, {"window": fields.pop("id"), **fields, "expires_at": expires_at})

    async def remove(self, id_: str) -> None:
        """Remove one."""
        await self._documents.delete(id_)
