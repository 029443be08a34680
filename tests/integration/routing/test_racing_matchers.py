"""Eight matchers race while people answer: one owner, never over capacity, nothing lost; the check can fail."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence

import pytest

from chassis.errors import VersionConflict
from contracts.event import Event
from contracts.routing import OfferClosed, OfferMade, RoutingEvent
from services.routing.application.actor import NotTheirs
from services.routing.domain.task import TaskNotAllowed
from services.routing.wiring import Core
from tests.support.routing.builders import BRAND, an_employee, stored
from tests.support.routing.rig import Rig, actor

MATCHERS = 8
TASKS = 120
SEATS = {f"e{n}": 1 + n % 3 for n in range(15)}
ROUNDS = 12


def history_faults(events: Sequence[Event], seats: dict[str, int]) -> list[str]:
    """Find what must never be in a history: a version twice, an epoch going back, more held than seats."""
    faults = []
    tasks: dict[str, list[RoutingEvent]] = defaultdict(list)
    for event in events:
        if isinstance(event, RoutingEvent):
            tasks[event.subject].append(event)
    for subject, told in tasks.items():
        versions = [event.version for event in told]
        if len(set(versions)) != len(versions):
            faults.append(f"{subject}: a version was written twice")
        epochs = [event.task.epoch for event in sorted(told, key=lambda event: event.version)]
        if epochs != sorted(epochs):
            faults.append(f"{subject}: the epoch went back")
    return faults + over_capacity(events, seats)


def over_capacity(events: Sequence[Event], seats: dict[str, int]) -> list[str]:
    """Replay who held what in the order it was committed."""
    faults = []
    holds: dict[str, str] = {}
    for event in events:
        if not isinstance(event, RoutingEvent):
            continue
        if event.task.employee is None:
            holds.pop(event.subject, None)
            continue
        if isinstance(event, OfferMade) and event.subject in holds:
            faults.append(f"{event.subject}: offered while it was held")
        holds[event.subject] = event.task.employee
        if sum(who == event.task.employee for who in holds.values()) > seats[event.task.employee]:
            faults.append(f"{event.task.employee}: over capacity")
    return faults


async def people(core: Core, seed: int) -> None:
    """Answer offers and complete tasks as they come, for a while."""
    chance = random.Random(seed)
    commands, tasks = core.application.task_commands, core.application.stores.tasks
    for employee in SEATS:
        for task in await tasks.held_by(BRAND, employee, ["offered", "assigned"]):
            try:
                if task.state == "assigned":
                    await commands.complete(actor(employee), task.conversation, task.epoch)
                elif task.offer is not None and chance.random() < 0.8:
                    await commands.accept(actor(employee), task.offer.id)
                elif task.offer is not None:
                    await commands.decline(actor(employee), task.offer.id)
            except (TaskNotAllowed, NotTheirs, VersionConflict):
                continue


@pytest.mark.timeout(180)
async def test_eight_racing_matchers_never_give_a_task_two_owners_nor_an_employee_too_much(rig: Rig) -> None:
    await rig.staff(*(an_employee(name, seats=count) for name, count in SEATS.items()))
    await rig.take_in(*(stored(f"c{n}", 1, priority=n % 100) for n in range(TASKS)))
    processes = [rig.another() for _ in range(MATCHERS)]
    for turn in range(ROUNDS):
        await asyncio.gather(
            *(each.matcher.run(BRAND) for each in processes),
            *(people(each, turn * 10 + n) for n, each in enumerate(processes[:2])),
        )
    told = await rig.emitted()
    assert history_faults(told, SEATS) == []
    done = [await rig.task(f"c{n}") for n in range(TASKS)]
    assert sum(task.state == "done" for task in done) > TASKS / 2
    assert sum(isinstance(event, OfferMade) for event in told) >= TASKS / 2
    holding = {seat["holds"]: seat["seat"] for seat in await rig.seats() if seat["state"] == "held"}
    claimed = {task.conversation: task.assignee.seat for task in done if task.assignee is not None}
    assert holding == claimed
    assert not any(seat["pending"] for seat in await rig.seats())


async def test_the_history_check_finds_an_employee_over_capacity_and_a_task_with_two_owners(rig: Rig) -> None:
    await rig.staff(an_employee("e0"), an_employee("e1"))
    await rig.take_in(stored("c1"), stored("c2"))
    await rig.match()
    told = [event for event in await rig.emitted() if isinstance(event, OfferMade)]
    assert history_faults(told, {"e0": 1, "e1": 1}) == []
    forged = told[0].model_copy(update={"task": told[0].task.model_copy(update={"employee": told[1].task.employee})})
    assert history_faults([forged, told[1]], {"e0": 1, "e1": 1}) != []
    assert history_faults([told[0], told[0]], {"e0": 1, "e1": 1}) != []


async def test_a_claim_whose_process_died_is_given_back_and_the_task_offered_again(rig: Rig) -> None:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    assert await rig.stores.seats.claim(BRAND, [("anna/0", "c1")], "claim-of-the-dead") == {"anna/0"}
    assert await rig.match() == 0
    assert await rig.core.overdue.reconcile(BRAND) == 0, "a claim may still be followed by its task"
    rig.clock.advance(11)
    assert await rig.another().overdue.reconcile(BRAND) == 1
    assert await rig.match() == 1
    assert (await rig.task("c1")).employee == "anna"


async def test_a_slow_matcher_whose_claim_was_given_back_writes_nothing(rig: Rig) -> None:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    seats, slow = rig.stores.seats, rig.another().matcher
    claim_at_once = seats.claim

    async def claim_then_stall(brand: str, pairs: Sequence[tuple[str, str]], claim: str) -> set[str]:
        won = await claim_at_once(brand, pairs, claim)
        rig.clock.advance(11)
        await rig.core.overdue.reconcile(BRAND)
        return won

    slow._seats.claim = claim_then_stall  # type: ignore[method-assign]  # the stall of a paused process
    assert await slow.run(BRAND) == 0
    assert (await rig.task("c1")).state == "waiting"
    assert [seat["state"] for seat in await rig.seats()] == ["free"]
    assert not [event for event in await rig.emitted() if isinstance(event, OfferMade | OfferClosed)]
