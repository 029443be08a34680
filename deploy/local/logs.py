"""The logs of the local stack's services, read from their files: what was written so far, and what is being written."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from deploy.local.services import MODULES
from deploy.local.state import home
from deploy.stack.errors import StackError

POLL_SECONDS = 0.2  # a person reads along; the files are looked at this often
CHUNK_BYTES = 1 << 20  # of one file at one look
TAIL_BYTES = 1 << 16  # read first for the last lines of a file; some hundred lines
COMMON = ("time", "level", "service", "replica", "event")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line for a person. What no service wrote as JSON (a crash of the interpreter) is all `event`."""

    service: str
    event: str
    time: str = ""
    level: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> str:
        """The time of day on this machine, with milliseconds; empty where the line has none."""
        try:
            return datetime.fromisoformat(self.time).astimezone().strftime("%H:%M:%S.%f")[:-3]
        except ValueError:
            return ""


def parse(service: str, raw: str) -> LogLine:
    """Read one line of a service's file."""
    try:
        parsed = json.loads(raw)
    except ValueError:
        return LogLine(service, raw)
    if not isinstance(parsed, dict) or "event" not in parsed:
        return LogLine(service, raw)
    fields = {name: value for name, value in parsed.items() if name not in COMMON}
    time_, level = str(parsed.get("time", "")), str(parsed.get("level", ""))
    return LogLine(str(parsed.get("service", service)), str(parsed["event"]), time_, level, fields)


class LogFiles:
    """The files of some services' replicas, each line read once."""

    def __init__(self, services: Sequence[str]) -> None:
        """Name the services, none for all; raises StackError for an unknown one, or when nothing was logged."""
        unknown = sorted(set(services) - set(MODULES))
        if unknown:
            raise StackError(f"There is no service {', '.join(unknown)}; there are {', '.join(MODULES)}.")
        self._services = tuple(services or MODULES)
        self._read_bytes: dict[Path, int] = {}
        if not self._files():
            raise StackError(f"Nothing was logged in {home() / 'logs'}. Start the stack with `muster up`.")

    def new_lines(self) -> list[LogLine]:
        """What was written since the last look, in the order of time; a line without one follows the line before it."""
        return _in_order([_parsed(service, self._whole_lines(path)) for service, path in self._files()])

    def last_lines(self, count: int) -> list[LogLine]:
        """The last of what was written so far, in the order of time; what follows counts as new."""
        lines = _in_order([self._tail(service, path, count) for service, path in self._files()])
        return lines[-count:] if count else []

    def following(self) -> Iterator[LogLine]:
        """Every line from now on, until interrupted."""
        while True:
            yield from self.new_lines()
            time.sleep(POLL_SECONDS)

    def _files(self) -> list[tuple[str, Path]]:
        """The file of every replica there has been: `inbox.log`, `inbox-2.log`."""
        folder = home() / "logs"
        names = ((service, f"{service}{rest}.log") for service in self._services for rest in ("", "-*"))
        return [(service, path) for service, name in names for path in sorted(folder.glob(name))]

    def _whole_lines(self, path: Path) -> list[bytes]:
        """Read up to the last end of a line; what is being written now is left for the next look."""
        with path.open("rb") as file:
            file.seek(self._read_bytes.setdefault(path, 0))
            lines: list[bytes] = []
            while chunk := file.read(CHUNK_BYTES):
                chunk += b"" if chunk.endswith(b"\n") else file.readline()
                whole = chunk[: chunk.rfind(b"\n") + 1]
                self._read_bytes[path] += len(whole)
                lines += whole.splitlines()
                if len(whole) < len(chunk):
                    break  # to read on would begin in the middle of the line that is being written
        return lines

    def _tail(self, service: str, path: Path, count: int) -> list[LogLine]:
        """Read at least so many lines before the end, and back to one with a time: it says when the others were."""
        size = TAIL_BYTES
        with path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            while True:
                start = max(0, end - size)
                file.seek(start)
                text = file.read(end - start)
                whole = text[: text.rfind(b"\n") + 1]
                lines = _parsed(service, whole.splitlines()[1 if start else 0 :])  # the first one may be torn
                if start == 0 or any(line.time for line in lines[: max(0, len(lines) - count + 1)]):
                    self._read_bytes[path] = start + len(whole)
                    return lines
                size *= 4


def _parsed(service: str, raw: Sequence[bytes]) -> list[LogLine]:
    return [parse(service, line.decode(errors="replace")) for line in raw]


def _in_order(files: Sequence[Sequence[LogLine]]) -> list[LogLine]:
    """Merge the lines of several files by their times; a line without one stays behind the line before it."""
    timed: list[tuple[str, LogLine]] = []
    for lines in files:
        before = ""
        for line in lines:
            before = line.time or before
            timed.append((before, line))
    return [line for _, line in sorted(timed, key=lambda pair: pair[0])]
