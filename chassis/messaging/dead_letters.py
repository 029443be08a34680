"""Lists, shows and replays dead letters, for the command line and for operators over HTTP."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chassis.messaging import headers as names
from chassis.messaging.log import EventLog, RawRecord, Scanner
from chassis.messaging.parking import now_ms
from chassis.messaging.ports import Outgoing, Partition, Position, Publisher, Record
from contracts.topics import READERS, dead_topic, retry_topic

POLL_SECONDS = 1.0
MAX_RECORDS = 500
WINDOW = 2  # records looked at per letter wanted: a replayed letter has a second record that says so


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One record a group could not use. `position` names it, `origin` is where it first stood.

    `record` holds what a customer wrote: show it only to who may see that, and never log it.
    """

    group: str
    position: Position
    origin: Position
    reason: str
    attempts: int
    first_failed_at: datetime
    dead_at: datetime
    service: str
    brand: str
    event_id: str
    event_type: str
    replayed_at: datetime | None
    record: Record = field(repr=False)


Letters = list[DeadLetter]


class DeadLetters:
    """The dead letters of all groups.

    Args:
        event_log: Where they are read.
        publisher: Takes replays; only needed for those.
    """

    def __init__(self, event_log: EventLog, publisher: Publisher) -> None:
        self._log = event_log
        self._publisher = publisher

    async def list(self, group: str, *, topic: str | None = None, limit: int = 100) -> Letters:
        """Give the newest letters first, of one topic or of all the group reads.

        Raises:
            LogError: The log cannot be reached.
        """
        topics = READERS[group] if topic is None else (topic,)
        found = await self._read(group, [dead_topic(each, group) for each in topics], limit)
        found.sort(key=lambda letter: (letter.dead_at, letter.position), reverse=True)
        return found[:limit]

    async def show(self, group: str, position: Position) -> DeadLetter | None:
        """Give one letter, or None when there is none at this position (any more)."""
        partition = Partition(position.topic, position.partition)
        found = await self._read(group, [position.topic], 0, {partition: position.offset})
        return next((letter for letter in found if letter.position == position), None)

    async def replay(self, group: str, position: Position, *, again: bool = False) -> bool:
        """Give a letter back to its group through the retry topic, due now.

        Key and value are the same, so what the handler knows already has no second effect. Returns False when there is
        no such letter or it was replayed before, unless `again`.

        Raises:
            LogError, Unavailable: The log cannot be reached.
        """
        letter = await self.show(group, position)
        if letter is None or (letter.replayed_at is not None and not again):
            return False
        await self._publisher.send(_replay(letter, self._log.service))
        return True

    async def replay_all(self, group: str, *, topic: str | None = None, limit: int = 1000) -> int:
        """Replay the newest `limit` letters that were not replayed yet, the oldest of them first; give how many."""
        letters = [each for each in await self.list(group, topic=topic, limit=limit) if each.replayed_at is None]
        records = [record for letter in reversed(letters) for record in _replay(letter, self._log.service)]
        await self._publisher.send(records)
        return len(letters)

    async def _read(
        self, group: str, topics: Collection[str], limit: int, begin: dict[Partition, int] | None = None
    ) -> Letters:
        """Read from `begin`, or the last records of every partition."""
        scanner = self._log.scanner(topics)
        try:
            await scanner.start()
            ends, oldest = await scanner.ends(), await scanner.beginnings()
            if begin is None:
                begin = {partition: end - WINDOW * limit for partition, end in ends.items()}
            begin = {each: max(oldest[each], begin.get(each, end)) for each, end in ends.items()}
            scanner.seek(begin)
            records = await _to_the_end(scanner, {each: end for each, end in ends.items() if begin[each] < end})
        finally:
            await scanner.stop()
        return _letters(group, records)


async def _to_the_end(scanner: Scanner, goal: dict[Partition, int]) -> list[tuple[Partition, RawRecord]]:
    records: list[tuple[Partition, RawRecord]] = []
    while any(scanner.position(partition) < end for partition, end in goal.items()):
        for partition, raws in (await scanner.poll(MAX_RECORDS, POLL_SECONDS)).items():
            records.extend((partition, raw) for raw in raws)
    return records


def _letters(group: str, records: Sequence[tuple[Partition, RawRecord]]) -> Letters:
    """Join the letters with the records that say they were replayed."""
    replayed: dict[Position, datetime] = {}
    for partition, raw in records:
        offset = names.number(raw.headers, names.REPLAYED, -1)
        if offset >= 0:
            replayed[Position(*partition, offset)] = _at(raw.timestamp)
    return [
        _letter(group, partition, raw, replayed)
        for partition, raw in records
        if names.header(raw.headers, names.REPLAYED) is None
    ]


def _letter(group: str, partition: Partition, raw: RawRecord, replayed: dict[Position, datetime]) -> DeadLetter:
    position = Position(*partition, raw.offset)
    return DeadLetter(
        group=group,
        position=position,
        origin=names.origin(raw.headers, position),
        reason=names.text(raw.headers, names.REASON),
        attempts=names.number(raw.headers, names.ATTEMPTS, 0),
        first_failed_at=_at(names.number(raw.headers, names.FIRST_FAILED, raw.timestamp)),
        dead_at=_at(raw.timestamp),
        service=names.text(raw.headers, names.SERVICE),
        brand=names.text(raw.headers, "brand"),
        event_id=names.text(raw.headers, "ce_id"),
        event_type=names.text(raw.headers, names.TYPE),
        replayed_at=replayed.get(position),
        record=Record(raw.key, raw.value, tuple(raw.headers), raw.timestamp),
    )


def _replay(letter: DeadLetter, service: str) -> list[Outgoing]:
    """Give the record for the retry topic, and the one that notes the replay beside the letter."""
    origin, offset = letter.origin, b"%d" % letter.position.offset
    first_failed = round(letter.first_failed_at.timestamp() * 1000)
    why = names.failure(origin, reason="replay", attempts=0, first_failed_ms=first_failed, service=service)
    born_with = names.without_ours(letter.record.headers)
    headers = (*born_with, *why, (names.REPLAY_OF, offset), (names.DUE, b"%d" % now_ms()))
    retry = retry_topic(origin.topic, letter.group)
    return [
        Outgoing(retry, letter.record.key, letter.record.value, headers, origin.partition),
        Outgoing(
            letter.position.topic,
            letter.record.key,
            b"",
            ((names.REPLAYED, offset), (names.SERVICE, service.encode())),
            letter.position.partition,
        ),
    ]


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
