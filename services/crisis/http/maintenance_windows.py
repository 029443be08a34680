"""Routes on maintenance windows: times in which signals are expected."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response, status

from chassis.clock import milliseconds
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, etag, page_of_whole
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.domain.maintenance_window import MaintenanceWindow
from services.crisis.http.dependencies import Application, Store, VersionedCommander
from services.crisis.http.presenters import fields

router = APIRouter()
WindowId = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="Names it in `muted_by` of signals and here.")
]


@router.get("/v1/maintenance-windows", **needs("incidents:read"))
async def list_maintenance_windows(
    store: Store, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.MaintenanceWindow]:
    """Maintenance windows of the brand, by id: those to come, those that are on, and those of the last 30 days."""
    return page_of_whole([_view(each) for each in await store.maintenance_windows.all()], limit, cursor)


@router.get("/v1/maintenance-windows/{window}", **needs("incidents:read", refuses=[NotFound], headers=[ETAG]))
async def get_maintenance_window(window: WindowId, response: Response, store: Store) -> http.MaintenanceWindow:
    """One maintenance window."""
    stored = await store.maintenance_windows.find(window)
    if stored is None:
        raise NotFound
    return _tagged(stored, response)


@router.put(
    "/v1/maintenance-windows/{window}", **needs("rules:write", refuses=[Conflict, PreconditionFailed], headers=[ETAG])
)
async def put_maintenance_window(
    window: WindowId,
    body: http.MaintenanceWindowUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.MaintenanceWindow:
    """Write a whole maintenance window, of 50 at most; what it does not mute any more is judged within a minute."""
    begins_at, ends_at = milliseconds(body.begins_at), milliseconds(body.ends_at)
    written = MaintenanceWindow(window, body.name, begins_at, ends_at, body.reason)
    return _tagged(await application.maintenance_windows.write(commander, written), response)


@router.delete(
    "/v1/maintenance-windows/{window}",
    status_code=status.HTTP_204_NO_CONTENT,
    **needs("rules:write", refuses=[NotFound, Conflict, PreconditionFailed]),
)
async def delete_maintenance_window(window: WindowId, commander: VersionedCommander, application: Application) -> None:
    """Remove a maintenance window; signals that it mutes are judged within a minute."""
    await application.maintenance_windows.remove(commander, window)


def _tagged(window: MaintenanceWindow, response: Response) -> http.MaintenanceWindow:
    response.headers["ETag"] = etag(window.version)
    return _view(window)


def _view(window: MaintenanceWindow) -> http.MaintenanceWindow:
    return http.MaintenanceWindow.model_validate(fields(window))
