"""Reading campaigns: a version of the guideline is read and accepted by an audience until it is due."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.inbox.fields import Names, Why
from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.shown import CreatedAt, RulesVersion

AcceptanceState = Literal["pending", "accepted", "declined", "exception_asked", "exempt"]


class ReadingCampaignCreate(WriteModel):
    """Who has to accept which version by when."""

    guideline_version: int = Field(ge=1, le=2**31)
    """The version whose text is to be accepted; an acceptance is for its words, in any version that has them."""
    departments: Names = ()
    """Departments of the employees asked; empty: all employees."""
    due_at: Moment
    """From when `without_acceptance` of the version holds for who has not accepted."""
    remind_at: tuple[Moment, ...] = Field(default=(), max_length=10)
    """When the event `inbox.acceptance_reminder.v1` tells how many answers are missing; before `due_at`."""


class DepartmentReading(ReadModel):
    """How a department stands."""

    department: str | None
    """The team of these employees; null: those without any."""
    people: int
    """How many of it are asked."""
    accepted: int
    """Those who accepted."""
    declined: int
    """Those who declined."""
    exception_asked: int
    """Those who ask for an exception that nobody decided on."""
    exempt: int
    """Those who got one."""
    pending: int
    """Those who have not answered."""


class ReadingCampaign(ReadModel):
    """A campaign."""

    number: int
    """Counts the campaigns of the brand from 1."""
    guideline_version: RulesVersion
    text_hash: str
    """The hash of the text, which acceptances are for."""
    without_acceptance: Literal["draft_only", "with_approval"]
    """What is left, once it is due, to who has not accepted; as the version said when the campaign began."""
    departments: tuple[str, ...]
    """The departments asked; empty: all employees."""
    due_at: AwareDatetime
    """From when that holds."""
    remind_at: tuple[AwareDatetime, ...]
    """When it reminds; what was past or not before `due_at` was left out."""
    made_by: str
    """The person who began it, by id."""
    made_at: CreatedAt
    closed_at: AwareDatetime | None = None
    """When it was closed and asks nobody any more; null: it is open."""


class ReadingCampaignDetail(ReadingCampaign):
    """A campaign with its figures."""

    by_department: tuple[DepartmentReading, ...]
    """The audience by department, in the order of their names."""
    total: DepartmentReading
    """All of them together; its `department` is null."""


class ReaderAcceptance(ReadModel):
    """What one person said to a campaign."""

    person: str
    """Whose word it is: the id of the employee."""
    department: str | None
    """The team they were asked in; null: none."""
    state: AcceptanceState
    """What they said last, `pending` for nothing, `exempt` where they were given an exception."""
    at: AwareDatetime | None = None
    """When that was; null where they said nothing."""
    reason: str | None = None
    """The reason they gave, or who decided gave; null: none."""
    decided_by: str | None = None
    """Who said so, by id: they themselves, or who decided on their exception; null: nobody yet."""


class ExceptionDecisionCreate(WriteModel):
    """The decision on an exception somebody asked for."""

    exempt: bool
    """Whether they need not accept; false: they are asked as before."""
    reason: Why
    """The reason, which the person reads."""


class ReadingAnswerCreate(WriteModel):
    """One's own word on the text one has read."""

    text_hash: str = Field(min_length=64, max_length=64)
    """The hash of the text that was read, from `GET /v1/guideline/reading`: what changed meanwhile is not accepted."""
    decision: Literal["accepted", "declined", "exception_asked"]
    """What one says; `exception_asked` lets who runs the campaign decide."""
    reason: Why | None = None
    """Why; needed unless it is accepted."""


class ReadingClause(ReadModel):
    """A duty or a freedom."""

    id: str
    """Its name in the guideline."""
    text: str
    """What the guideline says, in the language below."""
    language: str | None = None
    """The language of the words; null where the guideline names none."""


class ReadingAsked(ReadModel):
    """A campaign that asks the caller."""

    campaign: int
    """Which reading campaign it is, for whoever runs it."""
    text_hash: str
    """The text it is about; another than the one shown where the guideline has changed since."""
    due_at: AwareDatetime
    """When the answer is due."""
    state: AcceptanceState
    """What the caller said to it."""
    reason: str | None = None
    """The reason they gave, or who decided on their exception gave; null: none."""


class GuidelineReading(ReadModel):
    """The guideline in the caller's language, and what it asks of them."""

    version: RulesVersion
    text_hash: str
    """The hash of the words in all languages; an answer names it."""
    duties: tuple[ReadingClause, ...]
    """What everyone has to do."""
    freedoms: tuple[ReadingClause, ...]
    """What everyone may do without asking."""
    asked: tuple[ReadingAsked, ...]
    """The open campaigns that ask the caller, the newest first."""
    left: Literal["everything", "with_approval", "draft_only"]
    """What the caller may do now: answer, answer with a second person's approval, or only draft."""
