"""Features of one brand: turned off and on by the installation's operator while everything runs."""

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
from gateway.domain.feature import FEATURES
from gateway.http.brands import WRITE, BrandId, require_brand
from gateway.http.dependencies import Running, check_version
from gateway.persistence.base import PLATFORM
from gateway.persistence.brands import Brand

router = APIRouter(prefix="/v1/brands")


@router.get("/{brand_id}/features", **needs_no_scope(refuses=[NotFound], headers=[ETAG]))
async def get_brand_features(
    brand_id: BrandId, caller: Caller, gateway: Running, response: Response
) -> http.BrandFeatures:
    """What the operator of this installation lets the brand do now."""
    return _shown(await require_brand(gateway, caller.brand, brand_id), response)


@router.put("/{brand_id}/features", **needs(WRITE, refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]))
async def put_brand_features(  # noqa: PLR0913 - as every versioned command
    brand_id: BrandId,
    body: http.BrandFeaturesUpdate,
    caller: Caller,
    gateway: Running,
    response: Response,
    version: Annotated[int | None, Depends(if_match)],
) -> http.BrandFeatures:
    """Turn features of a brand off or on, in every process within seconds. Only the bootstrap key may."""
    if caller.brand != PLATFORM:
        raise Forbidden(WRITE, "Only the operator of this installation turns features off and on.")
    brand = await require_brand(gateway, caller.brand, brand_id)
    check_version(version, brand.version)
    off = tuple(feature for feature in FEATURES if not getattr(body, feature))
    changed = replace(brand, off=off, version=brand.version + 1)
    await gateway.brands.change(changed)
    gateway.access.features.changed(brand.id)
    return _shown(changed, response)


def _shown(brand: Brand, response: Response) -> http.BrandFeatures:
    response.headers["ETag"] = etag(brand.version)
    return http.BrandFeatures(**{name: name not in brand.off for name in FEATURES}, version=brand.version)
