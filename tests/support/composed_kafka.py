"""The three brokers of docker-compose.yml on this machine: its properties, with other ports and folders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.compose import certificates
from deploy.stack.kafka import KafkaCluster
from deploy.stack.ports import free_ports
from tests.support.composed import kafka_properties

NODES = 3
FEW: dict[str, object] = {"offsets.topic.num.partitions": 8, "transaction.state.log.num.partitions": 8}


class ComposedKafka(KafkaCluster):
    """`services` are those of the file; `tls` is where the certificates were made."""

    def __init__(self, directory: Path, services: Mapping[str, Any]) -> None:
        self._services = services
        self._internal_ports = free_ports(NODES)
        self.tls = directory / "tls"
        certificates.prepare(self.tls, datetime.now(UTC))
        super().__init__(directory, nodes=NODES)

    def here(self, text: str) -> str:
        """Put this machine's ports and folders into an address or a setting."""
        for number in range(1, NODES + 1):
            for port, other in self._ports(number).items():
                text = text.replace(f"kafka-{number}:{port}", f"127.0.0.1:{other}")
        return text.replace("/tls/", f"{self.tls}/").replace("/etc/kafka/secrets/", f"{self.tls}/kafka/")

    def _ports(self, number: int) -> dict[int, int]:
        lists = {9092: self.ports, 9093: self.controller_ports, 9094: self._internal_ports}
        return {port: others[number - 1] for port, others in lists.items()}

    def _settings(self, number: int) -> dict[str, object]:
        settings: dict[str, object] = {}
        for key, value in kafka_properties(self._services[f"kafka-{number}"]["environment"]).items():
            for port, other in self._ports(number).items():
                value = value.replace(f"://:{port}", f"://127.0.0.1:{other}")
            settings[key] = self.here(value).replace("/var/lib/kafka/data", f"{self.directory}/kafka-{number}")
        return settings | FEW

    def _cluster_id(self) -> str:
        return str(self._services["kafka-1"]["environment"]["CLUSTER_ID"])
