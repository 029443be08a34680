"""A drill goes its way through deaths of processes, services that are away, and people who end it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from chassis.auth import Principal
from chassis.clock import FixedClock
from chassis.errors import Unavailable
from chassis.messaging import Publisher
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.seal import Sealer
from chassis.timers import Timers
from contracts.channel import MessageReceived
from gateway.application.drill_commands import (
    DrillCommands,
    DrillPlan,
    InDrill,
    NotFoundDrill,
    NotPlayed,
    NotTakingPart,
    Overlaps,
    UnknownParticipants,
)
from gateway.application.drill_place import DrillPlace
from gateway.application.drill_report import DrillReports
from gateway.application.drill_running import DrillRunner
from gateway.application.drill_settings import DrillSettings
from gateway.application.service_calls import ServiceCalls
from gateway.domain.drill import DrillOver
from gateway.domain.drill_scenario import DrillPhase, DrillScenario
from gateway.domain.scopes import ROLE_SCOPES
from gateway.persistence.administrators import Administrators
from gateway.persistence.base import INDEXES, WORK_INDEXES, StoreContext
from gateway.persistence.brands import Brand, Brands
from gateway.persistence.drills import Drills
from gateway.persistence.integrations import Integration, Integrations
from gateway.persistence.keys import Keys
from gateway.persistence.people import People, Person
from tests.support.gateway.drills import Drilled, FakeServices, KeptLog, ProcessEnded

START = datetime(2026, 4, 15, 9, tzinfo=UTC)
ADA = Principal("north", "ada", "person", frozenset({"administrator"}), ROLE_SCOPES["administrator"])
BEN = Principal("north", "ben", "person", frozenset({"employee"}), ROLE_SCOPES["employee"])
SCENARIO = DrillScenario(("Is it true?", "They say so."), (DrillPhase(10, 60),))
PLAN = DrillPlan("Oxygen", SCENARIO, ("ben",), None, 60)


@pytest.fixture
async def drilled(mongo_url: str, database_name: str) -> AsyncIterator[Drilled]:
    mongo = await Mongo.connect(mongo_url, database_name)
    await mongo.ensure_indexes(INDEXES)
    await mongo.ensure_indexes(WORK_INDEXES, work=True)
    clock = FixedClock(START)
    context = StoreContext(mongo, Outbox(mongo), clock)
    brands, timers, integrations = Brands(context), Timers(mongo, clock), Integrations(context)
    administrators = Administrators(context, by_login=lambda _: True)
    people, keys, stored = People(context, administrators), Keys(context, administrators), Drills(context, timers)
    await brands.create(Brand("north", "North", "UTC", ("en",), 1, START))
    for id_ in ("ada", "ben", "cas"):
        await people.create("north", Person(id_, id_.capitalize(), ("employee",), id_, True, 1, START))
    settings = {"threading": "contact", "callback_url": "https://north.example/hook"}
    await integrations.create(Integration("north", "north_x", "generic", "X", True, settings, (), "sealed", 1, START))
    services, log = FakeServices(), KeptLog()
    calls = cast(ServiceCalls, services)
    place = DrillPlace(brands, people, integrations, Sealer(b"k" * 32), clock)
    runner = DrillRunner(stored, place, DrillSettings(calls), DrillReports(calls), cast(Publisher, log), clock)
    commands = DrillCommands(stored, runner, timers, brands, people, keys, clock)
    parts = {"brands": brands, "people": people, "integrations": integrations, "keys": keys}
    yield Drilled(clock, commands, services, log, parts)
    await mongo.drop()
    await mongo.close()


async def test_it_begins_at_its_time_and_its_messages_come_as_the_scenario_says(drilled: Drilled) -> None:
    planned = await drilled.commands.plan(ADA, DrillPlan("Later", SCENARIO, ("ben",), START + timedelta(hours=1), 60))
    assert await drilled.look() == 0
    drilled.clock.advance(3_600)
    await drilled.play(5)

    drill = await drilled.commands.found("north", planned.id)
    assert (drill.state, drill.posted) == ("running", 4)
    messages = [each for each in drilled.log.events.values() if isinstance(each, MessageReceived)]
    assert [each.text for each in messages] == ["Is it true?", "They say so."] * 2
    assert {each.brand for each in messages} == {planned.id}
    assert len({each.contact.external_id for each in messages}) == 4
    assert messages[0].at == START + timedelta(seconds=3_601)


async def test_its_brand_has_the_participants_and_accounts_that_lead_nowhere(drilled: Drilled) -> None:
    drill = await drilled.commands.plan(ADA, PLAN)
    await drilled.play(2)

    copy: Brand = await drilled.parts["brands"].get(drill.id)
    assert (copy.drill_of, copy.timezone) == ("north", "UTC")
    people, _ = await drilled.parts["people"].list(drill.id, None, 10)
    assert [each.id for each in people] == ["ben"]
    assert await drilled.parts["people"].by_login(drill.id, "ben") is None, "no issuer's token leads into a drill"
    (account,) = (await drilled.parts["integrations"].list(drill.id, None, 10))[0]
    assert (account.id, account.settings, account.secret_names) == (f"{drill.id}_x", {"threading": "contact"}, ())


async def test_a_process_that_dies_behind_a_publication_leaves_each_message_once(drilled: Drilled) -> None:
    drill = await drilled.commands.plan(ADA, PLAN)
    await drilled.play(3)
    drilled.log.dies = True
    with pytest.raises(ProcessEnded):
        await drilled.play(5)
    drilled.clock.advance(31)  # its lease is over, and another process takes up the timer
    await drilled.play(5)

    after = await drilled.commands.found("north", drill.id)
    assert after.posted == SCENARIO.messages == len(drilled.log.events)
    assert drilled.log.published > SCENARIO.messages, "some were published twice, under the same ids"


async def test_a_preparation_that_broke_off_is_done_again_to_the_same_copy(drilled: Drilled) -> None:
    drilled.services.settings["north"]["/v1/queues/bags"] = {"id": "bags", "name": "Bags", "version": 4}
    drilled.services.refuses.add(("PUT", "/v1/queues/bags"))
    drill = await drilled.commands.plan(ADA, PLAN)
    await drilled.play(5)
    assert (await drilled.commands.found("north", drill.id)).state == "preparing"
    drilled.services.refuses.clear()
    await drilled.play(5)

    assert (await drilled.commands.found("north", drill.id)).state == "running"
    assert drilled.services.settings[drill.id]["/v1/queues/bags"]["name"] == "Bags"


async def test_a_copy_that_cannot_be_made_fails_and_says_what_was_refused(drilled: Drilled) -> None:
    drilled.services.settings["north"]["/v1/queues/bags"] = {"id": "bags", "name": "Bags", "version": 4}
    drilled.services.refuses.add(("PUT", "/v1/queues/bags"))
    drill = await drilled.commands.plan(ADA, PLAN)
    await drilled.play(130)

    failed = await drilled.commands.found("north", drill.id)
    assert (failed.state, failed.reason) == ("failed", "PUT /v1/queues/bags answered 422")
    assert drilled.log.events == {}
    assert [each.active for each in (await drilled.parts["people"].list(drill.id, None, 10))[0]] == [False]
    assert await drilled.look() == 0


async def test_at_its_end_incidents_are_stood_down_however_long_a_service_is_away(drilled: Drilled) -> None:
    drill = await drilled.commands.plan(ADA, PLAN)
    await drilled.play(20)
    drilled.services.incidents[drill.id].append({"id": "i1", "state": "active"})
    drilled.services.away = True
    await drilled.play(200)
    assert (await drilled.commands.found("north", drill.id)).state == "ending"
    drilled.services.away = False
    await drilled.play(10)

    over = await drilled.commands.found("north", drill.id)
    assert (over.state, over.report["messages"]) == ("ended", 3)
    assert [each.active for each in (await drilled.parts["people"].list(drill.id, None, 10))[0]] == [False]
    assert drilled.services.incidents[drill.id][0]["state"] == "stood_down"
    assert await drilled.look() == 0


async def test_cancelling_stops_what_comes_in_and_counts_once(drilled: Drilled) -> None:
    drill = await drilled.commands.plan(ADA, PLAN)
    await drilled.play(4)
    posted = len(drilled.log.events)
    await drilled.commands.cancel(ADA, drill.id)
    await drilled.play(10)

    over = await drilled.commands.found("north", drill.id)
    assert (over.state, over.cancelled_by, len(drilled.log.events)) == ("cancelled", "ada", posted)
    with pytest.raises(DrillOver):
        await drilled.commands.cancel(ADA, drill.id)


async def test_a_participant_gets_a_key_for_the_drill_alone_until_it_ends(drilled: Drilled) -> None:
    drill = await drilled.commands.plan(ADA, PLAN)
    with pytest.raises(NotPlayed):
        await drilled.commands.key(BEN, drill.id)
    await drilled.play(2)
    with pytest.raises(NotTakingPart):
        await drilled.commands.key(ADA, drill.id)
    text, ends_at = await drilled.commands.key(BEN, drill.id)

    running = await drilled.commands.found("north", drill.id)
    assert ends_at == running.ends_at
    (key,) = (await drilled.parts["keys"].list(drill.id, None, 10))[0]
    assert (key.person, key.expires_at) == ("ben", ends_at)
    assert set(key.scopes) == ROLE_SCOPES["employee"]
    assert text.startswith(f"mst_{drill.id}_")
    assert (await drilled.parts["keys"].list("north", None, 10))[0] == []


async def test_who_is_not_there_is_named_and_two_are_not_on_at_once(drilled: Drilled) -> None:
    with pytest.raises(UnknownParticipants) as unknown:
        await drilled.commands.plan(ADA, DrillPlan("Oxygen", SCENARIO, ("ben", "zoe"), None, 60))
    assert unknown.value.places == (1,)
    first = await drilled.commands.plan(ADA, PLAN)
    with pytest.raises(Overlaps) as other:
        await drilled.commands.plan(ADA, PLAN)
    assert other.value.drill == first.id
    await drilled.commands.cancel(ADA, first.id)
    again = await drilled.commands.plan(ADA, PLAN)
    await drilled.play(2)
    inside = Principal(again.id, "ben", "person", frozenset(), ADA.scopes)
    with pytest.raises(InDrill):
        await drilled.commands.plan(inside, PLAN)


async def test_another_brand_sees_no_drill_of_this_one(drilled: Drilled) -> None:
    drill = await drilled.commands.plan(ADA, PLAN)
    south = Principal("south", "ada", "person", frozenset(), ADA.scopes)
    with pytest.raises(NotFoundDrill):
        await drilled.commands.cancel(south, drill.id)
    assert await drilled.commands.stored.list("south", None, None, None, None, 10) == []


async def test_the_calendar_lists_drills_by_their_start_page_by_page(drilled: Drilled) -> None:
    days = [
        await drilled.commands.plan(ADA, DrillPlan("Day", SCENARIO, ("ben",), START + timedelta(days=day), 60))
        for day in range(1, 6)
    ]
    stored = drilled.commands.stored

    async def listed(**given: Any) -> list[str]:
        filters = {"state": None, "since": None, "until": None, "after": None, "limit": 10, **given}
        return [each.id for each in await stored.list("north", **filters)]

    ids = [each.id for each in days]
    assert await listed() == ids[::-1]
    assert await listed(since=days[1].starts_at, until=days[3].starts_at) == [ids[2], ids[1]]
    assert await listed(after=(days[3].starts_at, ids[3])) == [ids[2], ids[1], ids[0]]
    assert await listed(state="ended") == []


async def test_a_store_that_is_away_leaves_the_drill_as_it_was(drilled: Drilled) -> None:
    drilled.services.away = True
    drill = await drilled.commands.plan(ADA, PLAN)
    await drilled.play(3)
    assert (await drilled.commands.found("north", drill.id)).state == "preparing"
    with pytest.raises(Unavailable):
        await drilled.services.ask("inbox", ADA, "GET", "/v1/guideline")
    drilled.services.away = False
    await drilled.play(5)
    assert (await drilled.commands.found("north", drill.id)).state == "running"
