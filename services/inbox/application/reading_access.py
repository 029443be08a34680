"""Who may read a conversation: who has the scope, holds it, is invited to help with it, or listens in public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chassis.auth import Principal
from chassis.clock import Clock
from services.inbox.application.errors import MayNotRead
from services.inbox.application.invitation_copies import InvitationCopies
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.queries import Filters
from services.inbox.application.rulebook import Rulebook
from services.inbox.domain.ability import LISTEN
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.guideline import Listening

SCOPE = "conversations:read"
INVITATIONS_READ = 50  # the newest of one employee; nobody helps with more at once


class ReadingAccess:
    """Decides on single conversations, and on what of the list somebody sees."""

    def __init__(self, invitations: InvitationCopies, unit: UnitOfWork, rulebook: Rulebook, clock: Clock) -> None:
        """`invitations` has what routing reported; the guideline of `rulebook` says whether listeners read."""
        self._invitations = invitations
        self._unit = unit
        self._rulebook = rulebook
        self._clock = clock

    async def check(self, caller: Principal, conversation: str) -> None:
        """See that the caller may read a conversation, which need not exist.

        Raises:
            MayNotRead: They have not the scope, and no invitation that lasts.
        """
        if SCOPE in caller.scopes:
            return
        if caller.kind == "person" and (
            await self._helps(caller, conversation) or await self._holds(caller, conversation)
        ):
            return
        raise MayNotRead

    async def check_public(self, caller: Principal, conversation: str) -> None:
        """See that the caller may read what is public of a conversation: as `check`, and who listens there.

        Raises:
            MayNotRead: As `check`, and they do not listen, or not to this conversation.
        """
        try:
            await self.check(caller, conversation)
        except MayNotRead:
            listening = await self._listening(caller)
            record = await self._unit.conversation(caller.brand, conversation) if listening is not None else None
            if listening is None or record is None or not hears(listening, record.conversation):
                raise

    async def listed(self, caller: Principal, filters: Filters) -> Filters:
        """The filters of a list with what the caller may see of it: everything, or what a listener hears.

        Raises:
            MayNotRead: They have not the scope, and do not listen.
        """
        if SCOPE in caller.scopes:
            return filters
        listening = await self._listening(caller)
        if listening is None:
            raise MayNotRead
        return replace(filters, heard_by=listening)

    async def _listening(self, caller: Principal) -> Listening | None:
        """What the guideline in force lets this person read of what is public; None: nothing."""
        if caller.kind != "person":
            return None
        listening = (await self._rulebook.guideline(caller.brand)).listening
        if listening is None:
            return None
        employee = await self._unit.employee(caller.brand, caller.subject)
        return listening if LISTEN in employee.abilities else None

    async def _helps(self, caller: Principal, conversation: str) -> bool:
        invitation = await self._invitations.invitation(caller.brand, conversation, caller.subject)
        return invitation is not None and invitation.lets_read(self._clock.now_of(caller.brand))

    async def _holds(self, caller: Principal, conversation: str) -> bool:
        record = await self._unit.conversation(caller.brand, conversation)
        return record is not None and record.conversation.holder == caller.subject

    async def of_contact(self, caller: Principal, contact: str, conversations: Sequence[str]) -> Sequence[str]:
        """The conversations with a contact that the caller may read, of these or those they are invited to.

        Raises:
            MayNotRead: They have not the scope, and may read none with this contact.
        """
        if SCOPE in caller.scopes:
            return conversations
        readable = await self._with_contact(caller, contact, conversations) if caller.kind == "person" else []
        if not readable:
            raise MayNotRead
        return [each.id for each in sorted(readable, key=lambda each: each.opened_at, reverse=True)]

    async def _with_contact(self, caller: Principal, contact: str, conversations: Sequence[str]) -> list[Conversation]:
        """Those with the contact that the caller holds, of these, or is invited to."""
        now = self._clock.now_of(caller.brand)
        newest = await self._invitations.newest_of(caller.brand, caller.subject, INVITATIONS_READ)
        invited = {each.conversation for each in newest if each.lets_read(now)}
        readable = []
        for record in (
            await self._unit.conversations({(caller.brand, id_) for id_ in {*conversations, *invited}})
        ).values():
            if record.conversation.id in invited or record.conversation.holder == caller.subject:
                theirs = await self._unit.contact(caller.brand, record.conversation.contact)
                if theirs is not None and theirs.id == contact:
                    readable.append(record.conversation)
        return readable


def hears(listening: Listening, state: Conversation) -> bool:
    """Whether who listens reads this conversation: not where a word of it is private, whatever it began as."""
    return state.all_public and (not listening.channels or state.channel in listening.channels)
