"""The feed page by page, for who asks instead of listening: the same events, order and positions as the stream."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from chassis.messaging import EventLog, Partition, Scanner
from gateway.application.feed import TOPICS, TooFarBehind
from gateway.application.log_reading import read
from gateway.application.subscription import StreamFrame, Subscription
from gateway.domain.position import decode, encode
from gateway.domain.streams import StreamFilter, may_see

MOST_RECORDS = 24_000  # of all brands, read for a page: where a brand's own are rare it is short and says `more`


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Events in order, the position after them, and whether more lies in the log behind it."""

    frames: list[StreamFrame]
    position: str
    more: bool


class FeedPages:
    """Reads pages; each by a scanner of its own, from where its caller is."""

    def __init__(self, event_log: EventLog) -> None:
        self._log = event_log

    async def page(
        self, brand: str, filter_: StreamFilter, scopes: frozenset[str], after: str | None, limit: int
    ) -> FeedPage:
        """The events of a brand behind a position that these scopes may see; without one, where the log ends now.

        Raises:
            BadPosition: The position is none of this log.
            TooFarBehind: The log does not keep what comes behind it any more.
            LogError: The log cannot be reached.
        """
        async with _started(self._log) as scanner:
            ends = await scanner.ends()
            order = sorted(ends)
            end = encode([ends[each] for each in order])
            if after is None:
                return FeedPage([], end, more=False)
            at = dict(zip(order, decode(after, len(order)), strict=True))
            beginnings = await scanner.beginnings()
            if not all(beginnings[each] <= offset <= ends[each] for each, offset in at.items()):
                raise TooFarBehind
            target = _within_reach(at, ends)
            scanner.seek(at)
            frames: list[StreamFrame] = []
            wanted = read(scanner, at, target, order, Subscription(brand, filter_, limit))
            async with contextlib.aclosing(wanted):
                async for frame in wanted:
                    if may_see(frame.event_type, scopes):
                        frames.append(frame)
                    if len(frames) == limit:
                        return FeedPage(frames, frame.position, more=frame.position != end)
            position = encode([at[each] for each in order])
            return FeedPage(frames, position, more=position != end)


def _within_reach(at: dict[Partition, int], ends: dict[Partition, int]) -> dict[Partition, int]:
    """How far one page reads: to the end, where that is no more than its share in each partition."""
    share = MOST_RECORDS // len(at)
    return {partition: min(ends[partition], offset + share) for partition, offset in at.items()}


@contextlib.asynccontextmanager
async def _started(event_log: EventLog) -> AsyncIterator[Scanner]:
    scanner = event_log.scanner(TOPICS)
    try:
        await scanner.start()
        yield scanner
    finally:
        await scanner.stop()
