"""The meaning of the events of crisis to the numbers."""

from __future__ import annotations

from typing import Any

from contracts.crisis import (
    CalloutOpened,
    EpisodeBegan,
    IncidentChanged,
    IncidentDeclared,
    IncidentStoodDown,
    PageAcknowledged,
    PageSent,
    SignalRaised,
    StoryFound,
    StorySignalRaised,
    VolunteerAnswered,
    VolunteerAsked,
)
from services.analytics.application.meaning import Meaning, Readers, labels
from services.analytics.domain.facts import Fact
from services.analytics.domain.incidents import IncidentChange, rated, signal_id

READERS = Readers()


@READERS.reads(SignalRaised)
def signal_raised(event: SignalRaised, meaning: Meaning) -> None:
    """Detection found an episode of all messages."""
    _began(event, event.measure, meaning)


@READERS.reads(StorySignalRaised)
def story_signal_raised(event: StorySignalRaised, meaning: Meaning) -> None:
    """Detection found an episode of one story, or of reach."""
    _began(event, event.measure, meaning)


def _began(event: EpisodeBegan, measure: str, meaning: Meaning) -> None:
    """An incident that names the episode begins here."""
    meaning.facts.append(Fact(event.brand, "signal", event.at, labels(signal=measure)))
    meaning.changes.append(IncidentChange(event.brand, signal_id(event.episode), {"signal_at": event.at}))


@READERS.reads(StoryFound)
def story_found(event: StoryFound, meaning: Meaning) -> None:
    """Enough messages say the same thing."""
    meaning.facts.append(Fact(event.brand, "story", event.at))


@READERS.reads(IncidentDeclared)
def incident_declared(event: IncidentDeclared, meaning: Meaning) -> None:
    """An incident begins."""
    meaning.facts.append(Fact(event.brand, "incident", event.at, labels(severity=str(event.severity))))
    once = {"title": event.title, **labels(signal=event.signal)}
    moments = {"declared_at": event.at}
    if event.began_at is not None:
        moments["began_at"] = event.began_at
    meaning.changes.append(IncidentChange(event.brand, event.incident, moments, highest=_severity(event), once=once))


@READERS.reads(IncidentChanged)
def incident_changed(event: IncidentChanged, meaning: Meaning) -> None:
    """An incident may have another severity."""
    meaning.changes.append(IncidentChange(event.brand, event.incident, highest=_severity(event)))


def _severity(event: IncidentDeclared | IncidentChanged) -> dict[str, int]:
    return {"severity": event.severity, "rated": rated(event.version, event.severity)}


@READERS.reads(PageSent)
def page_sent(event: PageSent, meaning: Meaning) -> None:
    """A person was paged."""
    meaning.facts.append(Fact(event.brand, "page", event.at))
    meaning.changes.append(IncidentChange(event.brand, event.incident, {"first_page_at": event.at}, {"pages": 1}))


@READERS.reads(PageAcknowledged)
def page_acknowledged(event: PageAcknowledged, meaning: Meaning) -> None:
    """The paged person took it."""
    meaning.changes.append(IncidentChange(event.brand, event.incident, {"acknowledged_at": event.at}))


@READERS.reads(CalloutOpened)
def callout_opened(event: CalloutOpened, meaning: Meaning) -> None:
    """The number of people the incident needs."""
    meaning.changes.append(IncidentChange(event.brand, event.incident, highest={"needed": event.needed}))


@READERS.reads(VolunteerAsked)
def volunteer_asked(event: VolunteerAsked, meaning: Meaning) -> None:
    """A volunteer was asked."""
    meaning.facts.append(Fact(event.brand, "volunteer_asked", event.at))
    meaning.changes.append(IncidentChange(event.brand, event.incident, add={"asked": 1}))


@READERS.reads(VolunteerAnswered)
def volunteer_answered(event: VolunteerAnswered, meaning: Meaning) -> None:
    """A volunteer accepted, declined, or did not answer in time."""
    meaning.facts.append(Fact(event.brand, "volunteer_answered", event.at, labels(answer=event.answer)))
    if event.answer != "no_answer":
        meaning.changes.append(IncidentChange(event.brand, event.incident, add={event.answer: 1}))


@READERS.reads(IncidentStoodDown)
def incident_stood_down(event: IncidentStoodDown, meaning: Meaning) -> None:
    """The incident is over; the figures that crisis froze are those of the report."""
    moment, size = {"stood_down_at": event.at}, {"messages": event.messages}
    once = {} if event.counted_from is None else {"final": _final(event)}
    meaning.changes.append(IncidentChange(event.brand, event.incident, moment, highest=size, once=once))


def _final(event: IncidentStoodDown) -> dict[str, Any]:
    return {
        "counted_from": event.counted_from,
        "counted_until": event.counted_until or event.at,
        "messages": event.messages,
        "peak_per_minute": event.peak_per_minute,
        "negative": event.negative,
        "known": event.known,
        "reach": event.reach,
        "asked": event.volunteers_asked,
        "accepted": event.volunteers,
        "pages": event.pages,
    }
