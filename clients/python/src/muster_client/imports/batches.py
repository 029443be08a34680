"""Batches of items, as large as one call takes them, each with how much of the export it goes up to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from muster_client.imports.files import Refused
from muster_client.imports.reading import Found, Read
from muster_client.models import ImportMessageItem

MOST_ITEMS = 100
MOST_BYTES = 700_000  # of the 1 MiB that a body may have; escapes and the envelope take some


@dataclass(slots=True)
class Batch:
    """What is posted at once. `reads` counts everything read of the export up to its end, refused and skipped too."""

    found: list[Found] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    skipped: int = 0
    reads: int = 0
    bytes: int = 0


def batches(reads: Iterable[Read], behind: int) -> Iterator[Batch]:
    """The batches of an export behind so many reads; what was read before them is passed over."""
    batch = Batch(reads=behind)
    for number, each in enumerate(_of_one_call(reads)):
        if number < behind:
            continue
        size = len(json.dumps(each.item, ensure_ascii=False).encode()) if isinstance(each, Found) else 0
        if len(batch.found) == MOST_ITEMS or (batch.found and batch.bytes + size > MOST_BYTES):
            yield batch
            batch = Batch(reads=batch.reads)
        batch.reads += 1
        batch.bytes += size
        if isinstance(each, Found):
            batch.found.append(each)
        elif isinstance(each, Refused):
            batch.refused.append(each)
        else:
            batch.skipped += 1
    if batch.reads > behind:
        yield batch


def _of_one_call(reads: Iterable[Read]) -> Iterator[Read]:
    """The reads, of which a conversation that is too long for a call comes in parts."""
    for each in reads:
        if isinstance(each, Found) and each.item["kind"] == "conversation":
            yield from _parts(each)
        else:
            yield each


def _parts(found: Found) -> Iterator[Found]:
    item = found.item
    if item["kind"] != "conversation":
        raise TypeError("only conversations have parts")
    part: list[ImportMessageItem] = []
    size = 0
    for message in item["messages"]:
        length = len(json.dumps(message, ensure_ascii=False).encode())
        if part and size + length > MOST_BYTES // 2:
            yield Found({**item, "messages": part}, found.place)
            part, size = [], 0
        part.append(message)
        size += length
    yield Found({**item, "messages": part}, found.place)
