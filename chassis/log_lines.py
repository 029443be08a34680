"""The form of a line of the log: one JSON object, the same whether we or a library wrote it."""

from __future__ import annotations

import json
import logging
import os
import socket
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from opentelemetry import trace
from structlog.types import EventDict, WrappedLogger

PRIVATE = frozenset({"text", "body", "message_text", "name", "handle", "payload", "secret", "token", "key", "email"})
"""Fields that may hold a customer's words or a credential: they never leave the process, whoever logs them."""

HIDDEN = "[private]"
FRAMES = 6  # the innermost places of a stack: where it broke and who called
PLAIN_SPOKEN = ("aiokafka", "pymongo", "motor")  # they quote names of ours (topics, hosts), never what a record holds

Finish = Callable[[WrappedLogger, str, EventDict], EventDict]


def replica() -> str:
    """Name this process beside others of its service: `host:pid`."""
    return f"{socket.gethostname()}:{os.getpid()}"


def finish(service: str) -> Finish:
    """Make the last processor before a line is written: what every line has comes first, what is private is hidden."""
    who = replica()

    def finished(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        line: EventDict = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": event.pop("level"),
            "service": service,
            "replica": who,
            "event": event.pop("event"),
        }
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            line["trace"] = f"{context.trace_id:032x}"
        for field, value in event.items():
            line[field] = HIDDEN if field in PRIVATE else value
        return line

    return finished


class LibraryLines(logging.Formatter):
    """Gives what a library logs the form of our lines.

    Of an error only its type and place are kept, and of a sentence its first line without what was put into it, because
    both may quote a customer. The clients of Kafka and MongoDB know nothing of customers: their sentences stay whole.
    """

    def __init__(self, service: str) -> None:
        super().__init__()
        self._finish = finish(service)

    def format(self, record: logging.LogRecord) -> str:
        """Make the line of one record."""
        whole = record.getMessage() if record.name.startswith(PLAIN_SPOKEN) else str(record.msg)
        line: dict[str, Any] = {
            "level": record.levelname.lower(),
            "event": "library",
            "logger": record.name,
            "said": whole.strip().partition("\n")[0],
        }
        if left_out := getattr(record, "left_out", 0):
            line["left_out"] = left_out
        if record.exc_info and record.exc_info[1] is not None:
            line |= {"error": type(record.exc_info[1]).__name__, "at": places(record.exc_info[1])}
        return json.dumps(self._finish(None, record.levelname, line))


def places(error: BaseException) -> list[str]:
    """Where it broke, without the words of the error, which may quote what a customer wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
