"""Emits the breaches of SLA clocks that are due, each once, and moves the timer to the next clock."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.timers import DueTimer
from services.inbox import events
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes
from services.inbox.application.timers import sla_timer
from services.inbox.domain.lifecycle import breach


class SlaBreaches:
    """Takes up due conversations in batches, one transaction a batch."""

    def __init__(self, unit: UnitOfWork, clock: Clock) -> None:
        """The timers are finished in the transaction of the breach."""
        self._unit = unit
        self._clock = clock

    async def take_up(self, due: Sequence[DueTimer]) -> None:
        """Emit the breaches; a conversation that another writer changes at this moment is taken up alone."""
        try:
            await self._breach(due)
        except VersionConflict:
            for each in due:
                await self._breach_one(each)

    async def _breach_one(self, timer: DueTimer) -> None:
        """Left for its next lease when it still meets somebody, or gone to another process."""
        try:
            await self._breach([timer])
        except VersionConflict:
            return

    async def _breach(self, due: Sequence[DueTimer]) -> None:
        stored = await self._unit.conversations([(each.brand, each.payload["conversation"]) for each in due])
        changes = Changes()
        for timer in due:
            record = stored.get((timer.brand, timer.payload["conversation"]))
            if record is None:
                changes.finished.append(timer)
                continue
            conversation, late = breach(record.conversation, self._clock.now_of(timer.brand))
            if late:
                changes.conversations[record.name] = record.after(conversation)
                changes.events += [events.sla_breached(conversation, clock) for clock in late]
            ahead = [clock.due_at for clock in conversation.running if not clock.breached]
            if ahead:
                changes.schedule([sla_timer(timer.brand, conversation.id, min(ahead))])
            else:
                changes.finished.append(timer)
        await self._unit.commit(changes)
