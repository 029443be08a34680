"""A Kafka behind TLS that knows its users by SCRAM and lets each do what its ACLs say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient

from chassis.kafka_address import kafka_address
from deploy.compose.kafka import Right, allow
from deploy.stack.kafka import KafkaCluster
from tests.support.certificates import Authority

ADMIN, PASSWORD = "admin", "admin-secret"
LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule"


class SecuredKafka(KafkaCluster):
    """One node; `users` are those it knows beside the administrator, by password."""

    def __init__(self, directory: Path, users: Mapping[str, str]) -> None:
        self.users = {ADMIN: PASSWORD, **users}
        self.authority = Authority(directory / "tls")
        self._server = self.authority.server("broker")
        super().__init__(directory)

    def address(self, user: str, password: str | None = None, ca: Path | None = None) -> str:
        """Give the address as a user comes by it."""
        return f"kafkas://{user}:{password or self.users[user]}@{self.bootstrap}?ca={ca or self.authority.path}"

    async def allow(self, user: str, rights: Iterable[Right]) -> None:
        """Let a user do something."""
        admin = AIOKafkaAdminClient(**kafka_address(self.address(ADMIN)).options())
        await admin.start()
        try:
            for right in rights:
                await allow(admin, user, right)
        finally:
            await admin.close()

    def _settings(self, number: int) -> dict[str, object]:
        settings = super()._settings(number)
        login = f'{LOGIN} required username="{ADMIN}" password="{PASSWORD}";'
        return settings | {
            "listeners": str(settings["listeners"]).replace("PLAINTEXT://", "SASL_SSL://", 1),
            "advertised.listeners": str(settings["advertised.listeners"]).replace("PLAINTEXT://", "SASL_SSL://"),
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
            "inter.broker.listener.name": "SASL_SSL",
            "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": login,
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": self._server,
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": self.authority.path,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:{ADMIN};User:ANONYMOUS",  # nobody in particular: the controller's own listener
        }

    def _users(self) -> list[str]:
        known = [f"SCRAM-SHA-512=[name={name},password={password}]" for name, password in self.users.items()]
        return [part for each in known for part in ("--add-scram", each)]
