"""Reference data the gateway owns and the others keep a copy of: brands, integrations and people (compacted topic)."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.event import Event

Role = Literal[
    "administrator",
    "strategist",
    "social_media_manager",
    "community_manager",
    "employee",
    "volunteer",
    "analyst",
    "developer",
]


class DirectoryEvent(Event):
    """Base of the directory's events: the whole object each time, the highest version wins; `removed` ends it."""

    topic: ClassVar[str] = "gateway.directory"

    removed: bool = False


class BrandChanged(DirectoryEvent):
    """A brand as it is now. The subject is `brand`. `timezone` is an IANA name; `languages` are what it answers in.

    `sandbox` never changes; `clock_ahead_seconds`, by which the time of one is ahead of the machine's, only grows.
    `drill_of` is the brand that practises in this one: nothing said in it leaves the house.
    `off` are the features that the operator has turned off for it.
    """

    type: ClassVar[str] = "gateway.brand_changed.v1"

    name: str = Field(max_length=200)
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    sandbox: bool = False
    clock_ahead_seconds: int = Field(default=0, ge=0)
    drill_of: str | None = Field(default=None, max_length=40)
    off: tuple[str, ...] = ()


class IntegrationChanged(DirectoryEvent):
    """An integration as it is now. The subject is `integration:<id>`.

    `sealed` is the secrets encrypted under the seal key (chassis.seal); `settings` are the channel's public options,
    such as
    `callback_url` of the generic webhook, the account id, and `threading` (`contact` or `thread`).
    """

    type: ClassVar[str] = "gateway.integration_changed.v1"

    integration: str
    channel: str
    name: str = Field(max_length=200)
    enabled: bool = True
    settings: dict[str, Any] = Field(default_factory=dict)
    sealed: str = ""


class PersonChanged(DirectoryEvent):
    """A person with their roles. The subject is `person:<id>`; the person's id is the employee's id in routing."""

    type: ClassVar[str] = "gateway.person_changed.v1"

    person: str
    name: str = Field(max_length=200)
    roles: tuple[Role, ...] = ()
    may_work: bool = Field(
        default=True, description="Whether the roles give the right to take work and answer, without a surge place."
    )
    active: bool = True
