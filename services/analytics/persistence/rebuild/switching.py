"""The switch to a rebuild, in one transaction with a fence for the service, and the removal of what it replaces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chassis.mongo import Mongo, Session
from chassis.offsets import Offsets
from services.analytics.application.ports import Partition
from services.analytics.domain.generations import ALWAYS, Generations
from services.analytics.domain.windows import EVER_SECONDS, EVER_START
from services.analytics.persistence.generations import marked, placed
from services.analytics.persistence.rebuild.comparing import levels_after
from services.analytics.persistence.rebuild.record import Rebuild, RebuildRecord, RebuildTakenOver
from services.analytics.persistence.rebuild.rows import remove

CARRIED = "carried"  # the stripe of totals of all time as they were at the switch


def has_all(rebuild: Rebuild, counted: Mapping[Partition, int]) -> bool:
    """Whether a rebuild has every record that the service has counted.

    It never reads beyond them, so then it has just those.
    """
    return all(next_ <= rebuild.positions.get(partition, 0) for partition, next_ in counted.items())


async def counted_by_service(offsets: Offsets, topics: frozenset[str], session: Session) -> dict[Partition, int]:
    """How far the service has counted each partition of the topics that a rebuild reads."""
    return {each: next_ for each, next_ in (await offsets.standing(session)).items() if each[0] in topics}


async def switch(
    mongo: Mongo,
    offsets: Offsets,
    topics: frozenset[str],
    brand: str,
    rebuild: Rebuild,
    day_seconds: int,
    now: datetime,
) -> bool:
    """Bring a rebuild into use, if it has just what the service has counted; else nothing changes and it returns False.

    Whatever the service was about to write for the old generation meets the fence, and is read and counted again.

    Raises:
        RebuildTakenOver: Another run has moved on with it.
    """
    record = RebuildRecord(mongo, brand)

    async def work(session: Session) -> bool:
        if not has_all(rebuild, await counted_by_service(offsets, topics, session)):
            return False
        generations, present = await record.read(session)
        if present != rebuild:
            raise RebuildTakenOver
        if rebuild.cut != ALWAYS:
            await _carry_levels(mongo, brand, generations, rebuild, day_seconds, session)
        await record.switch(rebuild, generations, now, session)
        await offsets.put_up(session)
        return True

    return await mongo.transaction(work)


async def _carry_levels(
    mongo: Mongo, brand: str, generations: Generations, rebuild: Rebuild, day_seconds: int, session: Session
) -> None:
    windows = mongo.brand_collection("windows")
    levels = await levels_after(windows, brand, generations, rebuild, day_seconds, session)
    whose = {"w": EVER_SECONDS, "at": EVER_START, **marked(rebuild.generation)}
    await windows.write(
        [
            windows.insert(
                brand,
                placed(rebuild.generation, f"{EVER_SECONDS}/0/{measure}/{CARRIED}"),
                {**numbers, **whose, "m": measure},
            )
            for measure, numbers in levels.items()
        ],
        session=session,
    )


async def remove_unused(mongo: Mongo, brand: str, generations: Generations, before: int) -> int:
    """Remove the rows of generations below `before` that are not in use, some at a time; returns how many there were.

    Ids of events that a rebuild has seen expire by themselves, as all do.
    """
    windows = mongo.brand_collection("windows")
    current = _unused(generations.current, before)
    removed = await remove(windows, brand, {"w": EVER_SECONDS, **current})
    ends = [begin for begin, _ in generations.begins[1:]]
    for place, (begin, number) in enumerate(generations.begins):
        within = {"$gte": begin, **({"$lt": ends[place]} if place < len(ends) else {})}
        of_these = {"w": {"$ne": EVER_SECONDS}, "at": within, **_unused(number, before)}
        removed += await remove(windows, brand, of_these)
    for name in ("journeys", "courses"):
        removed += await remove(mongo.brand_collection(name), brand, current)
    return removed


def _unused(in_use: int, before: int) -> dict[str, object]:
    return {"g": {"$ne": in_use or None, "$not": {"$gte": before}}}
