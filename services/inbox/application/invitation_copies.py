"""The copies of invitations as the use cases need them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.inbox.domain.invitation import InvitationCopy


class InvitationCopies(Protocol):
    """One copy per conversation and employee; an older report never replaces a newer one."""

    async def keep(self, invitations: Sequence[InvitationCopy]) -> None:
        """Copy the newest invitation of each conversation and employee."""

    async def invitation(self, brand: str, conversation: str, employee: str) -> InvitationCopy | None:
        """The copy, or None."""

    async def newest_of(self, brand: str, employee: str, limit: int) -> Sequence[InvitationCopy]:
        """The newest of an employee, also those that are over."""
