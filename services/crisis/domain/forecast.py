"""How many messages come in the next hours: the median of six simple forecasts, with a band of their own past errors.

Counts are of slots: quarters of an hour of the brand's time, the last of which ends at the origin of the forecast. A
forecast knows nothing but the counts before its origin, so the one of any past moment can be made again and held
against what came.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles

from services.crisis.domain.baseline import count_of, count_sample

AHEAD = 24  # slots: six hours
DAY = 96  # slots
HISTORY = 14 * DAY  # slots
LEAST = 12  # slots, three hours: before that there is nothing to hold the present against
HOUR = 4  # slots
AROUND = 2  # slots beside the same time of another day: yesterday's peak may come a little later today
FADES = 4 * HOUR  # slots in which half of what is above or below the usual is gone
GROWTH_FADES = 0.7  # of the growth of one slot that the next one has: a surge does not double for ever
MOST_GROWTH = 2.0  # as a logarithm: sevenfold
TRIED = 3 * DAY  # slots: so much of the past is forecast again, which gives the band and the score
BETWEEN = HOUR  # slots between the origins of these
FEWEST_TRIED = 5  # below that the past says nothing of the band
CHANCE = 1.2816  # standard deviations to each side of the middle that hold four in five


@dataclass(frozen=True, slots=True)
class ForecastBand:
    """What is expected, and the bounds between which four in five shall lie."""

    low: float
    expected: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """The mean error of past forecasts, and of "as now" in their place, in mean steps from one slot to the next (MASE).

    Below 1 is closer, over all six hours, than "as the slot before" is for one slot.
    """

    error: float
    naive_error: float
    forecasts: int


class Forecaster:
    """Forecasts from the counts of slots, oldest first; an origin is the number of slots that are known."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = counts
        self._sums = [0]
        for count in counts:
            self._sums.append(self._sums[-1] + count)
        self._usual: dict[int, float] = {}
        self._simple: dict[tuple[int, int], list[float]] = {}

    def bands(self, origin: int) -> list[ForecastBand]:
        """The slots after an origin, `AHEAD` of them."""
        return [self._band(origin, ahead) for ahead in range(1, AHEAD + 1)]

    def score(self, origin: int) -> Score | None:
        """How good forecasts before an origin were, by what came before it; None where that says nothing."""
        pairs = [
            (abs(self.expected(tried, ahead) - came), abs(self._counts[tried - 1] - came))
            for ahead in range(1, AHEAD + 1)
            for tried, came in self._tried(origin, ahead)
        ]
        steps = [abs(now - before) for before, now in zip(self._counts, self._counts[1:origin], strict=False)]
        return score_of(pairs, steps)

    def expected(self, origin: int, ahead: int) -> float:
        """The forecast of one slot, `ahead` is 1 for the first after the origin."""
        ranked = self._ranked(origin, ahead)
        return (ranked[2] + ranked[3]) / 2

    def _band(self, origin: int, ahead: int) -> ForecastBand:
        """By past errors, but never narrower than chance alone, nor than what the simple forecasts disagree about."""
        ranked, expected = self._ranked(origin, ahead), self.expected(origin, ahead)
        middle = count_sample(expected).value
        errors = [
            count_sample(came).value - count_sample(self.expected(tried, ahead)).value
            for tried, came in self._tried(origin, ahead)
        ]
        below, above = -CHANCE, CHANCE
        if len(errors) >= FEWEST_TRIED:
            tenths = quantiles(errors, n=10, method="inclusive")
            below, above = min(below, tenths[0]), max(above, tenths[-1])
        return ForecastBand(
            min(count_of(middle + below), ranked[0]),
            expected,
            max(count_of(middle + above), ranked[-1]),
        )

    def _tried(self, origin: int, ahead: int) -> Iterator[tuple[int, int]]:
        """Earlier origins whose slot is known at this one, with what came in it."""
        for tried in range(origin - ahead, max(LEAST - 1, origin - TRIED - 1), -BETWEEN):
            yield tried, self._counts[tried + ahead - 1]

    def _ranked(self, origin: int, ahead: int) -> list[float]:
        """Six simple forecasts of one slot, the lowest first.

        As now, as now with its growth going on, as the last hour, as usual, and the usual with what now, or the last
        hour, is above it fading.
        """
        if (origin, ahead) not in self._simple:
            now, usual = float(self._counts[origin - 1]), self._usual_of(origin + ahead - 1, origin)
            fades = 0.5 ** (ahead / FADES)
            fading = [(usual + 0.5) * self._above_usual(origin - slots, origin) ** fades - 0.5 for slots in (1, HOUR)]
            hour, growing = self._mean(origin - HOUR, origin), now * self._growing(origin, ahead)
            self._simple[origin, ahead] = sorted([now, growing, hour, usual, *fading])
        return self._simple[origin, ahead]

    def _above_usual(self, first: int, origin: int) -> float:
        """How many times the usual the slots from `first` to an origin were."""
        usual = fmean(self._usual_of(slot, origin) for slot in range(first, origin))
        return (self._mean(first, origin) + 0.5) / (usual + 0.5)

    def _growing(self, origin: int, ahead: int) -> float:
        """By how much the present grows until then: the growth of the last hour, less of it each slot."""
        half = HOUR // 2
        newer, older = self._mean(origin - half, origin), self._mean(origin - HOUR, origin - half)
        growth = math.log((newer + 0.5) / (older + 0.5)) / half
        lasting = GROWTH_FADES * (1 - GROWTH_FADES**ahead) / (1 - GROWTH_FADES)
        return math.exp(max(-MOST_GROWTH, min(MOST_GROWTH, growth * lasting)))

    def _usual_of(self, slot: int, origin: int) -> float:
        """The median of this time on the days before; of a brand not known for a day, the mean of all so far."""
        if slot < DAY:
            return self._mean(0, origin)
        if slot not in self._usual:
            days = range(slot - DAY, max(-1, slot - HISTORY - 1), -DAY)
            self._usual[slot] = median(self._mean(day - AROUND, day + AROUND + 1) for day in days)
        return self._usual[slot]

    def _mean(self, first: int, end: int) -> float:
        first, end = max(0, first), min(len(self._counts), end)
        return (self._sums[end] - self._sums[first]) / (end - first)


def score_of(pairs: Sequence[tuple[float, float]], steps: Sequence[float]) -> Score | None:
    """The score of pairs of errors, a forecast's and the naive one's; None where nothing was forecast or ever moved."""
    scale = fmean(steps) if steps else 0.0
    if not pairs or scale == 0:
        return None
    return Score(fmean(pair[0] for pair in pairs) / scale, fmean(pair[1] for pair in pairs) / scale, len(pairs))
