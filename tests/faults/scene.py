"""What a case is: the fault, the scene it is played in, and what was found."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.e2e.rig import Brand
from tests.e2e.slow_platform import SlowPlatform
from tests.faults.house import House
from tests.faults.load import PER_SECOND, Crowd, Desk
from tests.faults.record import Broken, Healed, History

Tier = Literal["smoke", "full"]


@dataclass(slots=True)
class Scene:
    """What a fault may use: the house, the brand under load, and the hands to say when it begins and ends."""

    house: House
    brand: Brand
    crowd: Crowd
    desk: Desk
    history: History
    platform: SlowPlatform
    bound_seconds: float
    step_seconds: float = 0.0
    """By how much the clocks of some processes are off, ahead or behind, for a while."""
    incident: str = ""
    """The incident that was declared before the first message; empty where the case has none."""

    def broken(self) -> None:
        """The fault begins now."""
        self.history.note(Broken(time.time()))

    def healed(self) -> None:
        """The fault is over now."""
        self.history.note(Healed(time.time(), self.bound_seconds))


@dataclass(frozen=True, slots=True)
class Case:
    """A fault. `fault` breaks and mends while the load goes on; `says` is what a reader of the report learns.

    `rate` is in messages a second; with `replying` every second task is answered over a platform; with `islands` each
    broker and mongod of the house has a network and a disk of its own. With more than its own number of messages only
    people declare an incident, as that load may be a surge; a `crisis` is played with the numbers of its case alone.
    With `incident` a person declares one before the first message: it pages, and counts every message.
    """

    name: str
    says: str
    fault: Callable[[Scene], None]
    tier: Tier = "full"
    bound_seconds: float = 60.0
    replying: bool = False
    rate: float = PER_SECOND
    islands: bool = False
    crisis: bool = False
    incident: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A judged case. `faults` are sentences by checker; `cpu` the share of all cores that was busy, 0 to 1."""

    case: Case
    seed: int
    history: History
    faults: dict[str, list[str]]
    cpu: float
    began: float
    ended: float
    notes: list[str] = field(default_factory=list)

    @property
    def unplayed(self) -> bool:
        """Whether the case came to no end, and left a house nobody should build on."""
        return bool(self.notes)

    @property
    def good(self) -> bool:
        """Whether every promise was kept."""
        return not any(self.faults.values()) and not self.notes
