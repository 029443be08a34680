"""Builders of statements that are published, for the tests of the inbox."""

from __future__ import annotations

from contracts.crisis import IncidentDeclared, IncidentStoodDown, PublicationRequested
from contracts.directory import BrandChanged
from contracts.ids import derived_id
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND


def an_incident(id_: str = "i1") -> IncidentDeclared:
    return IncidentDeclared(
        id=derived_id(id_), brand=BRAND, subject=id_, at=NOON, incident=id_, title="Ash", severity=2, declared_by="ann"
    )


def its_end(id_: str = "i1") -> IncidentStoodDown:
    return IncidentStoodDown(
        id=derived_id(id_, "over"), brand=BRAND, subject=id_, at=NOON, incident=id_, by="ann", lasted_seconds=60
    )


def a_request(round_: int = 1, integration: str = "x1", publication: str = "p1") -> PublicationRequested:
    return PublicationRequested(
        id=derived_id(publication, str(round_)),
        brand=BRAND,
        subject="i1",
        at=NOON,
        incident="i1",
        statement="s1",
        publication=publication,
        integration=integration,
        language="en",
        text="We know of it.",
        by="ann",
        round=round_,
    )


def a_brand(version: int = 1, *, off: tuple[str, ...] = (), drill_of: str | None = None) -> BrandChanged:
    return BrandChanged(
        id=derived_id("brand", str(version)),
        brand=BRAND,
        subject=f"brand:{BRAND}",
        version=version,
        at=NOON,
        name="KLM",
        timezone="UTC",
        languages=("en",),
        off=off,
        drill_of=drill_of,
    )
