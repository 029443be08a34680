"""Who may read a conversation: who has the scope, is invited to help with this one, or was and holds it now."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.auth import Principal
from chassis.clock import Clock
from services.inbox.application.errors import MayNotRead
from services.inbox.application.invitation_copies import InvitationCopies
from services.inbox.application.ports import UnitOfWork
from services.inbox.domain.invitation import InvitationCopy

SCOPE = "conversations:read"
INVITATIONS_READ = 50  # the newest of one employee; nobody helps with more at once


class ReadingAccess:
    """Decides on single conversations; lists of them are for holders of the scope alone."""

    def __init__(self, invitations: InvitationCopies, unit: UnitOfWork, clock: Clock) -> None:
        """`invitations` has what routing reported."""
        self._invitations = invitations
        self._unit = unit
        self._clock = clock

    async def check(self, caller: Principal, conversation: str) -> None:
        """See that the caller may read a conversation, which need not exist.

        Raises:
            MayNotRead: They have not the scope, and no invitation that lasts.
        """
        if SCOPE in caller.scopes:
            return
        if caller.kind == "person":
            invitation = await self._invitations.invitation(caller.brand, conversation, caller.subject)
            if invitation is not None and await self._helps(invitation):
                return
        raise MayNotRead

    async def _helps(self, invitation: InvitationCopy) -> bool:
        """Whether it lasts, or ended because the conversation is theirs now."""
        if invitation.lets_read(self._clock.now_of(invitation.brand)):
            return True
        record = await self._unit.conversation(invitation.brand, invitation.conversation)
        return record is not None and record.conversation.holder == invitation.employee

    async def of_contact(self, caller: Principal, contact: str, conversations: Sequence[str]) -> Sequence[str]:
        """The conversations with a contact that the caller may read, of these or those they are invited to.

        Raises:
            MayNotRead: They have not the scope, and may read none with this contact.
        """
        if SCOPE in caller.scopes:
            return conversations
        newest = await self._invitations.newest_of(caller.brand, caller.subject, INVITATIONS_READ)
        readable = []
        if caller.kind == "person":
            invited = {(each.brand, each.conversation) for each in newest if await self._helps(each)}
            for record in (await self._unit.conversations(invited)).values():
                theirs = await self._unit.contact(caller.brand, record.conversation.contact)
                if theirs is not None and theirs.id == contact:
                    readable.append(record.conversation)
        if not readable:
            raise MayNotRead
        return [each.id for each in sorted(readable, key=lambda each: each.opened_at, reverse=True)]
