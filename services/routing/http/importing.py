"""The bulk import of employees: a result per item, written in chunks of one transaction each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from chassis.errors import VersionConflict
from chassis.http.problem import field_errors
from chassis.retrying import on_conflict
from contracts.http import routing as http
from services.routing.application.routing import Routing
from services.routing.domain.employee import Employee, with_presence
from services.routing.http.presenters import as_written

CHUNK = 200  # employees in one transaction, with a thousand seats or so
TRIES = 3  # somebody changed one of a chunk meanwhile

Entry = tuple[int, http.EmployeeCreate]


async def import_employees(routing: Routing, brand: str, items: Sequence[Mapping[str, Any]]) -> http.ImportResult:
    """Check each item for itself, write those that are right, and give a result for each."""
    results: dict[int, http.ImportedItem] = {}
    entries: dict[str, Entry] = {}
    for index, item in enumerate(items):
        try:
            entry = http.EmployeeCreate.model_validate(item)
        except ValidationError as error:
            results[index] = refused(index, item.get("id"), errors_of(error))
            continue
        if entry.id in entries:
            twice = http.ItemError(pointer="/id", detail="is in this import already", code="duplicate")
            results[index] = refused(index, entry.id, [twice])
            continue
        entries[entry.id] = (index, entry)
    new_entries = list(entries.values())
    for start in range(0, len(new_entries), CHUNK):
        for result in await _write(routing, brand, new_entries[start : start + CHUNK]):
            results[result.index] = result
    return http.ImportResult(items=[results[index] for index in range(len(items))])


async def _write(routing: Routing, brand: str, chunk: Sequence[Entry]) -> list[http.ImportedItem]:
    async def attempt() -> list[http.ImportedItem]:
        present = await routing.stores.employees.get_many((brand, entry.id) for _, entry in chunk)
        pairs = []
        for _, entry in chunk:
            before = present.get((brand, entry.id))
            now = routing.clock.now_of(brand)
            wanted = as_written(before, entry.id, entry, "import", now)
            pairs.append((before, _with_presence(wanted, entry, now)))
        written = await routing.employee_commands.put(brand, pairs)
        now = routing.clock.now_of(brand)
        reported = [entry.id for _, entry in chunk if entry.presence is not None]
        await routing.signs_of_life.note_many({(brand, each): now for each in reported})
        return [
            http.ImportedItem(index=index, id=entry.id, status=200 if before else 201, version=after.version)
            for (index, entry), (before, _), after in zip(chunk, pairs, written, strict=True)
        ]

    try:
        return await on_conflict(attempt, tries=TRIES)
    except VersionConflict:
        raced = [http.ItemError(pointer="", detail="was changed by somebody else at the same moment", code="conflict")]
        return [http.ImportedItem(index=index, id=entry.id, status=409, errors=raced) for index, entry in chunk]


def _with_presence(employee: Employee, entry: http.EmployeeCreate, now: datetime) -> Employee:
    if entry.presence is None:
        return employee
    return with_presence(employee, entry.presence, now)


def refused(index: int, named: object, errors: list[http.ItemError]) -> http.ImportedItem:
    """The result of an item that is wrong; `named` is the id it gives, whatever that is."""
    return http.ImportedItem(index=index, id=named if isinstance(named, str) else None, status=422, errors=errors)


def errors_of(error: ValidationError) -> list[http.ItemError]:
    """What is wrong with the fields of an item."""
    found = [dict(each) for each in error.errors(include_input=False, include_url=False)]
    return [http.ItemError(**each.as_json()) for each in field_errors(found)]
