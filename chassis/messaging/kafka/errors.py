"""Turns the client library's errors into those of the log port: a code, without the broker's text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiokafka.errors import KafkaError

from chassis.messaging.log import LogError


@contextmanager
def as_log_error(what: str) -> Iterator[None]:
    """Raise `LogError` with a code where the block raises an error of Kafka or of the network."""
    try:
        yield
    except (KafkaError, OSError) as error:
        raise LogError(f"{what}: {type(error).__name__}") from None
