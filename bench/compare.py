"""Whether a run is worse than the runs before it: each number whose direction is known, beyond what noise explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

LAST_RUNS = 5  # that a run is compared with
ENOUGH_RUNS = 3  # to know a spread from
SPREADS = 3.0  # median absolute deviations that are still noise
LEAST_SHARE = 0.10  # of the median: less is noise, however alike the runs before were
FEW_SHARE = 0.25  # of the median, where too few runs exist to know a spread from
SERIES = frozenset({"samples", "histogram"})  # each number of these says little alone


@dataclass(frozen=True, slots=True)
class Unit:
    """Which way a figure is better, and the change too small to speak of, in its own unit."""

    better: Literal["higher", "lower"]
    least: float = 0.0


UNITS: Mapping[str, Unit] = {
    "rate": Unit("higher"),
    "per_second": Unit("higher"),
    "a_second": Unit("higher"),
    "ratio": Unit("higher"),
    "rate_ratios": Unit("higher"),
    "cost_ratio": Unit("lower"),
    "cost_ratios": Unit("lower"),
    "ms": Unit("lower", 0.5),
    "us": Unit("lower", 2.0),
    "seconds": Unit("lower", 0.1),
    "cores": Unit("lower", 0.02),
    "cpu": Unit("lower"),
    "mib": Unit("lower", 2.0),
    "kib": Unit("lower", 1.0),
    "commands": Unit("lower", 1.0),
    "commands_a_second": Unit("lower", 1.0),
}
"""By what a name ends in: `p99_ms` is milliseconds, `events_per_second` a rate; `kib_a_stream` ends in `kib`."""
_EACH = re.compile(r"_(a|an)_[a-z]+$")


@dataclass(frozen=True, slots=True)
class Worse:
    """A figure that got worse: its path, the median and the spread of the runs before, and now."""

    path: str
    before: float
    spread: float
    now: float


def numbers(figures: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every number of nested figures with its path; the members of series are left out."""
    if isinstance(figures, bool):
        return
    if isinstance(figures, int | float):
        yield path, float(figures)
    elif isinstance(figures, Mapping):
        for name, each in figures.items():
            if name not in SERIES:
                yield from numbers(each, (*path, str(name)))
    elif isinstance(figures, list | tuple):
        for place, each in enumerate(figures):
            yield from numbers(each, (*path, str(place)))


def unit_of(path: Sequence[str]) -> Unit | None:
    """The unit of the name nearest to the number that has one, by the longest ending that is known."""
    for name in reversed(path):
        for called in (name, _EACH.sub("", name)):
            known = [ending for ending in UNITS if called == ending or called.endswith(f"_{ending}")]
            if known:
                return UNITS[max(known, key=len)]
    return None


def shown(value: float) -> str:
    """A figure with three digits that say something, the whole ones all."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # from 100 on, three digits stand before the point


def spread_of(values: Sequence[float]) -> tuple[float, float]:
    """The median, and how far from it is still noise."""
    middle = median(values)
    if len(values) < ENOUGH_RUNS:
        return middle, abs(middle) * FEW_SHARE
    deviation = median(abs(value - middle) for value in values)
    return middle, max(SPREADS * deviation, abs(middle) * LEAST_SHARE)


def worse(before: Sequence[Mapping[str, object]], now: Mapping[str, object]) -> list[Worse]:
    """The figures that are worse than in the runs before, beyond noise, the one that lost most first."""
    earlier: dict[tuple[str, ...], list[float]] = {}
    for run in before:
        for path, value in numbers(run):
            earlier.setdefault(path, []).append(value)
    found = []
    for path, value in numbers(now):
        unit = unit_of(path)
        if unit is None or path not in earlier:
            continue
        middle, noise = spread_of(earlier[path])
        lost = middle - value if unit.better == "higher" else value - middle
        if lost > max(noise, unit.least):
            found.append((lost / abs(middle) if middle else float("inf"), Worse(".".join(path), middle, noise, value)))
    return [each for _, each in sorted(found, key=lambda pair: -pair[0])]
