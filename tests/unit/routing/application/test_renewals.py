"""Renewals of certificates, in memory."""

from tests.support.routing.renewal_suite import RenewalSuite


class TestRenewalsInMemory(RenewalSuite):
    """The fixture `rig` is in memory here."""
