"""Make the topics, as everything that starts Muster does first: the brokers make none on their own."""

from chassis.kafka_address import kafka_address
from chassis.messaging import LogError, MissingTopics
from chassis.messaging.kafka import KafkaLog
from contracts.registry import all_topics
from deploy.stack.errors import StackError


async def make_topics(bootstrap: str, prefix: str) -> None:
    """Create the topics that are not there yet, with their partitions and retention.

    Raises:
        StackError: When Kafka does not answer or refuses.
    """
    try:
        await KafkaLog(bootstrap, prefix=prefix, service="muster").ensure_topics(all_topics(), create=True)
    except (LogError, MissingTopics) as failure:
        raise StackError(f"Kafka at {kafka_address(bootstrap)} did not make the topics ({failure}).") from failure
