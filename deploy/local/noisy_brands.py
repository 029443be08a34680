"""Which brands take most of what a process handles, as its log names them: no metric has the name of a brand."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.local.logs import LogLine, parse
from deploy.local.state import Running

EVENT = "brand_takes_most"  # of chassis/messaging/brand_shares.py, which says from which share on
NAMED_FOR = timedelta(minutes=3)  # one is named once a minute; whoever was not for three is noisy no more
TAIL_BYTES = 1 << 18  # of each log: more than a process writes in that time, unless it writes of little else
BEHIND_SECONDS = 10.0  # a group whose oldest record waits as long is behind; below it batches are under way


@dataclass(frozen=True, slots=True)
class NoisyBrand:
    """A brand that took `share` (0 to 1) of a process for a minute, or ten seconds of a flood: `per_second` events."""

    process: str
    group: str
    brand: str
    share: float
    per_second: float

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return asdict(self)

    def sentence(self) -> str:
        """The same for a person."""
        return (
            f"Noisy brand: {self.brand} brought {self.share:.0%} of what {self.process} handled "
            f"for the group {self.group}, {self.per_second:.0f} events a second"
        )


def noisy_brands(running: Iterable[Running], now: datetime) -> list[NoisyBrand]:
    """The last brand that each process named for each of its groups in the last minutes; none where none stands out."""
    return [brand for each in running for brand in _of(each, now)]


def of_those_behind(brands: Iterable[NoisyBrand], groups: Iterable[dict[str, Any]]) -> list[NoisyBrand]:
    """Those of the groups that are behind, by the rows of `muster status`."""
    behind: Collection[str] = {
        each["group"] for each in groups if (each["oldest_unread_seconds"] or 0.0) >= BEHIND_SECONDS
    }
    return [each for each in brands if each.group in behind]


def _of(running: Running, now: datetime) -> list[NoisyBrand]:
    named: dict[str, NoisyBrand] = {}
    for line in _last_lines(running):
        if line.event == EVENT and "per_second" in line.fields and now - _time(line) <= NAMED_FOR:
            said = line.fields
            group = str(said["group"])
            named[group] = NoisyBrand(running.name, group, str(said["brand"]), said["share"], said["per_second"])
    return list(named.values())


def _last_lines(running: Running) -> list[LogLine]:
    try:
        with Path(running.log).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            lines = file.read().splitlines()
    except OSError:  # it wrote none, or has none
        return []
    return [parse(running.service, line.decode(errors="replace")) for line in lines]


def _time(line: LogLine) -> datetime:
    return datetime.fromisoformat(line.time)
