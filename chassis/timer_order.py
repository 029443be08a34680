"""The order in which due timers are taken up where some go before others: by precedence, and nobody starves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

Precedence = Literal["first", "ordinary", "last"]
"""What a due timer goes before, however long the others wait."""

ROUND = 16  # places of which each precedence is sure of some
SURE: Mapping[int, Precedence] = {5: "ordinary", 10: "last", 13: "ordinary"}
"""The places of a round that are offered to a later precedence before the earlier ones."""
ORDER: tuple[Precedence, ...] = ("first", "ordinary", "last")

T = TypeVar("T")


def in_turn(waiting: Mapping[Precedence, Sequence[T]], limit: int, place: int) -> list[T]:
    """Up to `limit` of what waits, in the order in which it is taken up; `place` counts what was taken before.

    Of 16 taken at least two are ordinary and one is last, where there are such; what nobody of them needs goes to the
    earliest precedence.
    """
    rest = {each: list(reversed(waiting.get(each, ()))) for each in ORDER}
    taken: list[T] = []
    while len(taken) < limit and any(rest.values()):
        sure = SURE.get((place + len(taken)) % ROUND)
        offered = ORDER if sure is None else (sure, *ORDER)
        taken.append(next(rest[each] for each in offered if rest[each]).pop())
    return taken
