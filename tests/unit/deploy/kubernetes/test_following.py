"""What follows from the code: topics as the brokers get them, and rights that are no wider than what a service does."""

from typing import Any

import jsonschema

from chassis.messaging.kafka import REPLICATION, configuration_of
from contracts.registry import all_topics
from deploy.kubernetes import following
from deploy.kubernetes.operating import COMMANDS, command_role, command_user
from deploy.local.services import MODULES
from tests.support.kubernetes_schema import schema_of


def test_topics_and_users_are_valid() -> None:
    for each in [
        *map(following.kafka_topic, all_topics()),
        *map(following.user_manifest, (*MODULES, following.TOPICS_USER, *COMMANDS)),
    ]:
        jsonschema.validate(each, schema_of(str(each["kind"])))


def test_topics_are_as_muster_makes_them() -> None:
    for topic in all_topics():
        spec: Any = following.kafka_topic(topic)["spec"]
        config = {key: str(value) for key, value in spec["config"].items()}
        assert config == configuration_of(topic, REPLICATION)
        assert (spec["partitions"], spec["replicas"]) == (topic.partitions, REPLICATION)


def test_crisis_may_write_its_own_events_and_only_read_those_of_others() -> None:
    rights = following.topic_rights("crisis")
    assert rights["crisis.events"] == ("Describe", "Write")
    assert rights["inbox.events"] == ("Describe", "Read")
    assert rights["inbox.events.dead.crisis"] == ("Describe", "Read", "Write")
    assert "channel.events" not in rights
    assert "inbox.events.dead.analytics" not in rights


def test_the_gateway_keeps_the_dead_letters_of_every_group_and_is_a_member_of_two() -> None:
    assert following.topic_rights("gateway")["channel.events.dead.inbox"] == ("Describe", "Read", "Write")
    assert following.groups_of("gateway") == ("gateway", "webhooks")


def test_a_role_of_mongodb_is_on_the_database_of_its_service_alone() -> None:
    assert following.mongo_role("inbox", "muster_inbox") == {
        "createRole": "muster-inbox",
        "privileges": [],
        "roles": [{"role": "readWrite", "db": "muster_inbox"}],
    }
    script = following.roles()
    assert all(f'"db": "muster_{service}"' in script for service in MODULES)


def test_who_makes_topics_neither_reads_nor_writes_them() -> None:
    rights: Any = following.topics_user()["spec"]
    allowed = {operation for acl in rights["authorization"]["acls"] for operation in acl["operations"]}
    assert allowed == {"Create", "Describe", "DescribeConfigs"}


def operations(command: str) -> dict[str, set[str]]:
    acls: Any = command_user(command)["spec"]
    found: dict[str, set[str]] = {}
    for each in acls["authorization"]["acls"]:
        found.setdefault(each["resource"]["type"], set()).update(each["operations"])
    return found


def test_a_command_of_an_operator_has_the_rights_of_its_work_alone() -> None:
    assert operations("doctor") == {"topic": {"Describe", "DescribeConfigs"}, "group": {"Describe"}}
    assert operations("backup") == {"topic": {"Describe", "Read"}, "group": {"Describe"}}
    assert "Read" not in operations("restore").get("group", set())
    actions: Any = command_role("doctor", "muster_{}".format)["privileges"]
    found = {(each["resource"]["collection"], action) for each in actions for action in each["actions"]}
    looks = {("", look) for look in ("listCollections", "listIndexes", "collStats")}
    assert found == looks | {("migrations", "find"), ("backups", "find")}
    noted: Any = command_role("backup", "muster_{}".format)["privileges"]
    assert [(each["resource"], each["actions"]) for each in noted] == [
        ({"db": "muster_gateway", "collection": "backups"}, ["insert", "update"])
    ]
    script = following.roles()
    assert all(f'"createRole": "muster-{command}"' in script for command in COMMANDS)
