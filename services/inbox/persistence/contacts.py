"""Contacts: the value as a document and back; `words` is the search index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from services.inbox.application.records import Named
from services.inbox.domain.contact import Contact, Profile
from services.inbox.domain.erasure import Erasure
from services.inbox.domain.thread_control import Control
from services.inbox.domain.words import search_words
from services.inbox.persistence.ids import Document, id_of

UNNUMBERED = 1  # the version of records that were stored before they had one


class MongoContacts:
    """The collection `contacts`."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("contacts")

    async def get_many(self, names: Collection[Named]) -> dict[Named, Contact]:
        """Contacts in one read; missing ones are left out."""
        documents = await self._collection.get_many(names)
        return {name: contact_of(document) for name, document in documents.items()}

    async def write(self, contacts: Iterable[Contact], session: Session) -> None:
        """Insert new records, and replace those that are still as they were read.

        Raises:
            VersionConflict: One was written since it was read, or exists already: what another batch found out of this
                person has to be read first.
        """
        writes, replaced = [], 0
        for contact in contacts:
            document = document_of(contact)
            if contact.version == 0:
                writes.append(self._collection.insert(contact.brand, contact.id, document))
            else:
                writes.append(self._collection.replace(contact.brand, contact.id, document, where=_as_read(contact)))
                replaced += 1
        done = await self._collection.write(writes, ordered=True, session=session)
        if done.duplicates or done.matched != replaced:
            raise VersionConflict


def _as_read(contact: Contact) -> Document:
    is_first = contact.version == UNNUMBERED
    return {"version": {"$in": [contact.version, None]} if is_first else contact.version}


def contact_of(document: Mapping[str, Any]) -> Contact:
    """A contact as it was stored."""
    return Contact(
        brand=document["brand"],
        id=id_of(document),
        integration=document["integration"],
        channel=document["channel"],
        external_id=document["external_id"],
        first_seen_at=document["first_seen_at"],
        profile=Profile(document.get("name"), document.get("handle"), document.get("reach"), document.get("language")),
        also_known_as=tuple(document.get("also_known_as", ())),
        same_as=document.get("same_as"),
        left_at=document.get("left_at"),
        control=Control(**document["control"]) if "control" in document else None,
        erasure=Erasure(**document["erasure"]) if "erasure" in document else None,
        version=document.get("version", UNNUMBERED),
    )


def document_of(contact: Contact) -> Document:
    """The fields of a contact at its next version; those that few contacts have are left out of the others."""
    profile = contact.profile
    document: Document = {
        "integration": contact.integration,
        "channel": contact.channel,
        "external_id": contact.external_id,
        "first_seen_at": contact.first_seen_at,
        "name": profile.name,
        "handle": profile.handle,
        "reach": profile.reach,
        "language": profile.language,
        "words": search_words(f"{profile.name or ''} {profile.handle or ''}"),
        "version": contact.version + 1,
    }
    if contact.also_known_as:
        document["also_known_as"] = list(contact.also_known_as)
    if contact.same_as is not None:
        document["same_as"] = contact.same_as
    if contact.left_at is not None:
        document["left_at"] = contact.left_at
    if contact.control is not None:
        document["control"] = asdict(contact.control)
    if contact.erasure is not None:
        document["erasure"] = asdict(contact.erasure)
    return document
