"""Wall time and CPU by stage of a run, of this process and of mongod."""

from __future__ import annotations

import time
from collections import defaultdict

from bench.cpu import usage

Spent = dict[str, float]  # microseconds a piece, by what


class Meter:
    """Sums wall time and CPU of this process and of mongod by stage; gives them in microseconds a piece."""

    def __init__(self, mongod: int) -> None:
        self.mongod = mongod
        self.sums: defaultdict[str, Spent] = defaultdict(lambda: defaultdict(float))

    def now(self) -> tuple[float, float, float]:
        """Seconds of the wall clock, of this process's CPU, of mongod's."""
        return time.perf_counter(), time.process_time(), usage({"mongod": self.mongod})["mongod"].cpu_seconds

    def add(self, stage: str, before: tuple[float, float, float]) -> None:
        """Add what was spent since `before`."""
        for kind, then, now in zip(("wall", "cpu", "mongod_cpu"), before, self.now(), strict=True):
            self.sums[stage][f"{kind}_us"] += (now - then) * 1e6

    def each(self, pieces: int) -> dict[str, Spent]:
        """The sums over the pieces, by stage."""
        return {stage: {kind: total / pieces for kind, total in spent.items()} for stage, spent in self.sums.items()}
