"""The matcher: from the index to offers, in few round trips and without a scan; many may race, none needs a lock.

A round reads the pools of waiting tasks, for each pool some free seats and as many tasks, pairs them in memory, claims
the seats in one bulk of conditional writes, and writes tasks and events in one transaction. Who loses a seat to another
matcher has lost only that seat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from chassis import crash_points
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.retrying import on_conflict
from services.routing import events as announce
from services.routing.application import metrics
from services.routing.application.changes import TaskChange
from services.routing.application.pairing import NOTHING, Chosen, Round, pairs_of, placed_by
from services.routing.application.ports import Stores
from services.routing.application.rarity import Rarity
from services.routing.domain import tokens
from services.routing.domain.matching import FreeSeat
from services.routing.domain.rules import RoutingRules
from services.routing.domain.task import Assignee, Offer, Task
from services.routing.domain.task_steps import offer_to

PAIRS = 200  # claimed in one bulk: larger ones hold the transaction longer than they save
LEAST_PER_POOL = 32  # free seats and tasks looked at for one set of requirements, however many sets there are
POOLS = 500  # different sets of requirements looked at in a round; a brand has some dozens
PREFERRED = 200  # tasks that wait for one employee, looked at in a round
ROUNDS = 20  # then other brands get their turn
TRIES = 4  # of the transaction, each without what was lost in the one before


class Matcher:
    """Makes offers for one brand at a time."""

    def __init__(self, stores: Stores, rarity: Rarity, clock: Clock) -> None:
        """`rarity` orders the tokens of a pool by how few free seats carry them."""
        self._tasks = stores.tasks
        self._seats = stores.seats
        self._rules = stores.rules
        self._rarity = rarity
        self._clock = clock

    async def run(self, brand: str) -> int:
        """Make offers until no task and seat fit; returns how many were made."""
        offers = 0
        for _ in range(ROUNDS):
            with metrics.ROUND.time():
                found = await self.round(brand)
            offers += found.won
            if found.last:
                break
        return offers

    async def round(self, brand: str) -> Round:
        """Pair what waits with who is free, once."""
        if not await self._seats.any_free(brand):
            return NOTHING
        rules = await self._rules.rules(brand)
        chosen, whole = await self._preferred(brand, rules), False
        if not chosen:
            chosen, whole = await self._from_pools(brand, rules)
        if not chosen:
            return NOTHING
        pairs = chosen[:PAIRS]
        won = await self._offer(brand, pairs, rules)
        return Round(len(pairs), won, last=whole and won == len(chosen))

    async def _preferred(self, brand: str, rules: RoutingRules) -> list[Chosen]:
        tasks = placed_by(rules, await self._tasks.waiting_for_someone(brand, PREFERRED))
        if not tasks:
            return []
        awaited = sorted({task.prefer for task in tasks if task.prefer})
        present = await self._seats.present(brand, awaited)
        free = await self._seats.free_of(brand, awaited)
        await self._stop_preferring([task for task in tasks if task.prefer not in present], brand)
        fitting = {task.pool: [seat for seat in free if seat.tokens.issuperset(task.asks)] for task in tasks}
        return pairs_of(tasks, fitting, self._clock.now_of(brand))

    async def _stop_preferring(self, tasks: Sequence[Task], brand: str) -> None:
        for task in tasks:
            try:
                await self._tasks.commit([TaskChange(brand, task, replace(task, prefer=None))])
            except VersionConflict:
                continue

    async def _from_pools(self, brand: str, rules: RoutingRules) -> tuple[list[Chosen], bool]:
        """Pairs of waiting tasks and free seats, and whether these were all tasks and all seats that fit them."""
        tasks: list[Task] = []
        fitting: dict[str, Sequence[FreeSeat]] = {}
        pools = await self._tasks.pools(brand, POOLS)
        limit = max(LEAST_PER_POOL, PAIRS // max(1, len(pools)))
        whole = len(pools) < POOLS
        for pool in pools:
            ordered = await self._rarity.order(brand, tokens.tokens_of(pool))
            seats = await self._seats.free_with(brand, ordered, limit) if ordered is not None else []
            if seats:
                fitting[pool] = seats
                waiting = await self._tasks.waiting_in(brand, pool, limit)
                whole = whole and max(len(seats), len(waiting)) < limit
                tasks += placed_by(rules, waiting)
        return pairs_of(tasks, fitting, self._clock.now_of(brand)), whole

    async def _offer(self, brand: str, chosen: Sequence[Chosen], rules: RoutingRules) -> int:
        claim = uuid4().hex
        pairs = [(each.pair.seat.id, each.task.conversation) for each in chosen]
        won = await self._seats.claim(brand, pairs, claim)
        crash_points.reach("routing.claimed_not_published")
        held = [each for each in chosen if each.pair.seat.id in won]
        metrics.LOST.inc(len(chosen) - len(held))

        async def attempt() -> Sequence[TaskChange]:
            """Offer what is still ours; what was lost to others is left out of the next attempt."""
            nonlocal held
            changes = [self._change(brand, each, claim, rules) for each in held]
            try:
                await self._tasks.commit(changes)
            except VersionConflict:
                held = await self._still_claimed(brand, held, claim)
                raise
            return changes

        try:
            changes = await on_conflict(attempt, tries=TRIES)
        except VersionConflict:
            await self._seats.release(brand, [each.pair.seat.id for each in held], claim)
            return 0
        if changes:
            await self._record_offers(brand, [change.after for change in changes])
        return len(changes)

    def _change(self, brand: str, chosen: Chosen, claim: str, rules: RoutingRules) -> TaskChange:
        now, before = self._clock.now_of(brand), chosen.task
        assignee = Assignee(chosen.pair.seat.employee, chosen.pair.seat.id, claim)
        wait = timedelta(seconds=rules.queue(before.placement.queue).offer_seconds)
        offer = Offer(f"{before.conversation}.{before.epoch + 1}", now, now + wait)
        after = offer_to(before, assignee, offer, chosen.pair.candidates, chosen.pair.reason)
        return TaskChange(brand, before, after, [announce.offer_made(brand, after, claim, now)], settles=assignee)

    async def _still_claimed(self, brand: str, held: Sequence[Chosen], claim: str) -> list[Chosen]:
        """The pairs whose claim still holds and whose task is unchanged. The seats of the others are released."""
        tasks = await self._tasks.get_many((brand, each.task.conversation) for each in held)
        claimed = await self._seats.claimed(brand, [each.pair.seat.id for each in held], claim)
        unchanged: list[Chosen] = []
        lost: list[Chosen] = []
        for each in held:
            present = tasks.get((brand, each.task.conversation))
            fits = present is not None and present.rev == each.task.rev and each.pair.seat.id in claimed
            (unchanged if fits else lost).append(each)
        metrics.LOST.inc(len(lost))
        await self._seats.release(brand, [each.pair.seat.id for each in lost], claim)
        return unchanged

    async def _record_offers(self, brand: str, offered: Sequence[Task]) -> None:
        metrics.MADE.inc(len(offered))
        for task in offered:
            if task.offer is not None:
                waited = task.waited_seconds(task.offer.made_at)
                metrics.WAITED.labels(metrics.queue_label(task.placement.queue)).observe(waited)
        await self._seats.mark_recently_served(brand, sorted({task.employee for task in offered if task.employee}))
