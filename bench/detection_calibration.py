"""Made-up streams in which nothing happens: how often the detector alerts on them beside how often it was asked to."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import numpy as np

from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector import step
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import Raised

DAY, WEEK = 86_400.0, 604_800.0
RATES = (0.1, 1.0, 30.0, 1_000.0)  # messages a minute
WEEKS, SETTLED = 40, 4  # of each stream, and those at its beginning that are counted apart
SPAN = BucketSpan(60.0)
SURGE_TRIES, SURGE_LATEST = 8, 120  # of the same surge in streams of other chance, and buckets that it lasts
Means = np.ndarray[tuple[int], np.dtype[np.float64]]


def flat(rate: float, buckets: int, _: np.random.Generator) -> Means:
    """The same rate all day."""
    return np.full(buckets, rate * SPAN.bucket_seconds / 60.0)


def daily(rate: float, buckets: int, random: np.random.Generator) -> Means:
    """A night and a day, three times apart."""
    seconds = np.arange(buckets) * SPAN.bucket_seconds
    rhythm: Means = np.exp(0.6 * np.sin(2.0 * np.pi * seconds / DAY))
    return flat(rate, buckets, random) * rhythm


def bursty(rate: float, buckets: int, random: np.random.Generator) -> Means:
    """Beside the day a temper that doubles or halves the rate within an hour."""
    keep = math.exp(-SPAN.bucket_seconds / 1_800.0)
    pushes = random.normal(0.0, 0.5 * math.sqrt(1.0 - keep * keep), buckets)
    temper, now = np.empty(buckets), 0.0
    for place, push in enumerate(pushes):
        now = keep * now + push
        temper[place] = now
    return daily(rate, buckets, random) * np.exp(temper)


def heavy(rate: float, buckets: int, random: np.random.Generator) -> Means:
    """Beside the day a burst every 12 hours that fades over hours, of a size without a mean square."""
    more = np.ones(buckets)
    shape = np.exp(-np.arange(int(6 * 3_600 / SPAN.bucket_seconds)) * SPAN.bucket_seconds / 5_400.0)
    for begin in np.flatnonzero(random.random(buckets) < SPAN.bucket_seconds / (12 * 3_600.0)):
        part = more[begin : begin + len(shape)]
        part += min(50.0, random.pareto(2.0)) * shape[: len(part)]
    return daily(rate, buckets, random) * more


KINDS: tuple[Callable[[float, int, np.random.Generator], Means], ...] = (flat, daily, bursty, heavy)


def _alerts(counts: np.ndarray[tuple[int], np.dtype[np.int64]], config: DetectorConfig) -> Iterator[float]:
    """The starts of the episodes, in seconds."""
    state = DetectorState(config.version, 0.0)
    for place, count in enumerate(counts.tolist()):
        for event in step(state, CountBucket(place * SPAN.bucket_seconds, count), config, SPAN):
            if isinstance(event, Raised):
                yield event.opened_at


def report_calibration(config: DetectorConfig) -> None:
    """Print alerts a week of every kind and rate, then how soon surges of two sizes are found."""
    print(f"{WEEKS} weeks of minutes without a surge; asked for: once in {config.false_surge_days:g} days")
    print(f"{'stream':8} {'a minute':>9} {'a week':>7} {'first 4 weeks':>14} {'us a bucket':>12}")
    for kind in KINDS:
        for rate in RATES:
            random = np.random.default_rng(round(rate * 10))
            counts = random.poisson(kind(rate, int(WEEKS * WEEK / SPAN.bucket_seconds), random))
            began = time.process_time()
            alerts = list(_alerts(counts, config))
            took = (time.process_time() - began) / len(counts) * 1e6
            early = sum(alert < SETTLED * WEEK for alert in alerts)
            weekly = (len(alerts) - early) / (WEEKS - SETTLED)
            print(f"{kind.__name__:8} {rate:>9g} {weekly:>7.2f} {early:>14} {took:>12.1f}", flush=True)
    for kind in (flat, bursty):
        for rate in (0.1, 1.0, 10.0, 100.0):
            found = {times: _minutes_to_find(kind, rate, times, config) for times in (100, 10)}
            shown = ", ".join(f"{times}-fold {sorted(minutes)}" for times, minutes in found.items())
            print(f"minutes to find, {kind.__name__} {rate:g} a minute: {shown}", flush=True)


def _minutes_to_find(
    kind: Callable[[float, int, np.random.Generator], Means], rate: float, times: int, config: DetectorConfig
) -> list[int]:
    """Of each try, in which minute of the surge it was found; SURGE_LATEST where it was not."""
    minutes = []
    for seed in range(SURGE_TRIES):
        random = np.random.default_rng(seed)
        calm = int(3 * WEEK / SPAN.bucket_seconds) + 37 * seed
        means = np.concatenate([kind(rate, calm, random), flat(rate * times, SURGE_LATEST, random)])
        after = [alert / SPAN.bucket_seconds - calm for alert in _alerts(random.poisson(means), config)]
        minutes.append(min((int(each) + 1 for each in after if each >= 0.0), default=SURGE_LATEST))
    return minutes
