"""Fixtures of routing's use cases: no socket is opened."""

import pytest

from tests.support.routing.memory_backend import MemoryBackend
from tests.support.routing.rig import Rig


@pytest.fixture
def rig() -> Rig:
    """Give routing at noon."""
    return Rig(MemoryBackend())
