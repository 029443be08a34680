"""The review of an incident that is over."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Id
from contracts.http.crisis.incidents import Incident, IncidentFigures, TimelineEntry
from contracts.http.crisis.service import IncidentThanks
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment


class Milestones(ReadModel):
    """How soon each step came, counted from the first sign."""

    to_declared: float
    """Seconds to the declaration; 0 where no signal came before it."""
    to_acknowledged: float | None = None
    """Seconds to the first page that was acknowledged; null: there was none."""
    to_first_volunteer: float | None = None
    """Seconds to the first yes of a volunteer; null: there was none."""
    to_first_statement: float | None = None
    """Seconds to the first holding statement that was approved; null: there was none."""
    to_stood_down: float | None = None
    """Seconds to the stand-down; null: there was none."""


class ReviewFinding(WriteModel):
    """Something that was learnt, and who does what about it by when."""

    title: Plain = Field(min_length=1, max_length=500)
    """What was found, in a line."""
    owner: Id | None = None
    """Who sees to it, by id; null: nobody yet."""
    due_at: Moment | None = None
    """By when; null: no time is set."""
    done: bool = False
    """Whether it was seen to."""


class ReviewUpdate(WriteModel):
    """What people write into a review, whole."""

    owner: Id | None
    """Who holds it and writes it down, by id; null: nobody yet."""
    due_at: Moment | None
    """By when it is held; null: three days after the stand-down."""
    summary: Plain = Field(max_length=20_000)
    """What happened and why, in people's words; may be empty."""
    findings: tuple[ReviewFinding, ...] = Field(max_length=100)
    """What was learnt, in order; may be none."""


class ReviewRecord(ReviewUpdate):
    """What people wrote into a review."""

    version: int = Field(ge=0)
    """Grows by one with every write; 0 is the empty one nobody wrote."""


class LateStep(ReadModel):
    """A step that was done after its due time, or not at all."""

    number: int
    """The place of the step, from 1."""
    title: str
    """What was to be done."""
    owner: str | None = None
    """Whose it was, by id; null: nobody's by name."""
    due_at: AwareDatetime
    """By when (UTC)."""
    done_at: AwareDatetime | None = None
    """When it was done (UTC); null: it was not."""
    late_seconds: float
    """How long after its due time it was done, or the incident ended."""


class LateLevel(ReadModel):
    """A level of the escalation policy that was paged, and whose time passed before anybody took the incident."""

    level: int
    """Its place in the escalation policy, from 1."""
    round: int
    """How often the levels had been gone through, from 1."""
    persons: tuple[str, ...]
    """Who had been paged and had said nothing, by id."""
    sent_at: AwareDatetime
    """When they were paged (UTC)."""
    overdue_at: AwareDatetime
    """When the time of the level had passed, and the next one was paged if there was one (UTC)."""
    acknowledged_at: AwareDatetime | None = None
    """When the first of them took that page all the same (UTC); null: none has, whoever took a later one."""


class Effort(ReadModel):
    """What it cost in people's time."""

    people: int
    """People with an incident role or a surge place."""
    minutes: float
    """Theirs together: roles from the declaration to the stand-down, places as long as they were held."""


class Review(ReadModel):
    """The review of an incident that is over."""

    incident: Incident
    """All that is stored of it, as of its end."""
    began_at: AwareDatetime
    """The first sign: when the signal began, else the declaration."""
    lasted_seconds: float
    """From the declaration to the stand-down."""
    milestones: Milestones
    """How fast it went."""
    figures: IncidentFigures
    """How much it was, from the first sign to the stand-down."""
    people: tuple[str, ...]
    """Who is in the timeline or had a role, by id, parts of Muster among them."""
    names: dict[str, str] = Field(default_factory=dict)
    """The name of each person in it by id; the id where there is none."""
    timeline: tuple[TimelineEntry, ...]
    """What happened, the oldest first."""
    steps_open: tuple[str, ...]
    """The titles of the steps nobody ticked off."""
    steps_late: tuple[LateStep, ...]
    """The steps that were late against their due time."""
    updates_late: tuple[AwareDatetime, ...] = ()
    """When an update for the company was noted as due and not there, the first after five minutes (UTC)."""
    pages_late: tuple[LateLevel, ...] = ()
    """The levels of the escalation policy nobody took a page of in time, in the order they were paged; counted from the
    upgrade on."""
    effort: Effort
    """How much of people's time it took."""
    record: ReviewRecord
    """What people wrote into it: `PUT /v1/incidents/{incident}/review`."""
    thanks: IncidentThanks | None = None
    """The thanks that somebody gave, and how many people they reached; null where nobody did."""
