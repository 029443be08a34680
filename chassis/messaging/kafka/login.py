"""Tells a login that Kafka refused from a Kafka that is away: aiokafka says of both that it could not connect."""

from __future__ import annotations

import asyncio

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError, SaslAuthenticationFailed, UnsupportedSaslMechanismError

from chassis.kafka_address import kafka_address

ANSWER_SECONDS = 3.0  # a broker answers a wrong password after 100 ms


async def login_refused(bootstrap: str) -> bool:
    """Ask the first broker that answers, by a connection of its own; False where no user is named, or none answers."""
    address = kafka_address(bootstrap)
    if address.user is None:
        return False
    options = address.options()
    for broker in options.pop("bootstrap_servers").split(","):
        host, _, port = broker.rpartition(":")
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                connection = await create_conn(host.strip("[]"), int(port), **options)
        except (SaslAuthenticationFailed, UnsupportedSaslMechanismError):
            return True
        except (KafkaError, OSError, TimeoutError):
            continue
        connection.close()
        return False
    return False
