"""Tells how an approval moves on, and whom it is worth telling, in the transaction that moves it."""

from __future__ import annotations

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import VersionConflict
from contracts.inbox import ApprovalChanged
from contracts.story_answer import StoryAnswerApprovalChanged
from services.inbox import events
from services.inbox.application.approver_copies import ApproverCopies
from services.inbox.application.directory import Directory
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import EmployeeRecord
from services.inbox.domain.approval import Approval
from services.inbox.domain.approval_progress import progress, story_answer_progress
from services.inbox.domain.approver_choice import Approver, by_lot, to_tell
from services.inbox.domain.certificates import Certificates
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.guideline_scope import Author
from services.inbox.domain.reply import Reply
from services.inbox.domain.reply_approval import approval_of
from services.inbox.domain.story_answer import StoryAnswer

APPROVING_ROLES = ("administrator", "community_manager", "social_media_manager", "strategist")
"""The roles of the directory with the scope `replies:approve`."""
LOOKED_AT = 2_000  # people of these roles, by lot: a bound on one read, above what a brand has of them


class ApprovalTelling:
    """Makes the event of a reply or story answer whose approval moved on."""

    def __init__(self, unit: UnitOfWork, copies: ApproverCopies, directory: Directory, clock: Clock) -> None:
        """`directory` knows who may approve, `copies` what they hold and whether they are there."""
        self._unit = unit
        self._copies = copies
        self._directory = directory
        self._clock = clock

    async def events(
        self, before: Reply | None, after: Reply, state: Conversation | None = None
    ) -> list[ApprovalChanged]:
        """The event of a change of a reply, or none; `state` is its conversation, read where it is left out.

        Raises:
            VersionConflict: The conversation is not there.
        """
        moved = progress(before, after)
        if moved is None:
            return []
        now = self._clock.now_of(after.brand)
        if state is None:
            record = await self._unit.conversation(after.brand, after.conversation)
            if record is None:
                raise VersionConflict
            state = record.conversation
        waits = moved.state == "waiting"
        approvers = await self._approvers(after, approval_of(after), now) if waits else ()
        return [events.approval_changed(after, state, moved, approvers, now)]

    async def story_answer_events(self, before: StoryAnswer, after: StoryAnswer) -> list[StoryAnswerApprovalChanged]:
        """The event of a change of a story answer, or none."""
        moved = story_answer_progress(before, after)
        if moved is None:
            return []
        now, approval = self._clock.now_of(after.brand), after.approval or Approval()
        waits = moved.state == "waiting"
        approvers = await self._approvers(after, approval, now) if waits else ()
        return [events.story_answer_approval_changed(after, moved, approvers, now)]

    async def _approvers(self, written: Reply | StoryAnswer, approval: Approval, now: datetime) -> tuple[str, ...]:
        """Whom to tell, of those the directory lets approve; nobody reported yet is in no department."""
        brand, stage = written.brand, approval.stages[approval.stage]
        people = by_lot(written.id, self._directory.with_roles(brand, APPROVING_ROLES))[:LOOKED_AT]
        departments = stage.approvers.departments
        found = await self._copies.employees_among(brand, people, departments, stage.certificate)
        unreported = {} if departments or stage.certificate else {each: _unreported(brand, each) for each in people}
        records = unreported | dict(found)
        return to_tell(
            written.author, approval, [self._approver(records[each], now) for each in people if each in records]
        )

    def _approver(self, record: EmployeeRecord, now: datetime) -> Approver:
        certificates = frozenset(record.certificates.in_force(now))
        roles = self._directory.roles(record.brand, record.employee)
        person = Author(record.employee, certificates, record.department, roles, None, record.abilities)
        return Approver(person, record.presence)


def _unreported(brand: str, employee: str) -> EmployeeRecord:
    return EmployeeRecord(brand, employee, Certificates(), 0)
