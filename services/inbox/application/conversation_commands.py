"""Commands of people on conversations: each command is one transaction with its events in the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.retrying import on_conflict
from contracts.event import Event
from services.inbox import events
from services.inbox.application.engagement_counting import EngagementCounting
from services.inbox.application.errors import Unknown, check_version
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes
from services.inbox.application.rulebook import BrandRules, Rulebook
from services.inbox.application.takeovers import silenced
from services.inbox.application.timers import clock_timers
from services.inbox.domain import conversation_triage, lifecycle
from services.inbox.domain.assignment import NotAssignee
from services.inbox.domain.conversation import Conversation, ConversationStep
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.triage import Triage, TriageResult

HUB_SCOPE = "tasks:assign"  # who may give out work may also do it where nobody holds it

Command = Callable[[Conversation, BrandRules, datetime], tuple[ConversationStep, Event]]
"""What a command makes of a conversation, and the event that reports it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's triage."""

    decision: Triage
    priority: int
    reason: str


class ConversationCommands:
    """Resolve, reopen and triage; the brand and the person come from the verified caller only.

    Every command raises Unknown, VersionMismatch, NotAssignee, or NotAllowed where the state does not allow it.
    """

    def __init__(self, unit: UnitOfWork, rulebook: Rulebook, counting: EngagementCounting, clock: Clock) -> None:
        """`rulebook` has the SLA policies."""
        self._unit = unit
        self._rulebook = rulebook
        self._counting = counting
        self._clock = clock

    async def resolve(self, caller: Principal, conversation: str, if_version: int | None) -> ConversationRecord:
        """Resolve a conversation: nothing is left to answer."""

        def command(state: Conversation, rules: BrandRules, now: datetime) -> tuple[ConversationStep, Event]:
            step = lifecycle.resolve(state, now, caller.subject, rules.policies)
            return step, events.conversation_resolved(step.conversation, caller.subject, now)

        return await self._run(caller, conversation, if_version, command)

    async def reopen(self, caller: Principal, conversation: str, if_version: int | None) -> ConversationRecord:
        """Open a resolved conversation again; reported as a triage of its present judgement, which routing acts on."""

        def command(state: Conversation, rules: BrandRules, now: datetime) -> tuple[ConversationStep, Event]:
            step = lifecycle.reopen(state, now, rules.policies)
            version = rules.triage.version
            decision = TriageResult(state.triage, state.priority, "reopened", version, "Reopened", caller.subject)
            return step, events.triage_overridden(step.conversation, decision, state.triage, now)

        return await self._run(caller, conversation, if_version, command)

    async def triage(
        self, caller: Principal, conversation: str, judgement: Judgement, if_version: int | None
    ) -> ConversationRecord:
        """Judge otherwise than the rules."""

        def command(state: Conversation, rules: BrandRules, now: datetime) -> tuple[ConversationStep, Event]:
            decision = TriageResult(
                judgement.decision,
                judgement.priority,
                "override",
                rules.triage.version,
                judgement.reason,
                caller.subject,
            )
            step = silenced(conversation_triage.override(state, decision, now, rules.policies), rules)
            return step, events.triage_overridden(step.conversation, decision, state.triage, now)

        return await self._run(caller, conversation, if_version, command)

    async def _run(
        self, caller: Principal, conversation: str, if_version: int | None, command: Command
    ) -> ConversationRecord:
        async def once() -> ConversationRecord:
            record = await self._unit.conversation(caller.brand, conversation)
            if record is None:
                raise Unknown(conversation)
            state = record.conversation
            check_version(if_version, state.version)
            if state.holder not in (None, caller.subject) and HUB_SCOPE not in caller.scopes:
                raise NotAssignee(state.epoch, state.holder)
            now = self._clock.now_of(caller.brand)
            step, event = command(state, await self._rulebook.of(caller.brand), now)
            after = record.after(step.conversation)
            changes = Changes(conversations={after.name: after})
            changes.events = [event, *events.clock_events(events.command_cause(step.conversation), step, now)]
            changes.schedule(clock_timers(step))
            self._counting.triage(changes, state, step.conversation)
            await self._unit.commit(changes)
            return after

        return await on_conflict(once)
