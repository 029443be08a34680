"""Certificates in memory."""

from tests.support.routing.certificate_suite import CertificateSuite


class TestCertificatesInMemory(CertificateSuite):
    """The fixture `rig` is in memory here."""
