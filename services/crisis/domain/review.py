"""The review: who did what when, how much it was, what it cost and what was late, with what people found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.crisis.domain.callout import Ask
from services.crisis.domain.incident import Entry, Incident, IncidentTotals
from services.crisis.domain.incident_step import LateStep, late_steps
from services.crisis.domain.page import IncidentPage, LateLevel, late_levels
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.review_record import HELD_WITHIN, ReviewRecord
from services.crisis.domain.thanks import Thanks


@dataclass(frozen=True, slots=True)
class Milestones:
    """Seconds from the first sign (detection's, else the declaration) to each event; None when it never came."""

    to_declared: float
    to_acknowledged: float | None
    to_first_volunteer: float | None
    to_first_statement: float | None
    to_stood_down: float | None


@dataclass(frozen=True, slots=True)
class Effort:
    """What it cost: people with a role from the declaration to the end, and volunteers while they had a place."""

    people: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Review:
    """The whole document as values; `names` are those of all people in it, by id.

    `updates_late` are when it was noted that an update for the company was due and had not come, `pages_late` the
    levels of the escalation policy whose time passed before anybody took the incident.
    """

    incident: Incident
    began_at: datetime
    lasted_seconds: float
    milestones: Milestones
    figures: IncidentTotals
    people: tuple[str, ...]
    names: dict[str, str]
    timeline: tuple[Entry, ...]
    steps_open: tuple[str, ...]
    steps_late: tuple[LateStep, ...]
    effort: Effort
    record: ReviewRecord
    thanks: Thanks | None = None
    updates_late: tuple[datetime, ...] = ()
    pages_late: tuple[LateLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewSources:
    """What a review is made of, beside the incident; `timeline` in order of time."""

    timeline: Sequence[Entry]
    asks: Sequence[Ask] = ()
    places: Sequence[SurgePlace] = ()
    record: ReviewRecord | None = None
    thanks: Thanks | None = None
    overdue_pages: Sequence[IncidentPage] = ()


def build(incident: Incident, sources: ReviewSources, name_of: Callable[[str], str] = str) -> Review:
    """Put the review together; `name_of` gives a person's name by id."""
    record = _due(incident, sources.record or ReviewRecord(incident.id))
    began = incident.began_at or incident.declared_at
    ended = incident.stood_down_at

    def since(at: datetime | None) -> float | None:
        return None if at is None else max(0.0, (at - began).total_seconds())

    people = {entry.by for entry in sources.timeline} | set(incident.roles.values())
    milestones = Milestones(
        since(incident.declared_at) or 0.0,
        since(incident.acknowledged_at),
        since(_first_yes(sources.asks)),
        since(next((entry.at for entry in sources.timeline if entry.kind == "statement_approved"), None)),
        since(ended),
    )
    late = tuple(late_levels(sources.overdue_pages))
    paged = {person for level in late for person in level.persons}
    open_steps = tuple(step.title for step in incident.steps if step.done_at is None)
    lasted = ((ended or incident.declared_at) - incident.declared_at).total_seconds()
    return Review(
        incident,
        began,
        lasted,
        milestones,
        incident.figures or IncidentTotals(),
        tuple(sorted(people)),
        {person: name_of(person) for person in sorted(people | paged | _named(incident, record, sources.thanks))},
        tuple(sources.timeline),
        open_steps,
        tuple(late_steps(incident.steps, incident.declared_at, ended or incident.declared_at)),
        _effort(incident, sources.places, lasted),
        record,
        sources.thanks,
        tuple(entry.at for entry in sources.timeline if entry.kind == "update_late"),
        late,
    )


def _first_yes(asks: Sequence[Ask]) -> datetime | None:
    return min((ask.answered_at for ask in asks if ask.state == "accepted" and ask.answered_at), default=None)


def _named(incident: Incident, record: ReviewRecord, thanks: Thanks | None) -> set[str]:
    """Who declared it, who owns something of it, and who gave thanks for it."""
    owners = {step.owner for step in incident.steps} | {each.owner for each in record.findings} | {record.owner}
    owners |= {thanks.by if thanks else None}
    return {incident.declared_by} | {owner for owner in owners if owner is not None}


def _effort(incident: Incident, places: Sequence[SurgePlace], lasted_seconds: float) -> Effort:
    holders = set(incident.roles.values())
    ended = incident.stood_down_at or incident.declared_at
    volunteers = [each for each in places if each.employee not in holders]  # who has a role is counted once
    seconds = sum(
        max(0.0, (min(each.until, each.revoked_at or ended) - each.granted_at).total_seconds()) for each in volunteers
    )
    minutes = (len(holders) * lasted_seconds + seconds) / 60.0
    return Effort(len(holders | {each.employee for each in volunteers}), minutes)


def _due(incident: Incident, record: ReviewRecord) -> ReviewRecord:
    """The record with the time it is held by, where nobody said one."""
    if record.due_at is not None or incident.stood_down_at is None:
        return record
    return replace(record, due_at=incident.stood_down_at + HELD_WITHIN)
