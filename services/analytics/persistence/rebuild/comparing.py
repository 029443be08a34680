"""The windows of a rebuild beside those in use, as of one moment at which both have counted the same records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.mongo import BrandCollection, Document, Mongo, Session
from services.analytics.domain.generations import ALWAYS, Generations
from services.analytics.domain.measures import MEASURES
from services.analytics.domain.windows import EVER_SECONDS
from services.analytics.persistence.generations import of_generation
from services.analytics.persistence.rebuild.record import Rebuild

MOST_ROWS = 2_000_000  # of one measure and length; a guard, not a page
NUMBERS = ("n", "s", "z", "b", "hi", "by")
Amounts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WindowDifference:
    """A window whose numbers differ, with its count and sum before and after; `seconds` 0 is all time."""

    seconds: int
    start: datetime
    measure: str
    before: Amounts
    after: Amounts


async def differences(
    mongo: Mongo,
    brand: str,
    generations: Generations,
    rebuild: Rebuild,
    kept_since: Mapping[int, datetime],
    session: Session,
) -> list[WindowDifference]:
    """The windows since the cut that differ.

    `kept_since` names the lengths to compare, in seconds, each with the start of the oldest window that is kept.
    """
    windows = mongo.brand_collection("windows")
    found: list[WindowDifference] = []
    for seconds, oldest in kept_since.items():
        for measure in sorted(MEASURES):
            place = {"w": seconds, "m": measure, "at": {"$gte": max(oldest, rebuild.cut)}}
            rows = await windows.find(brand, place, limit=MOST_ROWS, session=session)
            found += _differing(rows, generations, rebuild, seconds, measure)
    return sorted(found, key=lambda each: (each.seconds, each.start, each.measure))


def lengths_of(kept_since: Mapping[int, datetime], rebuild: Rebuild) -> dict[int, datetime]:
    """The lengths to compare; totals of all time too where all of it was counted anew."""
    return {**kept_since, EVER_SECONDS: ALWAYS} if rebuild.cut == ALWAYS else dict(kept_since)


def _differing(
    rows: Sequence[Document], generations: Generations, rebuild: Rebuild, seconds: int, measure: str
) -> Iterator[WindowDifference]:
    before: dict[datetime, dict[str, Any]] = {}
    after: dict[datetime, dict[str, Any]] = {}
    for row in rows:
        generation = row.get("g", 0)
        if generation == rebuild.generation:
            add(after.setdefault(row["at"], {}), _numbers(row))
        elif generation == (generations.of(row["at"]) if seconds else generations.current):
            add(before.setdefault(row["at"], {}), _numbers(row))
    for start in before.keys() | after.keys():
        was, is_now = before.get(start, {}), after.get(start, {})
        if _without_zeros(was) != _without_zeros(is_now):
            yield WindowDifference(seconds, start, measure, _amounts(was), _amounts(is_now))


async def levels_after(
    windows: BrandCollection,
    brand: str,
    generations: Generations,
    rebuild: Rebuild,
    day_seconds: int,
    session: Session,
) -> dict[str, dict[str, Any]]:
    """The totals of all time once the rebuild is in use: those in use, and the difference of the days since the cut."""
    lifelong = [name for name, measure in MEASURES.items() if measure.lifelong]
    ever = {"w": EVER_SECONDS, "m": {"$in": lifelong}, **of_generation(generations.current)}
    days = {"w": day_seconds, "m": {"$in": lifelong}, "at": {"$gte": rebuild.cut}}
    levels: dict[str, dict[str, Any]] = {}
    for row in await windows.find(brand, ever, limit=MOST_ROWS, session=session):
        add(levels.setdefault(row["m"], {}), _numbers(row))
    for row in await windows.find(brand, days, limit=MOST_ROWS, session=session):
        generation = row.get("g", 0)
        if generation == rebuild.generation:
            add(levels.setdefault(row["m"], {}), _numbers(row))
        elif generation == generations.of(row["at"]):
            add(levels.setdefault(row["m"], {}), _numbers(row), -1)
    return levels


def add(into: dict[str, Any], other: Mapping[str, Any], times: int = 1) -> None:
    """Add stored numbers to others, or take them away with `times` -1; peaks are the higher one."""
    for name, value in other.items():
        if isinstance(value, Mapping):
            add(into.setdefault(name, {}), value, times)
        elif name == "hi":
            into[name] = max(into.get(name, value), value)
        else:
            into[name] = into.get(name, 0) + value * times


def _numbers(row: Document) -> dict[str, Any]:
    return {name: row[name] for name in NUMBERS if name in row}


def _amounts(numbers: Mapping[str, Any]) -> Amounts:
    return numbers.get("n", 0), numbers.get("s", 0)


def _without_zeros(numbers: Mapping[str, Any]) -> dict[str, Any]:
    parts = {name: _without_zeros(each) if isinstance(each, Mapping) else each for name, each in numbers.items()}
    return {name: each for name, each in parts.items() if each not in (0, {})}


def totals_of(found: Iterable[WindowDifference], measure: str, seconds: int) -> Amounts:
    """The counts of a measure in the windows of a length that differ, before and after."""
    of_these = [each for each in found if (each.measure, each.seconds) == (measure, seconds)]
    return sum(each.before[0] for each in of_these), sum(each.after[0] for each in of_these)
