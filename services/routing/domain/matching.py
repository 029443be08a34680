"""The matcher: waiting tasks and free seats in, pairs out; most urgent first, longest idle first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.routing.domain import tokens

NO_DUE = datetime.max.replace(tzinfo=UTC)
TOLD = 6  # how many of those passed over are named in an explanation


@dataclass(frozen=True, slots=True)
class FreeSeat:
    """A seat that may take a task now."""

    id: str
    employee: str
    idle_since: datetime
    tokens: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting task as the matcher sees it. `spared` declined it lately; `prefer` is the only one to ask yet."""

    conversation: str
    pool: str
    priority: int
    due_at: datetime | None
    queued_at: datetime
    spared: frozenset[str] = frozenset()
    prefer: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A task and the seat chosen for it; `candidates` seats were considered, `reason` says why this one."""

    conversation: str
    seat: FreeSeat
    candidates: int
    reason: str


def urgency(task: Waiting) -> tuple[int, datetime, datetime, str]:
    """The order of service: priority, then SLA deadline, then the longest wait."""
    return -task.priority, task.due_at or NO_DUE, task.queued_at, task.conversation


def match(waiting: Iterable[Waiting], seats: Mapping[str, Sequence[FreeSeat]]) -> list[Pair]:
    """Pair tasks with seats.

    `seats` gives for each pool the free seats that fit it, longest idle first. Each seat is used once; of equally free
    employees the one who got fewer tasks in this round comes first, so that a round spreads its work.
    """
    used: set[str] = set()
    given: Counter[str] = Counter()
    pairs: list[Pair] = []
    for task in sorted(waiting, key=urgency):
        fitting = seats.get(task.pool, ())
        chosen = _choose(task, fitting, used, given)
        if chosen is None:
            continue
        used.add(chosen.id)
        given[chosen.employee] += 1
        pairs.append(Pair(task.conversation, chosen, len(fitting), explain(task, chosen, fitting)))
    return pairs


def _choose(task: Waiting, fitting: Sequence[FreeSeat], used: set[str], given: Counter[str]) -> FreeSeat | None:
    best: FreeSeat | None = None
    fewest = 0
    for seat in fitting:  # longest idle first, so the first seat of the least loaded employee wins
        if seat.id in used or seat.employee in task.spared:
            continue
        if task.prefer is not None and seat.employee != task.prefer:
            continue
        load = given[seat.employee]
        if load == 0:
            return seat
        if best is None or load < fewest:
            best, fewest = seat, load
    return best


def explain(task: Waiting, chosen: FreeSeat, fitting: Sequence[FreeSeat]) -> str:
    """One sentence on why this seat was chosen, and which employees were passed over."""
    carried = ", ".join(tokens.tokens_of(task.pool)) or "nothing in particular"
    if task.prefer is not None:
        return f"{chosen.employee} knows the contact and has a free seat; asked for: {carried}"[:512]
    sentence = f"longest idle of {len(fitting)} free seats with {carried}"
    passed = sorted({seat.employee for seat in fitting if seat.employee in task.spared})
    if passed:
        more = f" and {len(passed) - TOLD} more" if len(passed) > TOLD else ""
        sentence += f"; passed over, declined lately: {', '.join(passed[:TOLD])}{more}"
    return sentence[:512]
