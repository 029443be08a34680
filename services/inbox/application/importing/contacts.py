"""Decides on imported contacts: whoever the account knows by one of the handles is the same person."""

from __future__ import annotations

from services.inbox.application.importing.batch import ImportBatch
from services.inbox.application.ingest.people import record_id
from services.inbox.domain.contact import Contact, Profile, led_to
from services.inbox.domain.imported import ImportedContact, content_of_contact, joined_contact, names_in
from services.inbox.domain.imports import ImportFault, ItemOutcome
from services.inbox.domain.thread import contact_id

OTHER_CONTENT = ImportFault(("external_id",), "was imported before with another content, which stays", "conflict")


def decide_contact(batch: ImportBatch, item: ImportedContact) -> ItemOutcome:
    """Store a contact: as a new one, or as what is known beside of somebody who has written already.

    Several people of the account whom the handles name stay apart: the one seen first is taken.
    """
    content = content_of_contact(item)
    mark = batch.mark_of("contact", item.external_id)
    if mark is not None:
        if mark.content == content:
            return ItemOutcome("contact", item.external_id, "duplicate", mark.record)
        return ItemOutcome("contact", item.external_id, "conflict", mark.record, faults=(OTHER_CONTENT,))
    contact = _join(batch, item)
    batch.remember("contact", item.external_id, content, contact.id)
    return ItemOutcome("contact", item.external_id, "stored", contact.id)


def _join(batch: ImportBatch, item: ImportedContact) -> Contact:
    owner = batch.owner
    names = names_in(owner, item)
    meant = names if owner.integration is not None else names[:1]  # without an account handles name nobody
    records = {_record(batch, each): each for each in meant}
    known = [batch.contacts[led] for each in records if (led := led_to(batch.contacts, each)) in batch.contacts]
    if not known:
        first = next(iter(records))
        contact = Contact(
            brand=owner.brand,
            id=first,
            integration=owner.account,
            channel=batch.channel or owner.source,
            external_id=names[0],
            first_seen_at=batch.now,
            profile=Profile(item.name),
            also_known_as=names[1:],
        )
        batch.write_contact(contact)
    else:
        before = min(known, key=lambda each: (each.first_seen_at, each.id))
        others = {name for each in known if each.id != before.id for name in each.external_ids}
        contact = joined_contact(before, item, tuple(each for each in names if each not in others))
        if contact != before:
            batch.write_contact(contact)
    for record, name in records.items():
        if record != contact.id and record not in batch.contacts:
            batch.write_contact(_leading(contact, record, name))
    return contact


def _record(batch: ImportBatch, name: str) -> str:
    """The record of whoever has an id of the account now."""
    return record_id(batch.contacts, contact_id(batch.owner.brand, batch.owner.account, name), batch.now)


def _leading(contact: Contact, record: str, name: str) -> Contact:
    made = Contact(
        brand=contact.brand,
        id=record,
        integration=contact.integration,
        channel=contact.channel,
        external_id=name,
        first_seen_at=contact.first_seen_at,
        profile=Profile(),
    )
    return made.leading_to(contact.id)
