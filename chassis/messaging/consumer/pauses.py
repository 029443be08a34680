"""Waiting without leaving the group: a pause in which polling and heartbeats go on."""

from __future__ import annotations

import time
from collections.abc import Callable

from chassis.messaging.log import GroupReader
from chassis.messaging.ports import Partition

SLICE_SECONDS = 0.5  # a pause is polled this often, so that it ends soon when the consumer is to stop


async def idle(
    reader: GroupReader, seconds: float, *, delayed: Callable[[], frozenset[Partition]], ended: Callable[[], bool]
) -> None:
    """Let time pass with every partition paused; polling goes on, so the group stays joined and rebalances happen."""
    until = time.monotonic() + seconds
    while not ended() and (left := until - time.monotonic()) > 0:
        reader.pause(reader.assignment())
        for partition, raws in (await reader.poll(1, min(left, SLICE_SECONDS))).items():
            reader.seek(partition, raws[0].offset)  # assigned anew inside the poll, where no pause was yet
    reader.resume(reader.assignment() - delayed())
