"""Received is stored, duplicate, rejected or dead-lettered; nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.record import History, Ledger, Stored

SUMS = {"received", "difference"}


def balanced(history: History) -> Iterator[str]:
    """Add the columns up, and hold the stored ones to what conversations list."""
    stored = len({row.message for row in history.of(Stored)})
    for row in history.of(Ledger):
        parts = sum(value for name, value in row.columns.items() if name not in SUMS)
        if row.columns["received"] != parts or row.columns.get("difference", 0):
            yield f"the ledger does not balance: {row.columns}"
        if row.columns["stored"] != stored:
            yield f"the ledger says {row.columns['stored']} stored, conversations list {stored}"
