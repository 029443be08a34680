"""The board of the hub: how the rules of engagement stand now, and what came of them lately."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime

from contracts.http.inbox.campaigns import DepartmentReading
from contracts.http.models import ReadModel
from contracts.http.shown import RulesVersion


class BoardReading(ReadModel):
    """A reading campaign that is open, and how far it is."""

    campaign: int
    """Which one, as in `GET /v1/guideline/campaigns/{campaign}`."""
    guideline_version: RulesVersion
    due_at: AwareDatetime
    """Until when the answers are due (UTC)."""
    total: DepartmentReading
    """Its whole audience; `department` is null."""


class BoardRule(ReadModel):
    """How often a rule was used in a window."""

    kind: str
    """What it is: a `code` of the check, such as `blocked_term` or `approval_needed`, or `triage`."""
    rule: str
    """Its id; of a blocked term the term itself."""
    stopped: int
    """How many replies it refused, when they were written, approved, tried again or about to leave."""
    held: int
    """How many replies it had wait for approval."""
    overridden: int
    """How often people decided otherwise: a reply that it held was approved as it was written, or, of a triage rule, a
    person gave its conversation another triage."""


class BoardAnswers(ReadModel):
    """The answers of a department's people in a window."""

    department: str | None = None
    """Which one, as their authors were in it then; null: departments of fewer than five people, and people of none."""
    sent: int
    """Replies that went out."""


class BoardEngagement(ReadModel):
    """How many of a department's employees answered in a window."""

    department: str | None = None
    """Which one, as they are in it now; null: departments of fewer than five people and people of none, together with
    the next larger department where they are fewer than five even so."""
    people: int
    """Its employees who may answer: where the guideline asks for an ability everywhere in both voices, those who have
    one; elsewhere all."""
    answered: int
    """How many of them answered at least once."""


class BoardWindow(ReadModel):
    """What happened in the last days of the brand's calendar.

    Replies of story answers are not counted: they are sent by themselves.
    """

    days: int
    """How many days, today included: 7 or 30."""
    since: date
    """The first of them, in the brand's time zone."""
    rules_fired: tuple[BoardRule, ...] = ()
    """The ten rules of the guideline that stopped or held most replies, the most used first."""
    rules_overridden: tuple[BoardRule, ...] = ()
    """The ten rules that were overridden most, those of triage among them, the most overridden first."""
    answers: tuple[BoardAnswers, ...] = ()
    """Replies that went out, by department, the most first."""
    answerers: int
    """How many different employees answered."""
    outside_care_share: float | None = None
    """The share of answers, 0 to 1, from outside the care team, which is `care_departments` of the guideline in force;
    null: it names no department, or nothing was answered."""
    engagement: tuple[BoardEngagement, ...] = ()
    """The employees who may answer, by department, the largest first; empty where they are fewer than five in all."""


class EngagementBoard(ReadModel):
    """How the rules of engagement stand now."""

    waiting: int
    """Replies that wait for approval, up to 1,000."""
    oldest_waiting_since: AwareDatetime | None = None
    """When the one was written that has waited longest (UTC); null: none waits."""
    oldest_waiting_seconds: float | None = None
    """For how long it has waited by the brand's clock, in seconds; null: none waits."""
    guideline_version: RulesVersion
    reading: tuple[BoardReading, ...] = ()
    """The open reading campaigns, the newest first, at most 10."""
    windows: tuple[BoardWindow, ...] = ()
    """The last 7 days, then the last 30, of the brand's calendar."""
