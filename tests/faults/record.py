"""The record of a run: what was sent, answered, stored, told, delivered and counted, and when; JSON lines on disk.

Times are seconds since the epoch, from the one clock of this machine.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Sent:
    """A message is about to be posted for the first time; the rows' order is the order of the source."""

    at: float
    message: str
    contact: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a post of these messages came to; status 0 is no answer at all."""

    at: float
    messages: list[str]
    status: int
    seconds: float
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as a conversation lists it; the rows of one conversation are in its order."""

    conversation: str
    contact: str
    message: str


@dataclass(frozen=True, slots=True)
class Tasked:
    """A task as the list of tasks shows it, in any state."""

    conversation: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it stands in the log since `logged_at`, repetitions too. `data` is what a checker reads of it."""

    at: float
    type: str
    id: str
    subject: str
    version: int
    data: dict[str, Any] = field(default_factory=dict)
    logged_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Seats:
    """How many conversations an employee may hold or be offered at once."""

    employee: str
    seats: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat that is taken when all is worked; `holder` is with whom its conversation's task is, None for nobody."""

    employee: str
    conversation: str
    holder: str | None


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command on a conversation under an epoch; `stale` says that the caller no longer held it."""

    at: float
    conversation: str
    epoch: int
    stale: bool
    status: int


@dataclass(frozen=True, slots=True)
class Written:
    """A reply an employee wrote, and what it is in the end."""

    reply: str
    state: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform took a reply."""

    at: float
    reply: str


@dataclass(frozen=True, slots=True)
class Seeded:
    """A crisis begins; its incident's first page must be out within so many seconds."""

    at: float
    bound_seconds: float


@dataclass(frozen=True, slots=True)
class Looked:
    """How many bytes another brand was shown, and how often the name of the brand of the run stood in them."""

    where: str
    size: int
    foreign: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A total the system keeps, and what it has to be: the number of messages that are stored."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger's columns."""

    columns: dict[str, int]


@dataclass(frozen=True, slots=True)
class Broken:
    """The fault begins."""

    at: float


@dataclass(frozen=True, slots=True)
class Healed:
    """The fault is over; the first good write and an empty backlog must follow within so many seconds."""

    at: float
    bound_seconds: float


@dataclass(frozen=True, slots=True)
class Drained:
    """No consumer has anything left to read."""

    at: float


Row = (
    Sent
    | Answered
    | Stored
    | Tasked
    | Told
    | Seats
    | Taken
    | Commanded
    | Written
    | Delivered
    | Seeded
    | Looked
    | Counted
    | Ledger
    | Broken
    | Healed
    | Drained
)
_KINDS: dict[str, type[Row]] = {each.__name__: each for each in Row.__args__}
R = TypeVar("R")


class History:
    """Rows in the order they were noted; several threads may note."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: list[Row] = list(rows)
        self._lock = threading.Lock()

    def note(self, *rows: Row) -> None:
        """Add rows."""
        with self._lock:
            self._rows.extend(rows)

    def of(self, kind: type[R]) -> list[R]:
        """The rows of one kind."""
        with self._lock:
            return [row for row in self._rows if isinstance(row, kind)]

    def acked(self) -> set[str]:
        """Messages whose post was answered with 202."""
        return {each for answer in self.of(Answered) if answer.status == 202 for each in answer.messages}

    def told(self, *types: str) -> list[Told]:
        """The events of these types by subject, version and time, each once."""
        found = {row.id: row for row in self.of(Told) if row.type in types}
        return sorted(found.values(), key=lambda row: (row.subject, row.version, row.at))

    def write(self, path: Path) -> None:
        """Write one JSON object a row."""
        with self._lock, path.open("w") as file:
            for row in self._rows:
                file.write(json.dumps({"kind": type(row).__name__, **asdict(row)}) + "\n")


def read(path: Path) -> History:
    """Read what `write` wrote."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return History([_KINDS[row.pop("kind")](**row) for row in rows])
