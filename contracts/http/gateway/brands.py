"""Brands, and the first administrator of one."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from contracts.http.fields import LANGUAGE_PATTERN, Plain
from contracts.http.gateway.fields import BRAND_PATTERN, Name, Origin, PersonId
from contracts.http.models import ReadModel, StrictWriteModel
from contracts.http.shown import CreatedAt, ShownVersion


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
    """The id they get, which is the employee's in routing too."""
    name: Name = "Administrator"
    """What colleagues call them."""
    login: Plain | None = Field(default=None, min_length=1, max_length=256)
    """The subject that their token of the identity provider names; null: their id."""


class BrandCreate(StrictWriteModel):
    """A new brand; with `administrator` its first person too, whose key the answer shows once."""

    id: str = Field(pattern=BRAND_PATTERN)
    """Lower-case letters, digits and dashes, up to 40; every id of an integration and every key begins with it."""
    name: Name
    """The brand's name for people."""
    timezone: Zone = "UTC"
    """Its zone by the IANA name, such as `Europe/Amsterdam`: the hours and days of reports are this zone's."""
    languages: list[Language] = Field(default_factory=lambda: ["en"], min_length=1, max_length=50)
    """The languages it answers in (BCP 47)."""
    origins: Origins = Field(default_factory=list)
    """Origins (scheme, host and port) of pages that may call the API from a browser; empty: none."""
    sandbox: bool = False
    """Whether it is for tests: its clock can be moved ahead. It never changes afterwards."""
    publishes_response_time: bool = False
    """Whether everybody may read how soon it answers, at `GET /v1/badges/{brand_id}/response-time`."""
    administrator: AdministratorCreate | None = None
    """Its first person; null: none, until one is added."""


class BrandUpdate(StrictWriteModel):
    """What to change of a brand; what is left out stays."""

    name: Name | None = None
    """The brand's name for people; null stays."""
    timezone: Zone | None = None
    """Its zone by the IANA name, such as `Europe/Amsterdam`; null stays."""
    languages: list[Language] | None = Field(default=None, min_length=1, max_length=50)
    """The languages it answers in (BCP 47), in place of those before; null stays."""
    origins: Origins | None = None
    """Origins of pages that may call the API from a browser, in place of those before; null stays."""
    publishes_response_time: bool | None = None
    """Whether everybody may read how soon it answers; null stays."""


class Brand(ReadModel):
    """A brand: a company that is spoken to."""

    id: str
    """Names it in every credential, integration and path; it never changes."""
    name: str
    """What people call it; other than the id, it may change."""
    timezone: str
    """Its zone by the IANA name: the hours and days of reports are this zone's."""
    languages: list[str]
    """The languages it answers in (BCP 47)."""
    origins: list[str]
    """Origins of pages that may call the API from a browser with credentials of this brand."""
    sandbox: bool
    """Whether it is for tests: its clock can be moved ahead."""
    publishes_response_time: bool
    """Whether everybody may read how soon it answers, at `GET /v1/badges/{brand_id}/response-time`."""
    drill_of: str | None
    """The brand that practises in this one, by its id; null: it is no drill's."""
    version: ShownVersion
    created_at: CreatedAt


class BrandWithKey(Brand):
    """A brand just made."""

    administrator: str | None = None
    """The id of its first person; null where none was asked for."""
    key: str | None = None
    """That person's API key, which is not shown again; null where none was asked for."""


class Administrator(ReadModel):
    """A first administrator."""

    person: str
    """The person's id, for `GET /v1/people/{person_id}`."""
    key: str
    """Their API key, which is not shown again."""


class EventLimit(StrictWriteModel):
    """A token bucket of events."""

    events_per_second: float = Field(gt=0, le=1_000_000, strict=False, allow_inf_nan=False)
    """How many flow back each second."""
    burst: int = Field(ge=1, le=10_000_000)
    """How many may come at once."""


class BrandFeaturesUpdate(StrictWriteModel):
    """What a brand may do, in place of what it might before."""

    replies: bool
    """Whether replies leave for their channels; while not, they are taken, checked and approved, and wait queued.
    Publishing a statement is 403 `feature_off` meanwhile, and one on its way waits."""
    webhooks: bool
    """Whether deliveries to the brand's endpoints are sent; while not, they are stored and wait."""
    imports: bool
    """Whether conversations, employees and certificates may be imported; while not, it is 403 `feature_off`."""


class BrandFeatures(ReadModel):
    """What a brand may do now."""

    replies: bool
    """Whether replies and statements leave for their channels; those that wait go within half a minute."""
    webhooks: bool
    """Whether deliveries to the brand's endpoints are sent; those that wait go within half a minute of the change."""
    imports: bool
    """Whether conversations, employees and certificates may be imported."""
    version: ShownVersion


class BrandQuotaUpdate(StrictWriteModel):
    """What a brand may post, in place of what it might before."""

    brand: EventLimit | None
    """All its integrations together; null: as the installation's settings say."""
    integration: EventLimit | None
    """Each of its integrations; null: as the installation's settings say."""


class BrandQuota(ReadModel):
    """What a brand may post in each gateway process."""

    brand: EventLimit
    """All its integrations together."""
    integration: EventLimit
    """Each of its integrations."""
    brand_by_default: bool
    """Whether the first is what the installation's settings say."""
    integration_by_default: bool
    """Whether the second is what the installation's settings say."""
    version: ShownVersion
