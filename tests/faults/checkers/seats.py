"""Live assignments never exceed the seats, at any moment: an open offer holds its seat as an assignment does.

And no seat stays taken for a task that is over or somebody else's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.faults.checkers.owners import ASSIGNED, OFFERED, TASKS
from tests.faults.record import History, Seats, Taken, Told

Move = tuple[float, int, str]  # when, -1 a seat is let go or +1 it is taken, whose


def never_over_capacity(history: History) -> Iterator[str]:
    """Sweep over all taken and released seats in time; a release at the same moment comes first."""
    capacity = {row.employee: row.seats for row in history.of(Seats)}
    held: Counter[str] = Counter()
    for at, change, employee in sorted(_moves(history)):
        held[employee] += change
        if change > 0 and employee in capacity and held[employee] > capacity[employee]:
            yield f"{employee} has {held[employee]} on {capacity[employee]} seats at {at:.3f}"


def never_taken_for_nothing(history: History) -> Iterator[str]:
    """Every seat that is taken in the end is so for a task of its employee."""
    for row in history.of(Taken):
        if row.holder != row.employee:
            yield f"a seat of {row.employee} is taken by {row.conversation}, which is with {row.holder or 'nobody'}"


def _moves(history: History) -> Iterator[Move]:
    by_conversation: defaultdict[str, list[Told]] = defaultdict(list)
    for row in history.told(*TASKS):
        by_conversation[row.subject].append(row)
    for rows in by_conversation.values():
        holder: str | None = None
        for row in rows:
            after = row.data["employee"] if row.type in (OFFERED, ASSIGNED) else None
            if after == holder:
                continue
            if holder is not None:
                yield row.at, -1, holder
            if after is not None:
                yield row.at, 1, after
            holder = after
