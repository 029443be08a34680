"""Doors that stand open: Kafka or MongoDB on another machine, reached without a user or in plain text.

Judged by the address in the settings: what it reaches without a user, everybody on that network reaches.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

from pymongo.uri_parser import parse_uri

from chassis.kafka_address import kafka_address
from deploy.doctor.finding import Finding

PAGE = 'docs/operating.md, "TLS and users"'


def kafka_doors(bootstrap: str) -> list[Finding]:
    """What is open about Kafka."""
    address = kafka_address(bootstrap)
    hosts = (broker.rpartition(":")[0] for broker in address.brokers.split(","))
    known = address.user is not None or "certificate" in dict(address.files)
    return _doors("kafka", "Kafka", hosts, known=known, protected=address.protected)


def mongo_doors(url: str) -> list[Finding]:
    """What is open about MongoDB; `url` is one that has been used, so it can be parsed."""
    parsed = parse_uri(url)
    options = parsed["options"]
    known = parsed["username"] is not None or options.get("authMechanism") is not None
    hosts = (host for host, _ in parsed["nodelist"])
    return _doors("mongodb", "MongoDB", hosts, known=known, protected=bool(options.get("tls")))


def _doors(check: str, store: str, hosts: Iterable[str], *, known: bool, protected: bool) -> list[Finding]:
    elsewhere = [host for host in hosts if not _is_this_machine(host)]
    if not elsewhere:
        return []
    found, place = [], ", ".join(elsewhere)
    variable = f"MUSTER_{'KAFKA' if check == 'kafka' else 'MONGO'}"
    if not known:
        said = f"{store} at {place} takes this process without a user, and so whoever reaches it"
        do = f"Have it ask for users, give each service its own, and name it in {variable}; {PAGE}."
        found.append(Finding(check, "warning", said, do))
    if not protected:
        said = f"what is said with {store} at {place} goes over the network in plain text"
        found.append(
            Finding(check, "warning", said, f"Have it speak TLS, and name its authority in {variable}; {PAGE}.")
        )
    return found


def _is_this_machine(host: str) -> bool:
    bare = host.strip("[]")
    if bare == "localhost" or bare.startswith("/"):  # a socket is a file here
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False
