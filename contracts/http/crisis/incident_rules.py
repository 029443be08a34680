"""Incident rules, what each made of signals, and the incidents they propose."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Id, Severity
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel


class SignalCondition(WriteModel):
    """A signal of one measure, as rare and as large as is asked; nothing is asked where both are null."""

    measure: Literal["volume", "negative_share", "story", "reach"]
    """What has to surge: `volume` (messages), `negative_share` (the share of them that are negative), `story` (the
    messages of one story within five minutes) or `reach` (the followers that stories reached within five minutes)."""
    min_days: float | None = Field(gt=0, le=36_525)
    """How rare: `score` of the signal is so many days at least, the like comes no more often; null: any."""
    min_factor: float | None = Field(gt=0, le=1e9)
    """How large: `observed` of the signal is so many times `expected` at least, where fewer than one message or
    follower, or a share below 0.01, counts as that; null: any."""
    copies: bool
    """Whether a signal counts too that copies of few accounts alone make; only in a rule that proposes."""


class RuleWhen(WriteModel):
    """Which signals, and how near to one another they begin."""

    match: Literal["all", "any"]
    """Whether all conditions have to hold, or one of them is enough; the signal that comes last holds one itself."""
    signals: tuple[SignalCondition, ...] = Field(min_length=1, max_length=10)
    """The conditions; signals carry neither channel nor language, so none can be asked for."""
    within_seconds: float = Field(ge=1, le=7 * 86_400)
    """Signals count that began so long before the one that comes, or after it, at most: one of a story or of reach
    begins with the five minutes it is judged by, and comes at their end."""


class RuleThen(WriteModel):
    """What follows when a rule is met."""

    action: Literal["propose", "declare"]
    """`propose`: a person confirms or dismisses it; `declare`: the incident begins at once, before the crisis policy
    has its say."""
    severity: Severity
    """Of the incident: 1 coverage, 2 response or change needed, 3 short-term financial impact."""
    playbook: Id | None
    """The playbook to attach, by id; null: the best one that fits, else that of the crisis policy."""
    open_seconds: float | None = Field(ge=60, le=7 * 86_400)
    """How long a proposed incident waits for an answer; null: six hours."""


class IncidentRuleUpdate(WriteModel):
    """A whole incident rule, as it is written."""

    name: Plain = Field(min_length=1, max_length=200)
    """Becomes the title of the incident."""
    enabled: bool
    """Whether signals are judged by it."""
    when: RuleWhen
    """The conditions and how they are joined."""
    then: RuleThen
    """Whether an incident is proposed or declared, and which."""


class IncidentRule(IncidentRuleUpdate):
    """An incident rule with its version."""

    id: str
    """Names it in proposed incidents and evaluations."""
    version: int = Field(ge=1)
    """Grows by one with every write; `ETag` carries it."""


class ConditionFinding(ReadModel):
    """Whether one condition held."""

    place: int = Field(ge=0)
    """Which condition: its place in `when.signals`, from 0."""
    holds: bool
    """Whether a signal fulfilled it."""
    why: Literal["holds", "no_signal", "copies_alone", "not_rare", "not_large"]
    """`no_signal`: none of the measure in time; `copies_alone`: copies of few accounts made it; `not_rare`: its score
    is below `min_days`; `not_large`: it is below `min_factor`."""
    signal: str | None
    """The episode that fulfilled it or came nearest; null: there was none."""


class RuleEvaluation(ReadModel):
    """What a rule made of one signal, where a condition held at all; kept for 30 days."""

    id: str
    """Derived from rule, signal and occasion: a replay gives the same."""
    rule: str
    """Who judged the signal: the incident rule, by its id."""
    rule_version: int = Field(ge=1)
    """As which of its writes the rule stood when it judged the signal."""
    signal: str
    """The episode that came."""
    occasion: Literal["raised", "upheld", "window_ended"]
    """Why then: the signal began, stood without copies from then on, or lasted beyond a maintenance window."""
    at: AwareDatetime
    """When it was judged (UTC)."""
    outcome: Literal["declared", "proposed", "not_met", "proposed_before", "incident_open", "muted"]
    """What came of it. A rule that is met does nothing while an incident is open, while what it proposed waits, once
    the same first sign was answered, or while a maintenance window mutes its severity."""
    conditions: tuple[ConditionFinding, ...]
    """Each condition in its place: whether it held, and why not."""
    proposed: str | None
    """The proposed incident it made, or met, by id."""
    incident: str | None
    """The incident it declared, or that was open, by id."""
    window: str | None
    """The maintenance window that muted it, by id."""


class ProposedIncident(ReadModel):
    """What an incident rule proposes to people."""

    id: str
    """Derived from the rule and the first sign: a replay gives the same."""
    rule: str
    """Which incident rule was met, by its id; it may have been removed since."""
    rule_version: int = Field(ge=1)
    """As which of its writes the rule stood when it was met."""
    title: str
    """The title of the incident it would be: the name of the rule."""
    severity: Severity
    """Of the incident it would be."""
    playbook: str | None
    """The playbook it would have; null: the best one that fits, else that of the crisis policy."""
    signals: tuple[str, ...]
    """The episodes behind it, the first sign first."""
    reason: str
    """What they showed, in words."""
    state: Literal["open", "confirmed", "dismissed", "expired"]
    """`open`: it waits for an answer; `expired`: nobody answered in time."""
    proposed_at: AwareDatetime
    """When the rule was met (UTC)."""
    expires_at: AwareDatetime
    """Until when it can be answered (UTC)."""
    answered_at: AwareDatetime | None
    """When it was confirmed or dismissed, or expired (UTC); null while it is open."""
    answered_by: str | None
    """Who confirmed or dismissed it, by id."""
    dismissal: str | None
    """Why it was dismissed, in words."""
    incident: str | None
    """The incident it became, by id."""
    version: int = Field(ge=1)
    """Grows by one with the answer; `ETag` carries it."""


class DismissalCreate(WriteModel):
    """Why a proposed incident is none."""

    reason: Plain = Field(min_length=1, max_length=1_000)
    """In words, for colleagues who ask later."""
