"""Brands: the tenants. A row in the registry names each, so that the installation's operator can list them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chassis.mongo import Document, Session
from contracts.directory import BrandChanged
from gateway.domain.feature import Feature
from gateway.domain.quota import BrandQuota, Limit
from gateway.persistence.base import PLATFORM, StoreContext, event_id, page
from gateway.persistence.keys import Key, key_document
from gateway.persistence.people import Person, person_changed, person_document

MOST_OF_ORIGIN = 10_000  # brands that list one origin, such as that of a front end for all


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand as it is stored."""

    id: str
    name: str
    timezone: str
    languages: tuple[str, ...]
    version: int
    created_at: datetime
    origins: tuple[str, ...] = ()
    sandbox: bool = False
    clock_ahead_seconds: int = 0
    publishes_response_time: bool = False
    drill_of: str | None = None
    quota: BrandQuota = BrandQuota()
    off: tuple[Feature, ...] = ()


class Brands:
    """Makes, changes and finds brands."""

    def __init__(self, context: StoreContext) -> None:
        self._context = context
        self._brands = context.collection("brands")
        self._registry = context.collection("registry")

    async def create(self, brand: Brand, administrator: Person | None = None, key: Key | None = None) -> None:
        """Make a brand, with its first administrator and their key; raises AlreadyExists."""
        writes = [
            ("registry", self._registry.insert(PLATFORM, brand.id, {"id": brand.id, **_origins(brand)})),
            ("brands", self._brands.insert(brand.id, brand.id, _document(brand))),
        ]
        events = [_changed(brand, self._context.clock.now())]
        if administrator is not None:
            people = self._context.collection("people")
            writes.append(("people", people.insert(brand.id, administrator.id, person_document(administrator))))
        if key is not None:
            writes.append(("keys", self._context.collection("keys").insert(brand.id, key.id, key_document(key))))
        person_events = [person_changed(brand.id, administrator, self._context.clock.now())] if administrator else []
        await self._context.create(writes, [*events, *person_events])

    async def get(self, brand: str) -> Brand | None:
        """A brand, or None."""
        document = await self._brands.get(brand, brand)
        return _brand(document) if document else None

    async def change(self, brand: Brand) -> None:
        """Store the next version of a brand; raises VersionConflict."""

        async def register(session: Session) -> None:
            listed = self._registry.update(PLATFORM, brand.id, {"$set": _origins(brand)})
            await self._registry.write([listed], session=session)

        event = _changed(brand, self._context.clock.now())
        await self._context.change("brands", brand.id, _document(brand), event, register)

    async def with_origin(self, origin: str) -> frozenset[str]:
        """The ids of the brands that list an origin."""
        rows = await self._registry.find(PLATFORM, {"origins": origin}, projection={"id": 1}, limit=MOST_OF_ORIGIN)
        return frozenset(row["id"] for row in rows)

    async def list(self, after: str | None, limit: int) -> tuple[list[Brand], str | None]:
        """A page of all brands, for the operator of the installation."""
        rows, next_after = await page(self._registry, PLATFORM, {}, after=after, limit=limit)
        documents = await self._brands.get_many([(row["id"], row["id"]) for row in rows])
        return [
            _brand(documents[row["id"], row["id"]]) for row in rows if (row["id"], row["id"]) in documents
        ], next_after


def _document(brand: Brand) -> Document:
    return {
        "id": brand.id,
        "name": brand.name,
        "timezone": brand.timezone,
        "languages": list(brand.languages),
        "version": brand.version,
        "created_at": brand.created_at,
        "sandbox": brand.sandbox,
        "clock_ahead_seconds": brand.clock_ahead_seconds,
        "publishes_response_time": brand.publishes_response_time,
        "drill_of": brand.drill_of,
        "quota": asdict(brand.quota),
        "off": list(brand.off),
        **_origins(brand),
    }


def _origins(brand: Brand) -> Document:
    return {"origins": list(brand.origins)}


def _brand(document: dict[str, Any]) -> Brand:
    return Brand(
        id=document["id"],
        name=document["name"],
        timezone=document["timezone"],
        languages=tuple(document["languages"]),
        version=document["version"],
        created_at=document["created_at"],
        origins=tuple(document.get("origins", ())),
        sandbox=document.get("sandbox", False),
        clock_ahead_seconds=document.get("clock_ahead_seconds", 0),
        publishes_response_time=document.get("publishes_response_time", False),
        drill_of=document.get("drill_of"),
        quota=_quota(document.get("quota") or {}),
        off=tuple(document.get("off", ())),
    )


def _quota(document: dict[str, Any]) -> BrandQuota:
    return BrandQuota(**{name: Limit(**limit) for name, limit in document.items() if limit is not None})


def _changed(brand: Brand, now: datetime) -> BrandChanged:
    return BrandChanged(
        id=event_id(brand.id, "brand", brand.version),
        brand=brand.id,
        subject="brand",
        version=brand.version,
        at=now,
        name=brand.name,
        timezone=brand.timezone,
        languages=brand.languages,
        sandbox=brand.sandbox,
        clock_ahead_seconds=brand.clock_ahead_seconds,
        drill_of=brand.drill_of,
        off=brand.off,
    )
