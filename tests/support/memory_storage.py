"""Puts what tests write below memory where there is plenty of it: the real parts wait for no disk then.

Processes are killed in tests, machines are not, so nothing that is tested differs. A run that failed keeps its folder
for a look; `PYTEST_DEBUG_TEMPROOT`, pytest's own variable, names another place.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")
ROOT = "PYTEST_DEBUG_TEMPROOT"
NEEDED_BYTES = 4 * 2**30  # a whole run writes about one gigabyte, and the last failed runs stay beside it
SPARE_BYTES = 8 * 2**30  # of memory beside that, for the processes of a run


def roomy(folder: Path = MEMORY) -> bool:
    """Whether the folder lies in memory that has room for a run and for the processes of it."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    return (
        shutil.disk_usage(folder).free >= NEEDED_BYTES
        and psutil.virtual_memory().available >= NEEDED_BYTES + SPARE_BYTES
    )


def pytest_configure() -> None:
    """Choose before the first temporary folder is made."""
    if ROOT not in os.environ and roomy():
        os.environ[ROOT] = str(MEMORY)
