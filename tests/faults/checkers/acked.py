"""Acked is a subset of stored, and stored of sent."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.record import History, Sent, Stored


def never_lost(history: History) -> Iterator[str]:
    """Every message that was answered with 202 is in a conversation; nothing is there that nobody sent."""
    stored = {row.message for row in history.of(Stored)}
    sent = {row.message for row in history.of(Sent)}
    for message in sorted(history.acked() - stored):
        yield f"{message} was acknowledged and is not stored"
    for message in sorted(stored - sent):
        yield f"{message} is stored and was never sent"
