"""A histogram with buckets of equal width in logarithms, as a run keeps it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

DECADE = 10  # buckets from one power of ten to the next: each is a quarter wider than the one before


def histogram(values: Iterable[float]) -> dict[str, list[float]]:
    """How many values lie in each bucket from the first that has any to the last.

    `edges` are in the values' own unit, one more than `counts`; a value on an edge is in the bucket above it.
    """
    found = Counter(math.floor(math.log10(value) * DECADE + 1e-9) for value in values if value > 0)  # an edge is one
    if not found:
        return {"edges": [], "counts": []}
    first, last = min(found), max(found)
    edges = [10 ** (place / DECADE) for place in range(first, last + 2)]
    return {"edges": edges, "counts": [found[place] for place in range(first, last + 1)]}
