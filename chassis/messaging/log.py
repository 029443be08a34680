"""The port to an event log: Kafka and the fake implement it, and pass one suite."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chassis.messaging.ports import Partition, Publisher
from contracts.topic import Topic

LOGIN_REFUSED = "the event log refused the user's login"

Revoked = Callable[[frozenset[Partition]], Awaitable[None]]


class LogError(Exception):
    """The log failed; a retry may work. Carries a code, never a broker's text."""


class LoginRefused(LogError):
    """The log knows no such user, or the user by another password; only a person can mend that."""

    def __init__(self) -> None:
        super().__init__(LOGIN_REFUSED)


class NotOwner(LogError):
    """A commit came too late: the group has given the partitions to others."""


class RawRecord(Protocol):
    """A fetched record, as the client library gives it, so that nothing is copied before it is decoded."""

    @property
    def offset(self) -> int:
        """Its place in the partition."""

    @property
    def key(self) -> bytes | None:
        """The key's bytes."""

    @property
    def value(self) -> bytes | None:
        """The value's bytes, None for a tombstone."""

    @property
    def headers(self) -> Sequence[tuple[str, bytes]]:
        """The headers in order."""

    @property
    def timestamp(self) -> int:
        """Milliseconds since 1970 UTC."""


Fetched = Mapping[Partition, Sequence[RawRecord]]


@dataclass(frozen=True, slots=True)
class Membership:
    """How a reader belongs to its group: a member silent for the session is replaced; a rebalance waits that long.

    It may take nothing for twice `interval_seconds` after a batch began: what was fetched lies for as long.
    """

    session_seconds: float = 6.0
    rebalance_seconds: float = 30.0
    interval_seconds: float = 0.0


class GroupReader(Protocol):
    """One member of a consumer group. Rebalances are eager: all partitions are revoked, then assigned anew."""

    @property
    def generation(self) -> int:
        """Grows with every assignment; 0 before the first."""

    async def start(self, revoked: Revoked) -> None:
        """Join. `revoked` is awaited before partitions are released; commits still work inside it.

        Raises:
            LogError: The log cannot be reached.
        """

    async def stop(self) -> None:
        """Leave the group and disconnect."""

    async def poll(self, max_records: int, timeout_seconds: float) -> Fetched:
        """Return what has come, or nothing after the time-out; nothing is awaited between taking and returning.

        Raises:
            LogError: Reading failed; poll again, or start a new reader when it goes on.
        """

    def assignment(self) -> frozenset[Partition]:
        """Return the partitions this member owns now."""

    async def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Store the next offset to read of each partition.

        Raises:
            NotOwner: The partitions belong to others now.
            LogError: It could not be stored; a later commit of higher offsets makes up for it.
        """

    def seek(self, partition: Partition, offset: int) -> None:
        """Read from this offset next; nothing happens for a partition this member does not own."""

    def pause(self, partitions: Iterable[Partition]) -> None:
        """Return nothing of these until resumed; membership goes on. An assignment ends every pause."""

    def resume(self, partitions: Iterable[Partition]) -> None:
        """Return records of these again."""

    def end(self, partition: Partition) -> int | None:
        """Return the offset after the newest record, as of the last fetch; None before it."""

    def position(self, partition: Partition) -> int | None:
        """Return the next offset `poll` will take; None before a fetch, or for a partition of another member."""


class Scanner(Protocol):
    """Reads all partitions of its topics without a group, from the offsets it is given."""

    async def start(self) -> None:
        """Connect and stand at the end of every partition.

        Raises:
            LogError: The log cannot be reached.
        """

    async def stop(self) -> None:
        """Disconnect."""

    async def beginnings(self) -> dict[Partition, int]:
        """Return the oldest offset of every partition."""

    async def ends(self) -> dict[Partition, int]:
        """Return the offset after the newest record of every partition, asked anew."""

    def seek(self, offsets: Mapping[Partition, int]) -> None:
        """Read from these offsets next; one that retention has taken becomes the oldest there is."""

    def position(self, partition: Partition) -> int:
        """Return the next offset to read, past gaps that compaction left."""

    async def poll(self, max_records: int, timeout_seconds: float) -> Fetched:
        """Return what has come, or nothing after the time-out; raises as `GroupReader.poll` does."""


class EventLog(Protocol):
    """The store of events. Names are without the prefix on this side."""

    @property
    def service(self) -> str:
        """The service that speaks, for headers and metrics."""

    def publisher(self) -> Publisher:
        """Build a publisher; it connects when started."""

    def group_reader(self, group: str, topics: Collection[str], membership: Membership) -> GroupReader:
        """Build a member of a group; it joins when started."""

    def scanner(self, topics: Collection[str]) -> Scanner:
        """Build a reader without a group; it connects when started."""

    async def ensure_topics(self, topics: Sequence[Topic], *, create: bool) -> None:
        """Check that the topics exist with enough partitions; with `create` make those that are missing.

        Raises:
            MissingTopics: They are not there (all are named), or have too few partitions.
            LogError: The log cannot be reached.
        """

    async def under_replicated(self, topics: Sequence[Topic]) -> int:
        """Partitions of these topics with fewer replicas in sync than they have.

        Raises:
            LogError: The log cannot be reached.
        """
