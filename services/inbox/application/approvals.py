"""The approval inbox: what waits for whom, claimed, decided one by one or in bulk, and ended when its time is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.retrying import on_conflict
from services.inbox.application.errors import Unknown, check_version
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.queries import InboxQueries
from services.inbox.application.reply_changes import ReplyChanges
from services.inbox.application.rulebook import Rulebook
from services.inbox.domain import reply_approval
from services.inbox.domain.guideline_scope import Author
from services.inbox.domain.reply import Reply
from services.inbox.domain.text_difference import Span, text_difference

OPEN_READ = 1_000  # replies that wait for approval; of more, the ones that have waited longest

Decide = Callable[[Reply, Author, datetime], Reply]
"""What an approver's word makes of a reply."""


@dataclass(frozen=True, slots=True)
class ApprovalFilters:
    """Conditions of the list; `mine` leaves what the caller may decide now."""

    mine: bool = False
    author: str | None = None
    claimed_by: str | None = None
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class OpenApproval:
    """A reply that waits, and what was asked before it in its place."""

    reply: Reply
    may_decide: bool
    before: Reply | None
    changes: tuple[Span, ...]


class Approvals:
    """What approvers see and do; nobody decides on their own reply."""

    def __init__(
        self,
        unit: UnitOfWork,
        queries: InboxQueries,
        changes: ReplyChanges,
        guidelines: Guidelines,
        rulebook: Rulebook,
        clock: Clock,
    ) -> None:
        """`changes` writes a decided reply with what follows from it."""
        self._unit = unit
        self._queries = queries
        self._changes = changes
        self._guidelines = guidelines
        self._rulebook = rulebook
        self._clock = clock

    async def waiting(self, caller: Principal, filters: ApprovalFilters) -> Sequence[OpenApproval]:
        """The replies that wait for approval, the one that has waited longest first."""
        person, now = await self._person(caller), self._clock.now_of(caller.brand)
        replies = await self._queries.awaiting_approval(caller.brand, OPEN_READ)
        kept = [each for each in replies if _asked_for(each, filters, now)]
        may = {each.id: _may_decide(each, person, now) for each in kept}
        if filters.mine:
            kept = [each for each in kept if may[each.id]]
        earlier = await self._unit.replies({(each.brand, each.supersedes) for each in kept if each.supersedes})
        return [_open(each, may[each.id], earlier.get((each.brand, each.supersedes or ""))) for each in kept]

    async def claim(self, caller: Principal, reply: str) -> Reply:
        """Keep others from deciding for ten minutes. Raises as `approve` does."""
        return await self._decide(caller, reply, None, reply_approval.claim_approval)

    async def release(self, caller: Principal, reply: str) -> Reply:
        """Let others decide again."""
        return await self._decide(caller, reply, None, reply_approval.release_approval)

    async def approve(self, caller: Principal, reply: str, if_version: int | None, note: str | None = None) -> Reply:
        """Agree; with the last agreement that is asked for the reply is queued.

        Raises:
            Unknown, VersionMismatch: There is none, or not in this version.
            OwnReply, NotApprover, DecidedAlready, ClaimedByOther: The caller may not decide now.
            GuidelineRefuses: It may not be sent any more.
        """
        return await self._decide(
            caller, reply, if_version, lambda each, person, at: reply_approval.approve(each, person, note, at)
        )

    async def reject(self, caller: Principal, reply: str, if_version: int | None, note: str | None = None) -> Reply:
        """Disagree; the reply is not sent. Raises as `approve` does."""
        return await self._decide(
            caller, reply, if_version, lambda each, person, at: reply_approval.reject(each, person, note, at)
        )

    async def expire(self, brand: str, reply: str) -> None:
        """End the approval of a reply whose time is over."""

        async def once() -> None:
            before, now = await self._unit.reply(brand, reply), self._clock.now_of(brand)
            if before is not None:
                await self._changes.write(before, reply_approval.expire(before, now), now)

        await on_conflict(once)

    async def _decide(self, caller: Principal, reply: str, if_version: int | None, decide: Decide) -> Reply:
        person = await self._person(caller)

        async def once() -> Reply:
            before = await self._unit.reply(caller.brand, reply)
            if before is None:
                raise Unknown(reply)
            check_version(if_version, before.version)
            now = self._clock.now_of(caller.brand)
            return await self._changes.write(before, decide(before, person, now), now)

        return await on_conflict(once)

    async def _person(self, caller: Principal) -> Author:
        guideline = await self._rulebook.guideline(caller.brand)
        return await self._guidelines.author(caller.brand, caller.subject, guideline)


def _asked_for(reply: Reply, filters: ApprovalFilters, now: datetime) -> bool:
    approval = reply_approval.approval_of(reply)
    return (
        (filters.author is None or reply.author == filters.author)
        and (filters.claimed_by is None or approval.claimed(now) == filters.claimed_by)
        and (filters.stage is None or approval.stage == filters.stage)
    )


def _may_decide(reply: Reply, person: Author, now: datetime) -> bool:
    return reply.author != person.person and reply_approval.approval_of(reply).may_decide(person, now)


def _open(reply: Reply, may_decide: bool, before: Reply | None) -> OpenApproval:
    changes = text_difference(before.text, reply.text) if before is not None else ()
    return OpenApproval(reply, may_decide, before, changes)
