"""The report of an incident and its review are of one stream of events, and agree on every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.crisis import PageSent, VolunteerAsked
from contracts.event import Event
from contracts.http.analytics import IncidentReport
from services.analytics.application.counting import Counting
from services.analytics.application.incident_reports import IncidentReports
from services.analytics.consumers.batch import READERS, OnEvents
from services.analytics.domain.windows import TimeSpan
from services.crisis.application.answers import take_answer
from services.crisis.application.caller import CommandCaller
from services.crisis.application.page_answers import acknowledge
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.incident import IncidentTotals
from services.crisis.domain.policy import CrisisPolicy
from tests.support.analytics.counting_suite import CALENDAR, WEEK, deliveries
from tests.support.analytics.crisis_events import an_incident
from tests.support.analytics.in_memory import MemoryStore
from tests.support.crisis.builders import NOON, a_message
from tests.support.crisis.in_memory_rig import InMemoryRig
from tests.support.crisis.rig import SETTINGS

ANN = CommandCaller("klm", "ann", "c1")
POLICY = CrisisPolicy(
    detector=SETTINGS.detector(),
    escalation=EscalationPolicy((EscalationLevel(("ben", "cas"), 600.0),)),
    callout=CalloutRules(enabled=False),
)


class Stream(InMemoryRig):
    """Crisis in memory, and all that it hears."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Event] = []

    async def hear(self, events: Sequence[Event], offset: int | None = None) -> None:
        self.heard += events
        await super().hear(events, offset)

    async def report(self) -> IncidentReport:
        """What analytics says of the only incident, from the same events."""
        store = MemoryStore(CALENDAR)
        events = [*self.heard, *await self.waiting()]
        await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(events))
        span = TimeSpan(self.clock.now() - timedelta(minutes=5), self.clock.now())
        (report,) = await IncidentReports(store, CALENDAR).under_way("klm", span, self.clock.now())
        return report


async def a_surge(stream: Stream, *, by_hand: bool = False) -> str:
    """A surge of messages of every mood that became an incident, with pages, an acknowledgement and volunteers."""
    await stream.policy(replace(POLICY, auto_declare=not by_hand))
    await stream.minutes(25, 4)
    await stream.minutes(3, 200, mood="negative")
    if by_hand:
        await stream.commands.declare(ANN, "Ash", 2, None, None)
    await stream.minutes(2, 120, mood="unknown")
    (incident,) = await stream.incidents()
    page, _ = await stream.told(PageSent)
    await acknowledge(stream.units, CommandCaller("klm", page.person, "ack"), page.page)
    await stream.volunteers(6)
    callout = await stream.commands.call_out(replace(ANN, command="c2"), incident.id, 2)
    await stream.turn()
    first, second, *_ = [ask.employee for ask in await stream.told(VolunteerAsked)]
    await take_answer(stream.units, CommandCaller("klm", first, "yes"), callout.id, "accepted")
    await take_answer(stream.units, CommandCaller("klm", second, "no"), callout.id, "declined")
    await stream.commands.rate(replace(ANN, command="c3"), incident.id, 3, "")
    await stream.commands.rate(replace(ANN, command="c4"), incident.id, 1, "it eases")
    await stream.minutes(2, 30)
    await stream.hear([a_message(9_000, stream.clock.now(), mood="positive", reach=None)])
    return incident.id


def said(report: IncidentReport) -> IncidentTotals:
    return IncidentTotals(
        messages=report.messages,
        peak_per_minute=report.peak_per_minute or 0.0,
        negative=report.negative,
        known=report.known,
        reach=report.reach,
        volunteers_asked=report.volunteers_asked,
        volunteers_accepted=report.volunteers_accepted,
        pages=report.pages,
        counted_from=report.counted_from,
        counted_until=report.counted_until,
    )


@pytest.mark.parametrize("by_hand", [False, True])
async def test_the_report_of_a_closed_incident_says_what_its_review_says(by_hand: bool) -> None:
    stream = Stream()
    id_ = await a_surge(stream, by_hand=by_hand)
    stream.clock.advance(7)
    await stream.commands.stand_down(replace(ANN, command="c5"), id_)
    stream.clock.advance(20)
    await stream.hear([a_message(9_001, stream.clock.now())])

    review = await stream.process.application.queries.review("klm", id_)
    report = await stream.report()

    assert said(report) == review.figures
    assert review.figures.messages > 600 - 600 * by_hand
    assert review.figures.counted_until == review.incident.stood_down_at
    assert (report.began_at, report.declared_at) == (review.began_at, review.incident.declared_at)
    assert (report.title, report.severity, report.worst_severity) == (
        review.incident.title,
        review.incident.severity,
        3,
    )
    assert not by_hand or report.severity == 1
    assert report.to_declare_seconds == review.milestones.to_declared
    assert (report.to_declare_seconds == 0) is by_hand
    assert report.to_stand_down_seconds == review.lasted_seconds
    assert report.to_declare_seconds + report.to_stand_down_seconds == review.milestones.to_stood_down
    assert report.to_acknowledged_seconds is not None
    assert report.to_declare_seconds + report.to_acknowledged_seconds == review.milestones.to_acknowledged


async def test_the_report_of_an_incident_under_way_says_what_crisis_says_so_far() -> None:
    stream = Stream()
    id_ = await a_surge(stream)

    incident, _ = await stream.process.application.queries.incident("klm", "ann", id_)
    report = await stream.report()

    assert said(report) == incident.figures
    assert incident.figures.counted_from == incident.began_at
    assert incident.began_at is not None
    assert incident.began_at < incident.declared_at
    assert report.counted_until == stream.clock.now()


async def test_an_incident_of_an_older_build_keeps_the_messages_it_said_at_its_end() -> None:
    store = MemoryStore(CALENDAR)
    await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(an_incident()))
    span = TimeSpan(NOON, NOON + timedelta(hours=1))
    (report,) = await IncidentReports(store, CALENDAR).under_way("klm", span, span.end)
    assert (report.messages, report.volunteers_asked, report.pages, report.severity) == (777, 2, 1, 2)
    assert (report.began_at, report.counted_until) == (NOON, NOON + timedelta(seconds=600))


async def test_an_incident_that_began_long_ago_is_read_by_the_hour_and_says_no_peak() -> None:
    store = MemoryStore(CALENDAR)
    still_open = an_incident()[:-1]
    await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(still_open))
    now = NOON + timedelta(days=4, minutes=30)
    (report,) = await IncidentReports(store, CALENDAR).under_way("klm", TimeSpan(NOON, now), now)
    assert (report.counted_from, report.counted_until, report.peak_per_minute) == (NOON, now, None)
