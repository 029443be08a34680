"""Copies of invitations in memory: the same promises as those in MongoDB, shown by the same suite."""

from __future__ import annotations

from collections.abc import Sequence

from services.inbox.domain.invitation import InvitationCopy


class InMemoryInvitations:
    """InvitationCopies over a dictionary."""

    def __init__(self) -> None:
        self._stored: dict[tuple[str, str, str], InvitationCopy] = {}

    async def keep(self, invitations: Sequence[InvitationCopy]) -> None:
        for each in invitations:
            name = (each.brand, each.conversation, each.employee)
            if name not in self._stored or self._stored[name].version <= each.version:
                self._stored[name] = each

    async def invitation(self, brand: str, conversation: str, employee: str) -> InvitationCopy | None:
        return self._stored.get((brand, conversation, employee))

    async def newest_of(self, brand: str, employee: str, limit: int) -> Sequence[InvitationCopy]:
        theirs = [each for each in self._stored.values() if (each.brand, each.employee) == (brand, employee)]
        return sorted(theirs, key=lambda each: each.at, reverse=True)[:limit]
