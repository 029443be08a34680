"""The certificate a guideline demands is asked of who is offered the conversation, on a real MongoDB."""

from tests.support.routing.guideline_suite import GuidelineSuite


class TestGuidelineOnMongo(GuidelineSuite):
    """The fixture `rig` is over MongoDB here."""
