"""Asking again: what one service has written, another has heard a moment later."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from deploy.stack.errors import StackError

T = TypeVar("T")
HEARD_SECONDS = 30.0
ASKED_AGAIN_SECONDS = 0.1


def eventually(ask: Callable[[], T | None]) -> T:
    """Ask until the answer is true; raises StackError when that does not come."""
    deadline = time.monotonic() + HEARD_SECONDS
    while not (found := ask()):
        if time.monotonic() > deadline:
            raise StackError("what was written did not reach the other services in time")
        time.sleep(ASKED_AGAIN_SECONDS)
    return found
