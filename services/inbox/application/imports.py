"""Imports: begun by a person, filled piece by piece, finished; each call is one transaction that emits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chassis.clock import Clock
from chassis.retrying import on_conflict
from services.inbox.application.directory import Directory
from services.inbox.application.errors import Unknown, UnknownIntegration
from services.inbox.application.import_ports import ImportRows
from services.inbox.application.importing.batch import (
    ImportBatch,
    ImportItem,
    mark_names,
    message_names,
    record_names,
)
from services.inbox.application.importing.contacts import decide_contact
from services.inbox.application.importing.conversations import decide_conversation
from services.inbox.application.ports import Batches, BatchRequest
from services.inbox.application.records import AuditEntry, AuditKind, Changes, Named
from services.inbox.domain.contact import led_to
from services.inbox.domain.imported import ImportedContact, audit_id
from services.inbox.domain.imports import Import, ImportSource, ItemOutcome
from services.inbox.domain.thread import later_contact_id


class Imports:
    """What is imported is history: it is stored and found, and nobody is told."""

    def __init__(self, rows: ImportRows, unit: Batches, directory: Directory, clock: Clock) -> None:
        """`directory` knows the integrations of the brand."""
        self.rows = rows
        self._unit = unit
        self._directory = directory
        self._clock = clock

    async def begin(
        self, brand: str, by: str, id_: str, source: ImportSource, name: str, integration: str | None
    ) -> Import:
        """Begin an import under a new id.

        Raises:
            UnknownIntegration: The brand has none of this id.
        """
        if integration is not None and self._directory.integration(brand, integration) is None:
            raise UnknownIntegration
        begun = Import(brand, id_, source, name, integration, self._clock.now_of(brand), by)
        return await self._write(Changes(audit=[self._entry(begun, "import_begun", by)]), begun)

    async def get(self, brand: str, id_: str) -> Import:
        """An import; raises Unknown."""
        found = await self.rows.get(brand, id_)
        if found is None:
            raise Unknown(id_)
        return found

    async def add(
        self, brand: str, id_: str, items: Sequence[ImportItem | ItemOutcome], position: str | None
    ) -> tuple[Import, Sequence[ItemOutcome]]:
        """Store items with the position behind them; an item that was refused before is given as its outcome.

        Raises:
            Unknown: The brand has no such import.
            StateNotAllowed: It is finished.
        """

        async def once() -> tuple[Import, Sequence[ItemOutcome]]:
            owner = await self.get(brand, id_)
            batch = await self._load(owner, [each for each in items if not isinstance(each, ItemOutcome)])
            outcomes = tuple(_decide(batch, each) for each in items)
            return await self._write(batch.changes, owner.after(outcomes, position)), outcomes

        return await on_conflict(once)

    async def finish(self, brand: str, by: str, id_: str) -> Import:
        """Say that nothing more comes.

        Raises:
            Unknown: The brand has no such import.
            StateNotAllowed: It is finished already.
        """

        async def once() -> Import:
            after = (await self.get(brand, id_)).finished(self._clock.now_of(brand))
            return await self._write(Changes(audit=[self._entry(after, "import_finished", by)]), after)

        return await on_conflict(once)

    async def _load(self, owner: Import, items: list[ImportItem]) -> ImportBatch:
        """Read what the items meet, in two rounds, and more where a record leads to another."""
        copy = self._directory.integration(owner.brand, owner.integration) if owner.integration is not None else None
        batch = ImportBatch(owner, copy.channel if copy is not None else None, self._clock.now_of(owner.brand))
        marks = await self.rows.marks(mark_names(owner, items))
        batch.marks.update((key, mark) for (_, key), mark in marks.items())
        marked = {(owner.brand, mark.record) for mark in marks.values()}
        request = BatchRequest(messages=message_names(owner, items), contacts=record_names(owner, items) | marked)
        records = await self._unit.read(request)
        batch.messages.update((key, message) for (_, key), message in records.messages.items())
        batch.contacts.update((key, contact) for (_, key), contact in records.contacts.items())
        conversations = await self._unit.conversations(marked)
        batch.conversations.update((key, record) for (_, key), record in conversations.items())
        await self._follow(batch)
        return batch

    async def _follow(self, batch: ImportBatch) -> None:
        """Read the people that records lead to, and who has an id that somebody left."""
        brand, asked = batch.owner.brand, set(batch.contacts)
        while wanted := _led(batch) - asked:
            asked |= wanted
            names: set[Named] = {(brand, each) for each in wanted}
            found = (await self._unit.read(BatchRequest(contacts=names))).contacts
            batch.contacts.update((key, contact) for (_, key), contact in found.items())

    async def _write(self, changes: Changes, after: Import) -> Import:
        changes.imports[after.brand, after.id] = after
        await self._unit.commit(changes)
        return replace(after, version=after.version + 1)

    def _entry(self, owner: Import, kind: AuditKind, by: str) -> AuditEntry:
        known = self._directory.integration(owner.brand, owner.integration) if owner.integration is not None else None
        return AuditEntry(
            brand=owner.brand,
            id=audit_id(owner, kind),
            kind=kind,
            at=self._clock.now_of(owner.brand),
            integration=owner.account,
            channel=known.channel if known is not None else owner.source,
            subject=owner.id,
            by=by,
        )


def _decide(batch: ImportBatch, item: ImportItem | ItemOutcome) -> ItemOutcome:
    if isinstance(item, ItemOutcome):
        return item
    return decide_contact(batch, item) if isinstance(item, ImportedContact) else decide_conversation(batch, item)


def _led(batch: ImportBatch) -> set[str]:
    led = {led_to(batch.contacts, each) for each in batch.contacts}
    left = {later_contact_id(each.id, each.left_at) for each in batch.contacts.values() if each.left_at is not None}
    return led | left
