"""Counts the numbers of one brand anew from the log beside those in use, compares the two, and switches at the end.

Nothing that is counted here is read by anybody before the switch. An interrupted run is gone on with by the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from chassis.clock import Clock
from chassis.errors import Unavailable, VersionConflict
from chassis.messaging import LogError
from deploy.keeping.installation import Installation
from deploy.keeping.rebuild_place import READ, Place, opened
from deploy.keeping.rebuild_report import RebuildReport, report_of
from deploy.keeping.recount import LogReach, Recount, reach_of
from deploy.stack.errors import StackError
from services.analytics.domain.generations import ALWAYS, Generations
from services.analytics.domain.recount import cut_after
from services.analytics.persistence.rebuild import comparing, history, seeding, switching
from services.analytics.persistence.rebuild.record import Rebuild, RebuildPositions, RebuildRecord, RebuildTakenOver
from services.analytics.settings import AnalyticsSettings
from services.analytics.wiring import beside

UNHELD_TRIES = 3  # to meet a moment at which the service has just what was counted here; then the service is held
TRIES = 10
HOLD_SECONDS = 10.0  # as long as it takes to count the last second's events; reports are answered meanwhile
ANSWERS_END = timedelta(seconds=30)  # no report that began before the switch is read for longer
TOO_FAST = "The service counts faster than this does. Nothing is switched; run it again when it is calmer."

Tell = Callable[[str], None]


async def rebuild_numbers(
    at: Installation,
    settings: AnalyticsSettings,
    clock: Clock,
    brand: str,
    tell: Tell,
    *,
    check: bool = False,
    answers_end: timedelta = ANSWERS_END,
) -> RebuildReport:
    """Rebuild the numbers of a brand; with `check` only compare them.

    `answers_end` is how long the old numbers stay after the switch, for reports that had begun.

    Raises:
        StackError: The brand is unknown, a part does not answer, another run goes on, or nothing can be counted anew.
    """
    try:
        async with opened(at, settings, clock, brand, answers_end) as place:
            return await _rebuild(place, tell, check=check)
    except Unavailable as failure:
        raise StackError("MongoDB does not answer. Run it again: it goes on.") from failure
    except LogError as failure:
        raise StackError(f"The log cannot be read ({failure}). Run it again: it goes on.") from failure
    except VersionConflict as conflict:
        raise StackError("Its writes met those of the service too often. Run it again: it goes on.") from conflict
    except RebuildTakenOver:
        raise StackError("Another run rebuilds these numbers and has moved on; let it end.") from None


async def _rebuild(place: Place, tell: Tell, *, check: bool) -> RebuildReport:
    record = RebuildRecord(place.mongo, place.brand)
    generations, rebuild = await record.read()
    if rebuild is not None and rebuild.step == "removing":
        removed = await _remove(place, generations, rebuild, tell)
        if not check:
            return replace(await _report(place, rebuild, []), switched=True, removed=removed)
        rebuild = None
    if rebuild is None or rebuild.step == "seeding" or not await _log_has(place, rebuild):
        rebuild = await _begin(place, record, generations, tell)
    else:
        tell(f"going on with the rebuild that was begun: {_kept(rebuild)}")
    positions = RebuildPositions(record, rebuild)
    counting = beside(place.mongo, place.settings, place.clock, positions, place.calendar.zone)
    recount = Recount(place.scanner, counting, positions, place.brand, tell)
    found = await _compare(place, generations, positions, recount)
    report = await _report(place, positions.rebuild, found)
    if check:
        await place.mongo.transaction(place.offsets.put_up)  # where the service was held for it, it goes on at once
        if not found:
            await record.end(rebuild)
            await switching.remove_unused(place.mongo, place.brand, generations, rebuild.generation + 1)
        return report
    await _switch(place, positions, recount)
    tell("switched; removing what it replaced")
    generations, switched = await record.read()
    removed = 0 if switched is None else await _remove(place, generations, switched, tell)
    return replace(report, switched=True, removed=removed)


async def _report(place: Place, rebuild: Rebuild, found: list[comparing.WindowDifference]) -> RebuildReport:
    return await report_of(place.mongo, place.brand, rebuild, found, place.calendar.seconds("day"))


async def _log_has(place: Place, rebuild: Rebuild) -> bool:
    """Whether the log still has all that a rebuild has yet to count."""
    begins = await place.scanner.beginnings()
    return all(rebuild.positions.get(each, 0) >= offset for each, offset in begins.items())


async def _begin(place: Place, record: RebuildRecord, generations: Generations, tell: Tell) -> Rebuild:
    tell("how far the log reaches back")
    cut = await _cut(place, reach := await reach_of(place.scanner, place.clock.now()))
    rebuild = await record.begin(cut, {(each.topic, each.number): offset for each, offset in reach.begins.items()})
    tell(_kept(rebuild))
    await switching.remove_unused(place.mongo, place.brand, generations, rebuild.generation)
    await seeding.seed(place.mongo, place.clock, place.settings.retention(), place.brand, generations, rebuild)
    return await record.count_from_here(rebuild)


async def _cut(place: Place, reach: LogReach) -> datetime:
    if reach.since is None:
        raise StackError("The log has no event to count; the numbers stay as they are.")
    older = reach.cut_short or place.restored
    if not older and not await history.has_older(place.mongo, place.brand, reach.since, place.calendar):
        return ALWAYS
    cut = cut_after(reach.since, place.calendar)
    if cut >= place.clock.now():
        raise StackError(
            f"The log begins at {reach.since:%d %b %Y %H:%M} UTC, and whole weeks are counted anew: the first "
            f"begins at {cut:%d %b %Y %H:%M} UTC. The numbers stay as they are."
        )
    return cut


def _kept(rebuild: Rebuild) -> str:
    if rebuild.cut == ALWAYS:
        return "the log has all there ever was; every window is counted anew"
    return f"windows since {rebuild.cut:%d %b %Y %H:%M} UTC are counted anew, earlier ones are kept as they are"


async def _compare(
    place: Place, generations: Generations, positions: RebuildPositions, recount: Recount
) -> list[comparing.WindowDifference]:
    for each in range(TRIES):
        await _catch_up(place, recount, hold=each >= UNHELD_TRIES)
        async with place.mongo.one_moment() as moment:
            counted = await switching.counted_by_service(place.offsets, READ, moment)
            if switching.has_all(positions.rebuild, counted):
                lengths = comparing.lengths_of(place.kept_since(), positions.rebuild)
                return await comparing.differences(
                    place.mongo, place.brand, generations, positions.rebuild, lengths, moment
                )
    raise StackError(TOO_FAST)


async def _switch(place: Place, positions: RebuildPositions, recount: Recount) -> None:
    for each in range(TRIES):
        day, now = place.calendar.seconds("day"), place.clock.now()
        if await switching.switch(place.mongo, place.offsets, READ, place.brand, positions.rebuild, day, now):
            return
        await _catch_up(place, recount, hold=each >= UNHELD_TRIES)
    raise StackError(TOO_FAST)


async def _catch_up(place: Place, recount: Recount, *, hold: bool) -> None:
    if hold:
        await place.mongo.transaction(partial(place.offsets.put_up, hold_seconds=HOLD_SECONDS))
    async with place.mongo.one_moment() as moment:
        counted = await switching.counted_by_service(place.offsets, READ, moment)
    await recount.up_to(counted)


async def _remove(place: Place, generations: Generations, rebuild: Rebuild, tell: Tell) -> int:
    """Remove what a switch has replaced, once no answer reads it any more."""
    if rebuild.switched_at is not None:
        passed = place.clock.now() - rebuild.switched_at
        await asyncio.sleep(max(0.0, (place.answers_end - passed).total_seconds()))
    removed = await switching.remove_unused(place.mongo, place.brand, generations, rebuild.generation + 1)
    await RebuildRecord(place.mongo, place.brand).end(rebuild)
    tell(f"{removed:,} replaced documents removed")
    return removed
