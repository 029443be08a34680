"""The real parts on one machine: a mongod replica set and an Apache Kafka, as processes, without Docker or Java."""

from deploy.stack.child import Child
from deploy.stack.errors import StackError
from deploy.stack.kafka import KafkaCluster
from deploy.stack.mongo import MongoReplicaSet
from deploy.stack.stack import Stack

__all__ = ["Child", "KafkaCluster", "MongoReplicaSet", "Stack", "StackError"]
