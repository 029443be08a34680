"""On the inbox's events: the newest version of each conversation decides about its task, a batch in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Unavailable, VersionConflict
from chassis.messaging.ports import Delivery, HandlerResult, Retry
from contracts.event import Event
from contracts.inbox import InboxEvent
from services.routing import events as announce
from services.routing.application import metrics
from services.routing.application.conversation_facts import facts_of, replied_by
from services.routing.domain.intake import Outcome, take_in
from services.routing.domain.task import Task
from services.routing.persistence.figures import FigureStore
from services.routing.persistence.rules import RuleStore
from services.routing.persistence.tasks import Change, TaskStore

TRIES = 5  # a matcher or a person changed one of the tasks meanwhile: read again
EFFECTS_ENDING = frozenset({"completed", "resolved", "withdrawn"})


@dataclass(frozen=True, slots=True)
class News:
    """The newest event of a conversation in a batch, and who replied in any of them."""

    event: InboxEvent
    author: str | None


def newest(batch: Sequence[Delivery]) -> dict[tuple[str, str], News]:
    """Reduce a batch to one piece of news per conversation; lower versions are contained in the highest."""
    news: dict[tuple[str, str], News] = {}
    for delivery in batch:
        event = delivery.event
        if not isinstance(event, InboxEvent):
            continue
        key = event.brand, event.conversation.id
        known = news.get(key)
        author = replied_by(event) or (known.author if known else None)
        latest = event if known is None or event.version >= known.event.version else known.event
        news[key] = News(latest, author)
    return news


class OnInboxEvents:
    """Handler of `inbox.events`; its events go through the outbox, in order with those of the matcher."""

    def __init__(
        self, tasks: TaskStore, rules: RuleStore, figures: FigureStore, clock: Clock, wake: Callable[[str], None]
    ) -> None:
        """`wake` tells the matcher that a brand may have something to match."""
        self._tasks = tasks
        self._rules = rules
        self._figures = figures
        self._clock = clock
        self._wake = wake

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult | Sequence[Event]:
        """Take in a batch."""
        news = newest(batch)
        try:
            for _ in range(TRIES):
                try:
                    return await self._take_in(news)
                except VersionConflict:
                    continue
        except Unavailable as away:
            raise Retry("mongodb_away", away.retry_after) from away
        raise Retry("busy_tasks")

    async def _take_in(self, news: dict[tuple[str, str], News]) -> Sequence[Event]:
        now = self._clock.now()
        known = await self._tasks.get_many(news)
        changes: list[Change] = []
        outcomes: list[tuple[str, Outcome]] = []
        for (brand, conversation), latest in news.items():
            rules = await self._rules.rules(brand)
            outcome = take_in(known.get((brand, conversation)), facts_of(latest.event), latest.author, rules, now)
            if outcome.effect != "none" and outcome.after is not None:
                changes.append(self._change(brand, outcome, outcome.after, latest.event))
                outcomes.append((brand, outcome))
        await self._tasks.commit(changes)
        await self._told(outcomes)
        return ()

    def _change(self, brand: str, outcome: Outcome, after: Task, event: InboxEvent) -> Change:
        before = outcome.before
        return Change(
            brand,
            before,
            after,
            events=events_of(brand, outcome, event.id, self._clock),
            frees=before.holder if before is not None and after.holder is None else None,
        )

    async def _told(self, outcomes: Sequence[tuple[str, Outcome]]) -> None:
        now = self._clock.now()
        handled: dict[str, list[float]] = {}
        for brand, outcome in outcomes:
            if outcome.effect in {"queued", "requeued"} and outcome.after is not None:
                metrics.QUEUED.labels(metrics.queue_label(outcome.after.placement.queue)).inc()
            if outcome.effect in EFFECTS_ENDING:
                metrics.ENDED.labels(outcome.effect).inc()
            if outcome.effect in {"completed", "resolved"} and outcome.before is not None:
                seconds = announce.handled_seconds(outcome.before, now)
                if seconds is not None:
                    handled.setdefault(brand, []).append(seconds)
        for brand, seconds_each in handled.items():
            await self._figures.handled(brand, seconds_each)
        for brand in {brand for brand, outcome in outcomes if outcome.effect != "noted"}:
            self._wake(brand)


def events_of(brand: str, outcome: Outcome, cause: str, clock: Clock) -> list[Event]:
    """What to say of an outcome."""
    now, before, after = clock.now(), outcome.before, outcome.after
    if after is None or outcome.effect in {"none", "noted"}:
        return []
    if outcome.effect in {"queued", "requeued"}:
        return [announce.queued(brand, after, cause, now, again=outcome.effect == "requeued")]
    told: list[Event] = []
    if before is None:
        return told
    if before.state == "offered":
        metrics.WITHDRAWN.inc()
        told.append(announce.offer_closed(brand, before, after, "withdrawn", cause, now))
    if outcome.effect in {"completed", "resolved", "withdrawn"}:
        told.append(announce.completed(brand, before, after, outcome.effect, cause, now))
    return told
