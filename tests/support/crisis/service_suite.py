"""What crisis must show of what volunteers did, over every store: their record, their thanks, and what counts later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.sending import RetryLater
from contracts.crisis import VolunteerAsked
from services.crisis.adapters.notice_forms import mail_text, words_of
from services.crisis.application import thanks as telling
from services.crisis.application.availability import write_availability
from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.application.notice_answers import LinkOver
from services.crisis.application.place_commands import leave
from services.crisis.application.service_records import ServiceRecord
from services.crisis.application.unit_of_work import Missing, UnitOfWork
from services.crisis.domain.availability import Availability, SpanNotAllowed
from services.crisis.domain.callout import Callout
from services.crisis.domain.experience import Experience
from services.crisis.domain.incident import IncidentNotAllowed
from services.crisis.domain.notice import Notice
from services.crisis.domain.notice_plan import NoticeAddress, NoticePlan
from services.crisis.domain.place import SurgePlace, ended
from services.crisis.domain.rotation import Period
from services.crisis.domain.service_work import WorkCounts
from services.crisis.domain.thanks import ThankedAlready, Thanks
from tests.support.crisis.builders import NOON, a_volunteer, handled, replied
from tests.support.crisis.callout_suite import ANN, POLICY, a_callout, say
from tests.support.crisis.reminder_suite import reach
from tests.support.crisis.rig import Rig
from tests.support.crisis.values import add_incident, an_incident

HOUR = timedelta(hours=1)
GIVE = replace(ANN, command="thanks")
OVER = an_incident(state="stood_down", stood_down_at=NOON)


async def asked(rig: Rig, callout: Callout) -> list[str]:
    """Whom a callout has asked, in order."""
    return [each.employee for each in await rig.told(VolunteerAsked) if each.callout == callout.id]


async def record(rig: Rig, person: str, brand: str = "klm", limit: int = 10) -> ServiceRecord:
    return (await rig.process.application.queries.service_record(brand, person, limit, None))[1]


async def again(rig: Rig, command: str, people: int = 1) -> Callout:
    """Another incident with a callout, whose first wave has gone out."""
    incident = await rig.commands.declare(replace(ANN, command=command), "Ash", 2, None, None)
    callout = await rig.commands.call_out(replace(ANN, command=f"{command}-out"), incident.id, people)
    await rig.turn()
    return callout


async def experience(rig: Rig, employee: str) -> Experience | None:
    return (await rig.store().experiences.of({employee})).get(employee)


async def helped(rig: Rig, persons: Sequence[str], brand: str = "klm") -> None:
    """An incident that is over, in which these had places."""
    await add_incident(rig, OVER, brand)

    async def work(unit: UnitOfWork) -> None:
        for person in persons:
            await unit.store.places.grant(SurgePlace(OVER.id, "c1", person, 2, NOON - HOUR, NOON + HOUR))
        await unit.store.places.revoke(OVER.id, NOON, None)

    await rig.units.run(brand, "places", "test", work)


async def give(rig: Rig, caller: CommandCaller = GIVE) -> Thanks:
    return await rig.process.application.thanks.give(caller, OVER.id, "You were there.")


async def notices(rig: Rig, brand: str = "klm") -> list[Notice]:
    return list((await rig.store(brand).notices.newest(None, OVER.id, None, 500, None)).items)


def span(begins: float, ends: float) -> Period:
    return Period(NOON + begins * HOUR, NOON + ends * HOUR)


class ServiceRecordSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_record_has_the_incidents_with_how_each_place_ended_and_totals(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=2, volunteers=2)
        for volunteer in ("volunteer-0", "volunteer-1"):
            await say(rig, callout, volunteer, yes=True)
        rig.clock.advance(3600)
        await leave(rig.units, CommandCaller("klm", "volunteer-0", "l1"), callout.incident)
        rig.clock.advance(3600)
        await rig.commands.stand_down(replace(ANN, command="end"), callout.incident)
        second = await again(rig, "second", people=2)
        await say(rig, second, "volunteer-0", yes=False)
        rig.clock.advance(61)
        await rig.turn()

        gone, stayed = await record(rig, "volunteer-0"), await record(rig, "volunteer-1")
        ends = [
            ended(each.place, each.incident.stood_down_at, rig.clock.now())
            for one in (gone, stayed)
            for each in one.entries.items
        ]
        assert ends == [(NOON + HOUR, "left"), (NOON + 2 * HOUR, "stood_down")]
        (entry,) = gone.entries.items
        assert (entry.incident.title, entry.place.seats, entry.thanks) == ("Ash", 2, None)
        totals = gone.totals
        assert (totals.incidents, totals.hours) == (1, 1.0)
        assert (totals.asked, totals.accepted, totals.declined, totals.unanswered) == (2, 1, 1, 0)
        assert (stayed.totals.hours, stayed.totals.unanswered) == (2.0, 1)

    async def test_hours_count_until_now_and_end_with_the_place(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=1)
        await say(rig, callout, "volunteer-0", yes=True)
        rig.clock.advance(1800)
        assert (await record(rig, "volunteer-0")).totals.hours == 0.5
        rig.clock.advance(24 * 3600)
        found = await record(rig, "volunteer-0")
        assert found.totals.hours == POLICY.callout.place_seconds / 3600
        (entry,) = found.entries.items
        until = NOON + timedelta(seconds=POLICY.callout.place_seconds)
        assert ended(entry.place, None, rig.clock.now()) == (until, "expired")

    async def test_a_record_comes_in_parts_newest_first_and_another_brand_has_none(self, rig: Rig) -> None:
        await rig.volunteers(1)
        for number in range(3):
            incident = an_incident(number)
            await add_incident(rig, incident)
            await _place(rig, incident.id, number)
        first = await record(rig, "volunteer-0", limit=2)
        assert [each.incident.id for each in first.entries.items] == ["i2", "i1"]
        queries = rig.process.application.queries
        _, rest = await queries.service_record("klm", "volunteer-0", 2, first.entries.next)
        assert [each.incident.id for each in rest.entries.items] == ["i0"]
        assert rest.totals.incidents == 3
        other = await record(rig, "volunteer-0", brand="other")
        assert (other.totals.incidents, other.totals.asked, list(other.entries.items)) == (0, 0, [])


async def _place(rig: Rig, incident: str, number: int) -> None:
    async def work(unit: UnitOfWork) -> None:
        granted = NOON + timedelta(minutes=number)
        await unit.store.places.grant(SurgePlace(incident, "c1", "volunteer-0", 2, granted, granted + HOUR))

    await rig.units.run("klm", f"place-{number}", "test", work)


class ServiceWorkSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_record_has_the_conversations_handled_and_the_replies_given_in_a_place(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=2, volunteers=2)
        for volunteer in ("volunteer-0", "volunteer-1"):
            await say(rig, callout, volunteer, yes=True)
        at = NOON + timedelta(minutes=5)
        await rig.routing(
            handled("volunteer-0", 1, at),
            handled("volunteer-0", 2, at, outcome="resolved"),
            handled("volunteer-1", 3, at),
            handled("volunteer-1", 4, at, outcome="withdrawn"),
            handled(None, 5, at, seconds=None),
            handled("an employee", 6, at),
        )
        await rig.hear([replied("volunteer-0", n, at) for n in (1, 2, 7)])
        await rig.hear([replied("volunteer-1", 8, at, state="failed"), replied("an employee", 9, at)])
        await rig.hear([replied("volunteer-1", n, at, of_story_answer=True) for n in range(20, 60)])

        first, second = await record(rig, "volunteer-0"), await record(rig, "volunteer-1")
        assert [each.work for each in first.entries.items] == [WorkCounts(2, 3)]
        assert (first.totals.conversations, first.totals.replies) == (2, 3)
        assert (second.totals.conversations, second.totals.replies) == (1, 0)
        assert await rig.store().service_work.of("an employee") == {}

    async def test_work_told_again_and_a_conversation_that_came_back_count_once(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=1)
        await say(rig, callout, "volunteer-0", yes=True)
        at = NOON + timedelta(minutes=5)
        for _ in range(2):
            await rig.routing(handled("volunteer-0", 1, at), handled("volunteer-0", 1, at + HOUR))
            await rig.hear([replied("volunteer-0", 1, at), replied("volunteer-0", 1, at, state="delivered")])
        assert (await record(rig, "volunteer-0")).totals.conversations == 1
        assert (await record(rig, "volunteer-0")).totals.replies == 1

    async def test_a_reply_known_to_be_out_long_after_its_place_counts_once_where_it_was_written(
        self, rig: Rig
    ) -> None:
        for number in (1, 2):
            await add_incident(rig, an_incident(number))
            await _place(rig, f"i{number}", 60 * number)
        written = NOON + 1.5 * HOUR
        await rig.hear([replied("volunteer-0", 1, written, state="unknown", written_at=written)])
        assert await rig.store().service_work.of("volunteer-0") == {}
        for found in (NOON + 2.5 * HOUR, NOON + 72 * HOUR):  # out after all, then refused and sent again
            await rig.hear([replied("volunteer-0", 1, found, written_at=written)])

        assert await rig.store().service_work.of("volunteer-0") == {"i1": WorkCounts(0, 1)}

    async def test_a_reply_that_was_unknown_counts_once_it_is_known_to_be_out(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=1)
        await say(rig, callout, "volunteer-0", yes=True)
        at = NOON + timedelta(minutes=5)
        await rig.hear([replied("volunteer-0", 1, at, state="unknown")])
        assert (await record(rig, "volunteer-0")).totals.replies == 0
        for state in ("sent", "delivered", "read"):
            await rig.hear([replied("volunteer-0", 1, at, state=state)])
            assert (await record(rig, "volunteer-0")).totals.replies == 1

    async def test_work_before_a_place_and_after_it_is_not_in_the_record_and_what_was_held_at_its_end_is(
        self, rig: Rig
    ) -> None:
        await rig.hear([replied("volunteer-0", 1, NOON - HOUR)])
        callout = await a_callout(rig, people=1, volunteers=1)
        await say(rig, callout, "volunteer-0", yes=True)
        rig.clock.advance(3_600)
        await rig.commands.stand_down(replace(ANN, command="end"), callout.incident)
        end, finish = NOON + HOUR, timedelta(seconds=POLICY.stand_down.finish_seconds)
        await rig.routing(
            handled("volunteer-0", 2, NOON - timedelta(seconds=1)),
            handled("volunteer-0", 3, end + 2 * finish, seconds=3 * finish.total_seconds()),
            handled("volunteer-0", 4, end + 2 * finish, seconds=1.0),
        )
        await rig.hear([replied("volunteer-0", 5, end + finish), replied("volunteer-0", 6, end + 2 * finish)])

        assert await rig.store().service_work.of("volunteer-0") == {callout.incident: WorkCounts(1, 1)}

    async def test_work_stands_in_the_incident_of_its_own_place_and_in_no_other_brand_s(self, rig: Rig) -> None:
        for number in (1, 2):
            incident = an_incident(number)
            await add_incident(rig, incident)
            await _place(rig, incident.id, 60 * number)
        await rig.routing(handled("volunteer-0", 1, NOON + 1.5 * HOUR), handled("volunteer-0", 2, NOON + 2.5 * HOUR))
        await rig.routing(handled("volunteer-0", 3, NOON + 2.5 * HOUR, brand="other"))
        await rig.hear([replied("volunteer-0", 4, NOON + 2.5 * HOUR)])

        found = await record(rig, "volunteer-0")
        assert {each.incident.id: each.work for each in found.entries.items} == {
            "i1": WorkCounts(1, 0),
            "i2": WorkCounts(1, 1),
        }
        assert (await record(rig, "volunteer-0", brand="other")).totals.conversations == 0


class ThanksSuite:
    """Inherit and give the fixture `rig`."""

    async def test_nothing_is_sent_until_a_person_gives_thanks_and_then_each_has_one_notice(self, rig: Rig) -> None:
        await rig.process.application.units.run("klm", "plan", "ben", _two_addresses)
        await helped(rig, ["ben", "cas"])
        await rig.turn()
        assert await notices(rig) == []

        await give(rig)
        await rig.turn()
        rig.clock.advance(3600)
        await rig.turn()

        found = {each.person: each for each in await notices(rig)}
        assert {person: each.state for person, each in found.items()} == {"ben": "sent", "cas": "no_address"}
        assert len(rig.delivery.sent) == 1, "one address is enough"
        words = words_of("klm", found["ben"], "https://muster.example/link")
        assert mail_text(words) == (
            "ann thanks you for your help: Ash. You were there.\n\nSee your record of service in Muster.\n"
        )
        assert (found["ben"].severity, found["ben"].text) == (1, "You were there.")
        with pytest.raises(LinkOver):
            await rig.process.application.notice_answers.answer("klm", found["ben"].id, "accept")

    async def test_thanks_go_on_page_by_page_and_tell_each_person_once(
        self, rig: Rig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(telling, "TOLD_AT_ONCE", 2)
        persons = [f"person-{number}" for number in range(5)]
        await helped(rig, persons)
        await give(rig)
        await rig.run_due(rig.process)
        part = await rig.store().thanks.of(OVER.id)
        assert part is not None
        assert (part.people, part.finished_at) == (2, None)

        await rig.turn(rig.another())
        done = await rig.store().thanks.of(OVER.id)
        assert done is not None
        assert (done.people, done.finished_at) == (5, rig.clock.now())
        assert sorted(each.person or "" for each in await notices(rig)) == persons
        review = await rig.process.application.queries.review("klm", OVER.id)
        assert review.thanks == done

    async def test_thanks_are_given_once_and_the_same_command_again_gives_the_same(self, rig: Rig) -> None:
        await helped(rig, ["ben"])
        first = await give(rig)
        assert await give(rig) == first
        with pytest.raises(ThankedAlready):
            await give(rig, replace(GIVE, command="another"))
        await rig.turn()
        assert len(await notices(rig)) == 1
        assert [each.kind for each in await rig.timeline(OVER.id)] == ["thanks"]

    async def test_before_the_end_and_in_another_brand_nobody_gives_thanks(self, rig: Rig) -> None:
        await add_incident(rig, an_incident())
        with pytest.raises(IncidentNotAllowed):
            await give(rig)
        with pytest.raises(Missing):
            await give(rig, replace(GIVE, brand="other"))
        assert await rig.store().thanks.of(OVER.id) is None

    async def test_thanks_wait_in_the_lane_of_the_reminders_and_are_tried_again(self, rig: Rig) -> None:
        await reach(rig)
        rig.delivery.results.append(RetryLater(60.0, "http_503"))
        await helped(rig, ["ben"])
        await give(rig)
        assert await rig.timer_kinds() == {"thanks"}
        await rig.turn()
        assert await rig.timer_kinds() == {"reminder"}
        rig.clock.advance(61)
        await rig.turn()
        assert [each.state for each in await notices(rig)] == ["sent"]

    async def test_a_record_shows_the_thanks(self, rig: Rig) -> None:
        await helped(rig, ["ben"])
        await give(rig)
        (entry,) = (await record(rig, "ben")).entries.items
        assert entry.thanks is not None
        assert (entry.thanks.text, entry.thanks.by) == ("You were there.", "ann")


async def _two_addresses(unit: UnitOfWork) -> None:
    addresses = NoticeAddress("a1", "email", "b", "s"), NoticeAddress("a2", "slack", "c", "s", after_seconds=60)
    await unit.store.notice_plans.write(NoticePlan("ben", addresses, 1))


class ExperienceSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_place_is_remembered_and_asks_let_pass_are_until_an_answer(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=2, volunteers=2)
        await say(rig, callout, "volunteer-0", yes=True)
        rig.clock.advance(61)
        await rig.turn()
        assert await experience(rig, "volunteer-0") == Experience("volunteer-0", (NOON,), 0)
        assert await experience(rig, "volunteer-1") == Experience("volunteer-1", (), 1)
        await say(rig, callout, "volunteer-1", yes=False)
        assert await experience(rig, "volunteer-1") == Experience("volunteer-1", (), 0)
        assert await rig.store("other").experiences.of({"volunteer-0"}) == {}

    async def test_an_ask_that_the_end_of_the_incident_cut_short_is_not_let_pass(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=1)
        await rig.commands.stand_down(replace(ANN, command="end"), callout.incident)
        assert await experience(rig, "volunteer-0") is None

    async def test_who_helped_is_asked_first_next_time_and_a_first_timer_beside_them(self, rig: Rig) -> None:
        await rig.policy(POLICY)
        await rig.volunteers(40)
        await _remember(rig, [Experience(f"volunteer-{n}", (NOON,)) for n in range(30, 40)])
        await _remember(rig, [Experience(f"volunteer-{n}", (NOON,), 2) for n in range(20, 30)])
        wave = await asked(rig, await again(rig, "first", people=2))
        helpers = {f"volunteer-{n}" for n in range(30, 40)}
        newcomers = {f"volunteer-{n}" for n in range(20)}
        assert len(wave) == 4
        assert (len(helpers & set(wave)), len(newcomers & set(wave))) == (3, 1)

    async def test_who_said_they_could_come_now_is_asked_first_and_nobody_is_left_out(self, rig: Rig) -> None:
        await rig.policy(POLICY)
        await rig.volunteers(4)
        await rig.routing(a_volunteer(7, presence="offline"), a_volunteer(8, presence="offline"))
        for person, spans in (("volunteer-7", [span(-1, 1)]), ("volunteer-8", [span(1, 2)])):
            await write_availability(rig.units, CommandCaller("klm", person, person), spans)
        callout = await again(rig, "first", people=3)
        assert await asked(rig, callout) == ["volunteer-7", *(await asked(rig, callout))[1:]]
        assert len(await asked(rig, callout)) == 6

    async def test_who_could_come_is_found_beyond_those_who_are_read_for_a_wave(
        self, rig: Rig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.crisis.application.candidates.READ_MOST", 2)
        await rig.policy(POLICY)
        await rig.volunteers(4)
        await rig.routing(a_volunteer(7, presence="offline"))
        await write_availability(rig.units, CommandCaller("klm", "volunteer-7", "c"), [span(-1, 1)])
        assert "volunteer-7" in await asked(rig, await again(rig, "first", people=3))

    async def test_who_could_come_but_lacks_something_is_not_asked(self, rig: Rig) -> None:
        await rig.policy(POLICY)
        await rig.routing(a_volunteer(7, volunteer=False), a_volunteer(8, may_answer=False))
        for person in ("volunteer-7", "volunteer-8", "stranger"):
            await write_availability(rig.units, CommandCaller("klm", person, person), [span(-1, 1)])
        assert await asked(rig, await again(rig, "first", people=3)) == []

    async def test_spans_are_written_whole_and_another_brand_sees_none(self, rig: Rig) -> None:
        ben = CommandCaller("klm", "ben", "c")
        await write_availability(rig.units, ben, [span(5, 6), span(-1, 1)])
        stored = await rig.store().availabilities.of("ben")
        assert stored == Availability("ben", (span(-1, 1), span(5, 6)), 1)
        with pytest.raises(StaleVersion):
            await write_availability(rig.units, replace(ben, expected=0), [])
        with pytest.raises(SpanNotAllowed):
            await write_availability(rig.units, ben, [span(-2, 0)])
        assert await rig.store().availabilities.free_at(NOON, 10) == {"ben"}
        assert await rig.store().availabilities.free_at(NOON + 2 * HOUR, 10) == set()
        assert await rig.store("other").availabilities.free_at(NOON, 10) == set()
        assert (await rig.store("other").availabilities.of("ben")).version == 0
        await write_availability(rig.units, replace(ben, expected=1), [])
        assert await rig.store().availabilities.of("ben") == Availability("ben", (), 2)


async def _remember(rig: Rig, experiences: Sequence[Experience]) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.store.experiences.write(experiences)

    await rig.units.run("klm", "experience", "test", work)
