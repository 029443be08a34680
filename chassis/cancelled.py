"""Tells a cancellation of the current task from that of something it awaited."""

from __future__ import annotations

import asyncio


def asked_to_end() -> bool:
    """Whether the CancelledError at hand asks the current task to end; else it awaited what another had cancelled."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0
