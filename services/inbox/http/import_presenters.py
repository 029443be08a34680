"""Imports as the API shows them, and their items as the use case takes them."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.http.problem import pointer
from contracts.http import inbox as http
from services.inbox.application.importing.batch import ImportItem
from services.inbox.domain.imported import ImportedContact, ImportedConversation, ImportedMessage
from services.inbox.domain.imports import Import, ImportCounts, ImportFault, ItemOutcome, ItemTally
from services.inbox.domain.message import MessageAttachment


def an_import(value: Import) -> http.Import:
    """An import."""
    return http.Import(
        id=value.id,
        source=value.source,
        name=value.name,
        integration=value.integration,
        state=value.state,
        counts=_counts(value.counts),
        position=value.position,
        created_at=value.created_at,
        created_by=value.created_by,
        finished_at=value.finished_at,
    )


def results(after: Import, outcomes: Sequence[ItemOutcome]) -> http.ImportItems:
    """One result per item."""
    shown = tuple(_result(index, each) for index, each in enumerate(outcomes))
    return http.ImportItems(results=shown, counts=_counts(after.counts), position=after.position)


def _result(index: int, outcome: ItemOutcome) -> http.ImportItemResult:
    return http.ImportItemResult(
        index=index,
        kind=outcome.kind,
        external_id=outcome.external_id,
        status=outcome.became,
        id=outcome.record,
        messages=_tally(outcome.messages) if outcome.kind == "conversation" else None,
        errors=tuple(_error(index, each) for each in outcome.faults),
    )


def _error(index: int, fault: ImportFault) -> http.ImportItemError:
    return http.ImportItemError(pointer=pointer(("items", index, *fault.path)), detail=fault.why, code=fault.code)


def _counts(counts: ImportCounts) -> http.ImportTallies:
    return http.ImportTallies(
        contacts=_tally(counts.contacts), conversations=_tally(counts.conversations), messages=_tally(counts.messages)
    )


def _tally(tally: ItemTally) -> http.ImportTally:
    return http.ImportTally(stored=tally.stored, duplicate=tally.duplicate, rejected=tally.rejected)


def item(
    value: http.ImportContactItem | http.ImportConversationItem | http.RefusedImportItem,
) -> ImportItem | ItemOutcome:
    """An item as the use case takes it; one that its model refused, as the outcome that it has."""
    if isinstance(value, http.RefusedImportItem):
        faults = tuple(ImportFault(tuple(each["loc"]), str(each["msg"]), str(each["type"])) for each in value.errors)
        tally = ItemTally(rejected=value.messages)
        return ItemOutcome(value.kind, value.external_id, "rejected", messages=tally, faults=faults)
    if isinstance(value, http.ImportContactItem):
        return ImportedContact(value.external_id, value.name, value.handles)
    return ImportedConversation(
        external_id=value.external_id,
        contact=value.contact,
        subject=value.subject,
        channel=value.channel,
        status=value.status,
        tags=value.tags,
        messages=tuple(_message(each) for each in value.messages),
    )


def _message(value: http.ImportMessageItem) -> ImportedMessage:
    return ImportedMessage(
        external_id=value.external_id,
        direction=value.direction,
        author=value.author,
        text=value.text,
        sent_at=value.sent_at,
        attachments=tuple(MessageAttachment(**each.model_dump()) for each in value.attachments),
    )
