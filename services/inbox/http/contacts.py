"""Contacts: who they are, and the end of what is stored of them."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter

from chassis.auth import Caller, Principal
from chassis.http.problem import Conflict, Forbidden, NotFound
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import inbox as http
from services.inbox.application.inbox import Inbox
from services.inbox.domain.contact import Contact
from services.inbox.http.dependencies import ContactId, Running

router = APIRouter(prefix="/v1")


@router.get("/contacts/{contact}", **needs_no_scope(refuses=[Forbidden, NotFound]))
async def get_contact(contact: ContactId, caller: Caller, inbox: Running) -> http.Contact:
    """The person outside, with their newest conversations: who holds some or is invited to help sees those."""
    stored = await inbox.queries.contact(caller.brand, contact)
    id_, conversations = (stored[0].id, stored[1]) if stored is not None else (contact, ())
    readable = await inbox.access.of_contact(caller, id_, conversations)
    if stored is None:
        raise NotFound
    return _contact(stored[0], readable)


async def _shown(caller: Principal, contact: str, inbox: Inbox) -> http.Contact:
    stored = await inbox.queries.contact(caller.brand, contact)
    if stored is None:
        raise NotFound
    return _contact(*stored)


@router.post(
    "/contacts/{contact}/erase",
    status_code=HTTPStatus.ACCEPTED,
    **needs("contacts:erase", refuses=[NotFound, Conflict]),
)
async def erase_contact(contact: ContactId, caller: Caller, inbox: Running) -> http.Contact:
    """Forget a person: their names and ids at once, and within minutes every word said with them. It cannot be undone.

    Their conversations are resolved, what waits to be sent to them is not sent, and each conversation ends with the
    event `inbox.conversation_erased.v1`, by which other services and webhook endpoints erase their copies. What was
    counted stays. Of a person who is known by several accounts each contact is erased by itself.
    """
    await inbox.erasures.begin(caller, contact)
    return await _shown(caller, contact, inbox)


def _contact(value: Contact, conversations: Sequence[str]) -> http.Contact:
    """A contact with the ids of their conversations."""
    profile, erasure = value.profile, value.erasure
    return http.Contact(
        id=value.id,
        integration=value.integration,
        channel=value.channel,
        external_id=value.external_id,
        also_known_as=value.also_known_as,
        name=profile.name,
        handle=profile.handle,
        reach=profile.reach,
        language=profile.language,
        first_seen_at=value.first_seen_at,
        conversations=tuple(conversations),
        erasure=http.ContactErasure.model_validate(erasure, from_attributes=True) if erasure is not None else None,
    )
