"""How fast counts grow: the rate of an exponential through counts of equal slots, and its 95 % interval.

A log-linear Poisson regression (McCullagh and Nelder, Generalized Linear Models, 1989, ch. 6), given the total: then
only the rate is left, and its interval is that of the score test. Counts vary more than chance where people answer one
another; the interval is widened by the variance that is seen (quasi-likelihood), estimated after Fletcher (Biometrika
99, 2012, 230), which holds where most slots have few counts. It takes slots as independent of one another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

STEEPEST = 7.0  # a rate per slot: a thousandfold from one slot to the next; what is steeper is shown as this
HALVINGS = 22  # of the interval that a rate is looked for in, which leaves some millionths
LEAST_SLOTS = 5  # below three degrees of freedom the variance says nothing
NORMAL_95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class SlotCount:
    """A count of one slot: where its middle is and how much of it was counted, both in slots."""

    middle: float
    share: float
    count: int


@dataclass(frozen=True, slots=True)
class GrowthRate:
    """The natural logarithm of the growth from one slot to the next, with the ends of its 95 % interval."""

    rate: float
    low: float
    high: float


def growth_rate(slots: Sequence[SlotCount]) -> GrowthRate:
    """The rate that fits counts best. Needs LEAST_SLOTS slots and a count above zero.

    Where all counts are in the first or the last slot the rate is as steep as one can be, and one end with it.
    """
    total = sum(slot.count for slot in slots)
    mean = sum(slot.middle * slot.count for slot in slots) / total
    rate = _falling_through_zero(lambda guess: mean - _moments(slots, guess)[0])
    bound = max(NORMAL_95, student_95(len(slots) - 2) * math.sqrt(_overdispersion(slots, rate, total)))

    def score(guess: float) -> float:
        expected, variance = _moments(slots, guess)
        return (mean - expected) * math.sqrt(total / max(variance, 1e-12))

    low = _falling_through_zero(lambda guess: score(guess) - bound)
    return GrowthRate(rate, low, _falling_through_zero(lambda guess: score(guess) + bound))


def student_95(freedom: int) -> float:
    """Student's t for a 95 % interval, by its series (Abramowitz and Stegun, 26.7.5); within 1 % from three on."""
    z = NORMAL_95
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, 1))


def _shares(slots: Sequence[SlotCount], rate: float) -> list[float]:
    """Which share of all counts each slot has under a rate."""
    steepest = max(rate * slot.middle for slot in slots)
    weights = [slot.share * math.exp(rate * slot.middle - steepest) for slot in slots]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _moments(slots: Sequence[SlotCount], rate: float) -> tuple[float, float]:
    """The mean and the variance of where a count is, under a rate."""
    shares = _shares(slots, rate)
    mean = sum(slot.middle * share for slot, share in zip(slots, shares, strict=True))
    return mean, sum((slot.middle - mean) ** 2 * share for slot, share in zip(slots, shares, strict=True))


def _overdispersion(slots: Sequence[SlotCount], rate: float, total: int) -> float:
    """How many times the variance of chance the counts have."""
    expected = [max(total * share, 1e-9) for share in _shares(slots, rate)]
    pairs = list(zip((slot.count for slot in slots), expected, strict=True))
    pearson = sum((count - mean) ** 2 / mean for count, mean in pairs) / (len(slots) - 2)
    skew = sum((count - mean) / mean for count, mean in pairs) / len(slots)
    return pearson / (1.0 + skew)


def _falling_through_zero(falling: Callable[[float], float]) -> float:
    """Where a function of the rate that falls is zero, or the end that it does not reach zero before."""
    low, high = -STEEPEST, STEEPEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if falling(middle) > 0.0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
