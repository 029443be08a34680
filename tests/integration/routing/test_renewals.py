"""Renewals of certificates, on a real MongoDB."""

from tests.support.routing.renewal_suite import RenewalSuite


class TestRenewalsOnMongo(RenewalSuite):
    """The fixture `rig` is over MongoDB here."""
