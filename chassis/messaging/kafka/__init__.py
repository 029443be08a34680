"""The event log on Apache Kafka, by aiokafka, which no other part of the applications imports."""

from chassis.messaging.kafka.log import KafkaLog
from chassis.messaging.kafka.publisher_settings import PublisherSettings
from chassis.messaging.kafka.topics import REPLICATION, TopicDifference, configuration_of, topic_differences

__all__ = [
    "REPLICATION",
    "KafkaLog",
    "PublisherSettings",
    "TopicDifference",
    "configuration_of",
    "topic_differences",
]
