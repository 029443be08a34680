"""Brands: made by the installation's operator with the bootstrap key, read and changed by their own people."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response, status

from chassis.auth import Caller
from chassis.http.answers import ETAG, LOCATION
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, etag, if_match, page_of
from chassis.http.problem import Conflict, Forbidden, NotFound, PreconditionFailed
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import gateway as http
from gateway.application.gateway import Gateway
from gateway.domain.credentials import KEY_ID_BYTES, SECRET_BYTES, make_key
from gateway.http.dependencies import Running, check_version, require_well_formed_id
from gateway.persistence.base import PLATFORM, AlreadyExists
from gateway.persistence.brands import Brand
from gateway.persistence.keys import Key
from gateway.persistence.people import Person

router = APIRouter(prefix="/v1/brands")
WRITE = "brands:write"
BrandId = Annotated[str, Path(description="The brand's `id`; but for the operator, the caller's own.")]


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    **needs(WRITE, refuses=[Conflict], headers=[ETAG, LOCATION]),
)
async def create_brand(
    body: http.BrandCreate, caller: Caller, gateway: Running, response: Response
) -> http.BrandWithKey:
    """Make a brand, and with `administrator` its first person. Only the bootstrap key may."""
    if caller.brand != PLATFORM:
        raise Forbidden(WRITE, "Only the operator of this installation makes brands.")
    now = gateway.clock.now()
    origins, languages = tuple(dict.fromkeys(body.origins)), tuple(body.languages)
    brand = Brand(
        body.id,
        body.name,
        body.timezone,
        languages,
        1,
        now,
        origins,
        body.sandbox,
        publishes_response_time=body.publishes_response_time,
    )
    person, key, text = (
        _administrator(gateway, brand.id, body.administrator) if body.administrator else (None, None, None)
    )
    try:
        await gateway.brands.create(brand, person, key)
    except AlreadyExists:
        raise Conflict("There is a brand of this id already.", state="exists") from None
    response.headers["ETag"] = etag(1)
    response.headers["Location"] = f"/v1/brands/{brand.id}"
    return http.BrandWithKey(**_view(brand).model_dump(), administrator=person.id if person else None, key=text)


@router.post(
    "/{brand_id}/administrators",
    status_code=status.HTTP_201_CREATED,
    **needs(WRITE, refuses=[NotFound, Conflict]),
)
async def create_administrator(
    brand_id: BrandId, body: http.AdministratorCreate, caller: Caller, gateway: Running
) -> http.Administrator:
    """Add an administrator to a brand that has lost its own. Only the bootstrap key may."""
    if caller.brand != PLATFORM:
        raise Forbidden(WRITE, "Only the operator of this installation adds administrators this way.")
    if await gateway.brands.get(require_well_formed_id(brand_id)) is None:
        raise NotFound
    person, key, text = _administrator(gateway, brand_id, body)
    try:
        await gateway.people.create(brand_id, person)
    except AlreadyExists:
        raise Conflict("There is a person of this id or login already.", state="exists") from None
    await gateway.keys.create(brand_id, key)
    return http.Administrator(person=person.id, key=text)


@router.get("", **needs_no_scope())
async def list_brands(
    caller: Caller, gateway: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Brand]:
    """The caller's own brand; all of them for the bootstrap key."""
    if caller.brand == PLATFORM:
        brands, last = await gateway.brands.list(after_id(cursor), limit)
        return page_of(brands, _view, None if last is None else [last])
    own = await gateway.brands.get(caller.brand)
    return Page(items=[_view(own)] if own else [])


@router.get("/{brand_id}", **needs_no_scope(refuses=[NotFound], headers=[ETAG]))
async def get_brand(brand_id: BrandId, caller: Caller, gateway: Running, response: Response) -> http.Brand:
    """One brand."""
    brand = await require_brand(gateway, caller.brand, brand_id)
    response.headers["ETag"] = etag(brand.version)
    return _view(brand)


@router.patch("/{brand_id}", **needs(WRITE, refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]))
async def update_brand(
    brand_id: BrandId,
    body: http.BrandUpdate,
    caller: Caller,
    gateway: Running,
    response: Response,
    version: Annotated[int | None, Depends(if_match)],
) -> http.Brand:
    """Change a brand."""
    brand = await require_brand(gateway, caller.brand, brand_id)
    check_version(version, brand.version)
    changed = replace(
        brand,
        name=brand.name if body.name is None else body.name,
        timezone=brand.timezone if body.timezone is None else body.timezone,
        languages=brand.languages if body.languages is None else tuple(body.languages),
        origins=brand.origins if body.origins is None else tuple(dict.fromkeys(body.origins)),
        publishes_response_time=(
            brand.publishes_response_time if body.publishes_response_time is None else body.publishes_response_time
        ),
        version=brand.version + 1,
    )
    await gateway.brands.change(changed)
    gateway.response_badges.changed(brand.id)
    response.headers["ETag"] = etag(changed.version)
    return _view(changed)


async def require_brand(gateway: Gateway, callers: str, brand_id: str) -> Brand:
    """The brand of this id when it is the caller's, or the caller is the operator; raises NotFound."""
    id_ = require_well_formed_id(brand_id)
    brand = await gateway.brands.get(id_) if callers in {id_, PLATFORM} else None
    if brand is None:
        raise NotFound
    return brand


def _administrator(gateway: Gateway, brand: str, body: http.AdministratorCreate) -> tuple[Person, Key, str]:
    """A first administrator, their key as it is stored, and the key itself."""
    now = gateway.clock.now()
    login = body.login or body.person
    person = Person(body.person, body.name, ("administrator",), login, True, 1, now)
    key = make_key(brand, secrets.token_bytes(KEY_ID_BYTES + SECRET_BYTES))
    stored = Key(key.key_id, "first key", "person", person.id, None, None, key.digest, now, None, None)
    return person, stored, key.text


def _view(brand: Brand) -> http.Brand:
    shown = asdict(brand) | {"languages": list(brand.languages), "origins": list(brand.origins)}
    for elsewhere in ("clock_ahead_seconds", "quota"):  # they have resources of their own
        del shown[elsewhere]
    return http.Brand(**shown)
