"""Batches are as large as one call takes them, and say how much of the export they go up to."""

from __future__ import annotations

from typing import Any

from muster_client.imports.batches import MOST_BYTES, batches
from muster_client.imports.files import Refused
from muster_client.imports.reading import MOST_MESSAGES, Found, Gathering, Head, Read, Skipped
from muster_client.models import ImportMessageItem


def a_person(number: int) -> Found:
    return Found({"kind": "contact", "external_id": str(number), "name": None, "handles": []}, f"all:{number}")


def a_line(number: int, text: str = "Hello") -> ImportMessageItem:
    sent_at = "2024-01-02T00:00:00+00:00"
    return {"external_id": str(number), "direction": "inbound", "text": text, "sent_at": sent_at}


def a_talk(*messages: ImportMessageItem) -> Found:
    return Found(Head("7").item("9", list(messages)), "all:1")


def test_a_batch_counts_what_was_refused_and_skipped_on_the_way() -> None:
    reads: list[Read] = [a_person(0), Refused("all:1", "is not JSON"), Skipped("all:2", "activity"), a_person(3)]
    (batch,) = batches(reads, 0)
    assert ([each.place for each in batch.found], len(batch.refused), batch.skipped, batch.reads) == (
        ["all:0", "all:3"],
        1,
        1,
        4,
    )


def test_a_run_that_goes_on_passes_over_what_it_has_behind_it() -> None:
    reads = [a_person(number) for number in range(250)]
    whole = [(len(each.found), each.reads) for each in batches(reads, 0)]
    assert whole == [(100, 100), (100, 200), (50, 250)]
    assert [(each.found[0].place, each.reads) for each in batches(reads, 200)] == [("all:200", 250)]
    assert list(batches(reads, 250)) == []


def test_a_conversation_that_is_too_long_for_a_call_comes_in_parts() -> None:
    heads = {"9": Head("7")}
    gathering = Gathering(heads)
    parts: list[Any] = []
    for number in range(MOST_MESSAGES + 1):
        parts += gathering.add("9", a_line(number), "all:1")
    parts += gathering.rest()
    assert [len(each.item["messages"]) for each in parts] == [MOST_MESSAGES, 1]
    long = "é" * 20_000
    made = list(batches([a_talk(*[a_line(number, long) for number in range(30)])], 0))
    assert all(each.bytes <= MOST_BYTES for each in made)
    said = [line["external_id"] for each in made for found in each.found for line in found.item["messages"]]  # type: ignore[typeddict-item] # conversations all
    assert said == [str(number) for number in range(30)]
