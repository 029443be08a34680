"""Routes on escalation webhooks: the brand's alerting systems that levels of the escalation call."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response, status

from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, etag, page_of_whole
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.application.escalation_webhooks import WebhookWish
from services.crisis.domain.escalation_webhook import EscalationWebhook
from services.crisis.http.dependencies import Application, Store, VersionedCommander

router = APIRouter()
WebhookId = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="Names it in levels of the crisis policy and here.")
]


@router.get("/v1/escalation-webhooks", **needs("incidents:read"))
async def list_escalation_webhooks(
    store: Store, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.EscalationWebhook]:
    """All escalation webhooks of the brand, by id; never their secrets."""
    return page_of_whole([_view(each) for each in await store.escalation_webhooks.all()], limit, cursor)


@router.get("/v1/escalation-webhooks/{webhook}", **needs("incidents:read", refuses=[NotFound], headers=[ETAG]))
async def get_escalation_webhook(webhook: WebhookId, response: Response, store: Store) -> http.EscalationWebhook:
    """One escalation webhook, its URL by host and last characters."""
    stored = await store.escalation_webhooks.find(webhook)
    if stored is None:
        raise NotFound
    return _tagged(stored, response)


@router.put(
    "/v1/escalation-webhooks/{webhook}",
    **needs("rules:write", refuses=[Conflict, PreconditionFailed], headers=[ETAG]),
)
async def put_escalation_webhook(
    webhook: WebhookId,
    body: http.EscalationWebhookUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.EscalationWebhook:
    """Write a whole escalation webhook, of 20 at most; calls that are under way go to its new URL."""
    wish = WebhookWish(body.name, body.target, body.secret)
    return _tagged(await application.escalation_webhooks.write(commander, webhook, wish), response)


@router.delete(
    "/v1/escalation-webhooks/{webhook}",
    status_code=status.HTTP_204_NO_CONTENT,
    **needs("rules:write", refuses=[NotFound, Conflict, PreconditionFailed]),
)
async def delete_escalation_webhook(
    webhook: WebhookId, commander: VersionedCommander, application: Application
) -> None:
    """Remove an escalation webhook that no level of the crisis policy names."""
    await application.escalation_webhooks.remove(commander, webhook)


def _tagged(webhook: EscalationWebhook, response: Response) -> http.EscalationWebhook:
    response.headers["ETag"] = etag(webhook.version)
    return _view(webhook)


def _view(webhook: EscalationWebhook) -> http.EscalationWebhook:
    return http.EscalationWebhook(id=webhook.id, name=webhook.name, shown=webhook.shown, version=webhook.version)
