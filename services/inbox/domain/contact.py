"""The person outside, as one integration knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.inbox.domain.erasure import Erasure
from services.inbox.domain.thread_control import Control


@dataclass(frozen=True, slots=True)
class Profile:
    """What a channel reports of a contact; None where it does not say. `reach` is followers or an equal measure."""

    name: str | None = None
    handle: str | None = None
    reach: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact; `external_id` is the platform's, and `also_known_as` are other ids of the same person.

    Each id a person was seen under has a record. Where `same_as` is set, the record leads to the contact of that id.
    From `left_at` on the id of the record is no longer this person's: who writes under it later is somebody else.
    Of one with an `erasure` nothing personal is left in the record: it says that the person of before is forgotten.
    `control` is who holds their private thread, as far as it was told before there was a conversation.
    `version` is that of the record as it was read, 0 for one that is not stored; it is no part of what the contact is.
    """

    brand: str
    id: str
    integration: str
    channel: str
    external_id: str
    first_seen_at: datetime
    profile: Profile
    also_known_as: tuple[str, ...] = ()
    same_as: str | None = None
    left_at: datetime | None = None
    control: Control | None = None
    erasure: Erasure | None = None
    version: int = field(default=0, compare=False)

    @property
    def external_ids(self) -> tuple[str, ...]:
        """Every id of the platform that is theirs now; none of who is erased."""
        return (self.external_id, *self.also_known_as) if self.erasure is None else ()

    def leading_to(self, contact: str) -> Contact:
        """The record of somebody who is another contact."""
        return replace(self, same_as=contact)

    def left(self, at: datetime) -> Contact:
        """The record of an id that is no longer theirs."""
        return replace(self, left_at=at)

    def erased(self, by: str, at: datetime) -> Contact:
        """The record without the person; what comes of the same id from now on is somebody else, as after a move."""
        return replace(
            self,
            external_id="",
            also_known_as=(),
            profile=Profile(),
            control=None,
            left_at=self.left_at or at,
            erasure=Erasure(by, at),
        )

    def forgotten(self, at: datetime) -> Contact:
        """The record once nothing is left to erase."""
        if self.erasure is None:
            raise ValueError("only what is erased is forgotten")
        return replace(self, erasure=replace(self.erasure, done_at=at))


def merged(stored: Profile, reported: Profile) -> Profile:
    """The newest word on each part of a profile; what a channel leaves out stays as it was."""
    if reported == stored:
        return stored
    profile = Profile(
        reported.name or stored.name,
        reported.handle or stored.handle,
        reported.reach if reported.reach is not None else stored.reach,
        reported.language or stored.language,
    )
    return stored if profile == stored else profile


def led_to(records: Mapping[str, Contact], id_: str) -> str:
    """The id of the contact that a record leads to; itself where it leads nowhere. A circle ends where it closes."""
    passed = {id_}
    while (record := records.get(id_)) is not None and record.same_as is not None and record.same_as not in passed:
        id_ = record.same_as
        passed.add(id_)
    return id_


def seen_as(contact: Contact, external_ids: tuple[str, ...], profile: Profile) -> Contact:
    """The contact after it was seen under these ids; where the first is new, it is what the contact is named by."""
    known = contact.external_ids
    new = [each for each in dict.fromkeys(external_ids) if each not in known]
    merged_profile = merged(contact.profile, profile)
    if not new:
        return contact if merged_profile is contact.profile else replace(contact, profile=merged_profile)
    named = (external_ids[0], *known, *new) if external_ids[0] in new else (*known, *new)
    return named_by(replace(contact, profile=merged_profile), named)


def named_by(contact: Contact, external_ids: Iterable[str]) -> Contact:
    """The contact under these ids, the first of them as its name."""
    first, *others = dict.fromkeys(external_ids)
    return replace(contact, external_id=first, also_known_as=tuple(others))
