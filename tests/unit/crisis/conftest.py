"""A rig of crisis in memory."""

from __future__ import annotations

import pytest

from tests.support.crisis.in_memory_rig import InMemoryRig


@pytest.fixture
def rig() -> InMemoryRig:
    """Give crisis over a store of this test."""
    return InMemoryRig()
