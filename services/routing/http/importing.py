"""The bulk import of employees: a result per item, written in chunks of one transaction each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from chassis.errors import VersionConflict
from chassis.http.problem import field_errors
from chassis.retrying import on_conflict
from contracts.http.routing import EmployeeImport, ImportedItem, ImportResult, ItemError
from services.routing.application.routing import Routing
from services.routing.domain.employee import Employee
from services.routing.http.presenters import as_written

CHUNK = 200  # employees in one transaction, with a thousand seats or so
TRIES = 3  # somebody changed one of a chunk meanwhile

Entry = tuple[int, EmployeeImport]


async def import_employees(routing: Routing, brand: str, items: Sequence[Mapping[str, Any]]) -> ImportResult:
    """Check each item for itself, write those that are right, and return a result for each."""
    results: dict[int, ImportedItem] = {}
    entries: dict[str, Entry] = {}
    for index, item in enumerate(items):
        try:
            entry = EmployeeImport.model_validate(item)
        except ValidationError as error:
            results[index] = _refused(index, item, [ItemError(**e.as_json()) for e in field_errors(_errors(error))])
            continue
        if entry.id in entries:
            twice = ItemError(pointer="/id", detail="is in this import already", code="duplicate")
            results[index] = _refused(index, item, [twice])
            continue
        entries[entry.id] = (index, entry)
    wanted = list(entries.values())
    for start in range(0, len(wanted), CHUNK):
        for result in await _write(routing, brand, wanted[start : start + CHUNK]):
            results[result.index] = result
    return ImportResult(items=[results[index] for index in range(len(items))])


async def _write(routing: Routing, brand: str, chunk: Sequence[Entry]) -> list[ImportedItem]:
    async def attempt() -> list[ImportedItem]:
        present = await routing.stores.employees.get_many((brand, entry.id) for _, entry in chunk)
        pairs = []
        for _, entry in chunk:
            before = present.get((brand, entry.id))
            pairs.append((before, _with_presence(routing, as_written(before, entry.id, entry), entry)))
        written = await routing.employee_commands.put(brand, pairs)
        return [
            ImportedItem(index=index, id=entry.id, status=200 if before else 201, version=after.version)
            for (index, entry), (before, _), after in zip(chunk, pairs, written, strict=True)
        ]

    try:
        return await on_conflict(attempt, tries=TRIES)
    except VersionConflict:
        raced = [ItemError(pointer="", detail="was changed by somebody else at the same moment", code="conflict")]
        return [ImportedItem(index=index, id=entry.id, status=409, errors=raced) for index, entry in chunk]


def _with_presence(routing: Routing, employee: Employee, entry: EmployeeImport) -> Employee:
    if entry.presence is None or entry.presence == employee.presence:
        return employee
    return replace(employee, presence=entry.presence, presence_at=routing.clock.now())


def _refused(index: int, item: Mapping[str, Any], errors: list[ItemError]) -> ImportedItem:
    named = item.get("id")
    return ImportedItem(index=index, id=named if isinstance(named, str) else None, status=422, errors=errors)


def _errors(error: ValidationError) -> list[Mapping[str, Any]]:
    return [dict(each) for each in error.errors(include_input=False, include_url=False)]
