"""How good forecasts of messages are: `python -m bench.forecast [PATH]`.

PATH is a folder of the Numenta Anomaly Benchmark's Twitter streams, as `bench.detection` reads it. Made-up surges come
with or without it: a day and night with chance, and at some hour thirty to three hundred times as many. Each
forecast knows the past of its origin alone. Printed by horizon: the mean error in errors of "as now" (below 1 is
better), and the share of what came that lay in the band, of which four in five shall.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.detection import Stream, read_nab
from bench.record import announce
from services.crisis.domain.forecast import DAY, HISTORY, Forecaster

HORIZONS = (1, 2, 4, 8, 16, 24)  # slots ahead
SLOT_SECONDS = 900
WEEK = 7 * DAY
BETWEEN = 31  # slots between origins: no divisor of a day, so that every hour of it comes
SURGES = ((5.0, 30.0, 4, 1.0), (20.0, 100.0, 8, 0.7), (2.0, 300.0, 16, 1.2))
"""Messages a slot, how many times as many at the peak, slots until then, and how fast it fades (a power of time)."""

Tried = tuple[Sequence[int], Iterable[int]]  # counts, and the origins that are tried


def slots_of(stream: Stream) -> list[int]:
    """The counts of a stream in quarters of an hour."""
    sums: dict[int, int] = defaultdict(int)
    for at, count in stream.rows:
        sums[int(at // SLOT_SECONDS)] += count
    return [sums[slot] for slot in range(min(sums), max(sums) + 1)]


def made_up(seed: int) -> Iterator[Tried]:
    """Surges in days and nights with chance, tried from the hour before to fifteen hours after they begin."""
    chance, begin = random.Random(seed), 8 * DAY + 40
    for level, peak, rise, fades in SURGES:
        rates = [level * (1 + 0.8 * math.sin(2 * math.pi * slot / DAY)) for slot in range(10 * DAY)]
        for slot in range(begin, len(rates)):
            since = slot - begin
            times = peak ** (since / rise) if since < rise else peak * ((since - rise + 4) / 4) ** -fades
            rates[slot] += level * (times - 1)
        counts = [max(0, round(chance.gauss(rate, math.sqrt(max(rate, 0.1))))) for rate in rates]
        yield counts, range(begin - 4, begin + 60)


def judged(tried: Iterable[Tried]) -> dict[int, tuple[float, float]]:
    """By horizon: the error in errors of "as now" and the share inside the band."""
    errors: dict[int, list[tuple[float, float, bool]]] = defaultdict(list)
    for counts, origins in tried:
        for origin in origins:
            bands = Forecaster(counts[max(0, origin - HISTORY) : origin]).bands(min(HISTORY, origin))
            for ahead in HORIZONS:
                if origin + ahead <= len(counts):
                    came, band = counts[origin + ahead - 1], bands[ahead - 1]
                    naive = abs(counts[origin - 1] - came)
                    errors[ahead].append((abs(band.expected - came), naive, band.low <= came <= band.high))
    return {ahead: _shares(each) for ahead, each in errors.items()}


def _shares(each: Sequence[tuple[float, float, bool]]) -> tuple[float, float]:
    error, naive, inside = (sum(column) for column in zip(*each, strict=True))
    return error / naive, inside / len(each)


def main() -> None:
    """Read the arguments and print the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.forecast", description=__doc__)
    parser.add_argument("nab", type=Path, nargs="?", help="folder with the streams")
    parser.add_argument("--surges", type=int, default=6, help="seeds of made-up surges, three surges each")
    options, console = parser.parse_args(), Console(width=120)
    announce(console, 1)
    rows: dict[str, dict[int, tuple[float, float]]] = {}
    for stream in read_nab(options.nab) if options.nab else ():
        counts = slots_of(stream)
        rows[stream.name] = judged([(counts, range(WEEK, len(counts), BETWEEN))])
    rows["made-up surges"] = judged(tried for seed in range(options.surges) for tried in made_up(seed))
    table = Table("stream", *(f"{ahead / 4:g} h" for ahead in HORIZONS), title="Error beside as now · inside the band")
    for name, row in rows.items():
        table.add_row(name, *(f"{error:.2f} · {inside:.0%}" for error, inside in row.values()))
    console.print(table)


if __name__ == "__main__":
    main()
