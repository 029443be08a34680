"""What the gateway's own resources take and give: brands, people, integrations, keys, the caller, dead letters."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from contracts.channel import ChannelName
from contracts.directory import Role
from contracts.http.moment import Moment

BRAND_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$"
SLUG_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,21}[a-z0-9])?$"
PERSON_PATTERN = r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$"


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not an IANA time zone")
    return name


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL is not allowed")
    return text


Plain = Annotated[str, AfterValidator(_no_nul)]
Name = Annotated[Plain, Field(min_length=1, max_length=200)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$", max_length=35)]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
Person = Annotated[str, Field(pattern=PERSON_PATTERN)]
Secrets = Annotated[
    dict[
        Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], Annotated[Plain, Field(min_length=1, max_length=8192)]
    ],
    Field(max_length=16),
]
Settings = Annotated[dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], Any], Field(max_length=64)]


class Command(BaseModel):
    """A body that is written: unknown fields are refused and no value is bent into another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class View(BaseModel):
    """A body that is read."""

    model_config = ConfigDict(frozen=True)


class Administrator(Command):
    """The first person of a brand."""

    person: Person = "admin"
    name: Name = "Administrator"
    login: Plain | None = Field(default=None, min_length=1, max_length=256)


class CreateBrand(Command):
    """A new brand; with `administrator` its first person too, whose key the answer shows once."""

    id: str = Field(pattern=BRAND_PATTERN)
    name: Name
    timezone: Zone = "UTC"
    languages: list[Language] = Field(default_factory=lambda: ["en"], min_length=1, max_length=50)
    administrator: Administrator | None = None


class ChangeBrand(Command):
    """What to change of a brand; what is left out stays."""

    name: Name | None = None
    timezone: Zone | None = None
    languages: list[Language] | None = Field(default=None, min_length=1, max_length=50)


class BrandView(View):
    """A brand. `timezone` is an IANA name, `languages` are what it answers in."""

    id: str
    name: str
    timezone: str
    languages: list[str]
    version: int
    created_at: AwareDatetime


class BrandCreated(BrandView):
    """A brand just made; `key` is its first administrator's, shown this once."""

    administrator: str | None = None
    key: str | None = None


class AdministratorCreated(View):
    """A first administrator, with the key, shown this once."""

    person: str
    key: str


class CreatePerson(Command):
    """A new person of the brand. `login` is the subject their token names; the person's id where left out."""

    id: Person | None = None
    name: Name
    roles: list[Role] = Field(default_factory=list, max_length=8)
    login: Plain | None = Field(default=None, min_length=1, max_length=256)


class ChangePerson(Command):
    """What to change of a person; what is left out stays."""

    name: Name | None = None
    roles: list[Role] | None = Field(default=None, max_length=8)
    active: bool | None = None


class PersonView(View):
    """A person with their roles; the id is also the employee's id."""

    id: str
    name: str
    roles: list[Role]
    login: str
    active: bool
    version: int
    created_at: AwareDatetime


class CreateIntegration(Command):
    """A new connection to one account of a channel; a secret that is needed and not given is made and shown once."""

    channel: ChannelName
    name: Name
    slug: str | None = Field(default=None, pattern=SLUG_PATTERN)
    settings: Settings = Field(default_factory=dict)
    secrets: Secrets = Field(default_factory=dict)


class ChangeIntegration(Command):
    """What to change of an integration; what is left out stays.

    Settings that change where a secret goes need that secret again in `secrets`; alone, secrets are rotated.
    """

    name: Name | None = None
    enabled: bool | None = None
    settings: Settings | None = None
    secrets: Secrets = Field(default_factory=dict)


class RotateSecret(Command):
    """New secrets; the old ones still verify for `overlap_seconds`. Without `secrets` a new one is made and shown."""

    secrets: Secrets = Field(default_factory=dict)
    overlap_seconds: int = Field(default=86_400, ge=0, le=30 * 86_400)


class IntegrationView(View):
    """An integration, without its secrets. `webhook` is the path the platform posts to."""

    id: str
    channel: str
    name: str
    enabled: bool
    settings: dict[str, Any]
    secret_names: list[str]
    webhook: str
    version: int
    created_at: AwareDatetime


class IntegrationWithSecrets(IntegrationView):
    """An integration whose secrets were just made: they are shown this once."""

    secrets: dict[str, str]


class IntegrationStats(View):
    """What the edge counted for one integration since it was made."""

    integration: str
    accepted: int
    rejected: int
    signature_missing: int
    signature_wrong: int
    signature_stale: int
    unreadable: int
    throttled: int
    last_accepted_at: AwareDatetime | None
    last_refused_at: AwareDatetime | None


class CreateKey(Command):
    """A new key: of a person (their roles decide), of an integration, or of a service (its scopes decide)."""

    name: Name
    person: Person | None = None
    integration: str | None = Field(default=None, min_length=1, max_length=64)
    scopes: list[str] | None = Field(default=None, max_length=64)
    expires_at: Moment | None = Field(default=None, strict=False)


class KeyView(View):
    """A key as it is kept; the key itself is not."""

    id: str
    name: str
    kind: Literal["person", "integration", "service"]
    person: str | None
    integration: str | None
    scopes: list[str] | None
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    revoked_at: AwareDatetime | None


class KeyCreated(KeyView):
    """A key just made, shown this once."""

    key: str


class GrantView(View):
    """A temporary place that gives on-duty scopes until `until` or until it is taken back."""

    incident: str
    until: AwareDatetime


class Me(View):
    """Who the credential says is calling, and what they may do now."""

    brand: str | None
    principal: str
    kind: Literal["person", "integration", "service", "bootstrap"]
    name: str | None
    roles: list[str]
    scopes: list[str]
    grants: list[GrantView]
    expires_at: AwareDatetime | None


class DevTokenRequest(Command):
    """Whom a development token is for."""

    brand: str = Field(pattern=BRAND_PATTERN)
    person: Person
    expires_in_seconds: int = Field(default=3600, ge=1, le=86_400)


class DevToken(View):
    """A token of the local issuer."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, not one
    expires_in: int


class DeadLetterView(View):
    """A record a consumer could not use: where it lies, where it came from, and why."""

    id: str
    group: str
    origin_topic: str
    origin_partition: int
    origin_offset: int
    reason: str
    attempts: int
    first_failed_at: AwareDatetime | None
    event_id: str | None
    event_type: str | None
    replayed_at: AwareDatetime | None


class DeadLetterShown(DeadLetterView):
    """A dead letter with its record; `value` is the JSON where it is JSON, `value_base64` the bytes where not."""

    value: Any = None
    value_base64: str | None = None


class Replayed(View):
    """Whether the record was sent back; false when that happened before."""

    replayed: bool
