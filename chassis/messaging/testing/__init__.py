"""For tests: an event log in memory that passes the suite of the real one, and deliveries without a log.

Example::

    log = FakeLog()  # has all topics of contracts.registry; log.create("t", partitions=3) makes others
    await log.publisher().publish([event])
    log.events("inbox.events")  # what was published, decoded, in order
    await handler([a_delivery(event, offset=7)])  # a handler called without a log
    log.unavailable = True  # a failure on demand; also publishes_to_fail, acks_to_lose, commits_to_fail
    await log.rebalance("inbox")
    log.committed("inbox")
"""

from chassis.messaging.testing.deliveries import a_delivery
from chassis.messaging.testing.fake_broker import FakeRecord
from chassis.messaging.testing.fake_log import FakeLog

__all__ = ["FakeLog", "FakeRecord", "a_delivery"]
