"""A MongoDB behind TLS that asks for a user: first made as any other, then started again with both."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.stack.child import Child
from deploy.stack.mongo import READY_SECONDS, REPLICA_SET, MongoReplicaSet
from tests.support.certificates import Authority


class SecuredMongo:
    """One member; `users` have a password and the command that makes their role."""

    def __init__(self, directory: Path, users: Mapping[str, tuple[str, dict[str, object]]]) -> None:
        self._open = MongoReplicaSet(directory)
        self._passwords = {name: password for name, (password, _) in users.items()}
        self._users = users
        self.authority = Authority(directory / "tls")
        member = self._open.children[0]
        key = directory / "key"
        key.write_text(base64.b64encode(os.urandom(96)).decode())
        key.chmod(0o600)
        command = [
            *member.command,
            *("--keyFile", str(key), "--tlsMode", "requireTLS"),
            *("--tlsCertificateKeyFile", str(self.authority.server("mongod")), "--tlsCAFile", str(self.authority.path)),
            "--tlsAllowConnectionsWithoutCertificates",
        ]
        self._secured = Child("mongod-secured", command, directory / "logs" / "mongod-secured.log", tethered=True)

    def url(self, user: str, ca: Path | None = None) -> str:
        """Give the URL as a user comes by it."""
        address = f"{quote(user)}:{quote(self._passwords[user])}@127.0.0.1:{self._open.ports[0]}"
        return f"mongodb://{address}/?replicaSet={REPLICA_SET}&tls=true&tlsCAFile={ca or self.authority.path}"

    def start(self) -> None:
        """Make the set and its users, then close it to everybody else."""
        self._open.start()
        self._open.wait()
        with MongoClient[dict[str, Any]](self._open.url) as client:
            for name, (password, role) in self._users.items():
                client.admin.command(role)
                client.admin.command({"createUser": name, "pwd": password, "roles": [role["createRole"]]})
        self._open.stop()
        self._secured.start()
        self._secured.wait_until(self._answers, within_seconds=READY_SECONDS)

    def stop(self) -> None:
        """End it."""
        self._secured.stop()

    def _answers(self) -> bool:
        try:
            with MongoClient[dict[str, Any]](
                self.url(next(iter(self._users))), serverSelectionTimeoutMS=1_000
            ) as client:
                return bool(client.admin.command("hello")["isWritablePrimary"])
        except PyMongoError:
            return False
