"""Integrations of a brand: made with secrets shown once, rotated with an overlap, disabled, counted."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response, status

from chassis.auth import Caller
from chassis.http.answers import ETAG, LOCATION
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, etag, if_match, page_of
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import gateway as http
from gateway.application.channel_options import check_given_again, checked_secrets, checked_settings, fresh_secrets
from gateway.application.gateway import Gateway
from gateway.domain.credentials import random_slug
from gateway.domain.names import integration_id
from gateway.http.dependencies import Running, check_version, require_well_formed_id
from gateway.http.presenters import integration_view, integration_with_secrets
from gateway.persistence.base import AlreadyExists
from gateway.persistence.integrations import Integration, seal_context

router = APIRouter(prefix="/v1/integrations")
WRITE, READ = "integrations:write", "ledger:read"
SLUG_BYTES = 5  # eight characters of base32
IfMatch = Annotated[int | None, Depends(if_match)]
Known = Annotated[str, Path(description="The integration's `id`: the brand, `_` and a short name.")]


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    **needs(WRITE, refuses=[Conflict], headers=[ETAG, LOCATION]),
)
async def create_integration(
    body: http.IntegrationCreate, caller: Caller, gateway: Running, response: Response
) -> http.IntegrationWithSecrets:
    """Connect an account of a channel. Secrets that are ours to make and not given are made, and shown this once."""
    settings = checked_settings(body.channel, body.settings, gateway.reach)
    new_secrets, secrets = fresh_secrets(body.channel, body.secrets)
    id_ = integration_id(caller.brand, body.slug or random_slug(randomness.token_bytes(SLUG_BYTES)))
    integration = Integration(
        brand=caller.brand,
        id=id_,
        channel=body.channel,
        name=body.name,
        enabled=True,
        settings=settings,
        secret_names=tuple(sorted(secrets)),
        sealed=gateway.sealer.seal(dict(secrets), seal_context(caller.brand, id_)),
        version=1,
        created_at=gateway.clock.now_of(caller.brand),
        expected_every_seconds=body.expected_every_seconds,
        lane=body.lane,
    )
    try:
        await gateway.integrations.create(integration)
    except AlreadyExists:
        raise Conflict("There is an integration of this id already.", state="exists") from None
    await gateway.heartbeats.expect(integration)
    response.headers["Location"] = f"/v1/integrations/{id_}"
    return _shown(gateway, integration, new_secrets, response)


@router.get("", **needs(WRITE, READ))
async def list_integrations(
    caller: Caller, gateway: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Integration]:
    """The integrations of the brand in order of id."""
    integrations, last = await gateway.integrations.list(caller.brand, after_id(cursor), limit)
    return page_of(integrations, integration_view, None if last is None else [last])


@router.get("/{integration}", **needs(WRITE, READ, refuses=[NotFound], headers=[ETAG]))
async def get_integration(integration: Known, caller: Caller, gateway: Running, response: Response) -> http.Integration:
    """One integration, without its secrets."""
    stored = await require_integration(gateway, caller.brand, integration)
    response.headers["ETag"] = etag(stored.version)
    return integration_view(stored)


@router.patch(
    "/{integration}",
    **needs(WRITE, refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]),
)
async def update_integration(
    integration: Known,
    body: http.IntegrationUpdate,
    caller: Caller,
    gateway: Running,
    response: Response,
    version: IfMatch,
) -> http.Integration:
    """Change name, settings or whether it is enabled.

    Settings that change where a secret goes need that secret with them. Secrets given here count at once, without an
    overlap; to change them alone, rotate them.
    """
    stored = await require_integration(gateway, caller.brand, integration)
    check_version(version, stored.version)
    settings = stored.settings
    if body.settings is not None:
        settings = checked_settings(stored.channel, body.settings, gateway.reach)
        check_given_again(stored.channel, stored.settings, settings, stored.secret_names, body.secrets)
    if body.secrets:
        stored = _with_secrets(gateway, stored, body.secrets)
    enabled = stored.enabled if body.enabled is None else body.enabled
    name = stored.name if body.name is None else body.name
    changed = await _put(
        gateway, _expecting(replace(stored, name=name, settings=settings, enabled=enabled), body, gateway)
    )
    response.headers["ETag"] = etag(changed.version)
    return integration_view(changed)


@router.post("/{integration}/disable", **needs(WRITE, refuses=[NotFound, Conflict], headers=[ETAG]))
async def disable_integration(
    integration: Known, caller: Caller, gateway: Running, response: Response
) -> http.Integration:
    """Take nothing more from it: its webhook is unknown and its keys are refused. Disabling twice is once."""
    stored = await require_integration(gateway, caller.brand, integration)
    changed = await _put(gateway, replace(stored, enabled=False)) if stored.enabled else stored
    response.headers["ETag"] = etag(changed.version)
    return integration_view(changed)


@router.post(
    "/{integration}/rotate-secret",
    **needs(WRITE, refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]),
)
async def rotate_integration_secret(
    integration: Known, body: http.SecretsUpdate, caller: Caller, gateway: Running, response: Response, version: IfMatch
) -> http.IntegrationWithSecrets:
    """New secrets at once; those replaced go on verifying for the overlap."""
    stored = await require_integration(gateway, caller.brand, integration)
    check_version(version, stored.version)
    context = seal_context(caller.brand, stored.id)
    current = gateway.sealer.open(stored.sealed, context)
    new_secrets, secrets = fresh_secrets(stored.channel, body.secrets, current)
    checked_secrets(stored.channel, secrets)
    until = gateway.clock.now() + timedelta(seconds=body.overlap_seconds)
    rotated = replace(
        stored,
        sealed=gateway.sealer.seal(dict(secrets), context),
        secret_names=tuple(sorted(secrets)),
        sealed_before=stored.sealed,
        before_until=until,
    )
    return _shown(gateway, await _put(gateway, rotated), new_secrets, response)


def _with_secrets(gateway: Gateway, integration: Integration, given: Mapping[str, str]) -> Integration:
    """The integration with these secrets in place of those of their names; raises Invalid naming each wrong one."""
    context = seal_context(integration.brand, integration.id)
    together = {**gateway.sealer.open(integration.sealed, context), **given}
    checked_secrets(integration.channel, together)
    names = tuple(sorted(together))
    return replace(integration, sealed=gateway.sealer.seal(together, context), secret_names=names)


async def _put(gateway: Gateway, integration: Integration) -> Integration:
    changed = replace(integration, version=integration.version + 1)
    await gateway.integrations.change(changed)
    gateway.ready_integrations.changed(changed.brand, changed.id)
    gateway.access.changed()
    await gateway.heartbeats.expect(changed)
    return changed


def _expecting(integration: Integration, body: http.IntegrationUpdate, gateway: Gateway) -> Integration:
    """The integration with what is expected of it; an expectation that changes, or is on again, holds from now on."""
    every = integration.expected_every_seconds if body.expected_every_seconds is None else body.expected_every_seconds
    begins = body.expected_every_seconds is not None or body.enabled is True
    since = gateway.clock.now_of(integration.brand) if begins else integration.expected_since
    return replace(integration, expected_every_seconds=every or None, expected_since=since)


async def require_integration(gateway: Gateway, brand: str, integration: str) -> Integration:
    """An integration of the brand; raises NotFound."""
    stored = await gateway.integrations.get(brand, require_well_formed_id(integration))
    if stored is None:
        raise NotFound
    return stored


def _shown(
    gateway: Gateway, integration: Integration, new_secrets: Mapping[str, str], response: Response
) -> http.IntegrationWithSecrets:
    gateway.ready_integrations.changed(integration.brand, integration.id)
    response.headers["ETag"] = etag(integration.version)
    return integration_with_secrets(integration, new_secrets)
