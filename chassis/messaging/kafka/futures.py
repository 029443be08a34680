"""What became of the records a publisher gave to the client."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka.errors import MessageSizeTooLargeError


def settle(futures: Sequence[asyncio.Future[Any]]) -> None:
    """Make sure no future is left whose error nobody reads."""
    for future in futures:
        if not future.done():
            future.cancel()
        elif not future.cancelled():
            future.exception()


def first_too_large(futures: Sequence[asyncio.Future[Any]]) -> int:
    """Return the index of the record the broker refused; one that was refused before sending is the next in line."""
    for index, future in enumerate(futures):
        if future.done() and not future.cancelled() and isinstance(future.exception(), MessageSizeTooLargeError):
            return index
    return len(futures)
