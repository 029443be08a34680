"""A member of docker-compose.yml's replica set on this machine: its command, with other ports and folders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.compose import certificates
from deploy.stack.child import Child
from deploy.stack.mongo import READY_SECONDS, mongod_path
from deploy.stack.ports import free_ports


class ComposedMongo:
    """Nobody knows a user of it before it was set up; `member` is its host:port."""

    def __init__(self, directory: Path, services: Mapping[str, Any]) -> None:
        self.tls = directory / "tls"
        certificates.prepare(self.tls, datetime.now(UTC))
        (self._port,) = free_ports(1)
        self.member = f"127.0.0.1:{self._port}"
        store = directory / "mongod"
        store.mkdir()
        program, *options = services["mongo-1"]["command"]
        assert program == "mongod"
        said = [each.replace("/etc/mongo/tls/", f"{self.tls}/mongo/") for each in options]
        said = ["--bind_ip=127.0.0.1" if each == "--bind_ip_all" else each for each in said]
        own = ["--port", str(self._port), "--dbpath", str(store), "--nounixsocket", "--oplogSize", "512"]
        self._child = Child("mongod", [str(mongod_path()), *said, *own], directory / "mongod.log")

    @property
    def authority(self) -> Path:
        """What its certificate is signed by."""
        return self.tls / "clients" / "ca.pem"

    def here(self, url: str) -> str:
        """Put this machine's port and folder into a URL of the file."""
        return url.replace("mongo-1:27017,mongo-2:27017,mongo-3:27017", self.member).replace("/tls/", f"{self.tls}/")

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._child.start()
        self._child.wait_until(self._answers, within_seconds=READY_SECONDS)

    def stop(self) -> None:
        """End it."""
        self._child.stop()

    def _answers(self) -> bool:
        options: dict[str, Any] = {"tls": True, "tlsCAFile": str(self.authority), "serverSelectionTimeoutMS": 1_000}
        try:
            with MongoClient[dict[str, Any]](self.member, directConnection=True, **options) as client:
                client.admin.command("ping")
        except PyMongoError:
            return False
        return True
