"""The part of each event that tells several of one cause apart: a replay has to derive the same id."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from contracts.ids import derived_id
from services.crisis import events
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.incident import IncidentTotals
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.statement import Statement, approve
from services.crisis.domain.story import Story, StoryMessage
from tests.support.crisis.builders import NOON
from tests.support.crisis.values import (
    LATER,
    NEED,
    a_callout,
    a_page,
    a_proposed_incident,
    a_signal,
    an_ask,
    an_incident,
)

INCIDENT = an_incident(version=3)
PLACE = SurgePlace("i1", "c1", "v1", 3, NOON, LATER)
STATEMENT = approve(Statement("s1", "i1", "nl", "Wij weten het.", "ann", NOON), "ben", LATER)
STORY = Story("m1", "Ash", "ash", (), 5, 50, NOON, LATER, True)
ANSWERED = replace(an_ask(), state="declined")
PARTS = (
    (events.signal_raised(a_signal(), 60), "raised"),
    (events.signal_raised(replace(a_signal(), measure="story", story="m1"), 300), "raised"),
    (events.signal_cleared(a_signal(), 60.0), "cleared"),
    (events.proposed_incident_changed(a_proposed_incident()), "p1/open"),
    (events.story_found(STORY), "found"),
    (
        events.story_grew(STORY, [StoryMessage("c1", "m1", NOON), StoryMessage("c2", "m2", NOON)], 2),
        derived_id("m1", "m2"),
    ),
    (events.incident_declared(INCIDENT, None), "declared"),
    (events.incident_changed(INCIDENT, "roles", "ann"), "roles"),
    (events.incident_stood_down(INCIDENT, "ann", 60.0, IncidentTotals()), "stood_down"),
    (events.page_sent(INCIDENT, a_page()), "p1"),
    (events.page_acknowledged(INCIDENT, a_page()), "p1"),
    (events.callout_opened(INCIDENT, a_callout(), NEED), "c1"),
    (events.volunteer_asked(INCIDENT, an_ask()), "c1/v1"),
    (events.volunteer_answered(INCIDENT, ANSWERED), "c1/v1"),
    (events.place_granted(INCIDENT, PLACE, CalloutRules()), "c1/v1"),
    (events.place_revoked(INCIDENT, PLACE, NOON + timedelta(minutes=5), "stood_down"), "v1"),
    (events.statement_published(INCIDENT, STATEMENT), "s1"),
)


def test_every_event_has_an_id_that_follows_from_its_cause_its_type_and_its_part() -> None:
    for draft, part in PARTS:
        event = draft.after("cause", "klm", NOON)
        assert (event.id, event.caused_by) == (derived_id("cause", event.type, part), "cause"), event.type


def test_an_event_of_an_incident_has_it_as_its_subject_at_its_version() -> None:
    of_incident = [draft.after("cause", "klm", NOON) for draft, _ in PARTS if draft.fields.get("incident") is not None]
    assert len(of_incident) == 11
    assert {(event.subject, event.version) for event in of_incident} == {("i1", 3)}
