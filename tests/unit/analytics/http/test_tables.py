"""The tables of the report say what was, and what never came."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from contracts.event import Event
from contracts.http.analytics import IncidentReport
from services.analytics.application.counting import Counting
from services.analytics.application.incident_reports import IncidentReports
from services.analytics.consumers.batch import READERS, OnEvents
from services.analytics.http.report.tables import incidents
from tests.support.analytics.builders import later
from tests.support.analytics.counting_suite import CALENDAR, DAY, WEEK, deliveries
from tests.support.analytics.crisis_events import an_incident
from tests.support.analytics.in_memory import MemoryStore

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


async def reports(events: list[Event]) -> list[IncidentReport]:
    store = MemoryStore(CALENDAR)
    await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(events))
    return await IncidentReports(store, CALENDAR).under_way("klm", DAY, later(3600))


@pytest.mark.parametrize(("over", "said", "css"), [(False, "not yet", "open"), (True, "never", "missed")])
async def test_what_did_not_come_is_still_to_come_only_while_the_incident_runs(over: bool, said: str, css: str) -> None:
    told = an_incident()
    events = [told[1], told[-1]] if over else [told[1]]
    page = incidents(await reports(events), AMSTERDAM)
    assert f'<li class="{css}"><b>First page</b><span>{said}</span></li>' in page
    assert f'<li class="{css}"><b>First volunteer at work</b><span>{said}</span></li>' in page
    assert ("not yet" in page) is not over
    assert ('class="open"' in page) is not over


async def test_an_incident_says_over_what_span_its_figures_are() -> None:
    page = incidents(await reports(an_incident()), AMSTERDAM)
    assert "Counted from 15 April 2026, 14:00:00 to 15 April 2026, 14:10:00 CEST." in page
    assert "<b>First sign</b><span>30 s before it was declared</span>" in page
