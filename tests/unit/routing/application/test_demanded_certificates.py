"""The certificate a guideline demands is asked of who is offered the conversation, in memory."""

from tests.support.routing.guideline_suite import GuidelineSuite


class TestGuidelineInMemory(GuidelineSuite):
    """The fixture `rig` is in memory here."""
