"""Coverage: how many people of each language or department hold what, and how many lose it soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.routing.domain.certificate import abilities_of
from services.routing.domain.employee import Employee

CoverageBy = Literal["language", "department"]
What = Literal["people", "certificate", "lapsing", "ability"]
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CoverageKey:
    """What is counted: people of a group (None: those in none), or those of them who hold `name`."""

    group: str | None
    what: What
    name: str = ""


@dataclass(frozen=True, slots=True)
class CoverageCounts:
    """The counts of a brand at a moment; `lapsing` are certificates that end within `SOON`."""

    by: CoverageBy
    as_of: datetime
    counts: Mapping[CoverageKey, int]


def counted(employees: Iterable[Employee], by: CoverageBy, now: datetime) -> CoverageCounts:
    """Count active employees; who answers in two languages counts in both."""
    counts: Counter[CoverageKey] = Counter()
    for employee in employees:
        if employee.active:
            counts.update(_keys(employee, by, now))
    return CoverageCounts(by, now, dict(counts))


def _keys(employee: Employee, by: CoverageBy, now: datetime) -> Iterator[CoverageKey]:
    groups = (employee.department,) if by == "department" else employee.languages or (None,)
    valid = [each for each in employee.certificates if each.valid(now)]
    for group in groups:
        yield CoverageKey(group, "people")
        for each in valid:
            yield CoverageKey(group, "certificate", each.id)
            if each.expires_at is not None and each.expires_at <= now + SOON:
                yield CoverageKey(group, "lapsing", each.id)
        for ability in abilities_of(valid, now):
            yield CoverageKey(group, "ability", ability)
