"""The CSV opens in a spreadsheet as it is, and none of its texts runs."""

from __future__ import annotations

import csv
import io

import pytest

from services.analytics.application.counting import Counting
from services.analytics.application.overview import OverviewQuery
from services.analytics.consumers.batch import READERS, OnEvents
from services.analytics.http.report.csv_form import Separator, overview_csv
from tests.support.analytics.builders import a_message, a_sale, contact_of, later
from tests.support.analytics.counting_suite import CALENDAR, DAY, WEEK, deliveries
from tests.support.analytics.crisis_events import an_incident, some_work
from tests.support.analytics.in_memory import MemoryStore


async def a_sheet(separator: Separator = "comma") -> str:
    store = MemoryStore(CALENDAR)
    touch = a_message(1, opened=True, contact=contact_of("ext1"), at=later(-60), channel="=cmd|x;y,z")
    events = [touch, a_sale(1), a_sale(2, amount=-12_550, corrects="order1")]
    await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(events))
    overview = await OverviewQuery(store, CALENDAR, 7).overview("klm", "Bl\u00fc", DAY, "day", later(0))
    return overview_csv(overview, separator)


@pytest.mark.parametrize(("separator", "sign"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
async def test_every_row_has_every_column_whatever_separates_them(separator: Separator, sign: str) -> None:
    sheet = await a_sheet(separator)
    assert sheet.startswith("\ufeff")
    assert sheet.count("\r\n") == sheet.count("\n")
    rows = list(csv.reader(io.StringIO(sheet.removeprefix("\ufeff"), newline=""), delimiter=sign))
    assert {len(row) for row in rows} == {14}
    assert [row for row in rows if row[4] == "'=cmd|x;y,z"]


async def test_a_negative_amount_stays_a_number() -> None:
    sheet = await a_sheet()
    assert '"total","corrections","minor units","","","","",1,-12550.0,' in sheet
    assert "'-12550" not in sheet


async def test_semicolons_go_with_decimal_commas() -> None:
    assert "total;corrections;minor units;;;;;1;-12550,0;" in await a_sheet("semicolon")


async def test_employees_and_incidents_have_their_names_beside_their_ids() -> None:
    store = MemoryStore(CALENDAR)
    events = [*some_work(), *an_incident()]
    await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(events))
    query = OverviewQuery(store, CALENDAR, 7, lambda id_: {"anna": "Anna Aerts"}.get(id_, id_))
    sheet = overview_csv(await query.overview("klm", "Blue", DAY, "day", later(0)))
    assert '"load","accepted","tasks","employee","anna","Anna Aerts","",1,1' in sheet
    assert '"incident","messages","","incident","i1","Ash over the north","2026-04-15T12:00:30+00:00","",777' in sheet
