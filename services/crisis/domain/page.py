"""A page: one call to one person about one incident, until that person acknowledges or declines it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Literal

from services.crisis.domain.severity import Severity

PageState = Literal["sent", "acknowledged", "declined"]


class PageTaken(Exception):
    """The person acknowledged it before."""


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """`level` and `round` say where the escalation stood; `title` and `severity` are the incident's at that moment.

    `overdue_at` is when the time of its level had passed: its person had said nothing, and nobody had taken any.
    """

    id: str
    incident: str
    title: str
    severity: Severity
    person: str
    level: int
    round: int
    sent_at: datetime
    state: PageState = "sent"
    acknowledged_at: datetime | None = None
    declined_at: datetime | None = None
    overdue_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LateLevel:
    """A level that was paged in a round and whose time passed; `persons` are those who said nothing until then.

    `acknowledged_at` is when the first of them took their page of it all the same; None: none of them has.
    """

    level: int
    round: int
    persons: tuple[str, ...]
    sent_at: datetime
    overdue_at: datetime
    acknowledged_at: datetime | None = None


def taken(page: IncidentPage, at: datetime) -> IncidentPage:
    """The paged person takes it, also having declined; a page that was taken stays as it is."""
    return page if page.state == "acknowledged" else replace(page, state="acknowledged", acknowledged_at=at)


def declined(page: IncidentPage, at: datetime) -> IncidentPage:
    """The paged person cannot take it; a page that was declined stays as it is. Raises PageTaken."""
    if page.state == "acknowledged":
        raise PageTaken
    return page if page.state == "declined" else replace(page, state="declined", declined_at=at)


def overdue(page: IncidentPage, at: datetime) -> IncidentPage:
    """The time of the page's level has passed; one that was answered stays as it is."""
    return replace(page, overdue_at=at) if page.state == "sent" else page


def late_levels(pages: Iterable[IncidentPage]) -> Iterator[LateLevel]:
    """The levels nobody took a page of in time, in the order they were paged, by all pages of an incident."""
    late = sorted((each for each in pages if each.overdue_at is not None), key=_stage)
    for (round_, level), of_level in groupby(late, key=_stage):
        silent = list(of_level)
        ended = max(each.overdue_at for each in silent if each.overdue_at is not None)
        persons = tuple(sorted(each.person for each in silent))
        taken_at = min((each.acknowledged_at for each in silent if each.acknowledged_at is not None), default=None)
        yield LateLevel(level, round_, persons, min(each.sent_at for each in silent), ended, taken_at)


def _stage(page: IncidentPage) -> tuple[int, int]:
    return page.round, page.level
