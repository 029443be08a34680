"""Times every command to MongoDB, by the command's name."""

from __future__ import annotations

from prometheus_client import Histogram
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

NAMED = frozenset(
    {"find", "getMore", "aggregate", "count", "distinct", "insert", "update", "delete", "findAndModify", "bulkWrite"}
    | {"commitTransaction", "abortTransaction", "createIndexes", "ping"}
)
OTHER = "other"
MICROSECONDS = 1e-6

SECONDS = Histogram(
    "muster_mongo_command_seconds",
    "From a command's sending to its reply, by its name and by whether it succeeded or failed.",
    ("command", "outcome"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)


class TimedCommands(CommandListener):
    """The driver calls it from the threads in which it waits for the server; the children are bound beforehand."""

    def __init__(self) -> None:
        """Bind every child, so that the labels are these and no others."""
        names = (*NAMED, OTHER)
        self._succeeded = {name: SECONDS.labels(name, "succeeded") for name in names}
        self._failed = {name: SECONDS.labels(name, "failed") for name in names}

    def started(self, event: CommandStartedEvent) -> None:
        """Nothing: both ends of a command carry its time."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Observe a command that was answered."""
        self._succeeded.get(event.command_name, self._succeeded[OTHER]).observe(event.duration_micros * MICROSECONDS)

    def failed(self, event: CommandFailedEvent) -> None:
        """Observe a command that failed, or had no answer."""
        self._failed.get(event.command_name, self._failed[OTHER]).observe(event.duration_micros * MICROSECONDS)
