"""Routes on what a brand decides beforehand: the crisis policy and the playbooks, versioned data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, etag, page_of_whole
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.http.dependencies import Application, Store, VersionedCommander
from services.crisis.http.playbook_presenters import playbook_of, playbook_view
from services.crisis.http.presenters import policy_of, policy_view

router = APIRouter()
PlaybookId = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="Names it in incidents and the crisis policy.")
]


@router.get("/v1/crisis-policy", **needs("incidents:read", headers=[ETAG]))
async def get_crisis_policy(response: Response, store: Store) -> http.CrisisPolicy:
    """The brand's crisis policy; version 0 is the default nobody wrote."""
    policy = await store.policies.current()
    response.headers["ETag"] = etag(policy.version)
    return policy_view(policy)


@router.put("/v1/crisis-policy", **needs("rules:write", refuses=[Conflict, PreconditionFailed], headers=[ETAG]))
async def put_crisis_policy(
    body: http.CrisisPolicyUpdate, response: Response, commander: VersionedCommander, application: Application
) -> http.CrisisPolicy:
    """Write the whole policy; it rules from the next bucket on, escalations under way keep theirs."""
    defaults = application.settings.detector()
    policy = await application.rules.write_policy(commander, lambda version: policy_of(body, version, defaults))
    response.headers["ETag"] = etag(policy.version)
    return policy_view(policy)


@router.get("/v1/playbooks", **needs("incidents:read"))
async def list_playbooks(
    caller: Caller, application: Application, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Playbook]:
    """All playbooks of the brand, the built-in one among them until it is replaced."""
    playbooks = await application.queries.playbooks(caller.brand)
    return page_of_whole([playbook_view(playbook) for playbook in playbooks], limit, cursor)


@router.get("/v1/playbooks/{playbook}", **needs("incidents:read", refuses=[NotFound], headers=[ETAG]))
async def get_playbook(playbook: PlaybookId, response: Response, store: Store) -> http.Playbook:
    """One playbook."""
    stored = await store.playbooks.find(playbook)
    if stored is None:
        raise NotFound
    response.headers["ETag"] = etag(stored.version)
    return playbook_view(stored)


@router.put("/v1/playbooks/{playbook}", **needs("rules:write", refuses=[Conflict, PreconditionFailed], headers=[ETAG]))
async def put_playbook(
    playbook: PlaybookId,
    body: http.PlaybookUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.Playbook:
    """Write a whole playbook; incidents that run keep their copy."""
    written = await application.rules.write_playbook(commander, playbook_of(playbook, body))
    response.headers["ETag"] = etag(written.version)
    return playbook_view(written)
