"""An Apache Kafka of one or three nodes in KRaft mode, each broker and controller in one process."""

import base64
import shutil
import subprocess
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.stack.child import Child
from deploy.stack.errors import StackError
from deploy.stack.jars import java_path, kafka_class_path
from deploy.stack.ports import LOOPBACK, free_ports

READY_SECONDS = 120.0  # 3 s for one node and 9 s for three are usual; a busy machine with two cores takes longer
SERVING = b"Kafka Server started"  # logged when the broker is registered, unfenced and listening


class KafkaCluster:
    """A cluster below a directory; the ports may differ from start to start, the data stays.

    Args:
        directory: Data, configuration and logs go below it.
        nodes: 1, or 3 for replication 3 with two in sync.
        hosts: The address each node listens on; this machine's own by default.
        tethered: Whether the processes end with this one.
        report: Takes a line of progress for a person.
    """

    def __init__(
        self,
        directory: Path,
        *,
        nodes: int = 1,
        hosts: Sequence[str] = (),
        tethered: bool = True,
        report: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.nodes = nodes
        self.hosts = list(hosts) or [LOOPBACK] * nodes
        self.java = str(java_path())
        self.class_path = kafka_class_path(report)
        self.directory = directory
        ports = free_ports(2 * nodes)
        self.ports, self.controller_ports = ports[:nodes], ports[nodes:]
        self.children = [self._node(number, tethered) for number in range(1, nodes + 1)]

    @property
    def bootstrap(self) -> str:
        """Addresses for a client, comma separated."""
        return ",".join(f"{host}:{port}" for host, port in zip(self.hosts, self.ports, strict=True))

    def start(self) -> None:
        """Format the storage of a new cluster and start the nodes; `wait` tells when they serve.

        Raises:
            StackError: When Kafka refuses the storage.
        """
        self._format()
        for child in self.children:
            child.start()

    def wait(self) -> None:
        """Wait until every node serves."""
        for child in self.children:
            child.wait_until(lambda child=child: child.logged(SERVING), within_seconds=READY_SECONDS)  # type: ignore[misc]

    def stop(self) -> None:
        """End all nodes: asked together, because a controller alone would wait for its quorum."""
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.stop()

    def _node(self, number: int, tethered: bool) -> Child:
        name = f"kafka-{number}"
        logs = self.directory / "logs"
        configuration = self.directory / f"{name}.properties"
        configuration.parent.mkdir(parents=True, exist_ok=True)
        settings = self._settings(number)
        configuration.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
        heap = "-Xmx512m" if self.nodes == 1 else "-Xmx384m"
        command = [
            *(self.java, heap, "-XX:+UseSerialGC", "-XX:-UsePerfData"),
            "-XX:TieredStopAtLevel=1",  # the second compiler takes 2 s of CPU in the first ten and pays back in hours
            *("-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS"),
            *("-cp", self.class_path, "kafka.Kafka", str(configuration)),
        ]
        return Child(name, command, logs / f"{name}.log", tethered=tethered)

    def _settings(self, number: int) -> dict[str, object]:
        controllers = [f"{host}:{port}" for host, port in zip(self.hosts, self.controller_ports, strict=True)]
        voters = ",".join(f"{node}@{controller}" for node, controller in enumerate(controllers, start=1))
        address = f"PLAINTEXT://{self.hosts[number - 1]}:{self.ports[number - 1]}"
        in_sync = 2 if self.nodes >= 3 else 1
        return {
            "process.roles": "broker,controller",
            "node.id": number,
            "controller.quorum.voters": voters,
            "listeners": f"{address},CONTROLLER://{controllers[number - 1]}",
            "advertised.listeners": address,
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            "inter.broker.listener.name": "PLAINTEXT",
            "log.dirs": self.directory / f"kafka-{number}",
            "auto.create.topics.enable": "false",
            "default.replication.factor": self.nodes,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": self.nodes,
            "offsets.topic.num.partitions": 8,  # 50 by default, each a folder with open files, for a handful of groups
            "transaction.state.log.replication.factor": self.nodes,
            "transaction.state.log.min.isr": in_sync,
            "transaction.state.log.num.partitions": 8,
            "share.coordinator.state.topic.replication.factor": self.nodes,
            "share.coordinator.state.topic.min.isr": in_sync,
            "group.initial.rebalance.delay.ms": 250,  # members of a service join side by side: one rebalance for all
            "group.min.session.timeout.ms": 1000,  # fault tests notice a killed member sooner than in six seconds
        }

    def _users(self) -> list[str]:
        """What the storage is formatted with so that brokers know users; none here."""
        return []

    def _format(self) -> None:
        """Give every node without storage a formatted one; a node that was here before keeps its own."""
        identity = self._cluster_id()
        for number in range(1, self.nodes + 1):
            store = self.directory / f"kafka-{number}"
            if (store / "meta.properties").exists():
                continue
            shutil.rmtree(store, ignore_errors=True)  # what a start that was cut off has left
            configuration = str(self.directory / f"kafka-{number}.properties")
            tool = ["kafka.tools.StorageTool", "format", "-t", identity, "-c", configuration, *self._users()]
            command = [
                self.java,
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                self.class_path,
                *tool,
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise StackError(f"Kafka could not format {store}: {(done.stderr or done.stdout).strip()[-500:]}")

    def _cluster_id(self) -> str:
        """Read the id of the cluster, or make one: 16 bytes in 22 letters, as Kafka's own random-uuid does."""
        path = self.directory / "cluster.id"
        if not path.exists():
            cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
            path.write_text(cluster_id.replace("-", "x"))  # a leading minus would read as an option
        return path.read_text()
