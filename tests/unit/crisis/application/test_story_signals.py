"""Stories and reach as signals, in memory."""

from __future__ import annotations

from tests.support.crisis.story_signal_suite import StorySignalSuite


class TestStorySignals(StorySignalSuite):
    """The suite, over the fixture of this room."""
