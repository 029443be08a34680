"""Kafka's users on Compose: a password for each, and exactly the rights that the Kubernetes files give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, for_code
from aiokafka.protocol.admin import CreateAclsRequest

from chassis.kafka_address import kafka_address
from deploy.compose.scram import SetScramPasswords
from deploy.kubernetes.following import user_manifest
from deploy.stack.errors import StackError

ALLOW, LITERAL, ANYWHERE = 3, 3, "*"
KINDS = {"topic": 2, "group": 3, "cluster": 4}
OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Describe": 8, "DescribeConfigs": 10}
CLUSTER = "kafka-cluster"  # the one name that a right on the cluster has

Right = tuple[str, str, str]
"""Kind of resource, its name, and one operation on it."""


def user_of(name: str) -> str:
    """The user of a service, of who makes the topics or of a command of an operator, named as on Kubernetes."""
    return f"muster-{name}"


def rights_of(manifest: Mapping[str, Any], prefix: str = "") -> Iterator[Right]:
    """What a user may do, from its manifest of Strimzi; `prefix` stands before topics and groups."""
    for each in manifest["spec"]["authorization"]["acls"]:
        resource = each["resource"]
        name = CLUSTER if resource["type"] == "cluster" else prefix + resource["name"]
        for operation in each["operations"]:
            yield resource["type"], name, operation


async def make_users(address: str, passwords: Mapping[str, str]) -> None:
    """Set every user's password and rights; `address` is one by which an operator comes.

    Raises:
        StackError: Kafka does not answer, or refuses.
    """
    admin = AIOKafkaAdminClient(**kafka_address(address).options())
    try:
        await admin.start()
        named = {user_of(name): password for name, password in passwords.items()}
        answer = await admin._send_request(SetScramPasswords(named))
        _must_be_well((user, code) for user, code, *_ in answer.results)
        for name in passwords:
            for right in rights_of(user_manifest(name)):
                await allow(admin, user_of(name), right)
    except KafkaError as failure:
        raise StackError(f"Kafka did not take the users ({type(failure).__name__})") from None
    finally:
        await admin.close()


async def allow(admin: AIOKafkaAdminClient, user: str, right: Right) -> None:
    """Let a user do one thing; nothing changes where it may already.

    Raises:
        StackError: Kafka refuses.
    """
    kind, name, operation = right
    request = CreateAclsRequest(KINDS[kind], name, LITERAL, f"User:{user}", ANYWHERE, OPERATIONS[operation], ALLOW)
    answer = await admin._send_request(request)
    _must_be_well((user, each[0]) for each in answer.creation_responses)


def _must_be_well(results: Iterator[tuple[str, int]]) -> None:
    for user, code in results:
        if code:
            raise StackError(f"Kafka refused {user}: {for_code(code).__name__}")
