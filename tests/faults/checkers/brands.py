"""Not one byte of a brand is shown to another."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.record import History, Looked


def never_seen_by_another(history: History) -> Iterator[str]:
    """Read what the other brand was shown."""
    for row in history.of(Looked):
        if row.foreign:
            yield f"{row.where} showed another brand's name {row.foreign} times"
        if not row.size:
            yield f"{row.where} showed nothing at all, so nothing was looked at"
