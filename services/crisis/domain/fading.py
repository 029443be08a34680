"""Sums of the last minutes or hours of a stream in O(1) memory: what is older fades."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class FadingSum:
    """What some buckets held, each older one weighing less. A mutable accumulator.

    `whole` and `part` fade alike (`part` of known mood is negative, say); `weight` and `squares` are the sums of the
    weights and of their squares, which say how many buckets the sum is worth while it has seen few.
    """

    whole: float = 0.0
    part: float = 0.0
    weight: float = 0.0
    squares: float = 0.0

    def add(self, whole: float, part: float, fade: float) -> None:
        """Let what there is fade, then add a bucket."""
        self.whole = self.whole * fade + whole
        self.part = self.part * fade + part
        self.weight = self.weight * fade + 1.0
        self.squares = self.squares * fade * fade + 1.0

    @property
    def scale(self) -> float:
        """What makes the sum of Poisson counts Poisson again, with a variance like its mean."""
        return self.weight / self.squares

    @property
    def buckets(self) -> float:
        """Of how many buckets, each of full weight, a sum of that kind would be."""
        return self.weight * self.weight / self.squares


def fade_of(buckets: float) -> float:
    """The fading of a sum that is worth so many buckets (1 or more) once it has seen many."""
    return (buckets - 1.0) / (buckets + 1.0)
