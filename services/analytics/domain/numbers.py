"""The numbers read back: windows as counts, sums and quantiles, which merge with others of their kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from services.analytics.domain.sketch import Sketch
from services.analytics.domain.vocabulary import OTHER

K = TypeVar("K")


@dataclass(slots=True)
class Numbers:
    """Count, sum, peak (of a gauge) and quantiles of one measure; `by` splits them by dimension and value."""

    count: int = 0
    total: int = 0
    peak: int | None = None
    sketch: Sketch = field(default_factory=Sketch)
    by: dict[str, dict[str, Numbers]] = field(default_factory=dict)

    @property
    def mean(self) -> float | None:
        """The mean amount; None when nothing was counted."""
        return self.total / self.count if self.count else None

    def merge(self, other: Numbers) -> None:
        """Add other numbers of the same measure."""
        self.count += other.count
        self.total += other.total
        if other.peak is not None:
            self.peak = other.peak if self.peak is None else max(self.peak, other.peak)
        self.sketch.merge(other.sketch)
        for dimension, values in other.by.items():
            merged = self.by.setdefault(dimension, {})
            for value, numbers in values.items():
                merged.setdefault(value, Numbers()).merge(numbers)

    def top(self, dimension: str, most: int) -> dict[str, Numbers]:
        """The largest values of a dimension, largest first; the rest is summed as `other`, which stands last."""
        values = self.by.get(dimension, {})
        size = {value: (numbers.count, numbers.total) for value, numbers in values.items() if value != OTHER}
        largest = sorted(size, key=lambda value: (-size[value][0], -size[value][1], value))[:most]
        others = Numbers()
        for value, numbers in values.items():
            if value not in largest:
                others.merge(numbers)
        result = {value: values[value] for value in largest}
        if others.count or others.total:
            result[OTHER] = others
        return result


def gather(sums: dict[K, Numbers], key: K, numbers: Numbers) -> None:
    """Add numbers to the sum under a key; the first of a key become its sum, so they are the caller's no more."""
    present = sums.get(key)
    if present is None:
        sums[key] = numbers
    else:
        present.merge(numbers)
