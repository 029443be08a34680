"""What is to come is forecast from counts and staffing of one brand, and a past forecast is shown as it was made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.crisis.application.forecasting import HistoryTooShort, NotYet
from tests.support.crisis.builders import a_message
from tests.support.crisis.rig import Rig

SLOT = timedelta(minutes=15)
EACH = 15  # messages of a slot, one a minute


async def quarters(rig: Rig, count: int, *, waiting: int = 0, times: int = 1) -> None:
    """Let quarters of an hour pass, with `times` messages in each minute and the staffing reported at the end."""
    for _ in range(count):
        minutes = [rig.clock.now() + timedelta(seconds=60 * n + 5) for n in range(EACH)]
        await rig.hear([a_message(rig.number + n, minutes[n // times]) for n in range(EACH * times)])
        rig.number += EACH * times
        rig.clock.advance(SLOT.total_seconds())
        await rig.staffing(seats=1, waiting=waiting)


class ForecastSuite:
    """Inherit and give the fixture `rig`."""

    async def test_what_comes_as_usual_is_forecast_to_go_on(self, rig: Rig) -> None:
        await quarters(rig, 20, waiting=7)

        forecast = await rig.process.application.queries.forecast("klm")

        assert forecast.history_hours == 4.75  # the minute that is not over counts to none
        assert len(forecast.points) == 24
        assert forecast.made_at <= rig.clock.now() < forecast.points[0].ends_at
        assert {point.messages.expected for point in forecast.points} == {EACH}
        assert all(point.messages.low < EACH < point.messages.high for point in forecast.points)
        assert all(point.came_messages is None for point in forecast.points)

    async def test_a_backlog_grows_by_what_the_people_at_work_do_not_get_done(self, rig: Rig) -> None:
        await quarters(rig, 20, waiting=7)

        forecast = await rig.process.application.queries.forecast("klm")

        done = 900 / forecast.handle_seconds
        assert forecast.staffing is not None
        assert (forecast.staffing.seats, forecast.staffing.waiting) == (1, 7)
        first, last = forecast.points[0].backlog, forecast.points[-1].backlog
        assert first is not None
        assert last is not None
        assert first.expected == pytest.approx(7 + EACH * forecast.case_share - done)
        assert last.expected == pytest.approx(7 + 24 * (EACH * forecast.case_share - done))
        assert last.low < last.expected < last.high

    async def test_a_past_forecast_is_shown_as_it_was_made_beside_what_came(self, rig: Rig) -> None:
        queries = rig.process.application.queries
        await quarters(rig, 20, waiting=7)
        made = await queries.forecast("klm")
        await quarters(rig, 4, waiting=3, times=2)

        shown = await queries.forecast("klm", made.made_at)

        assert [each.messages for each in shown.points] == [each.messages for each in made.points]
        assert [each.backlog for each in shown.points] == [each.backlog for each in made.points]
        assert [each.came_messages for each in shown.points[:5]] == [2 * EACH - 1, *[2 * EACH] * 3, None]
        assert [each.came_backlog for each in shown.points[:5]] == [7, 3, 3, 3, None]

    async def test_forecasts_are_scored_beside_as_now(self, rig: Rig) -> None:
        for number in range(40):
            await quarters(rig, 1, waiting=number, times=3 if number % 5 == 0 else 1)

        forecast = await rig.process.application.queries.forecast("klm")

        assert forecast.messages_score is not None
        assert forecast.backlog_score is not None
        assert forecast.messages_score.error < forecast.messages_score.naive_error
        assert forecast.messages_score.forecasts > 50

    async def test_too_little_history_says_how_much_there_is(self, rig: Rig) -> None:
        queries = rig.process.application.queries
        with pytest.raises(HistoryTooShort) as nothing:
            await queries.forecast("klm")
        await quarters(rig, 8)
        with pytest.raises(HistoryTooShort) as little:
            await queries.forecast("klm")

        assert (nothing.value.hours, little.value.hours, little.value.least) == (0, 1.75, 3)
        assert (await queries.need("klm")).forecast_per_hour is None

    async def test_a_moment_that_is_ahead_has_no_forecast_yet(self, rig: Rig) -> None:
        await quarters(rig, 20)
        with pytest.raises(NotYet):
            await rig.process.application.queries.forecast("klm", rig.clock.now() + SLOT)

    async def test_another_brand_has_no_part_in_it(self, rig: Rig) -> None:
        await quarters(rig, 20)
        with pytest.raises(HistoryTooShort):
            await rig.process.application.queries.forecast("acme")

    async def test_the_crew_is_sized_for_a_surge_that_grows(self, rig: Rig) -> None:
        await quarters(rig, 14)
        for times in (2, 4, 8):
            await quarters(rig, 1, times=times)
        calm = EACH * 4

        need = await rig.process.application.queries.need("klm")

        assert need.forecast_per_hour is not None
        assert need.forecast_per_hour > 4 * calm
        assert need.arrivals_per_hour >= need.forecast_per_hour
