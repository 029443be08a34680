"""Counts for the hub's board: every number is written in the transaction of the change that it counts."""

from __future__ import annotations

import contextlib
from datetime import date

from chassis.clock import Clock
from chassis.errors import VersionConflict
from services.inbox.application.directory import Directory
from services.inbox.application.engagement_counts import CountedAnswer, RuleCell
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes, SeenEvent
from services.inbox.domain.arrival import Seen
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.engagement import newly_answered
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.reply import Reply
from services.inbox.domain.rule_use import RuleUse, overridden_triage, stopped_by, uses_of

REFUSED = Seen("", "command")  # no record of the log: the command's own id recognises it


class EngagementCounting:
    """Adds to the changes of a command what they mean for the board."""

    def __init__(self, unit: UnitOfWork, directory: Directory, clock: Clock) -> None:
        """`directory` has the zones of the brands, whose days are counted."""
        self._unit = unit
        self._directory = directory
        self._clock = clock

    def today(self, brand: str) -> date:
        """The present day of a brand's calendar."""
        return self._clock.now_of(brand).astimezone(self._directory.zone(brand)).date()

    def replies(self, changes: Changes) -> None:
        """Count what the replies among the changes show; called once, before they are written."""
        for each in changes.replies.values():
            brand = each.after.brand
            for use in uses_of(each.before, each.after):
                self.rule(changes, brand, use)
            if newly_answered(each.before, each.after):
                changes.answers.append(CountedAnswer(brand, self.today(brand), each.after.author))

    def triage(self, changes: Changes, before: Conversation, after: Conversation) -> None:
        """Count a command on a conversation where it overrides the decision of a triage rule."""
        for use in overridden_triage(before, after):
            self.rule(changes, before.brand, use)

    def rule(self, changes: Changes, brand: str, use: RuleUse) -> None:
        """Count one use of a rule."""
        changes.rule_uses[RuleCell(brand, self.today(brand), use)] += 1

    def stopped(self, changes: Changes, reply: Reply, check: Check) -> None:
        """Count a queued reply that is refused before it leaves; those of story answers are not counted."""
        if reply.story is None:
            for use in stopped_by(check):
                self.rule(changes, reply.brand, use)

    async def refused(self, brand: str, command: str, check: Check) -> None:
        """Count a refusal, which writes nothing else; the same command refused again counts no more for 15 days.

        Where the process dies before this write, the refusal is not counted.
        """
        changes = Changes()
        for use in stopped_by(check):
            self.rule(changes, brand, use)
        changes.seen.append(SeenEvent(brand, f"refused {command}", REFUSED, self._clock.now_of(brand)))
        with contextlib.suppress(VersionConflict):  # counted before
            await self._unit.commit(changes)
