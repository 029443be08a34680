"""Repositories of notices and of where they go, of one brand; how they behave is in `repositories.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.approval_wait import ApprovalWait
from services.crisis.domain.course_due import CourseDue
from services.crisis.domain.escalation_webhook import EscalationWebhook
from services.crisis.domain.notice import Notice, NoticeKind, NoticeState
from services.crisis.domain.notice_plan import NoticePlan


class Notices(Protocol):
    """Notices by id."""

    async def find(self, id_: str) -> Notice | None:
        """One notice."""

    async def newest(
        self, person: str | None, incident: str | None, state: NoticeState | None, limit: int, after: NewestKey | None
    ) -> Slice[Notice, NewestKey]:
        """Notices of a person, of an incident, or both, newest first."""

    async def unreached(self, person: str, now: datetime) -> list[Notice]:
        """The notices of a person who had no address, and which have not ended by their time."""

    async def told_since(self, persons: Collection[str], kind: NoticeKind, since: datetime) -> Mapping[str, int]:
        """Of how many notices of a kind, raised at a moment and after it, each of these people was or is to be told.

        What was limited is not counted, nor what was answered before it was sent.
        """

    async def add(self, notices: Sequence[Notice]) -> None:
        """Insert."""

    async def save(self, notice: Notice) -> None:
        """Change."""


class ApprovalWaits(Protocol):
    """The approvals of replies, as the inbox reports them."""

    async def of(self, reply: str) -> ApprovalWait | None:
        """What is known of the approval of a reply."""

    async def write(self, wait: ApprovalWait) -> None:
        """Put it in place of what was known before."""


class CourseDues(Protocol):
    """Who is to learn which course by when, as routing reports it."""

    async def of(self, employee: str, course: str) -> CourseDue | None:
        """What is known of an employee in a course."""


class EscalationWebhooks(Protocol):
    """The brand's escalation webhooks."""

    async def find(self, id_: str) -> EscalationWebhook | None:
        """One webhook."""

    async def all(self) -> list[EscalationWebhook]:
        """Every one, by id."""

    async def write(self, webhook: EscalationWebhook) -> None:
        """Put a webhook in place of the one by its id."""

    async def remove(self, id_: str) -> None:
        """Remove one; one that is not there is fine."""


class NoticePlans(Protocol):
    """Plans by person."""

    async def of(self, person: str) -> NoticePlan:
        """A person's plan; the empty one at version 0 where nobody wrote one."""

    async def reachable(self, persons: Collection[str]) -> set[str]:
        """The ones of these who have an address."""

    async def write(self, plan: NoticePlan) -> None:
        """Put a plan in place of the one before."""
