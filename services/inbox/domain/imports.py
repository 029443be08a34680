"""An import: the history of another tool brought in piece by piece, with what became of each piece and how far it is.

Nothing of it is new: what is imported starts no clock, asks nobody, and no event tells of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from services.inbox.domain.conversation import StateNotAllowed

ImportSource = Literal["chatwoot", "zendesk", "other"]
ImportState = Literal["open", "finished"]
ImportKind = Literal["contact", "conversation"]
Became = Literal["stored", "duplicate", "conflict", "rejected"]


@dataclass(frozen=True, slots=True)
class ItemTally:
    """How many of one kind were stored, were there already, or were not taken."""

    stored: int = 0
    duplicate: int = 0
    rejected: int = 0

    def plus(self, other: ItemTally) -> ItemTally:
        """Both together."""
        return ItemTally(self.stored + other.stored, self.duplicate + other.duplicate, self.rejected + other.rejected)


ONE: dict[Became, ItemTally] = {
    "stored": ItemTally(stored=1),
    "duplicate": ItemTally(duplicate=1),
    "conflict": ItemTally(rejected=1),
    "rejected": ItemTally(rejected=1),
}
"""What one thing adds, by what became of it; of a conflict the first content stays, so the second is not taken."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What became of everything posted to an import so far."""

    contacts: ItemTally = ItemTally()
    conversations: ItemTally = ItemTally()
    messages: ItemTally = ItemTally()

    def plus(self, kind: ImportKind, became: Became, messages: ItemTally) -> ImportCounts:
        """The counts with one item more, and the messages in it."""
        if kind == "contact":
            return replace(self, contacts=self.contacts.plus(ONE[became]))
        conversations, all_messages = self.conversations.plus(ONE[became]), self.messages.plus(messages)
        return replace(self, conversations=conversations, messages=all_messages)


@dataclass(frozen=True, slots=True)
class ImportFault:
    """What is wrong with an item; `path` leads to the field within the item."""

    path: tuple[int | str, ...]
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What became of one item; `record` is the contact or conversation it is now, None where it is none."""

    kind: ImportKind
    external_id: str | None
    became: Became
    record: str | None = None
    messages: ItemTally = ItemTally()
    faults: tuple[ImportFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """An import. `position` is the importer's own word of how far it is, written with what was posted up to there.

    `integration` is the account that later messages of the same people arrive at, None where there is none. `version`
    is that of the record as it was read, 0 for one that is not stored.
    """

    brand: str
    id: str
    source: ImportSource
    name: str
    integration: str | None
    created_at: datetime
    created_by: str
    state: ImportState = "open"
    counts: ImportCounts = ImportCounts()
    position: str | None = None
    finished_at: datetime | None = None
    version: int = field(default=0, compare=False)

    @property
    def account(self) -> str:
        """What its contacts and conversations belong to: the integration, or a name that no integration can have."""
        return self.integration or f"import:{self.source}"

    def after(self, outcomes: tuple[ItemOutcome, ...], position: str | None) -> Import:
        """The import with these items in; without a new position it stands where it stood.

        Raises:
            StateNotAllowed: It is finished.
        """
        if self.state == "finished":
            raise StateNotAllowed("add", "finished")
        counts = self.counts
        for each in outcomes:
            counts = counts.plus(each.kind, each.became, each.messages)
        return replace(self, counts=counts, position=self.position if position is None else position)

    def finished(self, at: datetime) -> Import:
        """The import when nothing more comes.

        Raises:
            StateNotAllowed: It is finished already.
        """
        if self.state == "finished":
            raise StateNotAllowed("finish", "finished")
        return replace(self, state="finished", finished_at=at)
