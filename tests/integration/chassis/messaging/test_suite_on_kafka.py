"""Kafka keeps the contract the runtime relies on."""

from tests.unit.chassis.messaging.suite import *  # noqa: F403 - the whole suite, on this folder's `shop`
