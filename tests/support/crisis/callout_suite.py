"""Volunteers are asked in waves until places are filled; a yes grants a place, and stand-down takes all of it back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from contracts.crisis import (
    CalloutOpened,
    IncidentStoodDown,
    PlaceGranted,
    PlaceRevoked,
    VolunteerAnswered,
    VolunteerAsked,
)
from services.crisis.application.answers import take_answer
from services.crisis.application.caller import CommandCaller
from services.crisis.application.place_commands import NoPlaceThere, leave
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.ability import NearlyAble
from services.crisis.domain.callout import AlreadyAnswered, Callout, CalloutRules, NoPlaceLeft, VolunteerBarred
from services.crisis.domain.incident import IncidentNotAllowed
from services.crisis.domain.policy import CrisisPolicy, StandDownRules
from tests.support.crisis.builders import a_certificate, a_course
from tests.support.crisis.rig import SETTINGS, Rig

RULES = CalloutRules(
    seats_per_volunteer=2, acceptance=0.5, wave_seconds=60.0, skills=(("booking", 3),), queues=("crisis",)
)


POLICY = CrisisPolicy(version=1, callout=replace(RULES, enabled=False), detector=SETTINGS.detector())


ANN = CommandCaller("klm", "ann", "c1")


async def a_callout(rig: Rig, people: int, volunteers: int) -> Callout:
    """Declare an incident and call out so many people with so many volunteers there; the first wave has gone out."""
    await rig.policy(POLICY)
    await rig.volunteers(volunteers)
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    callout = await rig.commands.call_out(replace(ANN, command="c2"), incident.id, people)
    await rig.turn()
    return callout


async def say(rig: Rig, callout: Callout, employee: str, yes: bool, command: str = "") -> str:
    """Answer as a volunteer; gives the state of the ask."""
    word: Literal["accepted", "declined"] = "accepted" if yes else "declined"
    cause = command or f"{employee}-{word}"
    return (await take_answer(rig.units, CommandCaller("klm", employee, cause), callout.id, word)).state


async def now(rig: Rig, callout: Callout) -> Callout:
    """Give the callout as it is."""
    found = await rig.store().callouts.find(callout.id)
    assert found is not None
    return found


class CalloutSuite:
    """Inherit and give the fixture `rig`."""

    async def test_waves_go_out_until_the_places_are_filled(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=4, volunteers=40)
        first = [ask.employee for ask in await rig.told(VolunteerAsked)]
        assert len(first) == 8

        for employee in first[:2]:
            await say(rig, callout, employee, yes=True)
        for employee in first[2:]:
            await say(rig, callout, employee, yes=False)
        await rig.turn()
        second = [ask.employee for ask in await rig.told(VolunteerAsked) if ask.wave == 2]
        assert len(second) >= 4
        assert not set(first) & set(second)

        for employee in second[:2]:
            await say(rig, callout, employee, yes=True)
        filled = await now(rig, callout)
        assert (filled.state, filled.accepted, filled.missing) == ("filled", 4, 0)
        assert len(await rig.told(PlaceGranted)) == 4

        rig.clock.advance(61)
        await rig.turn()
        assert (await now(rig, callout)).wave == 2

    async def test_silence_counts_as_no_answer_and_the_next_wave_is_larger(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=2, volunteers=40)
        rig.clock.advance(61)
        await rig.turn()

        silent = [answer for answer in await rig.told(VolunteerAnswered) if answer.answer == "no_answer"]
        sizes = [sum(ask.wave == wave for ask in await rig.told(VolunteerAsked)) for wave in (1, 2)]
        assert len(silent) == 4
        assert (await now(rig, callout)).no_answer == 4
        assert sizes[1] > sizes[0]

    async def test_when_nobody_is_left_the_callout_says_so_and_goes_on_with_who_comes_later(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=5, volunteers=2)
        rig.clock.advance(61)
        await rig.turn()
        assert (await now(rig, callout)).state == "exhausted"

        await rig.volunteers(3)
        rig.clock.advance(61)
        await rig.turn()
        assert (await now(rig, callout)).asked == 3

    async def test_a_late_yes_counts_while_people_are_missing(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=2)
        rig.clock.advance(61)
        await rig.turn()

        assert await say(rig, callout, "volunteer-0", yes=True) == "accepted"
        found = await now(rig, callout)
        assert (found.accepted, found.no_answer) == (1, 1)

    async def test_a_yes_after_enough_others_is_refused_with_the_state(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=2)
        await say(rig, callout, "volunteer-0", yes=True)

        with pytest.raises(NoPlaceLeft) as refused:
            await say(rig, callout, "volunteer-1", yes=True)
        assert refused.value.state == "filled"

    async def test_of_two_who_say_yes_at_once_to_the_last_place_one_gets_it(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=2)

        outcomes = await asyncio.gather(
            *(say(rig, callout, f"volunteer-{n}", yes=True) for n in range(2)), return_exceptions=True
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoPlaceLeft", "str"]
        assert len(await rig.told(PlaceGranted)) == 1

    async def test_the_same_answer_twice_changes_nothing_and_another_is_refused(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=2)
        await say(rig, callout, "volunteer-0", yes=True)

        assert await say(rig, callout, "volunteer-0", yes=True, command="again") == "accepted"
        with pytest.raises(AlreadyAnswered):
            await say(rig, callout, "volunteer-0", yes=False)
        assert len(await rig.told(PlaceGranted)) == 1

    async def test_who_was_not_asked_finds_nothing(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=2)

        with pytest.raises(Missing):
            await say(rig, callout, "stranger", yes=True)
        with pytest.raises(Missing):
            await take_answer(rig.units, CommandCaller("other", "volunteer-0", "c"), callout.id, "accepted")

    async def test_people_at_work_or_in_another_surge_are_not_asked(self, rig: Rig) -> None:
        await rig.policy(POLICY)
        await rig.volunteers(3, surge_incident="another")
        incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
        await rig.commands.call_out(replace(ANN, command="c2"), incident.id, 3)
        await rig.turn()

        assert await rig.told(VolunteerAsked) == []

    async def test_who_may_not_answer_by_the_guideline_is_not_asked(self, rig: Rig) -> None:
        await rig.policy(POLICY)
        await rig.volunteers(3, may_answer=False)
        incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
        await rig.commands.call_out(replace(ANN, command="c2"), incident.id, 3)
        await rig.turn()

        assert await rig.told(VolunteerAsked) == []

    @pytest.mark.parametrize(
        ("since", "code"),
        [
            ({"may_answer": False, "abilities": ("crisis_volunteer",)}, "guideline_not_accepted"),
            ({"abilities": ("listen",)}, "certificate_missing"),
        ],
    )
    async def test_a_yes_is_refused_by_what_is_known_now_and_counts_once_that_is_mended(
        self, rig: Rig, since: dict[str, object], code: str
    ) -> None:
        await rig.routing(a_certificate("crisis"))
        await rig.volunteers(2, abilities=("crisis_volunteer",))
        callout = await a_callout(rig, people=2, volunteers=0)
        await rig.volunteers(2, version=2, **since)

        with pytest.raises(VolunteerBarred, match=code):
            await say(rig, callout, "volunteer-0", yes=True)
        assert await say(rig, callout, "volunteer-1", yes=False) == "declined"
        assert await rig.told(PlaceGranted) == []
        assert (await now(rig, callout)).accepted == 0

        await rig.volunteers(1, version=3, abilities=("crisis_volunteer",))
        assert await say(rig, callout, "volunteer-0", yes=True, command="again") == "accepted"
        await rig.volunteers(1, version=4, may_answer=False)
        assert await say(rig, callout, "volunteer-0", yes=True, command="repeated") == "accepted"

    async def test_where_no_certificate_gives_the_ability_everybody_may_say_yes(self, rig: Rig) -> None:
        await rig.routing(a_certificate("speak", abilities=("speak_for_brand",)))
        callout = await a_callout(rig, people=1, volunteers=1)
        assert await say(rig, callout, "volunteer-0", yes=True) == "accepted"

    async def test_where_a_certificate_gives_the_ability_only_who_has_it_is_asked(self, rig: Rig) -> None:
        await rig.routing(a_certificate("crisis"), a_certificate("speak", abilities=("speak_for_brand",)))
        await rig.routing(a_course("short", certificates=("crisis",)), a_course("other", certificates=("speak",)))
        await rig.volunteers(60)
        await rig.volunteers(2, version=2, abilities=("listen", "crisis_volunteer"))
        await rig.volunteers(1, version=3, surge_incident="another", abilities=("crisis_volunteer",))
        callout = await a_callout(rig, people=5, volunteers=0)

        assert [ask.employee for ask in await rig.told(VolunteerAsked)] == ["volunteer-1"]
        (opened,) = await rig.told(CalloutOpened)
        assert len(opened.nearly) == 50
        assert {each.courses for each in opened.nearly} == {("short",)}
        assert not {"volunteer-0", "volunteer-1"} & {each.employee for each in opened.nearly}
        assert len((await now(rig, callout)).nearly) == 50

    async def test_who_passes_the_course_meanwhile_is_asked_in_the_next_wave(self, rig: Rig) -> None:
        await rig.routing(a_certificate("crisis"), a_course("short", certificates=("crisis",)))
        callout = await a_callout(rig, people=1, volunteers=1)
        exhausted = await now(rig, callout)
        assert (exhausted.state, exhausted.nearly) == ("exhausted", (NearlyAble("volunteer-0", ("short",)),))
        (line,) = [each.text for each in await rig.timeline(callout.incident) if each.kind == "exhausted"]
        assert "1 or more volunteers lack nothing but a certificate for crises." in line

        await rig.volunteers(1, version=2, abilities=("crisis_volunteer",))
        rig.clock.advance(61)
        await rig.turn()
        assert [ask.employee for ask in await rig.told(VolunteerAsked)] == ["volunteer-0"]
        assert (await now(rig, callout)).nearly == ()

    async def test_a_brand_whose_certificates_do_not_give_the_ability_asks_everybody(self, rig: Rig) -> None:
        await rig.routing(a_certificate("crisis", version=2, abilities=()))
        await rig.routing(a_certificate("crisis", version=1), a_certificate("crisis", brand="other"))
        callout = await a_callout(rig, people=1, volunteers=2)

        assert len(await rig.told(VolunteerAsked)) == 2
        assert (await now(rig, callout)).nearly == ()

    async def test_an_older_version_of_an_employee_does_not_undo_a_newer_one(self, rig: Rig) -> None:
        await rig.volunteers(1, version=5, presence="away")
        await rig.volunteers(1, version=4, presence="online")

        (stored,) = await rig.store().workforce.volunteers(10)
        assert stored.presence == "away"

    async def test_stand_down_takes_every_place_back_and_stops_asking(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=3, volunteers=40)
        asked = [ask.employee for ask in await rig.told(VolunteerAsked)]
        for employee in asked[:2]:
            await say(rig, callout, employee, yes=True)

        await rig.commands.stand_down(replace(ANN, command="c9"), callout.incident)

        assert sorted(place.employee for place in await rig.told(PlaceRevoked)) == sorted(asked[:2])
        (ended,) = await rig.told(IncidentStoodDown)
        assert ended.volunteers == 2
        assert await rig.store().places.granted(callout.incident) == []
        assert "wave" not in await rig.timer_kinds()
        with pytest.raises(NoPlaceLeft):
            await say(rig, callout, asked[2], yes=True)
        rig.clock.advance(600)
        await rig.turn()
        assert len(await rig.told(VolunteerAsked)) == len(asked)
        with pytest.raises(IncidentNotAllowed):
            await rig.commands.stand_down(replace(ANN, command="c10"), callout.incident)

    @pytest.mark.parametrize("seconds", [0.0, 240.0])
    async def test_the_policy_says_how_long_what_is_held_may_be_finished(self, rig: Rig, seconds: float) -> None:
        callout = await a_callout(rig, people=1, volunteers=5)
        asked = [ask.employee for ask in await rig.told(VolunteerAsked)]
        await say(rig, callout, asked[0], yes=True)
        await rig.policy(replace(POLICY, stand_down=StandDownRules(finish_seconds=seconds)))

        await rig.commands.stand_down(replace(ANN, command="c9"), callout.incident)

        (revoked,) = await rig.told(PlaceRevoked)
        assert revoked.finish_by == (rig.clock.now() + timedelta(seconds=seconds) if seconds else None)

    async def test_a_surge_sizes_the_callout_and_a_growing_one_asks_for_more(self, rig: Rig) -> None:
        await rig.policy(replace(POLICY, callout=replace(RULES, most_people=100)))
        await rig.volunteers(200)
        await rig.staffing(seats=3)
        await rig.minutes(25, 4)
        await rig.minutes(5, 40)
        (opened,) = await rig.told(CalloutOpened)
        await rig.minutes(3, 120)

        incident = (await rig.incidents())[0]
        (stored,) = await rig.store().callouts.of_incident(incident.id)
        assert opened.arrivals_per_hour == 40 * 60
        assert opened.staffed == 3
        # 40 a minute of 60 s each are 40 erlangs; 80 % within 60 s needs 43 seats, 3 are there, a volunteer brings 2
        assert opened.needed == 20
        assert stored.needed > opened.needed

    async def test_who_leaves_gives_their_place_back_and_somebody_else_is_asked(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=1, volunteers=20)
        first, *_ = [ask.employee for ask in await rig.told(VolunteerAsked)]
        for employee in [ask.employee for ask in await rig.told(VolunteerAsked)]:
            await say(rig, callout, employee, yes=employee == first)
        assert (await now(rig, callout)).state == "filled"
        asked = len(await rig.told(VolunteerAsked))

        place = await leave(rig.units, CommandCaller("klm", first, "l1"), callout.incident)
        again = await leave(rig.units, CommandCaller("klm", first, "l2"), callout.incident)
        await rig.turn()

        assert place == again
        assert (place.state, place.revoked_at) == ("revoked", rig.clock.now())
        (revoked,) = await rig.told(PlaceRevoked)
        assert (revoked.employee, revoked.reason) == (first, "withdrawn")
        assert revoked.finish_by == rig.clock.now() + timedelta(seconds=StandDownRules().finish_seconds)
        found = await now(rig, callout)
        assert (found.state, found.accepted, found.left, found.missing) == ("open", 1, 1, 1)
        others = [ask.employee for ask in await rig.told(VolunteerAsked)][asked:]
        assert others, "the next wave did not wait"
        assert first not in others
        await say(rig, callout, others[0], yes=True)
        assert (await now(rig, callout)).state == "filled"

    async def test_a_place_is_listed_for_its_volunteer_alone_and_left_by_nobody_else(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=2, volunteers=20)
        first, second, *_ = [ask.employee for ask in await rig.told(VolunteerAsked)]
        await say(rig, callout, first, yes=True)
        places = rig.store().places
        (place,) = (await places.of_employee(first, 10, None)).items
        assert (place.incident, place.callout, place.seats) == (callout.incident, callout.id, 2)
        assert list((await places.of_employee(second, 10, None)).items) == []
        assert list((await rig.store("other").places.of_employee(first, 10, None)).items) == []
        with pytest.raises(NoPlaceThere):
            await leave(rig.units, CommandCaller("klm", second, "l1"), callout.incident)
        for brand, incident in (("other", callout.incident), ("klm", "unknown")):
            with pytest.raises(Missing):
                await leave(rig.units, CommandCaller(brand, first, "l2"), incident)
        assert await rig.told(PlaceRevoked) == []

    async def test_what_was_left_is_not_taken_back_once_more_at_the_end(self, rig: Rig) -> None:
        callout = await a_callout(rig, people=2, volunteers=20)
        first, second, *_ = [ask.employee for ask in await rig.told(VolunteerAsked)]
        for employee in (first, second):
            await say(rig, callout, employee, yes=True)
        await leave(rig.units, CommandCaller("klm", first, "l1"), callout.incident)
        await rig.commands.stand_down(replace(ANN, command="end"), callout.incident)
        revoked = [(event.employee, event.reason) for event in await rig.told(PlaceRevoked)]
        assert revoked == [(first, "withdrawn"), (second, "stood_down")]
        assert (await leave(rig.units, CommandCaller("klm", second, "l9"), callout.incident)).state == "revoked"
