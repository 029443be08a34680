"""Tells a process's clock what the directory says of the brands' clocks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

from chassis.clock import Clock
from chassis.messaging import CompactedReader, EventLog
from contracts.directory import BrandChanged
from contracts.event import Event
from contracts.registry import GATEWAY_DIRECTORY


async def clocks_known(stack: AsyncExitStack, log: EventLog, clock: Clock) -> CompactedReader:
    """Follow the clocks of brands; returns once all are known, so that nothing is decided by a clock of before."""

    async def learn(events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, BrandChanged):
                clock.learn(event.brand, timedelta(seconds=event.clock_ahead_seconds) if event.sandbox else None)

    reader = CompactedReader(log, GATEWAY_DIRECTORY.name, {BrandChanged.type: BrandChanged}, learn)
    await reader.start()
    stack.push_async_callback(reader.stop)
    await reader.caught_up()
    return reader
