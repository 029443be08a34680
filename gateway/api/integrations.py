"""Integrations of a brand: made with secrets shown once, rotated with an overlap, disabled, counted."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response, status

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, etag, if_match
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http.gateway import (
    ChangeIntegration,
    CreateIntegration,
    IntegrationStats,
    IntegrationView,
    IntegrationWithSecrets,
    RotateSecret,
)
from gateway.api.common import Wired, after, check_version, further, sound_id
from gateway.channel_options import check_given_again, checked_secrets, checked_settings, fresh_secrets
from gateway.domain.credentials import random_slug
from gateway.domain.names import integration_id
from gateway.parts import Parts
from gateway.store.base import AlreadyExists
from gateway.store.integrations import Integration, seal_context

router = APIRouter(prefix="/v1/integrations", tags=["integrations"])
WRITE, READ = "integrations:write", "ledger:read"
SLUG_BYTES = 5  # eight characters of base32
IfMatch = Annotated[int | None, Depends(if_match)]


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    operation_id="create_integration",
    **needs(WRITE),
)
async def create_integration(
    body: CreateIntegration, caller: Caller, parts: Wired, response: Response
) -> IntegrationWithSecrets:
    """Connect an account of a channel. Secrets that are ours to make and not given are made, and shown this once."""
    settings = checked_settings(body.channel, body.settings, parts.reach)
    made, secrets = fresh_secrets(body.channel, body.secrets)
    id_ = integration_id(caller.brand, body.slug or random_slug(randomness.token_bytes(SLUG_BYTES)))
    integration = Integration(
        brand=caller.brand,
        id=id_,
        channel=body.channel,
        name=body.name,
        enabled=True,
        settings=settings,
        secret_names=tuple(sorted(secrets)),
        sealed=parts.sealer.seal(dict(secrets), seal_context(caller.brand, id_)),
        version=1,
        created_at=parts.clock.now(),
    )
    try:
        await parts.integrations.create(integration)
    except AlreadyExists:
        raise Conflict("There is an integration of this id already.", state="exists") from None
    return _shown(parts, integration, made, response)


@router.get("", operation_id="list_integrations", **needs(WRITE, READ))
async def list_integrations(
    caller: Caller, parts: Wired, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[IntegrationView]:
    """The integrations of the brand in order of id."""
    found, last = await parts.integrations.list(caller.brand, after(cursor), limit)
    return Page(items=[IntegrationView(**_view(each)) for each in found], next=further(last))


@router.get("/{integration}", operation_id="get_integration", **needs(WRITE, READ))
async def get_integration(integration: str, caller: Caller, parts: Wired, response: Response) -> IntegrationView:
    """One integration, without its secrets."""
    found = await _own(parts, caller.brand, integration)
    response.headers["ETag"] = etag(found.version)
    return IntegrationView(**_view(found))


@router.patch("/{integration}", operation_id="change_integration", **needs(WRITE))
async def change_integration(
    integration: str, body: ChangeIntegration, caller: Caller, parts: Wired, response: Response, version: IfMatch
) -> IntegrationView:
    """Change name, settings or whether it is enabled.

    Settings that change where a secret goes need that secret with them. Secrets given here count at once, without an
    overlap; to change them alone, rotate them.
    """
    found = await _own(parts, caller.brand, integration)
    check_version(version, found.version)
    settings = found.settings
    if body.settings is not None:
        settings = checked_settings(found.channel, body.settings, parts.reach)
        check_given_again(found.channel, found.settings, settings, found.secret_names, body.secrets)
    if body.secrets:
        found = _with_secrets(parts, found, body.secrets)
    enabled = found.enabled if body.enabled is None else body.enabled
    name = found.name if body.name is None else body.name
    changed = await _put(parts, replace(found, name=name, settings=settings, enabled=enabled))
    response.headers["ETag"] = etag(changed.version)
    return IntegrationView(**_view(changed))


@router.post("/{integration}/disable", operation_id="disable_integration", **needs(WRITE))
async def disable_integration(integration: str, caller: Caller, parts: Wired, response: Response) -> IntegrationView:
    """Take nothing more from it: its webhook is unknown and its keys are refused. Disabling twice is once."""
    found = await _own(parts, caller.brand, integration)
    changed = await _put(parts, replace(found, enabled=False)) if found.enabled else found
    response.headers["ETag"] = etag(changed.version)
    return IntegrationView(**_view(changed))


@router.post("/{integration}/rotate-secret", operation_id="rotate_secret", **needs(WRITE))
async def rotate_secret(
    integration: str, body: RotateSecret, caller: Caller, parts: Wired, response: Response, version: IfMatch
) -> IntegrationWithSecrets:
    """New secrets at once; those replaced go on verifying for the overlap."""
    found = await _own(parts, caller.brand, integration)
    check_version(version, found.version)
    context = seal_context(caller.brand, found.id)
    current = parts.sealer.open(found.sealed, context)
    made, secrets = fresh_secrets(found.channel, body.secrets, current)
    checked_secrets(found.channel, secrets)
    until = parts.clock.now() + timedelta(seconds=body.overlap_seconds)
    rotated = replace(
        found,
        sealed=parts.sealer.seal(dict(secrets), context),
        secret_names=tuple(sorted(secrets)),
        sealed_before=found.sealed,
        before_until=until,
    )
    return _shown(parts, await _put(parts, rotated), made, response)


@router.get("/{integration}/stats", operation_id="integration_stats", **needs(WRITE, READ))
async def integration_stats(integration: str, caller: Caller, parts: Wired) -> IntegrationStats:
    """What the edge counted for it: accepted, rejected, refused signatures, unreadable, throttled."""
    found = await _own(parts, caller.brand, integration)
    counts = await parts.stats.of(caller.brand, found.id)
    numbers: dict[str, Any] = {
        name: counts.get(name, 0) for name, field in IntegrationStats.model_fields.items() if field.annotation is int
    }
    return IntegrationStats(
        integration=found.id,
        last_accepted_at=counts.get("last_accepted_at"),
        last_refused_at=counts.get("last_refused_at"),
        **numbers,
    )


def _with_secrets(parts: Parts, integration: Integration, given: Mapping[str, str]) -> Integration:
    """The integration with these secrets in place of those of their names; raises Invalid naming each wrong one."""
    context = seal_context(integration.brand, integration.id)
    together = {**parts.sealer.open(integration.sealed, context), **given}
    checked_secrets(integration.channel, together)
    names = tuple(sorted(together))
    return replace(integration, sealed=parts.sealer.seal(together, context), secret_names=names)


async def _put(parts: Parts, integration: Integration) -> Integration:
    changed = replace(integration, version=integration.version + 1)
    await parts.integrations.change(changed)
    parts.known.changed(changed.brand, changed.id)
    parts.access.changed()
    return changed


async def _own(parts: Parts, brand: str, integration: str) -> Integration:
    found = await parts.integrations.get(brand, sound_id(integration))
    if found is None:
        raise NotFound
    return found


def _shown(
    parts: Parts, integration: Integration, made: Mapping[str, str], response: Response
) -> IntegrationWithSecrets:
    parts.known.changed(integration.brand, integration.id)
    response.headers["ETag"] = etag(integration.version)
    response.headers["Location"] = f"/v1/integrations/{integration.id}"
    return IntegrationWithSecrets(**_view(integration), secrets=dict(made))


def _view(integration: Integration) -> dict[str, Any]:
    return {
        "id": integration.id,
        "channel": integration.channel,
        "name": integration.name,
        "enabled": integration.enabled,
        "settings": dict(integration.settings),
        "secret_names": list(integration.secret_names),
        "webhook": f"/v1/webhooks/{integration.id}",
        "version": integration.version,
        "created_at": integration.created_at,
    }
