"""MongoDB and Kafka together: started here, or the ones that are already there."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.stack.child import Child
from deploy.stack.kafka import KafkaCluster
from deploy.stack.mongo import MongoReplicaSet


class Stack:
    """Both real parts. `with Stack(directory) as stack:` gives `stack.mongo_url` and `stack.kafka_bootstrap`.

    `MUSTER_MONGO` (a URL) and `MUSTER_KAFKA` (host:port, comma separated) name servers to use instead of starting one.

    Args:
        directory: Data, configuration and logs go below it.
        mongo_members: 1 or 3.
        kafka_nodes: 1 or 3.
        mongo_hosts: The address of each member.
        kafka_hosts: The address of each node.
        tethered: True ends the processes with this one; False lets them stay until someone ends them.
        expires: Whether MongoDB removes documents past their time.
        report: Takes a line of progress for a person.
    """

    def __init__(
        self,
        directory: Path,
        *,
        mongo_members: int = 1,
        kafka_nodes: int = 1,
        mongo_hosts: Sequence[str] = (),
        kafka_hosts: Sequence[str] = (),
        tethered: bool = True,
        expires: bool = True,
        report: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._report = report
        self._mongo_url = os.environ.get("MUSTER_MONGO") or None
        self._kafka_bootstrap = os.environ.get("MUSTER_KAFKA") or None
        directory = directory.absolute()
        self.mongo = (
            None
            if self._mongo_url
            else MongoReplicaSet(
                directory / "mongo", members=mongo_members, hosts=mongo_hosts, tethered=tethered, expires=expires
            )
        )
        self.kafka = (
            None
            if self._kafka_bootstrap
            else KafkaCluster(
                directory / "kafka", nodes=kafka_nodes, hosts=kafka_hosts, tethered=tethered, report=report
            )
        )

    @property
    def mongo_url(self) -> str:
        """Address of the replica set."""
        return self._mongo_url or (self.mongo.url if self.mongo else "")

    @property
    def kafka_bootstrap(self) -> str:
        """Bootstrap servers, comma separated."""
        return self._kafka_bootstrap or (self.kafka.bootstrap if self.kafka else "")

    @property
    def children(self) -> list[Child]:
        """The processes started here."""
        return [*(self.mongo.children if self.mongo else []), *(self.kafka.children if self.kafka else [])]

    def start(self) -> Self:
        """Start what is not there yet and wait until both serve; what was started is ended when one of them fails.

        Raises:
            StackError: When a part is missing or does not start.
        """
        try:
            if self.mongo:
                self.mongo.start()
            if self.kafka:
                self.kafka.start()
            if self.mongo:
                self._report("MongoDB is starting")
                self.mongo.wait()
            if self.kafka:
                self._report("Kafka is starting")
                self.kafka.wait()
        except BaseException:
            self.stop()
            raise
        self._report("MongoDB and Kafka are ready")
        return self

    def stop(self) -> None:
        """End what was started here."""
        for part in (self.kafka, self.mongo):
            if part:
                part.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
