"""Fixtures of the use cases' tests."""

import pytest

from tests.unit.inbox.application.rig import Rig


@pytest.fixture
async def rig() -> Rig:
    """Give the inbox at noon, with one integration of each of two brands."""
    rig = Rig()
    await rig.start()
    return rig
