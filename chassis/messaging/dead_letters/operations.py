"""Lists, shows and replays dead letters, for the command line and for operators over HTTP."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from chassis.messaging.dead_letters.dead_letter import DeadLetter, dead_letters_of
from chassis.messaging.dead_letters.replay import replay_records
from chassis.messaging.log import EventLog, RawRecord, Scanner
from chassis.messaging.ports import Partition, Position, Publisher
from contracts.registry import READERS, dead_topic

POLL_SECONDS = 1.0
MAX_RECORDS = 500
WINDOW = 2  # records looked at per dead letter wanted: a replayed one has a second record that says so


class DeadLetters:
    """The dead letters of all groups.

    Args:
        event_log: Where they are read.
        publisher: Takes replays; only needed for those.
    """

    def __init__(self, event_log: EventLog, publisher: Publisher) -> None:
        self._log = event_log
        self._publisher = publisher

    async def list(self, group: str, *, topic: str | None = None, limit: int = 100) -> Sequence[DeadLetter]:
        """Return the newest dead letters first, of one topic or of all the group reads.

        Raises:
            LogError: The log cannot be reached.
        """
        topics = READERS[group] if topic is None else (topic,)
        letters = await self._read(group, [dead_topic(each, group) for each in topics], limit)
        return sorted(letters, key=lambda letter: (letter.dead_at, letter.position), reverse=True)[:limit]

    async def show(self, group: str, position: Position) -> DeadLetter | None:
        """Return one dead letter, or None when there is none at this position (any more)."""
        partition = Partition(position.topic, position.partition)
        letters = await self._read(group, [position.topic], 0, {partition: position.offset})
        return next((letter for letter in letters if letter.position == position), None)

    async def replay(self, group: str, position: Position, *, again: bool = False) -> bool:
        """Return a dead letter to its group through the retry topic, due now.

        Key and value are the same, so an event handled before has no second effect. Returns False when there is
        no such dead letter or it was replayed before, unless `again`.

        Raises:
            LogError, Unavailable: The log cannot be reached.
        """
        letter = await self.show(group, position)
        if letter is None or (letter.replayed_at is not None and not again):
            return False
        await self._publisher.send(replay_records(letter, self._log.service))
        return True

    async def replay_all(self, group: str, *, topic: str | None = None, limit: int = 1000) -> int:
        """Replay the newest `limit` dead letters that were not replayed yet, the oldest first; return how many."""
        letters = [each for each in await self.list(group, topic=topic, limit=limit) if each.replayed_at is None]
        records = [record for letter in reversed(letters) for record in replay_records(letter, self._log.service)]
        await self._publisher.send(records)
        return len(letters)

    async def _read(
        self, group: str, topics: Collection[str], limit: int, begin: dict[Partition, int] | None = None
    ) -> Sequence[DeadLetter]:
        """Read from `begin`, or the last records of every partition."""
        scanner = self._log.scanner(topics)
        try:
            await scanner.start()
            ends, oldest = await scanner.ends(), await scanner.beginnings()
            if begin is None:
                begin = {partition: end - WINDOW * limit for partition, end in ends.items()}
            begin = {each: max(oldest[each], begin.get(each, end)) for each, end in ends.items()}
            scanner.seek(begin)
            records = await _read_to_end(scanner, {each: end for each, end in ends.items() if begin[each] < end})
        finally:
            await scanner.stop()
        return dead_letters_of(group, records)


async def _read_to_end(scanner: Scanner, goal: dict[Partition, int]) -> list[tuple[Partition, RawRecord]]:
    records: list[tuple[Partition, RawRecord]] = []
    while any(scanner.position(partition) < end for partition, end in goal.items()):
        for partition, raws in (await scanner.poll(MAX_RECORDS, POLL_SECONDS)).items():
            records.extend((partition, raw) for raw in raws)
    return records
