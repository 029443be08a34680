"""The crisis policy of a brand, written and read whole."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from contracts.http.crisis.fields import Id, Language, Severity, SkillLevel
from contracts.http.crisis.hours import WeekHours
from contracts.http.models import WriteModel

PagedRole = Literal["administrator", "strategist", "social_media_manager", "community_manager"]


class SeverityRules(WriteModel):
    """Volume over normal volume that means severity 2 and 3; a share of angry messages that adds one level."""

    level_2_ratio: float = Field(gt=1, le=1e9)
    """Volume is so many times the normal one: severity 2."""
    level_3_ratio: float = Field(gt=1, le=1e9)
    """Volume is so many times the normal one: severity 3."""
    angry_share: float = Field(gt=0, le=1)
    """At least this share, up to 1, of the messages of known sentiment is negative: one level more."""


class EscalationLevel(WriteModel):
    """People paged and webhooks called at once, and how long before the next level is; it names one of them."""

    persons: tuple[Id, ...] = Field(default=(), max_length=50)
    """Who is paged, by their ids."""
    rotations: tuple[Id, ...] = Field(default=(), max_length=10)
    """Rotations, by their ids: whoever is on call in them is paged."""
    roles: tuple[PagedRole, ...] = Field(default=(), max_length=4)
    """Everybody who has one of these roles is paged, 100 people of a level at most."""
    webhooks: tuple[Id, ...] = Field(default=(), max_length=20)
    """Escalation webhooks, by their ids, that are called, beside people or alone. Whatever they answer, the escalation
    goes on until a person acknowledges."""
    timeout_seconds: float = Field(default=300.0, ge=1, le=86_400)
    """How long they have before the next level is paged; when all of them decline, it is paged at once."""
    from_severity: Severity = 1
    """The level is for incidents of this severity and graver ones, 1 to 3; it is passed over for others."""
    hours: WeekHours | None = None
    """The level pages in these hours alone, and is passed over in others; null: around the clock."""

    @model_validator(mode="after")
    def _it_names_somebody(self) -> EscalationLevel:
        if not (self.persons or self.rotations or self.roles or self.webhooks):
            raise ValueError("a level names somebody in persons, rotations, roles or webhooks")
        return self


class EscalationRules(WriteModel):
    """Levels in order, gone through `rounds` times. While none reaches anybody, they are looked at every minute."""

    levels: tuple[EscalationLevel, ...] = Field(max_length=10)
    """In order; none: nobody is paged."""
    rounds: int = Field(ge=1, le=20)
    """How often the levels are gone through until somebody acknowledges."""
    pages_per_hour: int | None = Field(ge=1, le=1_000)
    """Of so many pages a person is told within an hour; further ones are in their list alone, but for those of
    severity 3, which are always told. Null: of all."""


class CalloutRules(WriteModel):
    """How volunteers are asked and what a yes grants."""

    enabled: bool
    """Whether a declared incident opens a callout by itself."""
    seats_per_volunteer: int = Field(ge=1, le=50)
    """Conversations at once that a yes gives."""
    acceptance: float = Field(gt=0, le=1)
    """The share of yes expected, up to 1; it sizes the first waves and counts as much as five answers."""
    wave_seconds: float = Field(ge=1, le=86_400)
    """How long the people of a wave have to answer before the next one."""
    wave_most: int = Field(ge=1, le=2_000)
    """The most people asked at once."""
    languages: tuple[Language, ...] = Field(max_length=30)
    """Who answers in more of these (BCP 47) is asked earlier."""
    skills: dict[Id, SkillLevel] = Field(max_length=50)
    """Levels of skill, 1 to 5, that a yes gives; who has more of these skills is asked earlier."""
    queues: tuple[Id, ...] = Field(max_length=50)
    """The queues a volunteer's seats work in; empty: every queue that is not restricted."""
    place_seconds: float = Field(ge=60, le=30 * 86_400)
    """How long a yes holds, unless the incident ends before."""
    most_people: int = Field(ge=0, le=10_000)
    """The most people a callout asks for by itself."""


class ServiceTarget(WriteModel):
    """The promise people are counted for: this share of the work begun within so many seconds."""

    share: float = Field(gt=0, lt=1)
    """Above 0 and below 1."""
    within_seconds: float = Field(ge=0, le=86_400)
    """From when a case waits until an employee has it."""


class StandDownRules(WriteModel):
    """When the end is proposed, or taken without asking, and how long what volunteers hold may still be finished."""

    automatic: bool
    """Whether an incident ends by itself then; false: its end is proposed."""
    finish_seconds: float = Field(ge=0, le=86_400)
    """How long after the end volunteers keep their rights and what they hold; then it goes back to its queue. 0: it
    does so at once."""
    waiting_most: int = Field(ge=0, le=10**9)
    """All signals are clear and at most so many tasks wait."""


class DetectorRules(WriteModel):
    """What a brand may set of its detector; a field left out keeps the service's default."""

    false_surge_days: float | None = Field(default=None, gt=0, le=366)
    """A signal of volume, and one of the negative share, is what comes once in so many days by chance alone: 7 is one
    false surge a week of each. Null: the default."""
    false_story_days: float | None = Field(default=None, gt=0, le=366)
    """The same of one story. The rates of the measures add up: with 7, 14 and 14 days chance alone raises three signals
    a week at most. Null: the default, 14 unless the operator set another."""
    false_reach_days: float | None = Field(default=None, gt=0, le=366)
    """The same of the reach of stories. Null: the default, 14 unless the operator set another."""
    clear_buckets: int | None = Field(default=None, ge=1, le=10_000)
    """After so many buckets in a row that are no peak a signal is over. Null: the default."""
    warmup_buckets: int | None = Field(default=None, ge=2, le=100_000)
    """For so many buckets a brand counts as hardly known: a signal is a hundred times rarer then. Null: the default."""
    min_known: int | None = Field(default=None, ge=1, le=10**9)
    """Messages of known sentiment that a window needs for its negative share to be judged. Null: the default."""
    min_count: int | None = Field(default=None, ge=0, le=10**9)
    """Messages of the last hour that a signal of volume needs to begin, and of its five minutes one of a story. Null:
    the default."""


class CrisisPolicyUpdate(WriteModel):
    """A brand's whole crisis policy, as it is written."""

    auto_declare: bool
    """Whether a signal declares an incident; false: it waits for a person to."""
    severity: SeverityRules
    """What makes a surge how severe."""
    escalation: EscalationRules
    """Who is paged, in which order; an escalation under way keeps the one it began with."""
    callout: CalloutRules
    """How volunteers are asked and what a yes gives."""
    target: ServiceTarget
    """The promise that heads are counted for."""
    handle_seconds: float = Field(gt=0, le=86_400)
    """How long one case takes, while routing has no mean of its own."""
    drain_seconds: float = Field(gt=0, le=86_400)
    """Within which a backlog shall be gone."""
    stand_down: StandDownRules
    """When it ends, and what volunteers may still finish."""
    detector: DetectorRules
    """What the brand sets otherwise than the service."""
    playbook: Id
    """The playbook an incident begins with where nobody names one and none fits by a signal or a word, by id."""


class CrisisPolicy(CrisisPolicyUpdate):
    """The policy with its version; 0 is the default nobody wrote."""

    version: int = Field(ge=0)
    """Grows by one with every write. 0 is the default nobody wrote."""
