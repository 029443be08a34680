"""Contract events of crisis, made from values of the domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from contracts.crisis import (
    CalloutOpened,
    IncidentChanged,
    IncidentDeclared,
    IncidentStoodDown,
    NearlyVolunteer,
    PageAcknowledged,
    PageSent,
    PlaceGranted,
    PlaceRevoked,
    ProposedIncidentChanged,
    PublicationRequested,
    SignalCleared,
    SignalRaised,
    StatementPublished,
    StoryFound,
    StoryGrew,
    StoryMember,
    StorySignalRaised,
    VolunteerAnswered,
    VolunteerAsked,
)
from contracts.event import Event
from contracts.ids import derived_id
from services.crisis.domain.callout import Ask, Callout, CalloutRules
from services.crisis.domain.incident import Command, Incident, IncidentTotals
from services.crisis.domain.need import Need
from services.crisis.domain.page import IncidentPage
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.proposed_incident import ProposedIncident
from services.crisis.domain.publication import Publication
from services.crisis.domain.signal import Signal
from services.crisis.domain.statement import Statement
from services.crisis.domain.story import Story, StoryMessage


@dataclass(frozen=True, slots=True)
class Draft:
    """An event whose cause, brand and time are still to come; `part` tells several of one cause apart."""

    event: type[Event]
    part: str
    subject: str
    version: int
    fields: Mapping[str, Any]

    def after(self, cause: str, brand: str, at: datetime) -> Event:
        """The event, with the id that follows from its cause."""
        return self.event.after(
            cause, self.part, brand=brand, subject=self.subject, version=self.version, at=at, **self.fields
        )


def _of(incident: Incident, event: type[Event], part: str, **fields: Any) -> Draft:  # noqa: ANN401 - the event's own fields
    """An event of an incident: it is the subject, at its place in what happened to it."""
    return Draft(
        event, part, incident.id, max(incident.sequence, incident.version), {"incident": incident.id, **fields}
    )


def signal_raised(signal: Signal, window_seconds: int) -> Draft:
    """An episode began, of what a window of so many seconds had."""
    fields = {
        "episode": signal.episode,
        "measure": signal.measure,
        "observed": signal.observed,
        "expected": signal.expected,
        "score": signal.score,
        "window_seconds": window_seconds,
        "detector_version": signal.detector_version,
        "reason": signal.reason,
        "coordinated": asdict(signal.coordinated) if signal.coordinated else None,
    }
    if signal.measure in ("story", "reach"):
        return Draft(StorySignalRaised, "raised", signal.episode, 1, {**fields, "story": signal.story})
    return Draft(SignalRaised, "raised", signal.episode, 1, fields)


def proposed_incident_changed(proposed: ProposedIncident) -> Draft:
    """A rule proposed an incident, or it was answered."""
    fields = {
        "proposed": proposed.id,
        "rule": proposed.rule,
        "title": proposed.title,
        "severity": proposed.severity,
        "signals": proposed.signals,
        "reason": proposed.reason,
        "state": proposed.state,
        "expires_at": proposed.expires_at,
        "answered_by": proposed.answered_by,
        "incident": proposed.incident,
    }
    return Draft(ProposedIncidentChanged, f"{proposed.id}/{proposed.state}", proposed.id, proposed.version, fields)


def signal_cleared(signal: Signal, lasted_seconds: float) -> Draft:
    """An episode is over."""
    fields = {"episode": signal.episode, "peak": signal.peak, "lasted_seconds": lasted_seconds}
    return Draft(SignalCleared, "cleared", signal.episode, 2, fields)


def story_found(story: Story) -> Draft:
    """A group of near-duplicates is large enough to be a story."""
    fields = {"story": story.id, "messages": story.messages, "reach": story.reach, "example": story.example}
    return Draft(StoryFound, "found", story.id, 1, fields)


def story_grew(story: Story, members: Sequence[StoryMessage], messages: int) -> Draft:
    """Messages joined a story that was found, which has so many with them, its version.

    Which ones they are tells several of one story apart.
    """
    told = tuple(StoryMember(conversation=each.conversation, message=each.message, at=each.at) for each in members)
    part = derived_id(*(each.message for each in members))
    return Draft(StoryGrew, part, story.id, messages, {"story": story.id, "members": told})


def incident_declared(incident: Incident, signal: Signal | None) -> Draft:
    """An incident began, for a signal or without one."""
    return _of(
        incident,
        IncidentDeclared,
        "declared",
        title=incident.title,
        severity=incident.severity,
        declared_by=incident.declared_by,
        signal=signal.episode if signal else None,
        playbook=incident.playbook,
        began_at=incident.began_at,
    )


def incident_changed(incident: Incident, change: Command, by: str) -> Draft:
    """An incident has another state, severity, role or step."""
    return _of(
        incident,
        IncidentChanged,
        change,
        state=incident.state,
        severity=incident.severity,
        change=change,
        by=by,
        roles=incident.roles,
    )


def incident_stood_down(incident: Incident, by: str, lasted_seconds: float, figures: IncidentTotals) -> Draft:
    """An incident is over."""
    return _of(
        incident,
        IncidentStoodDown,
        "stood_down",
        by=by,
        lasted_seconds=lasted_seconds,
        volunteers=figures.volunteers_accepted,
        messages=figures.messages,
        counted_from=figures.counted_from,
        counted_until=figures.counted_until,
        peak_per_minute=figures.peak_per_minute,
        negative=figures.negative,
        known=figures.known,
        reach=figures.reach,
        volunteers_asked=figures.volunteers_asked,
        pages=figures.pages,
    )


def page_sent(incident: Incident, page: IncidentPage) -> Draft:
    """A page goes to its person."""
    return _of(incident, PageSent, page.id, level=page.level, person=page.person, page=page.id)


def page_acknowledged(incident: Incident, page: IncidentPage) -> Draft:
    """The paged person took it."""
    return _of(incident, PageAcknowledged, page.id, person=page.person, page=page.id)


def callout_opened(incident: Incident, callout: Callout, need: Need) -> Draft:
    """Volunteers are asked from now on."""
    return _of(
        incident,
        CalloutOpened,
        callout.id,
        callout=callout.id,
        needed=callout.needed,
        arrivals_per_hour=need.arrivals_per_hour,
        handle_seconds=need.handle_seconds,
        staffed=need.staffed_seats,
        nearly=tuple(NearlyVolunteer(employee=each.employee, courses=each.courses) for each in callout.nearly),
    )


def volunteer_asked(incident: Incident, ask: Ask) -> Draft:
    """One volunteer is asked."""
    return _of(
        incident,
        VolunteerAsked,
        f"{ask.callout}/{ask.employee}",
        callout=ask.callout,
        employee=ask.employee,
        wave=ask.wave,
        expires_at=ask.expires_at,
    )


def volunteer_answered(incident: Incident, ask: Ask) -> Draft:
    """A volunteer accepted, declined, or did not answer in time."""
    return _of(
        incident,
        VolunteerAnswered,
        f"{ask.callout}/{ask.employee}",
        callout=ask.callout,
        employee=ask.employee,
        answer=ask.state,
    )


def place_granted(incident: Incident, place: SurgePlace, rules: CalloutRules) -> Draft:
    """A yes grants a surge place, with the skills and queues of the policy."""
    return _of(
        incident,
        PlaceGranted,
        f"{place.callout}/{place.employee}",
        callout=place.callout,
        employee=place.employee,
        seats=place.seats,
        skills=dict(rules.skills),
        queues=rules.queues,
        until=place.until,
    )


def place_revoked(
    incident: Incident, place: SurgePlace, finish_by: datetime | None, reason: Literal["stood_down", "withdrawn"]
) -> Draft:
    """A place goes back at stand-down, or before; what is held then may be finished until `finish_by`."""
    return _of(
        incident,
        PlaceRevoked,
        place.employee,
        employee=place.employee,
        finish_by=finish_by,
        reason=reason,
    )


def statement_published(incident: Incident, statement: Statement) -> Draft:
    """A holding statement was approved."""
    return _of(
        incident,
        StatementPublished,
        statement.id,
        statement=statement.id,
        language=statement.language,
        text=statement.text,
        approved_by=statement.approved_by,
    )


def publication_requested(incident: Incident, statement: Statement, publication: Publication) -> Draft:
    """A statement is to be published on one account."""
    return _of(
        incident,
        PublicationRequested,
        f"{publication.id}/{publication.round}",
        statement=statement.id,
        publication=publication.id,
        integration=publication.integration,
        language=statement.language,
        text=statement.text,
        by=publication.requested_by,
        round=publication.round,
    )
