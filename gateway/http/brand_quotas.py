"""Quotas of one brand: set by the installation's operator while everything runs, read by the brand's own people."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import etag, if_match
from chassis.http.problem import Conflict, Forbidden, NotFound, PreconditionFailed
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import gateway as http
from gateway.application.gateway import Gateway
from gateway.domain.quota import BrandQuota, Limit
from gateway.http.brands import WRITE, BrandId, require_brand
from gateway.http.dependencies import Running, check_version
from gateway.persistence.base import PLATFORM
from gateway.persistence.brands import Brand

router = APIRouter(prefix="/v1/brands")


@router.get("/{brand_id}/quota", **needs_no_scope(refuses=[NotFound], headers=[ETAG]))
async def get_brand_quota(brand_id: BrandId, caller: Caller, gateway: Running, response: Response) -> http.BrandQuota:
    """How many events a second the brand and each of its integrations may post, and how many at once."""
    return _shown(gateway, await require_brand(gateway, caller.brand, brand_id), response)


@router.put("/{brand_id}/quota", **needs(WRITE, refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]))
async def put_brand_quota(  # noqa: PLR0913 - as every versioned command
    brand_id: BrandId,
    body: http.BrandQuotaUpdate,
    caller: Caller,
    gateway: Running,
    response: Response,
    version: Annotated[int | None, Depends(if_match)],
) -> http.BrandQuota:
    """Set the quotas of a brand, in every process within a second. Only the bootstrap key may."""
    if caller.brand != PLATFORM:
        raise Forbidden(WRITE, "Only the operator of this installation sets quotas.")
    brand = await require_brand(gateway, caller.brand, brand_id)
    check_version(version, brand.version)
    quota = BrandQuota(_limit(body.brand), _limit(body.integration))
    changed = replace(brand, quota=quota, version=brand.version + 1)
    await gateway.brands.change(changed)
    return _shown(gateway, changed, response)


def _limit(given: http.EventLimit | None) -> Limit | None:
    return None if given is None else Limit(given.events_per_second, given.burst)


def _shown(gateway: Gateway, brand: Brand, response: Response) -> http.BrandQuota:
    response.headers["ETag"] = etag(brand.version)
    of_brand, of_integration = gateway.quotas.limits(brand.quota)
    return http.BrandQuota(
        brand=http.EventLimit(events_per_second=of_brand.per_second, burst=of_brand.burst),
        integration=http.EventLimit(events_per_second=of_integration.per_second, burst=of_integration.burst),
        brand_by_default=brand.quota.brand is None,
        integration_by_default=brand.quota.integration is None,
        version=brand.version,
    )
