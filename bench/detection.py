"""Run the crisis detector over recorded volumes, row by row as if live: `python -m bench.detection PATH`.

PATH is a folder of the Numenta Anomaly Benchmark's Twitter streams (`Twitter_volume_*.csv` with `timestamp,value` and
`anomaly_windows.json`); `--shapes PATH` adds hourly counts of known crises (`*-hourly.csv` with `hour_utc,tweets`),
`--calibration` made-up streams in which chance alone speaks,
`--stories` made-up streams of stories. One configuration for every stream. A window is found when
an alert is raised inside it; delay is from its beginning.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.detection_calibration import report_calibration
from bench.detection_score import PROFILES, Scored, score
from bench.detection_stories import report_stories
from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector import step
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import Cleared, Raised
from services.crisis.domain.rarity import RarityConfig

Window = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stream:
    """A recorded volume: (seconds since 1970, count) rows at one pace, and the windows people labelled."""

    name: str
    rows: list[tuple[float, int]]
    windows: list[Window]
    bucket_seconds: float


@dataclass(frozen=True, slots=True)
class Result:
    """What the detector did on one stream."""

    found: int
    windows: int
    false_alerts: int
    days: float
    delays_hours: list[float]
    alerts: list[float]


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=UTC).timestamp()


def read_nab(folder: Path) -> list[Stream]:
    """Read the labelled streams of a folder."""
    labels = json.loads((folder / "anomaly_windows.json").read_text())
    streams = []
    for name, windows in sorted(labels.items()):
        with (folder / Path(name).name).open() as file:
            rows = [(_seconds(row["timestamp"]), int(row["value"])) for row in csv.DictReader(file)]
        streams.append(Stream(Path(name).stem, rows, [(_seconds(a), _seconds(b)) for a, b in windows], 300.0))
    return streams


def alerts_of(stream: Stream, config: DetectorConfig) -> tuple[list[Raised], list[Cleared]]:
    """Step through a stream in order, knowing only the past; gives the alerts and the ends of their episodes."""
    span = BucketSpan(stream.bucket_seconds)
    state = DetectorState(config.version, stream.rows[0][0])
    raised: list[Raised] = []
    cleared: list[Cleared] = []
    for start, count in stream.rows:
        for event in step(state, CountBucket(start, count), config, span):
            if isinstance(event, Raised):
                raised.append(event)
            elif isinstance(event, Cleared):
                cleared.append(event)
    return raised, cleared


def judge(stream: Stream, config: DetectorConfig) -> Result:
    """Compare the alerts with the labels."""
    alerts = [alert.opened_at for alert in alerts_of(stream, config)[0]]
    delays = []
    for begin, end in stream.windows:
        inside = [alert for alert in alerts if begin <= alert <= end]
        if inside:
            delays.append((inside[0] - begin) / 3600.0)
    false = sum(not any(begin <= alert <= end for begin, end in stream.windows) for alert in alerts)
    days = (stream.rows[-1][0] - stream.rows[0][0]) / 86400.0
    return Result(len(delays), len(stream.windows), false, days, delays, alerts)


def report_nab(folder: Path, config: DetectorConfig) -> None:
    """Print windows found, false alerts per stream-day and delays, per stream and in all."""
    streams = read_nab(folder)
    began = time.perf_counter()
    results = [(stream, judge(stream, config)) for stream in streams]
    took = time.perf_counter() - began
    print(f"{'stream':24} {'found':>6} {'false':>6} {'false/day':>10} {'median delay h':>15}")
    for stream, result in results:
        delays = sorted(result.delays_hours)
        median = f"{delays[len(delays) // 2]:.1f}" if delays else "-"
        per_day = result.false_alerts / result.days
        found_of = f"{result.found}/{result.windows}"
        print(f"{stream.name:24} {found_of:>6} {result.false_alerts:>6} {per_day:>10.3f} {median:>15}")
    found, windows = sum(r.found for _, r in results), sum(r.windows for _, r in results)
    false, days = sum(r.false_alerts for _, r in results), sum(r.days for _, r in results)
    delays = sorted(delay for _, result in results for delay in result.delays_hours)
    print(
        f"all: {found} of {windows} windows, {false} false alerts in {days:.0f} days ({false / days:.3f} a day), "
        f"median delay {delays[len(delays) // 2]:.1f} h into windows of {_mean_window(streams):.0f} h on average"
    )
    scores = scores_of([scored(stream, result.alerts) for stream, result in results])
    print("scores: " + ", ".join(f"{name} {value:.1f}" for name, value in scores.items()))
    rows = sum(len(stream.rows) for stream in streams)
    print(f"{rows} buckets, {took / rows * 1e6:.1f} us a bucket")


def _mean_window(streams: list[Stream]) -> float:
    lengths = [(end - begin) / 3600.0 for stream in streams for begin, end in stream.windows]
    return sum(lengths) / len(lengths)


def scored(stream: Stream, alerts: list[float]) -> Scored:
    """A stream and its alerts by rows, as the benchmark's score takes them."""
    places = {start: place for place, (start, _) in enumerate(stream.rows)}
    windows = []
    for begin, end in stream.windows:
        inside = [place for start, place in places.items() if begin <= start <= end]
        windows.append((inside[0], inside[-1]))
    return Scored(len(stream.rows), [places[alert] for alert in alerts], windows)


def scores_of(streams: list[Scored]) -> dict[str, float]:
    """The benchmark's three scores."""
    return {name: score(streams, profile) for name, profile in PROFILES.items()}


def report_held_out(folder: Path) -> None:
    """Print what comes of choosing rarity, windows and memory on all streams but one and judging on that, in turn."""
    streams = read_nab(folder)
    choices = [
        DetectorConfig(false_surge_days=days, window_hours=hours, rarity=RarityConfig(memory_hours=24.0 * memory))
        for days in (5.0, 7.0, 10.0)
        for hours in ((1 / 12, 1.0, 6.0), (0.25, 1.0, 4.0), (0.25, 1.0, 4.0, 12.0))
        for memory in (14.0, 28.0, 56.0)
    ]
    judged = [[judge(stream, config) for stream in streams] for config in choices]
    by_rows = [[scored(*pair) for pair in zip(streams, map(_alerts, each), strict=True)] for each in judged]
    best = []
    for held in range(len(streams)):

        def worth(choice: int, held: int = held) -> float:
            others = [each for place, each in enumerate(by_rows[choice]) if place != held]
            return score(others, PROFILES["standard"])

        best.append(max(range(len(choices)), key=worth))
    chosen = [judged[choice][held] for held, choice in enumerate(best)]
    found, windows = sum(each.found for each in chosen), sum(each.windows for each in chosen)
    false, days_ = sum(each.false_alerts for each in chosen), sum(each.days for each in chosen)
    value = score([by_rows[choice][held] for held, choice in enumerate(best)], PROFILES["standard"])
    print(f"held out: {found} of {windows} windows, {false / days_:.3f} false alerts a day, standard {value:.1f}")
    every = sorted(score(each, PROFILES["standard"]) for each in by_rows)
    print(
        f"all {len(choices)} choices: standard {every[0]:.1f} to {every[-1]:.1f}, median {every[len(every) // 2]:.1f}"
    )


def _alerts(result: Result) -> list[float]:
    return result.alerts


def report_shapes(folder: Path, config: DetectorConfig) -> None:
    """Print, for each recorded crisis, when the first alert came relative to the hour of its peak."""
    caught = 0
    files = sorted(folder.glob("*-hourly.csv"))
    for path in files:
        with path.open() as file:
            counts = [int(row["tweets"]) for row in csv.DictReader(file)]
        quiet = (
            config.warmup_buckets + 24
        )  # the recordings begin with the crisis: lead in with hours of its own low tide
        base = sorted(counts)[len(counts) // 4]
        lead = [base + (i % 2) for i in range(quiet)]
        rows = [(i * 3600.0, count) for i, count in enumerate(lead + counts)]
        raised, _ = alerts_of(Stream(path.stem, rows, [], 3600.0), config)
        peak = quiet + max(range(len(counts)), key=counts.__getitem__)
        hours = [int(alert.opened_at // 3600) for alert in raised]
        before = [hour for hour in hours if hour <= peak + 1]
        caught += bool(before)
        first = (
            f"first alert {peak - before[0]:+d} h before the peak" if before else "no alert by the hour after its peak"
        )
        print(f"{path.stem.removesuffix('-hourly'):36} {first}; {len(hours)} alerts in {len(counts)} h")
    print(f"shapes: {caught} of {len(files)} crises alerted no later than one hour after their peak")


def main() -> None:
    """Read the arguments and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nab", type=Path, help="folder with the labelled streams")
    parser.add_argument("--held-out", action="store_true", help="choose on all streams but one, judge that (minutes)")
    parser.add_argument("--shapes", type=Path, help="folder with hourly counts of known crises")
    parser.add_argument("--calibration", action="store_true", help="alerts a week where chance alone speaks (minutes)")
    parser.add_argument("--stories", action="store_true", help="story and reach: found, delay, false a day (seconds)")
    arguments = parser.parse_args()
    config = DetectorConfig()
    report_nab(arguments.nab, config)
    if arguments.held_out:
        report_held_out(arguments.nab)
    if arguments.shapes is not None:
        report_shapes(arguments.shapes, config)
    if arguments.calibration:
        report_calibration(config)
    if arguments.stories:
        report_stories(config)


if __name__ == "__main__":
    main()
