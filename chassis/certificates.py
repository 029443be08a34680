"""The certificates of Kafka and MongoDB, seen by shaking hands as our clients do: whether they hold, and until when."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pymongo.uri_parser import parse_uri

from chassis.kafka_address import WrongAddress, kafka_address

ANSWER_SECONDS = 3.0

Part = Literal["kafka", "mongodb"]


@dataclass(frozen=True, slots=True)
class Door:
    """Where TLS is spoken, and by what the other side is trusted."""

    part: Part
    host: str
    port: int
    context: ssl.SSLContext


class UnusableFile(Exception):
    """A file with certificates that an address names is not there or is none; the text is the type of the error."""


def store_doors(kafka: str, mongo: str) -> Iterator[Door]:
    """Each broker and member that stands in the addresses, where these ask for TLS.

    Raises:
        UnusableFile: Whom to trust cannot be read.
    """
    try:
        address, parsed = kafka_address(kafka), parse_uri(mongo)
        if address.protected:
            context = address.options()["ssl_context"]
            for host, _, port in (each.rpartition(":") for each in address.brokers.split(",")):
                yield Door("kafka", host.strip("[]"), int(port), context)
        options = parsed["options"]
        if options.get("tls"):
            context = ssl.create_default_context(cafile=options.get("tlsCAFile"))
            for host, port in parsed["nodelist"]:
                if port is not None:
                    yield Door("mongodb", host, port, context)
    except (WrongAddress, OSError) as failure:
        raise UnusableFile(type(failure).__name__) from None


def end_of_certificate(host: str, port: int, context: ssl.SSLContext) -> float:
    """When the certificate behind an address ends, in seconds since 1970 UTC; shakes hands once and gives no user.

    Raises:
        ssl.SSLCertVerificationError: It does not hold.
        OSError: Nobody answers.
    """
    with (
        socket.create_connection((host, port), ANSWER_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        certificate = secured.getpeercert() or {}
    return ssl.cert_time_to_seconds(str(certificate["notAfter"]))
