"""Copies of invitations in MongoDB: one document a conversation and employee, deleted some time after its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from chassis.mongo import Mongo
from services.inbox.domain.invitation import InvitationCopy
from services.inbox.persistence.ids import Document
from services.inbox.persistence.indexes import REEMIT_SECONDS

KEPT = timedelta(seconds=REEMIT_SECONDS)  # behind its end: as long as an older report could be delivered again


class MongoInvitations:
    """The collection `invitations`; see InvitationCopies."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._invitations = mongo.brand_collection("invitations")

    async def keep(self, invitations: Sequence[InvitationCopy]) -> None:
        """See InvitationCopies."""
        await self._invitations.write(
            [
                self._invitations.update(
                    each.brand,
                    _id(each.conversation, each.employee),
                    {"$set": _document_of(each)},
                    where={"version": {"$not": {"$gt": each.version}}},
                    upsert=True,
                )
                for each in invitations
            ]
        )

    async def invitation(self, brand: str, conversation: str, employee: str) -> InvitationCopy | None:
        """See InvitationCopies."""
        document = await self._invitations.get(brand, _id(conversation, employee))
        return _invitation_of(document) if document is not None else None

    async def newest_of(self, brand: str, employee: str, limit: int) -> Sequence[InvitationCopy]:
        """See InvitationCopies."""
        documents = await self._invitations.find(brand, {"employee": employee}, sort=[("at", -1)], limit=limit)
        return [_invitation_of(document) for document in documents]


def _id(conversation: str, employee: str) -> str:
    return f"{conversation}/{employee}"


def _document_of(copy: InvitationCopy) -> Document:
    return {
        "conversation": copy.conversation,
        "employee": copy.employee,
        "state": copy.state,
        "until": copy.until,
        "version": copy.version,
        "at": copy.at,
        "deleted_at": copy.over_at + KEPT if copy.over_at is not None else None,
    }


def _invitation_of(document: Mapping[str, Any]) -> InvitationCopy:
    names = ("brand", "conversation", "employee", "state", "until", "version", "at")
    return InvitationCopy(**{name: document[name] for name in names})
