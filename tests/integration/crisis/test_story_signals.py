"""Stories and reach as signals, on a real MongoDB."""

from __future__ import annotations

from tests.support.crisis.story_signal_suite import StorySignalSuite


class TestStorySignals(StorySignalSuite):
    """The suite, over the fixture of this room."""
