"""What volunteers did, their thanks and what counts later, over MongoDB."""

from tests.support.crisis.service_suite import ExperienceSuite, ServiceRecordSuite, ServiceWorkSuite, ThanksSuite


class TestServiceRecords(ServiceRecordSuite):
    """The suite."""


class TestServiceWork(ServiceWorkSuite):
    """The suite."""


class TestThanks(ThanksSuite):
    """The suite."""


class TestExperience(ExperienceSuite):
    """The suite."""
