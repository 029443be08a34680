"""Routes on proposed incidents: what rules found, and the answers of people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after, etag, page_of
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.domain.proposed_incident import ProposedIncident, ProposedState
from services.crisis.http.dependencies import Application, Store, VersionedCommander
from services.crisis.http.presenters import fields

router = APIRouter()
ProposedId = Annotated[str, Path(description="The proposed incident's `id`, as in lists and events.")]
ANSWER = needs("incidents:write", refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG])


@router.get("/v1/proposed-incidents", **needs("incidents:read"))
async def list_proposed_incidents(
    store: Store,
    state: Annotated[ProposedState | None, Query(description="`open`: those that wait for an answer.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.ProposedIncident]:
    """What incident rules proposed, newest first."""
    found = await store.proposed_incidents.newest(state, limit, after(cursor, datetime))
    return page_of(found.items, _view, found.next)


@router.get("/v1/proposed-incidents/{proposed}", **needs("incidents:read", refuses=[NotFound], headers=[ETAG]))
async def get_proposed_incident(proposed: ProposedId, response: Response, store: Store) -> http.ProposedIncident:
    """One proposed incident, and what became of it."""
    stored = await store.proposed_incidents.find(proposed)
    if stored is None:
        raise NotFound
    return _tagged(stored, response)


@router.post("/v1/proposed-incidents/{proposed}/confirm", **ANSWER)
async def confirm_proposed_incident(
    proposed: ProposedId, response: Response, commander: VersionedCommander, application: Application
) -> http.ProposedIncident:
    """Declare the incident, with the signals behind it: pages go out and, by the policy, volunteers are called."""
    return _tagged(await application.proposed_incidents.confirm(commander, proposed), response)


@router.post("/v1/proposed-incidents/{proposed}/dismiss", **ANSWER)
async def dismiss_proposed_incident(
    proposed: ProposedId,
    body: http.DismissalCreate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.ProposedIncident:
    """Say that it is no incident, and why; the rule does not propose the same first sign again."""
    return _tagged(await application.proposed_incidents.dismiss(commander, proposed, body.reason), response)


def _tagged(proposed: ProposedIncident, response: Response) -> http.ProposedIncident:
    response.headers["ETag"] = etag(proposed.version)
    return _view(proposed)


def _view(proposed: ProposedIncident) -> http.ProposedIncident:
    return http.ProposedIncident.model_validate(fields(proposed))
