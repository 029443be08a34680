"""The fake log keeps the contract, so that tests on it can be trusted."""

from tests.unit.chassis.messaging.suite import *  # noqa: F403 - the whole suite, on this folder's `shop`
