"""The certificates of https addresses in the settings: whether they hold, and for how long."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from deploy.doctor.finding import Finding

SOON_DAYS = 14.0  # a renewal that fails is noticed in time to be mended by a person
ANSWER_SECONDS = 3.0
DAY_SECONDS = 86_400


def check_certificates(urls: Iterable[str]) -> list[Finding]:
    """Shake hands with each https address once."""
    hosts = {(parts.hostname, parts.port or 443) for url in urls if (parts := urlsplit(url)).scheme == "https"}
    return [_check(str(host), port) for host, port in sorted(hosts, key=str)]


def _check(host: str, port: int) -> Finding:
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), ANSWER_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as failure:
        said = f"the certificate of {host}:{port} does not hold: {failure.verify_message}"
        return Finding("certificates", "problem", said, "Renew it, or have this machine trust its issuer.")
    except OSError as failure:
        said = f"{host}:{port} does not answer ({type(failure).__name__})"
        return Finding("certificates", "warning", said, "Look at the address, its DNS and its firewall.")
    return of_days(host, port, (ssl.cert_time_to_seconds(str(certificate["notAfter"])) - time.time()) / DAY_SECONDS)


def of_days(host: str, port: int, days: float) -> Finding:
    """The finding on a certificate that holds for so many days."""
    said = f"the certificate of {host}:{port} ends in {days:.0f} days"
    if days < SOON_DAYS:
        return Finding("certificates", "warning", said, "Renew it, and find out why it was not renewed by itself.")
    return Finding("certificates", "well", said)
