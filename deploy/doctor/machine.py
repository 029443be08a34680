"""The machine and its processes: versions, disk, and clocks against each other."""

from __future__ import annotations

import http.client
import platform
import shutil
import sys
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from chassis.telemetry import built_version
from deploy.doctor.finding import Finding, or_well

PYTHON = (3, 11)
LEAST_BYTES, FEW_BYTES = 1 << 30, 5 << 30  # Kafka stops at a full disk; a crisis fills some gigabytes an hour
SKEW_SECONDS = 2.0  # the header Date has whole seconds; leases and tokens bear five
PROBE_SECONDS = 2.0


def check_versions() -> list[Finding]:
    """This build and its interpreter."""
    if sys.version_info < PYTHON:
        return [Finding("versions", "problem", f"Python {platform.python_version()}", "Use Python 3.11 or later.")]
    return [Finding("versions", "well", f"muster {built_version()}, Python {platform.python_version()}")]


def check_disk(folder: Path) -> list[Finding]:
    """What is left where the data of the local stack lies, or else here."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    said = f"{free / (1 << 30):.1f} GiB are free at {there}"
    if free >= FEW_BYTES:
        return [Finding("disk", "well", said)]
    do = "Make room, or move the data to a larger disk: a broker without room stops."
    return [Finding("disk", "problem" if free < LEAST_BYTES else "warning", said, do)]


def check_clocks(offsets: Mapping[str, float]) -> list[Finding]:
    """`offsets` are the seconds that each part's clock is ahead of this machine's."""
    do = "Have all machines keep time by NTP: leases, tokens and clocks of the SLA compare times of several machines."
    found = [
        Finding("clocks", "problem", f"the clock of {part} is {abs(off):.1f} s {'ahead' if off > 0 else 'behind'}", do)
        for part, off in offsets.items()
        if abs(off) > SKEW_SECONDS
    ]
    return or_well(found, "clocks", f"{len(offsets)} clocks agree within {SKEW_SECONDS:.0f} s")


def clock_offset(url: str) -> float | None:
    """Seconds that a process's clock is ahead of ours, by the Date of its answer; None where it does not answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", "/health/live")
        date = connection.getresponse().headers["Date"]
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    if date is None:
        return None
    return offset(parsedate_to_datetime(date).timestamp(), time.time())


def offset(said: float, now: float) -> float:
    """The least that a clock is off which said so many whole seconds: it is between `said` and a second later."""
    return max(0.0, said - now) or min(0.0, said + 1 - now)
