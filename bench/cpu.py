"""CPU time and memory per process of a running stack, as figures between two moments."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import psutil

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds (user and system) since the process began, and resident memory in MiB."""

    cpu_seconds: float
    resident_mib: float


def usage(processes: Mapping[str, int]) -> dict[str, Usage]:
    """The usage of each named process and its children; of this one without, as the whole stack is its child."""
    found: dict[str, Usage] = {}
    for name, pid in processes.items():
        try:
            root = psutil.Process(pid)
            family = [root, *(root.children(recursive=True) if pid != os.getpid() else [])]
            cpu = sum(sum(member.cpu_times()[:2]) for member in family)
            found[name] = Usage(cpu, sum(member.memory_info().rss for member in family) / MEBIBYTE)
        except psutil.NoSuchProcess:
            continue
    return found


def per_event(before: Mapping[str, Usage], after: Mapping[str, Usage], events: int) -> dict[str, float]:
    """Microseconds of CPU each process spent per event between two readings."""
    return {
        name: (after[name].cpu_seconds - before[name].cpu_seconds) / events * 1e6 for name in after if name in before
    }


def cores(before: Mapping[str, Usage], after: Mapping[str, Usage], seconds: float) -> dict[str, float]:
    """Cores each process kept busy between two readings that are `seconds` apart."""
    return {name: (after[name].cpu_seconds - before[name].cpu_seconds) / seconds for name in after if name in before}
