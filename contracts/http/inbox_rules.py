"""HTTP models of the inbox's rules: triage, SLA policy and guideline, each kept in versions."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from contracts.http.inbox import Written
from contracts.inbox import Triage

Name = Annotated[str, Field(min_length=1, max_length=64)]
Names = Annotated[tuple[Name, ...], Field(max_length=64)]
Term = Annotated[str, Field(min_length=2, max_length=100)]
Why = Annotated[str, Field(min_length=1, max_length=300)]
Label = Literal["positive", "neutral", "negative", "unknown"]
PersonalKind = Literal["iban", "card", "email", "phone"]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not an IANA time zone") from None
    return name


class WhenWritten(Written):
    """Conditions that must all hold; those left out always do."""

    channels: Names = ()
    visibility: Literal["public", "private"] | None = None
    automated: bool | None = None
    languages: Names = ()
    sentiment: tuple[Label, ...] = ()
    urgency: Names = ()
    topics: Names = ()
    min_reach: int | None = Field(default=None, ge=0, le=2**53)  # as a contact's reach
    question: bool | None = None
    first: bool | None = None
    has_text: bool | None = None


class RuleWritten(Written):
    """One row of the triage chart."""

    id: Name
    when: WhenWritten = WhenWritten()
    decision: Triage
    priority: int = Field(ge=0, le=100)
    reason: str = Field(min_length=1, max_length=200)


class TriageRules(Written):
    """The chart, from the top: the first rule that holds decides. Terms are looked for as whole words."""

    rules: tuple[RuleWritten, ...] = Field(max_length=200)
    otherwise: RuleWritten
    urgency_terms: dict[Name, tuple[Term, ...]] = Field(max_length=64)
    topic_terms: dict[Name, tuple[Term, ...]] = Field(max_length=128)

    @model_validator(mode="after")
    def _names_are_known(self) -> TriageRules:
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) != len(ids):
            raise ValueError("two rules have one id")
        for rule in self.rules:
            if not set(rule.when.urgency) <= self.urgency_terms.keys():
                raise ValueError(f"rule {rule.id} names an urgency that has no terms")
            if not set(rule.when.topics) <= self.topic_terms.keys():
                raise ValueError(f"rule {rule.id} names a topic that has no terms")
        return self


class CalendarWritten(Written):
    """Open hours by weekday ("0" is Monday) in local time; left out: around the clock. 00:00 ends at midnight."""

    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    open_hours: dict[Annotated[int, Field(ge=0, le=6)], tuple[tuple[time, time], ...]] | None = None
    holidays: tuple[date, ...] = Field(default=(), max_length=400)

    @model_validator(mode="after")
    def _hours_are_in_order(self) -> CalendarWritten:
        if self.open_hours is None:
            return self
        if not any(self.open_hours.values()):
            raise ValueError("a calendar without open hours keeps no promise")
        for hours in self.open_hours.values():
            edges = [edge for opens, closes in hours for edge in (opens, time.max if closes == time(0) else closes)]
            if edges != sorted(set(edges)):
                raise ValueError("hours of a day are in order and do not overlap")
        return self


class TargetsWritten(Written):
    """Promises to conversations of at least this priority, in seconds of open time."""

    min_priority: int = Field(default=0, ge=0, le=100)
    first_response_seconds: int = Field(default=3600, ge=60, le=30 * 86_400)
    next_response_seconds: int = Field(default=3600, ge=60, le=30 * 86_400)
    resolution_seconds: int = Field(default=86_400, ge=60, le=90 * 86_400)


class SlaPolicyRules(Written):
    """The promises; the highest `min_priority` a conversation reaches counts, so the last one has 0."""

    targets: tuple[TargetsWritten, ...] = Field(min_length=1, max_length=16)
    calendar: CalendarWritten
    pause_resolution_while_waiting: bool

    @model_validator(mode="after")
    def _everyone_is_promised_something(self) -> SlaPolicyRules:
        floors = [targets.min_priority for targets in self.targets]
        if floors != sorted(set(floors), reverse=True) or floors[-1] != 0:
            raise ValueError("targets go from the highest min_priority down to 0")
        return self


class AppliesWritten(Written):
    """Where a rule of the guideline applies; left out: everywhere."""

    channels: Names = ()
    visibility: Literal["public", "private"] | None = None
    triage: tuple[Triage, ...] = ()
    topics: Names = ()
    min_priority: int = Field(default=0, ge=0, le=100)
    in_incident: bool | None = None


class BlockedTermWritten(Written):
    """A word no reply may contain, and why."""

    term: Term
    why: Why


class PersonalDataWritten(Written):
    """Which personal data may not be written where."""

    id: Name
    kinds: tuple[PersonalKind, ...] = Field(min_length=1)
    applies: AppliesWritten = AppliesWritten()
    why: Why


class CertificateWritten(Written):
    """Which certificate the author needs where."""

    id: Name
    certificate: Name
    applies: AppliesWritten = AppliesWritten()
    why: Why


class ApprovalWritten(Written):
    """Where a second person must agree; holders of `unless_certificate` need nobody."""

    id: Name
    applies: AppliesWritten = AppliesWritten()
    why: Why
    unless_certificate: Name | None = None


class FreedomWritten(Written):
    """What everyone may do; it lifts the rules it names, where it applies."""

    id: Name
    text: str = Field(min_length=1, max_length=500)
    applies: AppliesWritten = AppliesWritten()
    lifts: Names = ()


class GuidelineRules(Written):
    """The whole guideline: duties, and the freedoms beside them. What is to be empty is said to be empty."""

    blocked_terms: tuple[BlockedTermWritten, ...] = Field(max_length=500)
    personal_data: tuple[PersonalDataWritten, ...] = Field(max_length=32)
    certificates: tuple[CertificateWritten, ...] = Field(max_length=64)
    approvals: tuple[ApprovalWritten, ...] = Field(max_length=64)
    freedoms: tuple[FreedomWritten, ...] = Field(max_length=64)
    own_addresses: tuple[str, ...] = Field(max_length=100)
    max_length: int = Field(ge=1, le=20_000)


class TriageRulesShown(TriageRules):
    """The chart in force, with its version."""

    version: int


class SlaPolicyShown(SlaPolicyRules):
    """The promises in force, with their version."""

    version: int


class GuidelineShown(GuidelineRules):
    """The guideline in force, with its version."""

    version: int
