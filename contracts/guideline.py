"""What a brand's guideline asks of who answers, as the inbox tells it."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import Event, Part


class GuidelineCondition(Part):
    """Where a rule of a guideline holds: every field that is set has to, and one of `topics` is enough."""

    channels: tuple[str, ...] = ()
    visibility: Literal["public", "private"] | None = None
    triage: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    min_priority: int = Field(default=0, ge=0, le=100)
    in_incident: bool | None = None


class CertificateDemand(Part):
    """A certificate that the author of a reply needs where `where` holds and none of `lifted` does."""

    certificate: str
    where: GuidelineCondition
    lifted: tuple[GuidelineCondition, ...] = ()


class GuidelineChanged(Event):
    """A brand's guideline has a new version: the certificates its replies need. The subject is `guideline`."""

    type: ClassVar[str] = "inbox.guideline_changed.v1"
    topic: ClassVar[str] = "inbox.events"

    certificates: tuple[CertificateDemand, ...] = ()
