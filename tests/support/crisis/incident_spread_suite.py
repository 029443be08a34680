"""What every store of crisis must show of how an incident spreads: its stories together, and the brand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.crisis.application.caller import CommandCaller
from services.crisis.application.incident_spreads import IncidentSpread
from services.crisis.application.signals import raise_signal
from services.crisis.application.unit_of_work import Missing, UnitOfWork
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.episode import Raised
from services.crisis.domain.incident import Incident
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.views import Measure
from tests.support.crisis.builders import BRAND, NOON, a_message
from tests.support.crisis.rig import Rig
from tests.support.crisis.spread_suite import ASH

STRIKE = "The pilots are on strike again and my connecting flight to Rome has gone without any word from you"
DECLARING = CrisisPolicy(callout=CalloutRules(enabled=False))
ANN = CommandCaller(BRAND, "ann", "c1")


async def spread(rig: Rig, incident: Incident, brand: str = BRAND) -> IncidentSpread:
    return await rig.process.application.queries.incident_spread(brand, incident.id)


async def declared_by(rig: Rig, *signals: tuple[Measure, str | None]) -> Incident:
    """Let signals come, of which the first declares and the others join; gives the incident."""
    await rig.policy(DECLARING)

    async def work(unit: UnitOfWork) -> None:
        policy = await unit.store.policies.current()
        for measure, story in signals:
            opened = rig.clock.now().timestamp()
            await raise_signal(unit, Raised(measure, opened, 200.0, 4.0, 30.0, "much", story=story), policy, {})

    await rig.units.run(BRAND, "turn", "detection", work)
    (incident,) = await rig.incidents()
    return incident


async def two_stories(rig: Rig) -> tuple[str, str]:
    """Tell two stories, by some of the same accounts, beside what is no story; gives their ids, the larger first."""
    later = NOON + timedelta(minutes=1)
    ash = [a_message(n, text=ASH, contact=f"c{n}", mood="negative") for n in range(9)]
    strike = [
        a_message(20 + n, later, text=STRIKE, contact=f"c{n}", language="nl", channel="email", mood="positive")
        for n in range(6)
    ]
    await rig.hear([*ash, *strike, *(a_message(40 + n, later) for n in range(5))])
    first, second = [each.id for each in await rig.stories() if each.found]
    return first, second


class IncidentSpreadSuite:
    """Inherit and give the fixture `rig`."""

    async def test_an_incident_of_stories_shows_each_and_all_together_with_an_account_once(self, rig: Rig) -> None:
        ash, strike = await two_stories(rig)
        incident = await declared_by(rig, ("story", ash), ("story", strike))
        rig.clock.advance(310)

        found = await spread(rig, incident)

        assert [each.story.id for each in found.stories] == [ash, strike]
        assert (found.brand, found.until) == (None, NOON + timedelta(minutes=5))
        assert found.together is not None
        assert {name: each.messages for name, each in found.together.channels.items()} == {"x": 9, "email": 6}
        assert {name: each.messages for name, each in found.together.languages.items()} == {"en": 9, "nl": 6}
        assert found.together.authors == 9
        assert (found.together.tones.opposition, found.together.tones.support) == (0.6, 0.4)
        assert found.together.reach is not None
        assert found.together.reach.last_hour == 150
        assert found.together.persistence.told_for_seconds == 60.0

    async def test_an_incident_of_the_brand_has_every_message_once_and_its_stories_beside(self, rig: Rig) -> None:
        ash, _ = await two_stories(rig)
        incident = await declared_by(rig, ("volume", None), ("story", ash))
        rig.clock.advance(310)

        found = await spread(rig, incident)

        assert found.brand is not None
        assert (found.brand.since, found.brand.until, found.brand.messages) == (NOON, found.until, 20)
        channels = {name: (each.messages, each.first_at) for name, each in found.brand.channels.items()}
        assert channels == {"x": (14, NOON), "email": (6, NOON + timedelta(minutes=1))}
        assert list(found.brand.languages) == ["en", "nl"]
        tones = found.brand.tones
        assert (tones.negative, tones.neutral, tones.positive, tones.opposition) == (9, 5, 6, 0.45)
        assert [each.story.id for each in found.stories] == [ash]
        assert found.together == found.stories[0].spread

    async def test_a_brand_in_no_incident_has_the_spread_of_its_last_half_day(self, rig: Rig) -> None:
        queries = rig.process.application.queries
        nothing = await queries.spread(BRAND)
        assert (nothing.severity, nothing.spread.messages, nothing.spread.growth.reason) == (1, 0, "few_messages")
        await rig.hear([a_message(100)])
        rig.clock.advance(12 * 3_600)
        now = rig.clock.now()
        angry = [a_message(n, now, mood="negative" if n < 7 else "positive", language="nl") for n in range(10)]
        await rig.hear([*angry, a_message(50, now, mood="negative", brand="afr")])
        rig.clock.advance(310)

        found = await queries.spread(BRAND)

        spread = found.spread
        assert (spread.since, spread.until) == (NOON + timedelta(minutes=5), NOON + timedelta(hours=12, minutes=5))
        assert (spread.messages, list(spread.languages)) == (10, ["nl"]), "the first is half a day old"
        assert (spread.tones.opposition, found.severity) == (0.7, 2)

    async def test_a_brand_that_surges_says_how_fast_it_doubles_though_its_incident_is_young(self, rig: Rig) -> None:
        number = 0
        for slot in range(10):
            joined = range(number, number + 2 ** max(2, slot - 2))
            await rig.hear([a_message(n, rig.clock.now()) for n in joined])
            number = joined.stop
            rig.clock.advance(300)
        incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
        await rig.hear([a_message(number + n, rig.clock.now()) for n in range(256)])
        rig.clock.advance(310)

        brand = (await spread(rig, incident)).brand

        assert brand is not None
        assert (brand.growth.trend, brand.messages) == ("growing", 256)
        assert brand.growth.doubling is not None
        assert brand.growth.doubling.low < brand.growth.doubling.seconds < brand.growth.doubling.high
        assert brand.reach is not None
        assert brand.reach.last_hour == (number + 256) * 10
        assert brand.persistence.told_share == 1.0

    async def test_an_incident_that_is_over_is_counted_to_its_end_and_a_long_one_half_a_day_back(
        self, rig: Rig
    ) -> None:
        incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
        for hour in range(14):
            await rig.hear([a_message(hour, rig.clock.now())])
            rig.clock.advance(3_600)
        rig.clock.advance(10)
        on = (await spread(rig, incident)).brand
        assert on is not None
        assert (on.since, on.messages) == (NOON + timedelta(hours=2), 12)
        await rig.commands.stand_down(CommandCaller(BRAND, "ann", "c2"), incident.id)
        await rig.hear([a_message(99, rig.clock.now() + timedelta(minutes=6))])
        rig.clock.advance(7_200)

        over = (await spread(rig, incident)).brand

        assert over is not None
        assert (over.until, over.messages) == (NOON + timedelta(hours=14, minutes=5), 11)

    async def test_a_brand_nobody_writes_to_and_a_slot_that_is_not_over_say_nothing_yet(self, rig: Rig) -> None:
        incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
        brand = (await spread(rig, incident)).brand
        assert brand is not None
        assert (brand.since, brand.until, brand.messages, brand.reach) == (brand.until, brand.until, 0, None)
        assert (brand.growth.reason, brand.persistence.told_share) == ("few_messages", None)
        with pytest.raises(Missing):
            await spread(rig, incident, "afr")

    async def test_a_name_that_could_not_be_a_field_is_counted_in_no_language(self, rig: Rig) -> None:
        incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
        await rig.hear([a_message(1, language="$e.n"), a_message(2, language=None), a_message(3, language="nl")])
        rig.clock.advance(310)
        brand = (await spread(rig, incident)).brand
        assert brand is not None
        assert {name: each.messages for name, each in brand.languages.items()} == {"nl": 1}
