"""Who an event is about: the contact behind the ids that a platform names, and what is found out when it names several.

A contact's records lead to one another (`domain/contact.py`). Where two contacts turn out to be one person, the one
with an open conversation stays, else the one seen first; the other's record leads to it. An open conversation of the
other is finished where it is, by whoever has it: what the person writes from then on goes into the one that stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

from chassis.messaging import Delivery
from contracts.channel import ChannelEvent, ContactMoved, ContactSeen, EchoObserved, MessageReceived
from services.inbox.application.ingest.batch import IngestBatch
from services.inbox.application.ingest.decision import IngestDecision
from services.inbox.domain import lifecycle
from services.inbox.domain.contact import Contact, Profile, led_to, named_by, seen_as
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.thread import contact_id, later_contact_id, thread_id

E = TypeVar("E", MessageReceived, EchoObserved)

NOBODY = ContactSeen(external_id="-")


class Identified(NamedTuple):
    """The contact of an event: its id, records to write, and conversations that have given way to theirs.

    `forgotten`: the contact was erased after the event happened, so nothing personal of it is taken down.
    """

    id: str
    contacts: tuple[Contact, ...] = ()
    superseded: tuple[ConversationRecord, ...] = ()
    forgotten: bool = False


def ids_of(contact: ContactSeen) -> tuple[str, ...]:
    """Every id the platform names a contact by."""
    return (contact.external_id, *contact.also_known_as)


def record_id(records: Mapping[str, Contact], plain: str, at: datetime) -> str:
    """The id of the record of whoever had an id of the platform at this time; `plain` is that of its first owner."""
    while (record := records.get(plain)) is not None and record.left_at is not None and at > record.left_at:
        plain = later_contact_id(plain, record.left_at)
    return plain


def records_of(batch: IngestBatch, event: ChannelEvent, contact: ContactSeen) -> list[str]:
    """The ids of the records of a contact, one for each id of the platform."""
    plain = [contact_id(event.brand, event.integration, each) for each in ids_of(contact)]
    records = batch.people(event.brand)
    return [record_id(records, each, event.at) for each in plain]


def contact_of(batch: IngestBatch, event: ChannelEvent) -> str:
    """The id of the contact an event is about, without taking down what it says of them."""
    records = batch.people(event.brand)
    led = [led_to(records, each) for each in records_of(batch, event, event.contact)]
    return next((each for each in led if each in records), led[0])


def names_of(batch: IngestBatch, event: ChannelEvent) -> frozenset[str]:
    """Everything the contact of an event may be called by in what is stored: ids of contacts and of the platform."""
    id_ = contact_of(batch, event)
    stored = batch.people(event.brand).get(id_)
    external = {*ids_of(event.contact), *(stored.external_ids if stored is not None else ())}
    return frozenset({id_, *external, *(contact_id(event.brand, event.integration, each) for each in external)})


def identify(batch: IngestBatch, event: MessageReceived | EchoObserved) -> Identified:
    """The contact who wrote or was written to, new or known, with everything there is to write about who they are."""
    records = records_of(batch, event, event.contact)
    seen = event.contact
    current = _current(batch, event, seen, records)
    kept, id_ = _kept(batch, event, records, event.thread)
    if kept is not None and kept.erasure is not None:
        return Identified(id_, forgotten=True)
    profile = Profile(seen.name, seen.handle, seen.reach, seen.language)
    if kept is None:
        after = _new(event, id_, ids_of(seen), profile)
    else:
        joined = [each for other in _others(batch, event, records, id_) for each in other.external_ids]
        after = seen_as(kept, (*current, *joined), profile)
    contacts = () if after is kept else (after,)  # it is never written for a message alone
    links = _links(batch, event, dict(zip(records, ids_of(seen), strict=True)), id_)
    return Identified(id_, (*contacts, *links), _superseded(batch, event, records, id_, event.thread))


def without_the_person(event: E) -> E:
    """What is taken down of a message whose contact is forgotten: that it came, and that it asks nothing of anybody."""
    blank: dict[str, object] = {"text": "", "quoted": "", "subject_line": None, "attachments": (), "contact": NOBODY}
    if isinstance(event, MessageReceived):
        blank |= {"automated": True, "copied_to": (), "attributes": {}}
    return event.model_copy(update=blank)


def decide_move(batch: IngestBatch, _: Delivery, event: ContactMoved) -> IngestDecision:
    """A contact has another id, and goes along with the conversation; the old id is free for somebody else."""
    before, now = records_of(batch, event, event.contact), records_of(batch, event, event.now)
    current = _current(batch, event, event.now, now)
    kept, id_ = _kept(batch, event, [*before, *now], None)
    if kept is not None and kept.erasure is not None:
        return IngestDecision("stored", seen=(event.id,))
    contact = kept or _new(event, id_, ids_of(event.contact), Profile())
    others = [each for other in _others(batch, event, [*before, *now], id_) for each in other.external_ids]
    has_ended = event.contact.external_id not in ids_of(event.now)
    names = [
        each
        for each in (*current, *contact.external_ids, *others)
        if not (has_ended and each == event.contact.external_id)
    ]
    contact = named_by(contact, names or ids_of(event.now))
    external = dict(zip([*before, *now], [*ids_of(event.contact), *ids_of(event.now)], strict=True))
    written = {each.id: each for each in (contact, *_links(batch, event, external, id_))}
    if has_ended:
        ended = written.get(before[0]) or batch.people(event.brand)[before[0]]
        written[ended.id] = ended.left(event.at)
    superseded = _superseded(batch, event, [*before, *now], id_, None)
    return IngestDecision("stored", seen=(event.id,), contacts=tuple(written.values()), conversations=superseded)


def _current(batch: IngestBatch, event: ChannelEvent, contact: ContactSeen, records: list[str]) -> list[str]:
    """The ids of the platform that the contact has not left since; an event that comes late may name an older one."""
    known = batch.people(event.brand)
    named = zip(ids_of(contact), records, strict=True)
    return [each for each, record in named if record not in known or known[record].left_at is None]


def _kept(
    batch: IngestBatch, event: ChannelEvent, records: list[str], thread: str | None
) -> tuple[Contact | None, str]:
    """The contact that stays of those the records lead to, None where all are new, and its id.

    One who is erased stays only where they are the only one.
    """
    known = batch.people(event.brand)
    led = [led_to(known, each) for each in records]
    stored = {each: known[each] for each in led if each in known}
    if not stored:
        return None, led[0]
    stored = {id_: each for id_, each in stored.items() if each.erasure is None} or stored
    if len(stored) == 1:
        return next(iter(stored.values())), next(iter(stored))

    def standing(contact: Contact) -> tuple[bool, bool, datetime, str]:
        newest = _newest(batch, event, contact.id, thread)
        is_open = newest is not None and newest.conversation.status != "resolved"
        return not is_open, newest is None, contact.first_seen_at, contact.id

    kept = min(stored.values(), key=standing)
    return kept, kept.id


def _others(batch: IngestBatch, event: ChannelEvent, records: list[str], id_: str) -> list[Contact]:
    """The other contacts that the records led to until now."""
    known = batch.people(event.brand)
    led = dict.fromkeys(led_to(known, each) for each in records)
    return [known[each] for each in led if each != id_ and each in known]


def _links(batch: IngestBatch, event: ChannelEvent, external: Mapping[str, str], id_: str) -> Iterator[Contact]:
    """Records that do not lead to the contact yet; `external` has the platform's id of each record."""
    known = batch.people(event.brand)
    for record, name in external.items():
        led = led_to(known, record)
        if led == id_ or (led in known and known[led].erasure is not None):
            continue
        other = known.get(led) or _new(event, led, (name,), Profile())
        yield other.leading_to(id_)


def _new(event: ChannelEvent, id_: str, external_ids: tuple[str, ...], profile: Profile) -> Contact:
    first, *others = external_ids
    return Contact(event.brand, id_, event.integration, event.channel, first, event.received_at, profile, tuple(others))


def _superseded(
    batch: IngestBatch, event: ChannelEvent, records: list[str], id_: str, thread: str | None
) -> tuple[ConversationRecord, ...]:
    """The newest conversations of the others in this thread: nothing is added to them any more."""
    newest = [_newest(batch, event, each.id, thread) for each in _others(batch, event, records, id_)]
    return tuple(each.after(lifecycle.supersede(each.conversation)) for each in newest if each is not None)


def _newest(batch: IngestBatch, event: ChannelEvent, contact: str, thread: str | None) -> ConversationRecord | None:
    rule = batch.directory.threading(event.brand, event.integration)
    return batch.newest_of(event.brand, thread_id(contact, thread, rule))
