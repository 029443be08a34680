"""What a brand is shown of itself, from windows alone: overview, measures over time, sales, and the live figure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from contracts.directory import BrandChanged, PersonChanged
from contracts.event import Event
from services.analytics.application.analytics import Analytics
from services.analytics.application.attribution import MEASURE_OF, attribution_of
from services.analytics.application.brand_settings import BrandSettings
from services.analytics.application.counting import Counting
from services.analytics.application.figures import kind_of, total_of
from services.analytics.application.live import live
from services.analytics.application.overview import OverviewQuery
from services.analytics.application.series import SeriesQuery
from services.analytics.consumers.batch import READERS, OnEvents
from services.analytics.domain.measures import CATALOGUE
from services.analytics.domain.windows import TimeSpan, WindowCalendar
from services.analytics.http.report.page import overview_page
from tests.support.analytics.builders import (
    NOON,
    a_message,
    a_reply,
    a_resolution,
    a_sale,
    a_stopped_clock,
    asked,
    contact_of,
    later,
)
from tests.support.analytics.counting_suite import deliveries
from tests.support.analytics.crisis_events import an_incident, done_by, some_work
from tests.support.analytics.in_memory import MemoryStore

CALENDAR = WindowCalendar()
WEEK = timedelta(days=7)
HOUR = TimeSpan(NOON, later(3600))


def a_busy_hour() -> list[Event]:
    contact = contact_of("ext1")
    messages = [
        a_message(n, at=later(n * 30), opened=n < 5, contact=contact, channel="x" if n % 2 else "email", **asked(n))
        for n in range(20)
    ]
    replies = [a_reply(n, at=later(n * 60), seconds=10 * (n + 1), contact=contact_of("ext1")) for n in range(4)]
    clocks = [a_stopped_clock(n, at=later(n), met=n != 0) for n in range(4)]
    sale = a_sale(1, at=later(1000))
    return [
        *messages,
        *replies,
        *clocks,
        a_resolution(1, at=later(900), version=2, id_="c1"),
        sale,
        *an_incident(),
        *some_work(),
    ]


@pytest.fixture
async def store() -> MemoryStore:
    store = MemoryStore(CALENDAR)
    await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(a_busy_hour()))
    return store


async def test_the_overview_holds_the_incident_the_load_and_the_sales(store: MemoryStore) -> None:
    report = await OverviewQuery(store, CALENDAR, 7).overview("klm", "Blue", HOUR, None, later(3600))
    assert (report.brand_name, report.window, len(report.series["volume_in"])) == ("Blue", "minute", 60)
    assert report.totals["volume_in"].count == 20
    assert report.totals["sla_attainment"].value == 0.75
    assert report.incidents[0].to_declare_seconds == 30
    team = report.teams[0]
    assert (team.key, team.offers, team.accepted, team.not_taken, team.completed) == ("service", 2, 1, 1, 1)
    assert team.handled_seconds == 95.0
    last, _ = report.attribution
    assert last.currencies[0].attributed_minor == 10_000
    assert last.by_employee[0].key == "anna"
    assert {group.key: group.total.count for group in report.groups["volume_in.channel"]} == {"email": 10, "x": 10}


async def test_a_measure_over_time_has_a_point_for_every_window_and_groups_by_its_dimension(store: MemoryStore) -> None:
    series = await SeriesQuery(store, CALENDAR).series("klm", CATALOGUE["volume_in"], HOUR, "minute", "channel")
    assert [point.count for point in series.items[:3]] == [2, 2, 2]
    assert sum(point.count for point in series.items) == series.total.count == 20
    assert {group.key: group.total.count for group in series.groups} == {"email": 10, "x": 10}


async def test_a_share_is_shown_by_the_groups_of_its_whole(store: MemoryStore) -> None:
    series = await SeriesQuery(store, CALENDAR).series("klm", CATALOGUE["sla_attainment"], HOUR, "hour", "clock")
    assert series.total.value == 0.75
    assert [(group.key, group.total.value) for group in series.groups] == [("first_response", 0.75)]


async def test_a_level_is_counted_back_from_all_time(store: MemoryStore) -> None:
    series = await SeriesQuery(store, CALENDAR).series("klm", CATALOGUE["backlog"], HOUR, "minute", None)
    assert [series.items[minute].value for minute in (0, 2, 14, 15, 59)] == [2, 5, 5, 4, 4]
    assert series.total.value == 4


async def test_another_brand_is_shown_nothing(store: MemoryStore) -> None:
    report = await OverviewQuery(store, CALENDAR, 7).overview("acme", "Acme", HOUR, None, later(3600))
    assert report.totals["volume_in"].count == 0
    assert (report.incidents, report.teams, report.attribution[0].currencies) == ([], [], [])


async def test_sales_are_credited_by_channel_and_employee_currencies_apart(store: MemoryStore) -> None:
    windows = await store.windows("klm", "hour", HOUR, ("sales", MEASURE_OF["first_touch"]), None)
    totals = {name: total_of(found) for name, found in windows.items()}
    sales = attribution_of("first_touch", totals, HOUR, 7)
    assert [(each.currency, each.reported_minor, each.attributed_minor) for each in sales.currencies] == [
        ("EUR", 10_000, 10_000)
    ]
    assert [(each.currency, each.key, each.conversions) for each in sales.by_channel] == [("EUR", "email", 1)]


async def test_the_live_response_time_is_of_the_last_minutes() -> None:
    store = MemoryStore(CALENDAR)
    old = NOON - timedelta(minutes=30)
    replies = [a_reply(1, seconds=8), a_reply(2, at=old, seconds=100), a_reply(3, at=old, seconds=100)]
    await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(replies))
    figures = await live(store, CALENDAR, "klm", NOON)
    assert (figures.five_minutes.responses, figures.hour.responses) == (1, 3)
    assert figures.five_minutes.median_seconds == pytest.approx(8, rel=0.01)
    assert figures.hour.median_seconds == pytest.approx(100, rel=0.01)


async def test_people_are_called_by_the_directory_s_newest_name_and_ids_stay(store: MemoryStore) -> None:
    def person(name: str, version: int, brand: str = "klm") -> PersonChanged:
        id_ = f"p{brand}{version}"
        return PersonChanged(
            id=id_, brand=brand, subject="person:anna", version=version, at=NOON, person="anna", name=name
        )

    brands = BrandSettings()
    await brands.take([person("Anna Aerts", 2), person("Anna", 1), person("Another", 3, "acme")])
    analytics = Analytics(FixedClock(NOON), CALENDAR, store, brands, 7)
    report = await analytics.overview_of("klm").overview("klm", "Blue", HOUR, None, later(3600))
    assert [(each.key, each.name) for each in report.employees] == [("anna", "Anna Aerts")]
    assert [(each.key, each.name) for each in report.attribution[0].by_employee] == [("anna", "Anna Aerts")]
    assert [(each.key, each.name) for each in report.queues] == [("general", "general")]
    assert "Anna Aerts" in overview_page(report)
    series = await analytics.series_of("klm").series("klm", CATALOGUE["accepted"], HOUR, "hour", "employee")
    assert [(group.key, group.name) for group in series.groups] == [("anna", "Anna Aerts")]
    assert brands.person_name("klm", "zoe") == "zoe"


async def test_a_brand_is_called_by_the_newest_name_of_the_directory() -> None:
    def named(name: str, version: int) -> BrandChanged:
        return BrandChanged(id=f"b{version}", brand="klm", subject="brand", version=version, at=NOON, name=name)

    names = BrandSettings()
    assert names.name_of("klm") == "klm"
    await names.take([named("new", 2), named("old", 1), a_message(1)])
    assert names.name_of("klm") == "new"


def test_every_measure_of_the_catalogue_says_how_it_adds_up() -> None:
    kinds = {name: kind_of(measure) for name, measure in CATALOGUE.items()}
    assert (kinds["volume_in"], kinds["first_response"]) == ("count", "sketch")
    assert (kinds["sla_attainment"], kinds["backlog"]) == ("ratio", "level")


@pytest.mark.parametrize("employees", [5, 12, 40])
async def test_the_busiest_employees_are_shown_with_all_their_work(employees: int) -> None:
    store = MemoryStore(CALENDAR)
    works: list[Event] = []
    for number in range(employees):
        for task in range(1 + number // 5):  # so that some have done as much as others
            works += done_by(f"e{number:02}", f"c{number}-{task}", offers=number % 3)
    await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(works))
    report = await OverviewQuery(store, CALENDAR, 7).overview("klm", "Blue", HOUR, "day", later(3600))

    def rank(number: int) -> tuple[int, int, str]:
        tasks = 1 + number // 5
        return -tasks, -(tasks * (number % 3)), f"e{number:02}"

    busiest = sorted(map(rank, range(employees)))[:12]
    assert [(-load.completed, -load.offers, load.key) for load in report.employees] == busiest
    assert {load.handled_seconds / load.completed for load in report.employees} == {95.0}


async def test_an_employee_who_completed_nothing_is_shown_where_few_did() -> None:
    store = MemoryStore(CALENDAR)
    works = done_by("ada", "c1", offers=0) + done_by("ben", "c2", offers=2, completed=False)
    await OnEvents(Counting(store, CALENDAR, WEEK, READERS.meaning_of))(deliveries(works))
    report = await OverviewQuery(store, CALENDAR, 7).overview("klm", "Blue", HOUR, "day", later(3600))
    assert [(load.key, load.completed, load.offers) for load in report.employees] == [("ada", 1, 0), ("ben", 0, 2)]
