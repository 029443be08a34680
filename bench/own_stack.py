"""A stack of a benchmark's own: up for as long as the block runs, in a temporary folder."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping

from rich.console import Console

from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.state import LocalState


@contextlib.contextmanager
def own_stack(console: Console, variables: Mapping[str, str] | None = None) -> Iterator[LocalState]:
    """Start the real parts, the services with these settings on top, and the demo brands; end all of it."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["MUSTER_HOME"] = home
        options = LaunchOptions(tethered=True, variables=variables or {})
        state = launch(options, lambda words: console.print(f"[dim]{words}[/]"))
        try:
            yield state
        finally:
            stop_all()
