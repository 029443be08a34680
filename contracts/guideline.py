"""What a brand's guideline asks of who answers, as the inbox tells it."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event, Part


class GuidelineCondition(Part):
    """Where a rule of a guideline holds: every field that is set has to, and one of `topics` is enough."""

    channels: tuple[str, ...] = ()
    """One of these channels; empty: any."""
    visibility: Literal["public", "private"] | None = None
    """`public` or `private`; null: either."""
    triage: tuple[str, ...] = ()
    """One of these judgements of the conversation; empty: any."""
    topics: tuple[str, ...] = ()
    """At least one of these topics; empty: any."""
    min_priority: int = Field(default=0, ge=0, le=100)
    """A priority of this at least, 0 to 100."""
    in_incident: bool | None = None
    """Whether an incident is on; null: either way."""


class CertificateDemand(Part):
    """A certificate that the author of a reply needs where `where` holds and none of `lifted` does."""

    certificate: str
    """The certificate, by the name that employees hold it under."""
    where: GuidelineCondition
    """Which replies need it."""
    lifted: tuple[GuidelineCondition, ...] = ()
    """Freedoms that take the demand away: where one of them holds, nobody needs it."""


class GuidelineChanged(Event):
    """A brand's guideline has a new version: the certificates its replies need. The subject is `guideline`."""

    type: ClassVar[str] = "inbox.guideline_changed.v1"
    topic: ClassVar[str] = "inbox.events"

    certificates: tuple[CertificateDemand, ...] = ()
    """What authors need, and where; empty: no certificate at all."""


class AcceptanceChanged(Event):
    """A person answered a reading campaign, or what they may do changed by its due time. The subject is the person."""

    type: ClassVar[str] = "inbox.acceptance_changed.v1"
    topic: ClassVar[str] = "inbox.events"

    person: str
    """The person by id, who is the employee too."""
    department: str | None = None
    """The department they were asked in; null: none."""
    campaign: int = Field(ge=1)
    """Which reading campaign asks, counted per brand from 1."""
    guideline_version: int = Field(ge=1)
    """The version of the guideline that is to be accepted."""
    text_hash: str
    """SHA-256 of its duties and freedoms in all languages: what an acceptance is for."""
    state: Literal["pending", "accepted", "declined", "exception_asked", "exempt"]
    """What the person said last: nothing (`pending`), one of their answers, or that they were made `exempt`."""
    may_answer: bool
    """Whether they may be offered conversations; false while it is overdue and the version says so."""


class AcceptanceReminder(Event):
    """A reading campaign comes due and some of its people have not answered. The subject is `campaign:<number>`."""

    type: ClassVar[str] = "inbox.acceptance_reminder.v1"
    topic: ClassVar[str] = "inbox.events"

    campaign: int = Field(ge=1)
    """Which reading campaign asks, counted per brand from 1."""
    guideline_version: int = Field(ge=1)
    """The version of the guideline that is to be accepted."""
    due_at: AwareDatetime
    """When the answers are due."""
    people: int = Field(ge=0)
    """How many people it asks."""
    pending: int = Field(ge=0)
    """How many have said nothing yet."""
