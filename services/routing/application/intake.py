"""The intake of new versions of conversations into their tasks: a batch in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.clock import Clock
from chassis.retrying import on_conflict
from contracts.event import Event
from services.routing import events as announce
from services.routing.application import metrics
from services.routing.application.changes import TaskChange
from services.routing.application.ports import BrandAnd, Stores
from services.routing.domain.erasure import erased
from services.routing.domain.intake import IntakeOutcome, take_in
from services.routing.domain.task import Task
from services.routing.domain.workflow import ConversationFacts

EFFECTS_ENDING = frozenset({"completed", "resolved", "withdrawn"})


@dataclass(frozen=True, slots=True)
class ConversationUpdate:
    """The newest facts of a conversation, the id of their event, and the author of a reply since the last time.

    `asked_at` is the newest version in which somebody was asked for anew, 0 where there is none. `erased`: whether its
    contact was erased.
    """

    facts: ConversationFacts
    cause: str
    replied_by: str | None
    asked_at: int
    erased: bool = False


class Intake:
    """Takes in updates of conversations; its events go through the outbox, in order with those of the matcher."""

    def __init__(self, stores: Stores, clock: Clock, wake: Callable[[str], None]) -> None:
        """`wake` asks the matcher to look at a brand."""
        self._stores = stores
        self._clock = clock
        self._wake = wake

    async def take(self, updates: Mapping[BrandAnd, ConversationUpdate]) -> None:
        """Take in one update a conversation; taking it in again changes nothing.

        Raises:
            VersionConflict: Matchers or people changed one of the tasks in every attempt.
        """
        outcomes = await on_conflict(lambda: self._take(updates))
        self._count(outcomes)
        await self._learn_handling(outcomes)
        for brand in {brand for brand, outcome in outcomes if outcome.effect != "noted"}:
            self._wake(brand)

    async def _take(self, updates: Mapping[BrandAnd, ConversationUpdate]) -> list[tuple[str, IntakeOutcome]]:
        tasks = await self._stores.tasks.get_many(updates)
        outsiders = await self._outsiders(updates, tasks)
        changes: list[TaskChange] = []
        outcomes: list[tuple[str, IntakeOutcome]] = []
        for (brand, conversation), latest in updates.items():
            now, rules = self._clock.now_of(brand), await self._stores.rules.rules(brand)
            task = tasks.get((brand, conversation))
            anew = task is None or latest.asked_at > task.facts.version
            outsider = (brand, conversation) in outsiders
            outcome = take_in(task, latest.facts, latest.replied_by, rules, now, asked_anew=anew, outsider=outsider)
            if outcome.after is None:
                continue
            after = erased(outcome.after) if latest.erased else outcome.after
            if outcome.effect != "none":
                outcomes.append((brand, outcome))
            if outcome.effect != "none" or after != outcome.after:
                changes.append(_change(brand, outcome, after, latest.cause, now))
        await self._stores.tasks.commit(changes)
        return outcomes

    async def _outsiders(
        self, updates: Mapping[BrandAnd, ConversationUpdate], tasks: Mapping[BrandAnd, Task]
    ) -> set[BrandAnd]:
        """The tasks that are held by somebody who is not of the department that has taken the conversation over."""
        holders = {
            key: (key[0], task.employee)
            for key, task in tasks.items()
            if task.employee is not None and updates[key].facts.department is not None
        }
        entries = await self._stores.employees.get_many(set(holders.values())) if holders else {}
        return {
            key
            for key, holder in holders.items()
            if holder not in entries or entries[holder].department != updates[key].facts.department
        }

    def _count(self, outcomes: Sequence[tuple[str, IntakeOutcome]]) -> None:
        for _, outcome in outcomes:
            if outcome.effect in {"queued", "requeued"} and outcome.after is not None:
                metrics.QUEUED.labels(metrics.queue_label(outcome.after.placement.queue)).inc()
            if outcome.effect in EFFECTS_ENDING:
                metrics.ENDED.labels(outcome.effect).inc()
                if outcome.before is not None and outcome.before.state == "offered":
                    metrics.WITHDRAWN.inc()

    async def _learn_handling(self, outcomes: Sequence[tuple[str, IntakeOutcome]]) -> None:
        """Take how long the tasks that were completed were held into the brand's mean."""
        handled: dict[str, list[float]] = {}
        for brand, outcome in outcomes:
            if outcome.effect in {"completed", "resolved"} and outcome.before is not None:
                seconds = announce.handled_seconds(outcome.before, self._clock.now_of(brand))
                if seconds is not None:
                    handled.setdefault(brand, []).append(seconds)
        for brand, seconds_each in handled.items():
            await self._stores.figures.handled(brand, seconds_each)


def _change(brand: str, outcome: IntakeOutcome, after: Task, cause: str, now: datetime) -> TaskChange:
    before = outcome.before
    freed = before.assignee if before is not None and after.assignee is None else None
    return TaskChange(brand, before, after, events=events_of(brand, outcome, cause, now), frees=freed)


def events_of(brand: str, outcome: IntakeOutcome, cause: str, now: datetime) -> list[Event]:
    """The events of an outcome."""
    before, after = outcome.before, outcome.after
    if after is None or outcome.effect in {"none", "noted"}:
        return []
    if outcome.effect in {"queued", "requeued"}:
        return [announce.queued(brand, after, cause, now, again=outcome.effect == "requeued")]
    events: list[Event] = []
    if before is None:
        return events
    if before.state == "offered":
        events.append(announce.offer_closed(brand, before, after, "withdrawn", cause, now))
    if outcome.effect in {"completed", "resolved", "withdrawn"}:
        events.append(announce.completed(brand, before, after, outcome.effect, cause, now))
        events += announce.invitations_changed(brand, before, after, cause, now)
    return events
