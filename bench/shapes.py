"""What is to be drawn of a run, found by the shape of its figures and not by the benchmark's name.

A benchmark that keeps `cpu_us` by process, `p50_ms` with `p99_ms`, a `histogram`, or a list of `replicas` is drawn
without another line of code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from bench.compare import SERIES, numbers, unit_of
from bench.record import Line, figures_of

Path = tuple[str, ...]
T = TypeVar("T")

NAMES = ("name", "replicas", "employees", "matchers")
"""Fields that say which member of a list one is; where there is none of them, the rate does."""

MAIN: Mapping[str, Sequence[str]] = {
    "bench": ("rate", "ingest.ratio", "ingest.events_per_second", "single.*.latency.readable.p99_ms"),
    "bench.routing": ("rate_ratios.*", "routing.*.per_second", "routing.*.matcher_cpu_ms"),
    "bench.replicas": ("replicas.*.rate",),
    "bench.consumers": ("consumers.*.rate",),
    "bench.detecting": ("messages.*.commit.wall_us", "ticks.*.seconds", "rules.step_cpu_us", "memory.stored_kib"),
}
"""By benchmark, the paths whose history is drawn first; of others the first figures with a known direction."""
MOST_HISTORIES = 6  # of one benchmark


def mappings(figures: object, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every mapping inside the figures with its path, members of lists by what they say of themselves."""
    if isinstance(figures, Mapping):
        yield path, figures
        for name, each in figures.items():
            if name not in SERIES:
                yield from mappings(each, (*path, name))
    elif isinstance(figures, list):
        for place, each in enumerate(figures):
            yield from mappings(each, (*path, _label(each, place)))


def cpu_shares(figures: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Microseconds an event by process, for each part of a run that keeps them as `cpu_us`."""
    return _kept(figures, lambda each: _by_name(each.get("cpu_us")))


def percentiles(figures: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """p50 and p99 in milliseconds, for each part of a run that keeps both; microseconds are made milliseconds."""
    return _kept(figures, _pair)


def histograms(figures: Mapping[str, Any]) -> dict[str, tuple[list[float], list[float]]]:
    """Edges in milliseconds and counts, for each part of a run that keeps a histogram with anything in it."""
    return _kept(figures, _histogram)


def rates(figures: Mapping[str, Any]) -> dict[int, float]:
    """Events a second by number of replicas."""
    found = figures.get("replicas")
    members = found if isinstance(found, list) else []
    return {each["replicas"]: each["rate"] for each in members if {"replicas", "rate"} <= each.keys()}


def rates_by_name(figures: Mapping[str, Any]) -> dict[str, float]:
    """Events a second of what has a name and a rate of its own."""
    return _kept(figures, lambda each: each["rate"] if {"name", "rate"} <= each.keys() else None)


def memory(figures: Mapping[str, Any]) -> tuple[list[float], dict[str, list[float]]]:
    """Minutes since the begin, and resident MiB of each process that was there at each of them."""
    samples = figures.get("soak", {}).get("samples", [])
    names = set.intersection(*(set(each["resident_mib"]) for each in samples)) if samples else set()
    minutes = [(each["at"] - samples[0]["at"]) / 60 for each in samples]
    return minutes, {name: [each["resident_mib"][name] for each in samples] for name in sorted(names)}


def histories(lines: Sequence[Line]) -> dict[str, list[tuple[float, float]]]:
    """The main figures of the newest run's command over its runs, two or more: time (seconds since 1970) and value."""
    same = [line for line in lines if line["argv"] == lines[-1]["argv"]]
    if len(same) < 2:  # one point is no course
        return {}
    each = [(line["at"], {".".join(path): value for path, value in numbers(figures_of(line))}) for line in same]
    patterns = MAIN.get(lines[-1]["benchmark"])
    newest = [name for name in each[-1][1] if unit_of(name.split("."))]
    chosen = [name for name in newest if any(fnmatchcase(name, one) for one in patterns)] if patterns else newest
    return {
        name: [(at, found[name]) for at, found in each if name in found] for name in (chosen or newest)[:MOST_HISTORIES]
    }


def _kept(figures: Mapping[str, Any], look: Callable[[Mapping[str, Any]], T | None]) -> dict[str, T]:
    found = ((", ".join(path) or "all", look(each)) for path, each in mappings(figures))
    return {name: value for name, value in found if value is not None}


def _label(member: object, place: int) -> str:
    if not isinstance(member, Mapping):
        return str(place)
    names = [name for name in NAMES if name in member] or [name for name in ("rate",) if name in member]
    said = [member[name] if name == "name" else f"{name} {member[name]:g}" for name in names]
    return ", ".join(said) or str(place)


def _by_name(spent: object) -> dict[str, float] | None:
    return {str(name): float(each) for name, each in spent.items()} if isinstance(spent, Mapping) else None


def _pair(each: Mapping[str, Any]) -> tuple[float, float] | None:
    for unit, milliseconds in (("ms", 1.0), ("us", 1e-3)):
        if {f"p50_{unit}", f"p99_{unit}"} <= each.keys():
            return each[f"p50_{unit}"] * milliseconds, each[f"p99_{unit}"] * milliseconds
    return None


def _histogram(each: Mapping[str, Any]) -> tuple[list[float], list[float]] | None:
    found = each.get("histogram")
    return (found["edges"], found["counts"]) if isinstance(found, Mapping) and found.get("counts") else None
