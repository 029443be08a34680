"""Brands, and the first administrator of one."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, Field

from contracts.http.fields import LANGUAGE_PATTERN, Plain
from contracts.http.gateway.fields import BRAND_PATTERN, Name, Origin, PersonId
from contracts.http.models import ReadModel, StrictWriteModel


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not an IANA time zone")
    return name


Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN, max_length=35)]
Origins = Annotated[list[Origin], Field(max_length=50)]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]


class AdministratorCreate(StrictWriteModel):
    """The first person of a brand."""

    person: PersonId = "admin"
    name: Name = "Administrator"
    login: Plain | None = Field(default=None, min_length=1, max_length=256)


class BrandCreate(StrictWriteModel):
    """A new brand; with `administrator` its first person too, whose key the answer shows once."""

    id: str = Field(pattern=BRAND_PATTERN)
    name: Name
    timezone: Zone = "UTC"
    languages: list[Language] = Field(default_factory=lambda: ["en"], min_length=1, max_length=50)
    origins: Origins = Field(default_factory=list)
    administrator: AdministratorCreate | None = None


class BrandUpdate(StrictWriteModel):
    """What to change of a brand; what is left out stays."""

    name: Name | None = None
    timezone: Zone | None = None
    languages: list[Language] | None = Field(default=None, min_length=1, max_length=50)
    origins: Origins | None = None


class Brand(ReadModel):
    """A brand. `timezone` is an IANA name, `languages` are what it answers in.

    Pages of `origins` may call the API from a browser with credentials of this brand.
    """

    id: str
    name: str
    timezone: str
    languages: list[str]
    origins: list[str]
    version: int
    created_at: AwareDatetime


class BrandWithKey(Brand):
    """A brand just made; `key` is its first administrator's, shown this once."""

    administrator: str | None = None
    key: str | None = None


class Administrator(ReadModel):
    """A first administrator, with the key, shown this once."""

    person: str
    key: str
