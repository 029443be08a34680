"""What an operator's commands may do: the doctor looks, a backup reads, a restore writes, none does anything else.

The doctor reads no document and no record that has what a customer wrote: it asks for counts, indexes and offsets.
A backup leaves a note that it was taken, and that is all it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chassis.mongo import STEPS
from contracts.registry import CHANNEL_EVENTS, CHANNEL_EVENTS_BULK, READERS, all_topics
from deploy.keeping.installation import SERVICES
from deploy.keeping.log_parts import ASIDE, DIRECTORY, TAILS
from deploy.kubernetes.strimzi import acl, cluster_acl, user
from gateway.persistence.backups import NAME as BACKUPS

COMMANDS = ("doctor", "backup", "restore")
LOOK = ("listCollections", "listIndexes", "collStats")
Acls = Sequence[Mapping[str, object]]


def command_user(command: str) -> dict[str, object]:
    """A command as Kafka knows it."""
    return user(command, ACLS[command]())


def command_role(command: str, database: Callable[[str], str]) -> dict[str, object]:
    """The command that makes its role in MongoDB; `database` gives the name of the database of a service."""
    roles, privileges = {"backup": "read", "restore": "readWrite"}, []
    if command == "doctor":
        for service in SERVICES:
            privileges.append(_privilege(database(service), "", LOOK))
            privileges.append(_privilege(database(service), STEPS, ("find",)))
        privileges.append(_privilege(database("gateway"), BACKUPS, ("find",)))
    if command == "backup":
        privileges.append(_privilege(database("gateway"), BACKUPS, ("insert", "update")))
    given = [{"role": roles[command], "db": database(service)} for service in SERVICES if command in roles]
    return {"createRole": f"muster-{command}", "privileges": privileges, "roles": given}


def _privilege(database: str, collection: str, actions: Sequence[str]) -> dict[str, object]:
    """`collection` is empty for all of the database."""
    return {"resource": {"db": database, "collection": collection}, "actions": list(actions)}


def _doctor() -> Acls:
    topics = [acl("topic", topic.name, ("Describe", "DescribeConfigs")) for topic in all_topics()]
    return [*topics, *_groups()]


def _backup() -> Acls:
    kept = sorted({DIRECTORY, *TAILS, *ASIDE})
    return [*(acl("topic", name, ("Describe", "Read")) for name in kept), *_groups()]


def _groups() -> Acls:
    return [acl("group", group, ("Describe",)) for group in READERS]


def _restore() -> Acls:
    written, empty = {DIRECTORY, *TAILS, *ASIDE}, {DIRECTORY, CHANNEL_EVENTS.name, CHANNEL_EVENTS_BULK.name}
    found = []
    for topic in all_topics():
        operations = ["Create", "Describe", "DescribeConfigs"]
        operations += ["Read"] if topic.name in empty else []
        operations += ["Write"] if topic.name in written else []
        found.append(acl("topic", topic.name, operations))
    return [*found, cluster_acl(("Describe",))]


ACLS: Mapping[str, Callable[[], Acls]] = {"doctor": _doctor, "backup": _backup, "restore": _restore}
