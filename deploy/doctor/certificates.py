"""The certificates of https addresses and of the stores in the settings: whether they hold, and for how long."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from pymongo.uri_parser import parse_uri

from chassis.kafka_address import WrongAddress, kafka_address
from deploy.doctor.finding import Finding

SOON_DAYS = 14.0  # a renewal that fails is noticed in time to be mended by a person
ANSWER_SECONDS = 3.0
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
    address, parsed = kafka_address(kafka), parse_uri(mongo)
    options, found = parsed["options"], list[Finding]()
    try:
        if address.protected:
            context = address.options()["ssl_context"]
            hosts = (each.rpartition(":")[::2] for each in address.brokers.split(","))
            found += [_check(host.strip("[]"), int(port), context) for host, port in hosts]
        if options.get("tls"):
            context = ssl.create_default_context(cafile=options.get("tlsCAFile"))
            found += [_check(host, port, context) for host, port in parsed["nodelist"] if port is not None]
    except (WrongAddress, OSError) as failure:
        said = f"a file with certificates of a store cannot be used ({type(failure).__name__})"
        found.append(
            Finding("certificates", "problem", said, "Look at the files that MUSTER_KAFKA and MUSTER_MONGO name.")
        )
    return found


def _check(host: str, port: int, context: ssl.SSLContext) -> Finding:
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
