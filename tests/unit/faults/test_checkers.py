"""Each checker accepts a good record and names the fault of every bad one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.faults.checkers import CHECKERS, judge
from tests.faults.checkers.crises import DECLARED, PAGED
from tests.faults.checkers.once import MESSAGE_STORED
from tests.faults.checkers.owners import ASSIGNED, CLOSED, COMPLETED, OFFERED, QUEUED
from tests.faults.record import (
    Answered,
    Commanded,
    Counted,
    Delivered,
    Drained,
    Healed,
    History,
    Ledger,
    Looked,
    Row,
    Seats,
    Seeded,
    Sent,
    Stored,
    Taken,
    Tasked,
    Told,
    Written,
    read,
)


def _task(at: float, kind: str, conversation: str, version: int, employee: str | None = None, epoch: int = 0) -> Told:
    return Told(at, kind, f"{conversation}.{version}", conversation, version, {"employee": employee, "epoch": epoch})


SENT = [Sent(1.0, "m-1", "ann"), Sent(1.1, "m-2", "ann"), Sent(1.2, "m-3", "bob")]
STORED = [Stored("a", "ann", "m-1"), Stored("a", "ann", "m-2"), Stored("b", "bob", "m-3")]
TOLD = [
    Told(2.0, MESSAGE_STORED, "e-1", "a", 1, {"message": "m-1"}),
    Told(2.1, MESSAGE_STORED, "e-2", "a", 2, {"message": "m-2"}),
    Told(2.1, MESSAGE_STORED, "e-2", "a", 2, {"message": "m-2"}),
    Told(2.2, MESSAGE_STORED, "e-3", "b", 1, {"message": "m-3"}),
]
TASKS = [
    _task(3.0, QUEUED, "a", 1),
    _task(3.1, OFFERED, "a", 2, "eve"),
    _task(3.2, ASSIGNED, "a", 3, "eve", 1),
    _task(3.0, QUEUED, "b", 1),
    _task(3.3, COMPLETED, "a", 4),
    _task(3.3, OFFERED, "b", 2, "eve"),
    _task(3.4, CLOSED, "b", 3),
]
ANSWERED = Answered(1.5, ["m-1", "m-2", "m-3"], 202, 0.01)
HEALING: list[Row] = [Healed(1.4, 5.0), Drained(4.0)]
LEDGER = Ledger({"received": 4, "stored": 3, "duplicate": 1, "difference": 0})
CRISIS: list[Row] = [
    Seeded(2.0, 10.0),
    Told(5.0, DECLARED, "i-1", "x", 1, {"incident": "x"}),
    Told(5.1, PAGED, "p-1", "x", 2, {"incident": "x"}),
]
REPLY: list[Row] = [Written("r-1", "sent"), Delivered(4.0, "r-1"), Written("r-2", "unknown"), Delivered(4.0, "r-2")]
GOOD: list[Row] = [
    *SENT,
    ANSWERED,
    Answered(1.6, ["m-4"], 503, 0.2, "1"),
    *STORED,
    Tasked("a"),
    Tasked("b"),
    *TOLD,
    *TASKS,
    Seats("eve", 1),
    Taken("eve", "b", "eve"),
    Commanded(3.35, "a", 1, stale=True, status=409),
    *REPLY,
    *CRISIS,
    Looked("/v1/conversations", 100, 0),
    Counted("volume_in", 3),
    LEDGER,
    *HEALING,
]
BAD: list[tuple[str, str, Sequence[Row], Sequence[Row]]] = [
    ("lost", "m-3 was acknowledged", [STORED[2]], []),
    ("lost", "m-9 is stored and was never", [], [Stored("b", "bob", "m-9")]),
    ("doubled", "m-3 is stored 2 times", [], [STORED[2]]),
    ("doubled", "told as 2 events", [], [replace(TOLD[3], id="e-9", version=2)]),
    ("doubled", "2 messages are told", [TOLD[3]], []),
    ("doubled", "volume_in is 4", [Counted("volume_in", 3)], [Counted("volume_in", 4)]),
    ("double owners", "no event tells of", TASKS, []),
    ("doubled", "0 messages are told", TOLD, []),
    ("double owners", "while eve holds it", [TASKS[4]], [_task(3.3, ASSIGNED, "a", 4, "tom", 2)]),
    ("double owners", "under epoch 1 after epoch 1", [], [_task(3.5, ASSIGNED, "a", 5, "tom", 1)]),
    ("double owners", "version 3 twice", [], [replace(TASKS[2], id="other")]),
    ("double owners", "took a command", [], [Commanded(3.4, "a", 1, stale=True, status=200)]),
    ("over capacity", "eve has 2 on 1", [TASKS[5]], [replace(TASKS[5], at=3.15)]),
    ("over capacity", "eve has 2 on 1", [], [_task(3.15, QUEUED, "c", 1), _task(3.16, ASSIGNED, "c", 2, "eve", 1)]),
    ("lost seats", "a seat of eve is taken by c, which is with nobody", [], [Taken("eve", "c", None)]),
    ("lost seats", "a seat of eve is taken by c, which is with tom", [], [Taken("eve", "c", "tom")]),
    ("misordered", "a keeps m-2 before m-1", STORED[:2], [STORED[1], STORED[0]]),
    ("misordered", "told of m-2 before m-1", TOLD[:1], [replace(TOLD[0], version=3)]),
    ("misordered", "m-3 of bob is in a conversation of ann", [STORED[2]], [Stored("a", "ann", "m-3")]),
    ("tasks", "b has no task", [Tasked("b")], []),
    ("tasks", "b has a task too many", [], [Tasked("b")]),
    ("tasks", "c has a task too many", [], [Tasked("c")]),
    ("crises", "1 crises gave 2 incidents", [], [Told(6.0, DECLARED, "i-2", "y", 1, {"incident": "y"})]),
    ("crises", "1 crises gave 0 incidents", [CRISIS[1]], []),
    ("crises", "paged nobody", [CRISIS[2]], []),
    ("crises", "came after 10.5 s", [CRISIS[2]], [Told(12.5, PAGED, "p-1", "x", 2, {"incident": "x"})]),
    ("replies", "has reply r-2 2 times", [], [Delivered(4.1, "r-2")]),
    ("replies", "ends claimed", [], [Written("r-3", "claimed")]),
    ("replies", "never had it", [REPLY[1]], []),
    ("replies", "has reply r-2, of which nothing is shown", [REPLY[2]], []),
    ("replies", "says failed and the platform has it", [REPLY[2]], [Written("r-2", "failed")]),
    ("other brand", "name 2 times", [], [Looked("/v1/tasks", 10, 2)]),
    ("other brand", "nothing at all", [], [Looked("/v1/tasks", 0, 0)]),
    ("ledger", "does not balance", [LEDGER], [Ledger({**LEDGER.columns, "received": 5})]),
    ("ledger", "says 2 stored", [LEDGER], [Ledger({"received": 3, "stored": 2, "duplicate": 1})]),
    ("healing", "no good write", [ANSWERED], []),
    ("healing", "no empty backlog", [HEALING[1]], []),
    ("healing", "empty backlog came 8.6 s after", [HEALING[1]], [Drained(10.0)]),
]


def test_a_good_record_passes_every_checker() -> None:
    assert judge(History(GOOD)) == {name: [] for name in CHECKERS}


@pytest.mark.parametrize(("checker", "words", "without", "more"), BAD)
def test_a_bad_record_is_rejected_by_its_checker(
    checker: str, words: str, without: Sequence[Row], more: Sequence[Row]
) -> None:
    kept: list[Any] = [row for row in GOOD if row not in without]

    found = judge(History([*kept, *more]))[checker]

    assert any(words in fault for fault in found), found


def test_every_checker_has_a_bad_record() -> None:
    assert {checker for checker, *_ in BAD} == set(CHECKERS)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    History(GOOD).write(tmp_path / "record.jsonl")

    assert judge(read(tmp_path / "record.jsonl")) == judge(History(GOOD))
    assert read(tmp_path / "record.jsonl").of(Ledger) == [LEDGER]
