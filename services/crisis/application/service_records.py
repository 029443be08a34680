"""The record of service of one person, by reads that an index of their own rows bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from services.crisis.application.repositories import Repositories
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.service_record import ServiceEntry, ServiceTotals
from services.crisis.domain.service_work import WorkCounts


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """What somebody did: totals over all of it, and a part of their incidents, newest first."""

    person: str
    totals: ServiceTotals
    entries: Slice[ServiceEntry, NewestKey]


async def service_record(
    store: Repositories, person: str, now: datetime, limit: int, after: NewestKey | None
) -> ServiceRecord:
    """The record of a person; the empty one of whom nobody asked."""
    places = await store.places.of_employee(person, limit, after)
    work = await store.service_work.of(person)
    entries = Slice(await _entries(store, places.items, work), places.next)
    return ServiceRecord(person, await _totals(store, person, now, work.values()), entries)


async def _entries(
    store: Repositories, places: Sequence[SurgePlace], work: Mapping[str, WorkCounts]
) -> list[ServiceEntry]:
    ids = {each.incident for each in places}
    incidents, thanks = await store.incidents.many(ids), await store.thanks.many(ids)
    return [
        ServiceEntry(each, incidents[each.incident], thanks.get(each.incident), work.get(each.incident, WorkCounts()))
        for each in places
        if each.incident in incidents
    ]


async def _totals(store: Repositories, person: str, now: datetime, work: Iterable[WorkCounts]) -> ServiceTotals:
    incidents, seconds = await store.places.held_by(person, now)
    asks = await store.asks.counts_of(person)
    done = reduce(WorkCounts.plus, work, WorkCounts())
    return ServiceTotals(
        incidents=incidents,
        hours=seconds / 3600,
        conversations=done.conversations,
        replies=done.replies,
        asked=sum(asks.values()),
        accepted=asks.get("accepted", 0),
        declined=asks.get("declined", 0),
        unanswered=asks.get("no_answer", 0),
    )
