"""How the cost of work grows with what it is given, in CPU time of this thread: a busy machine matters little."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 3  # the least of them counts: what else ran only ever adds
NEGLIGIBLE_SECONDS = 0.002  # below this the clock and the allocator are measured
DOUBLED = 2.5  # what doubling the input may cost: 2 is linear, 4 is quadratic
LOOKS = 6  # a machine that slows down in the middle of one comparison does not do so in every one


def cost(work: Callable[[], object], tries: int = TRIES) -> float:
    """Seconds of CPU, the least of so many tries."""
    best = float("inf")
    for _ in range(tries):
        began = time.thread_time()
        work()
        best = min(best, time.thread_time() - began)
        if best < NEGLIGIBLE_SECONDS:
            break
    return best


def costs_at_most(work: Callable[[], object], times: float, other: Callable[[], object]) -> bool:
    """Whether work costs at most so many times what other work does; what is dearer is dearer in every look.

    The first look tries the work once: a figure that is too high only leads to the next look. The other work is tried
    several times in each, since a figure of it that is too high would let dear work pass.
    """
    for look in range(LOOKS):
        spent = cost(work, TRIES if look else 1)
        if spent < NEGLIGIBLE_SECONDS or spent <= times * cost(other):
            return True
    return False


def grows_linearly(work: Callable[[str], object], pattern: str, length: int) -> bool:
    """Whether work on text of this pattern grows with its length; compared over two doublings, which tells more."""
    short, long = pattern * (length // len(pattern)), pattern * (4 * length // len(pattern))
    return costs_at_most(lambda: work(long), DOUBLED**2, lambda: work(short))
