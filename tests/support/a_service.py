"""A service for tests of what starts services: says what it was told, and waits to be ended."""

from __future__ import annotations

import os
import signal


def main() -> None:
    print("told", os.environ.get("TOLD"), flush=True)
    signal.pause()
