"""What happens when SLA clocks come due: breaches are said once, and the timer moves to the next clock."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import Fenced, VersionConflict
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from chassis.timers import DueTimer, Timers
from contracts.event import Event
from contracts.ids import derived_id
from contracts.inbox import SlaBreached
from services.inbox import events as facts
from services.inbox.application.ingest.workspace import sla_timer
from services.inbox.domain import conversation as life
from services.inbox.domain.sla import Clock as SlaClock
from services.inbox.persistence.documents import Line, line_document, line_of
from services.inbox.persistence.unit_of_work import Store


class OnSlaDue:
    """Takes up due conversations in batches, one transaction a batch."""

    def __init__(self, mongo: Mongo, store: Store, timers: Timers, outbox: Outbox, clock: Clock) -> None:
        """`timers` holds the rows that are finished in the transaction of the breach."""
        self._mongo = mongo
        self._store = store
        self._timers = timers
        self._outbox = outbox
        self._clock = clock

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Say the breaches; a conversation somebody writes at this moment is taken up alone."""
        try:
            await self._breach(due)
        except (VersionConflict, Fenced):
            for each in due:
                await self._alone(each)

    async def _alone(self, timer: DueTimer) -> None:
        """Left for its next lease when it still meets somebody, or gone to another process."""
        try:
            await self._breach([timer])
        except (VersionConflict, Fenced):
            return

    async def _breach(self, due: Sequence[DueTimer]) -> None:
        now = self._clock.now()
        found = await self._store.conversations.get_many((each.brand, each.payload["conversation"]) for each in due)
        lines: list[Line] = []
        events: list[Event] = []
        finished, moved = [], []
        for timer in due:
            document = found.get((timer.brand, timer.payload["conversation"]))
            if document is None:
                finished.append(timer)
                continue
            line = line_of(document)
            line.conversation, late = life.breach(line.conversation, now)
            if late:
                lines.append(line)
                events += [_breached(line.conversation, clock) for clock in late]
            ahead = [clock.due_at for clock in line.conversation.running if not clock.breached]
            if ahead:
                moved.append(sla_timer(timer.brand, line.conversation.id, min(ahead)))
            else:
                finished.append(timer)

        async def work(session: Session) -> None:
            conversations = self._store.conversations
            done = await conversations.write(
                [
                    conversations.replace(
                        line.conversation.brand,
                        line.conversation.id,
                        line_document(line),
                        where={"version": line.stored_version, "task_version": line.stored_task_version},
                    )
                    for line in lines
                ],
                session=session,
            )
            if done.matched != len(lines):
                raise VersionConflict
            await self._timers.done_many(finished, session)
            await self._timers.schedule(moved, session)
            await self._outbox.add(events, session)

        await self._mongo.transaction(work)


def _breached(conversation: life.Conversation, clock: SlaClock) -> SlaBreached:
    """The breach of one clock; its id comes from the clock, so that it is said once however often it is tried."""
    cause = derived_id(conversation.brand, conversation.id, clock.kind, clock.started_at.isoformat())
    return SlaBreached.after(
        cause,
        "breached",
        brand=conversation.brand,
        subject=conversation.id,
        version=conversation.version,
        at=clock.due_at,
        conversation=facts.snapshot(conversation),
        clock=facts.clock(clock),
    )
