"""MongoDB on Compose: the replica set, the operator, and a user with a role for each service and each command."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.kubernetes.following import role_of
from deploy.stack.errors import StackError
from deploy.stack.mongo import REPLICA_SET

OPERATOR = "operator"
AUTHENTICATION_FAILED, UNAUTHORIZED = 18, 13
ELECTION_SECONDS, POLL_SECONDS = 60.0, 0.2
ANSWER_MS = 30_000

Client = MongoClient[dict[str, Any]]


def set_up(members: Sequence[str], authority: Path, operator: str, passwords: Mapping[str, str]) -> None:
    """Bring everything to what it must be; `members` are host:port, of which this machine is the first.

    Until it knows a user, MongoDB lets whoever comes from its own machine make the set and the first one.

    Raises:
        StackError: MongoDB refuses, or elects nobody in time.
    """
    tls: dict[str, Any] = {"tls": True, "tlsCAFile": str(authority), "serverSelectionTimeoutMS": ANSWER_MS}
    port = int(members[0].rpartition(":")[2])
    try:
        with Client("localhost", port, directConnection=True, **tls) as here:
            _begin(here, members)
            if not _knows(members, operator, tls):
                _make_operator(here, operator)
        with _as_operator(members, operator, tls) as client:
            for name, password in passwords.items():
                _make_user(client, name, password)
    except PyMongoError as failure:
        raise StackError(f"MongoDB could not be set up ({type(failure).__name__})") from None


def _begin(here: Client, members: Sequence[str]) -> None:
    """Make the members one set, once, and wait until one of them takes writes."""
    if "setName" not in here.admin.command("hello"):
        named = [{"_id": number, "host": host} for number, host in enumerate(members, start=1)]
        here.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": named})
    end = time.monotonic() + ELECTION_SECONDS
    while not _settled(here.admin.command("hello")):
        if time.monotonic() > end:
            raise StackError(f"MongoDB has elected nobody within {ELECTION_SECONDS:.0f} s: look at the members' logs")
        time.sleep(POLL_SECONDS)


def _as_operator(members: Sequence[str], password: str, tls: Mapping[str, Any]) -> Client:
    return Client(list(members), replicaSet=REPLICA_SET, username=OPERATOR, password=password, **tls)


def _knows(members: Sequence[str], password: str, tls: Mapping[str, Any]) -> bool:
    try:
        with _as_operator(members, password, tls) as client:
            client.admin.command("ping")
    except OperationFailure as failure:
        if failure.code == AUTHENTICATION_FAILED:
            return False
        raise
    return True


def _make_operator(here: Client, password: str) -> None:
    hello = here.admin.command("hello")
    if not hello["isWritablePrimary"]:
        raise StackError(
            f"{hello['primary']} takes the writes, and knows no user yet: make {OPERATOR} there "
            "(docs/runbooks/tasks/change-the-stores-passwords.md), then do this again"
        )
    try:
        here.admin.command({"createUser": OPERATOR, "pwd": password, "roles": ["root"]})
    except OperationFailure as failure:
        if failure.code == UNAUTHORIZED:
            raise StackError("MongoDB knows the operator by another password: put that one into .env") from None
        raise


def _settled(hello: Mapping[str, Any]) -> bool:
    """Whether this member takes writes, or knows another that does."""
    return bool(hello["isWritablePrimary"]) or hello.get("primary") not in {None, hello.get("me")}


def _make_user(client: Client, of: str, password: str) -> None:
    """Make the role and the user of a service or a command, or bring those that are there to what they must be."""
    role = role_of(of)
    name = str(role["createRole"])
    rights = {key: value for key, value in role.items() if key != "createRole"}
    there = client.admin.command({"rolesInfo": name})["roles"]
    client.admin.command({"updateRole" if there else "createRole": name, **rights})
    known = client.admin.command({"usersInfo": name})["users"]
    client.admin.command({"updateUser" if known else "createUser": name, "pwd": password, "roles": [name]})
