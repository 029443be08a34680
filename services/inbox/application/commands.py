"""What people do to conversations and replies: each command is one transaction with its events in the outbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.errors import VersionConflict
from contracts.event import Event
from contracts.ids import derived_id
from contracts.inbox import ConversationResolved, TriageOverridden
from services.inbox import events as facts
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.ingest.workspace import sla_timer
from services.inbox.application.rulebook import BrandRules, Rulebook
from services.inbox.domain import conversation as life
from services.inbox.domain import reply as reply_life
from services.inbox.domain.conversation import Conversation, NotAllowed, NotHolder, Step
from services.inbox.domain.guideline import Check, Situation
from services.inbox.domain.reply import Reply
from services.inbox.domain.triage import Decision, Triage
from services.inbox.persistence.documents import Line, line_of, reply_of
from services.inbox.persistence.unit_of_work import Changes, Store
from services.inbox.timers.reply_due import answer_with, reply_timer

TRIES = 5  # against the consumer writing the same conversation at the same moment
HUB_SCOPE = "tasks:assign"  # who may give out work may also do it where nobody holds it

T = TypeVar("T")


class Unknown(LookupError):
    """There is nothing of this brand under this id."""


class VersionMismatch(Exception):
    """If-Match names another version than `current`."""

    def __init__(self, current: int) -> None:
        super().__init__("the resource has changed")
        self.current = current


class GuidelineRefuses(Exception):
    """The reply breaks the guideline; `check` names how."""

    def __init__(self, check: Check) -> None:
        super().__init__("the guideline refuses the reply")
        self.check = check


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's triage."""

    decision: Triage
    priority: int
    reason: str


class Commands:
    """Carries out commands of people; the brand and the person come from the verified caller only."""

    def __init__(self, store: Store, rulebook: Rulebook, guidelines: Guidelines, clock: Clock) -> None:
        """`rulebook` has the SLA policies."""
        self._store = store
        self._guidelines = guidelines
        self._rulebook = rulebook
        self._clock = clock

    async def request_reply(
        self, caller: Principal, conversation: str, text: str, epoch: int | None, reply_id: str
    ) -> tuple[Reply, Check]:
        """Check a reply against the guideline and queue it, or let it wait for a second person.

        Raises:
            Unknown, NotHolder, NotAllowed: It may not be answered by this caller now.
            GuidelineRefuses: Something other than approval is wrong with it.
        """
        line = await self._line(caller.brand, conversation)
        state = line.conversation
        if state.holder is not None or HUB_SCOPE not in caller.scopes:
            life.check_holder(state, caller.subject, epoch)
        if state.status == "resolved":
            raise NotAllowed("reply", state.status)
        check = await self._guidelines.judge(state, caller.subject, text)
        if check.verdict == "refused":
            raise GuidelineRefuses(check)
        now = self._clock.now()
        waits = check.verdict == "needs_approval"
        reply = Reply(
            brand=caller.brand,
            id=reply_id,
            conversation=state.id,
            contact=state.contact,
            integration=state.integration,
            author=caller.subject,
            text=text,
            state="awaiting_approval" if waits else "queued",
            created_at=now,
            guideline_version=check.guideline_version,
            in_reply_to=state.last_inbound,
            next_try_at=None if waits else now,
        )
        changes = Changes(new_replies=[reply], outbox=[facts.reply_requested(reply, state, now)])
        if not waits:
            timer = reply_timer(reply, now)
            changes.timers[timer.key] = timer
        try:
            await self._store.apply(changes)
        except VersionConflict:
            kept = await self._store.replies.get(caller.brand, reply_id)
            if kept is None:
                raise
            return reply_of(kept), check  # the same command, tried again after its answer was lost
        return reply, check

    async def approve(self, caller: Principal, reply: str, if_version: int | None) -> Reply:
        """A second person agrees; the reply is queued. Raises GuidelineRefuses when it may not be said any more."""
        return await self._on_reply(caller, reply, if_version, reply_life.approve)

    async def reject(self, caller: Principal, reply: str, if_version: int | None) -> Reply:
        """A second person disagrees; the reply is not sent."""
        return await self._on_reply(caller, reply, if_version, reply_life.reject)

    async def retry(self, caller: Principal, reply: str, if_version: int | None) -> Reply:
        """Send a failed or unknown reply again. Raises GuidelineRefuses when it may not be said any more."""
        return await self._on_reply(caller, reply, if_version, lambda kept, _, at: reply_life.retry(kept, at))

    async def mark_sent(self, caller: Principal, reply: str, if_version: int | None) -> Reply:
        """A person has seen that an unknown reply is out."""
        return await self._on_reply(caller, reply, if_version, reply_life.mark_sent)

    async def _on_reply(
        self,
        caller: Principal,
        reply: str,
        if_version: int | None,
        change: Callable[[Reply, str, datetime], Reply],
    ) -> Reply:
        async def once() -> Reply:
            document = await self._store.replies.get(caller.brand, reply)
            if document is None:
                raise Unknown(reply)
            before = reply_of(document)
            if if_version is not None and if_version != before.version:
                raise VersionMismatch(before.version)
            now = self._clock.now()
            after = change(before, caller.subject, now)
            changes = Changes(replies={(caller.brand, reply): (before.version, after)})
            if after.state == "queued":
                state = (await self._line(caller.brand, after.conversation)).conversation
                check = await self._guidelines.judge(state, after.author, after.text)
                if check.verdict == "refused":
                    raise GuidelineRefuses(check)
                timer = reply_timer(after, now)
                changes.timers[timer.key] = timer
                changes.outbox.append(facts.reply_requested(after, state, now))
            else:
                await answer_with(self._store, self._rulebook, changes, after, now)
            await self._store.apply(changes)
            return after

        return await _again(once)

    async def resolve(self, caller: Principal, conversation: str, if_version: int | None) -> Line:
        """Say that nothing is left to answer."""

        def change(state: Conversation, rules: BrandRules, now: datetime) -> tuple[Step, list[Event]]:
            step = life.resolve(state, now, caller.subject, rules.policies)
            after = step.conversation
            said = ConversationResolved.after(
                _cause(after),
                "resolved",
                brand=after.brand,
                subject=after.id,
                version=after.version,
                at=now,
                conversation=facts.snapshot(after),
                by=caller.subject,
                resolution_seconds=max(0.0, (now - after.opened_at).total_seconds()),
            )
            return step, [said]

        return await self._on_conversation(caller, conversation, if_version, change)

    async def reopen(self, caller: Principal, conversation: str, if_version: int | None) -> Line:
        """Open a resolved conversation again; said as a triage of its present judgement, which routing acts on."""

        def change(state: Conversation, rules: BrandRules, now: datetime) -> tuple[Step, list[Event]]:
            step = life.reopen(state, now, rules.policies)
            made = Decision(state.triage, state.priority, "reopened", rules.triage.version, "Reopened", caller.subject)
            return step, [_overridden(step.conversation, made, state.triage, now)]

        return await self._on_conversation(caller, conversation, if_version, change)

    async def triage(self, caller: Principal, conversation: str, said: Judgement, if_version: int | None) -> Line:
        """Judge otherwise than the rules."""

        def change(state: Conversation, rules: BrandRules, now: datetime) -> tuple[Step, list[Event]]:
            version = rules.triage.version
            made = Decision(said.decision, said.priority, "override", version, said.reason, caller.subject)
            step = life.override(state, made, now, rules.policies)
            return step, [_overridden(step.conversation, made, state.triage, now)]

        return await self._on_conversation(caller, conversation, if_version, change)

    async def _on_conversation(
        self,
        caller: Principal,
        conversation: str,
        if_version: int | None,
        change: Callable[[Conversation, BrandRules, datetime], tuple[Step, list[Event]]],
    ) -> Line:
        async def once() -> Line:
            line = await self._line(caller.brand, conversation)
            if if_version is not None and if_version != line.conversation.version:
                raise VersionMismatch(line.conversation.version)
            if line.conversation.holder not in (None, caller.subject) and HUB_SCOPE not in caller.scopes:
                raise NotHolder(line.conversation.epoch)
            now = self._clock.now()
            step, events = change(line.conversation, await self._rulebook.of(caller.brand), now)
            line.conversation = step.conversation
            changes = Changes(lines={(caller.brand, conversation): line})
            changes.outbox = [*events, *facts.clock_events(_cause(step.conversation), step, now)]
            if step.started and step.conversation.due_at is not None:
                timer = sla_timer(caller.brand, conversation, step.conversation.due_at)
                changes.timers[timer.key] = timer
            await self._store.apply(changes)
            return line

        return await _again(once)

    async def check(self, caller: Principal, text: str, conversation: str | None, described: Situation) -> Check:
        """Hold a text against the guideline without sending it."""
        situation = described
        if conversation is not None:
            situation = await self._guidelines.situation((await self._line(caller.brand, conversation)).conversation)
        return await self._guidelines.preview(caller.brand, caller.subject, text, situation)

    async def _line(self, brand: str, conversation: str) -> Line:
        document = await self._store.conversations.get(brand, conversation)
        if document is None:
            raise Unknown(conversation)
        return line_of(document)


async def _again(once: Callable[[], Awaitable[T]]) -> T:
    """Decide anew on what somebody else has just written."""
    for _ in range(TRIES - 1):
        try:
            return await once()
        except VersionConflict:
            continue
    return await once()


def _cause(after: Conversation) -> str:
    """Names the command by the version it made: no two commands make the same one."""
    return derived_id(after.brand, after.id, "command", str(after.version))


def _overridden(after: Conversation, made: Decision, before: Triage, now: datetime) -> TriageOverridden:
    return TriageOverridden.after(
        _cause(after),
        "triage",
        brand=after.brand,
        subject=after.id,
        version=after.version,
        at=now,
        conversation=facts.snapshot(after),
        message=after.last_inbound or after.opened_by,
        triage=facts.triage(made),
        before=before,
    )
