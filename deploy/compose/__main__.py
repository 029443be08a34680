"""One step of the set-up: `python -m deploy.compose certificates`, `kafka` or `mongo`; each may be run again."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from deploy.compose import certificates, kafka, mongo
from deploy.kubernetes.following import TOPICS_USER
from deploy.kubernetes.operating import COMMANDS
from deploy.local.services import MODULES
from deploy.stack.errors import StackError

KAFKA_USERS = (*MODULES, TOPICS_USER, *COMMANDS)
MONGO_USERS = (*MODULES, *COMMANDS)


def passwords(store: str, names: tuple[str, ...]) -> dict[str, str]:
    """Read the password of each name from the environment, `MUSTER_<STORE>_PASSWORD_<NAME>`.

    Raises:
        StackError: One is missing or empty.
    """
    found = {name: os.environ.get(f"MUSTER_{store}_PASSWORD_{name.upper()}", "") for name in names}
    if missing := sorted(name for name, password in found.items() if not password):
        raise StackError(f"no password of {', '.join(missing)}: make the secrets with deploy/compose/make-secrets")
    return found


def _certificates() -> None:
    certificates.prepare(Path("/tls"), datetime.now(UTC))


def _kafka() -> None:
    asyncio.run(kafka.make_users(os.environ["MUSTER_KAFKA"], passwords("KAFKA", KAFKA_USERS)))


def _mongo() -> None:
    members, authority = os.environ["MUSTER_MONGO_MEMBERS"].split(","), Path("/tls/clients/ca.pem")
    operator = passwords("MONGO", (mongo.OPERATOR,))[mongo.OPERATOR]
    mongo.set_up(members, authority, operator, passwords("MONGO", MONGO_USERS))


STEPS: Mapping[str, Callable[[], None]] = {"certificates": _certificates, "kafka": _kafka, "mongo": _mongo}


def main(arguments: list[str]) -> None:
    """Do one step, or say in one sentence why not and end with 1."""
    if len(arguments) != 1 or arguments[0] not in STEPS:
        raise SystemExit(f"name one of {', '.join(STEPS)}")
    try:
        STEPS[arguments[0]]()
    except StackError as failure:
        raise SystemExit(str(failure)) from None


if __name__ == "__main__":
    main(sys.argv[1:])
