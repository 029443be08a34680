"""The files of this room that follow from the code: settings, topics and ACLs for Strimzi, roles of MongoDB."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import yaml

from chassis.messaging.kafka import REPLICATION, configuration_of
from contracts.registry import READERS, TOPICS, all_topics, dead_topic, retry_topic
from contracts.topic import Topic
from deploy.kubernetes.operating import COMMANDS, command_role, command_user
from deploy.kubernetes.strimzi import acl, cluster_acl, resource, user
from deploy.local.services import MODULES

FOLDER = "deploy/kubernetes"
PORT = 8000
GROUPS_OF: Mapping[str, tuple[str, ...]] = {"gateway": ("gateway", "webhooks")}
"""The groups a service is a member of, where it is not alone the one of its name."""
TOPICS_USER = "topics"
HEAD = "# Written from the code by `muster generate`.\n"
READ, KEEP, WRITE = ("Describe", "Read"), ("Describe", "Read", "Write"), ("Describe", "Write")


def documents() -> Mapping[str, str]:
    """Give the path and text of each."""
    return {
        f"{FOLDER}/base/settings.env": HEAD + "".join(f"{name}={value}\n" for name, value in settings().items()),
        f"{FOLDER}/kafka/topics.yaml": HEAD + yaml.safe_dump_all(map(kafka_topic, all_topics()), sort_keys=False),
        f"{FOLDER}/kafka/users.yaml": HEAD
        + yaml.safe_dump_all(map(user_manifest, (*MODULES, TOPICS_USER, *COMMANDS)), sort_keys=False),
        f"{FOLDER}/mongo/create-roles.js": roles(),
    }


def settings() -> dict[str, str]:
    """Where each process listens, and where the gateway finds the others."""
    found = {}
    for service in MODULES:
        found[f"MUSTER_{service.upper()}_HOST"] = "0.0.0.0"  # noqa: S104 - a pod has its network for itself
        found[f"MUSTER_{service.upper()}_PORT"] = str(PORT)
        if service != "gateway":
            found[f"MUSTER_GATEWAY_{service.upper()}_URL"] = f"http://{service}:{PORT}"
    return found


def kafka_topic(topic: Topic) -> dict[str, object]:
    """A topic as Strimzi makes it."""
    config = {
        key: int(value) if value.isdigit() else value for key, value in configuration_of(topic, REPLICATION).items()
    }
    spec = {"topicName": topic.name, "partitions": topic.partitions, "replicas": REPLICATION, "config": config}
    return resource("KafkaTopic", topic.name, spec)


def user_manifest(name: str) -> dict[str, object]:
    """A service, who makes the topics, or a command of an operator, as Kafka knows it."""
    if name in COMMANDS:
        return command_user(name)
    return topics_user() if name == TOPICS_USER else kafka_user(name)


def kafka_user(service: str) -> dict[str, object]:
    """A service as Kafka knows it, with what it may do and no more."""
    acls = [acl("topic", name, operations) for name, operations in sorted(topic_rights(service).items())]
    acls += [acl("group", group, ("Read",)) for group in groups_of(service)]
    return user(service, acls)


def topics_user() -> dict[str, object]:
    """Who makes the topics before the services start, and does nothing else with them."""
    acls = [acl("topic", topic.name, ("Create", "Describe", "DescribeConfigs")) for topic in all_topics()]
    return user(TOPICS_USER, [*acls, cluster_acl(("Describe",))])


def groups_of(service: str) -> Sequence[str]:
    """The consumer groups that a service is a member of."""
    return GROUPS_OF.get(service, (service,))


def topic_rights(service: str) -> dict[str, tuple[str, ...]]:
    """What a service does with each topic it touches.

    The gateway lists and replays the dead letters of every group, so it keeps all their topics.
    """
    groups = groups_of(service)
    rights: dict[str, set[str]] = {}
    for topic in TOPICS:
        if topic.written_by == service:
            rights.setdefault(topic.name, set()).update(WRITE)
        if service in topic.copied_by or set(groups) & set(topic.read_by):
            rights.setdefault(topic.name, set()).update(READ)
    for group in READERS if service == "gateway" else groups:
        for name in READERS[group]:
            rights[retry_topic(name, group)] = set(KEEP)
            rights[dead_topic(name, group)] = set(KEEP)
    return {name: tuple(sorted(operations)) for name, operations in rights.items()}


def mongo_role(service: str, database: str) -> dict[str, object]:
    """The command that makes the role of a service: to read and write its own database, indexes included."""
    own = [{"role": "readWrite", "db": database}]
    return {"createRole": f"muster-{service}", "privileges": [], "roles": own}


def role_of(name: str) -> dict[str, object]:
    """The command that makes the role of a service, or of a command of an operator."""
    if name in COMMANDS:
        return command_role(name, "muster_{}".format)
    return mongo_role(name, f"muster_{name}")


def roles() -> str:
    """The script that makes them all."""
    commands = json.dumps([role_of(name) for name in (*MODULES, *COMMANDS)], indent=2)
    return (
        "// Written from the code by `muster generate`.\n"
        "// A role for each service, on its own database alone, and for each command of an operator.\n"
        '// Then a user each: db.getSiblingDB("admin").createUser({user, pwd: passwordPrompt(), roles: [role]}).\n'
        f"const roles = {commands};\n"
        'const admin = db.getSiblingDB("admin");\n'
        "for (const each of roles) {\n"
        "  const {createRole: name, ...rights} = each;\n"
        "  const done = admin.runCommand(admin.getRole(name) ? {updateRole: name, ...rights} : each);\n"
        "  if (!done.ok) throw new Error(done.errmsg);\n"
        "}\n"
    )
