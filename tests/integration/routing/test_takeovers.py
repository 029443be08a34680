"""Takeovers by a department, on MongoDB."""

import pytest

from tests.support.routing.takeover_suite import TakeoverSuite

pytestmark = pytest.mark.integration


class TestTakeoversOnMongo(TakeoverSuite):
    """The fixture `rig` is on MongoDB here."""
