"""The certificates of https addresses and of the stores in the settings: whether they hold, and for how long."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from chassis.certificates import UnusableFile, end_of_certificate, store_doors
from deploy.doctor.finding import Finding

SOON_DAYS = 14.0  # a renewal that fails is noticed in time to be mended by a person
DAY_SECONDS = 86_400


def check_certificates(urls: Iterable[str]) -> list[Finding]:
    """Shake hands with each https address once."""
    hosts = {(parts.hostname, parts.port or 443) for url in urls if (parts := urlsplit(url)).scheme == "https"}
    context = ssl.create_default_context()
    return [_check(str(host), port, context) for host, port in sorted(hosts, key=str)]


def check_store_certificates(kafka: str, mongo: str) -> list[Finding]:
    """Shake hands once with each broker and member that stands in the addresses, where these ask for TLS.

    Each is trusted by what its address names. No user is given.
    """
    try:
        return [_check(door.host, door.port, door.context) for door in store_doors(kafka, mongo)]
    except UnusableFile as failure:
        said = f"a file with certificates of a store cannot be used ({failure})"
        do = "Look at the files that MUSTER_KAFKA and MUSTER_MONGO name."
        return [Finding("certificates", "problem", said, do)]


def _check(host: str, port: int, context: ssl.SSLContext) -> Finding:
    try:
        end = end_of_certificate(host, port, context)
    except ssl.SSLCertVerificationError as failure:
        said = f"the certificate of {host}:{port} does not hold: {failure.verify_message}"
        return Finding("certificates", "problem", said, "Renew it, or have this machine trust its issuer.")
    except OSError as failure:
        said = f"{host}:{port} does not answer ({type(failure).__name__})"
        return Finding("certificates", "warning", said, "Look at the address, its DNS and its firewall.")
    return of_days(host, port, (end - time.time()) / DAY_SECONDS)


def of_days(host: str, port: int, days: float) -> Finding:
    """The finding on a certificate that holds for so many days."""
    said = f"the certificate of {host}:{port} ends in {days:.0f} days"
    if days < SOON_DAYS:
        return Finding("certificates", "warning", said, "Renew it, and find out why it was not renewed by itself.")
    return Finding("certificates", "well", said)
