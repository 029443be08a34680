"""The records that replay a dead letter: one for its retry topic, and one that notes the replay."""

from __future__ import annotations

from chassis.messaging import headers as names
from chassis.messaging.dead_letters.dead_letter import DeadLetter
from chassis.messaging.ports import Outgoing
from contracts.registry import retry_topic


def replay_records(letter: DeadLetter, service: str) -> list[Outgoing]:
    """Return the record for the retry topic, and the one that notes the replay beside the dead letter."""
    origin, offset = letter.origin, b"%d" % letter.position.offset
    first_failed = round(letter.first_failed_at.timestamp() * 1000)
    why = names.failure(origin, reason="replay", attempts=0, first_failed_ms=first_failed, service=service)
    born_with = names.without_own_headers(letter.record.headers)
    headers = (*born_with, *why, (names.REPLAY_OF, offset), (names.DUE, b"%d" % names.now_ms()))
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
