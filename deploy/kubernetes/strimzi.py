"""Topics and users as the operator Strimzi takes them."""

from __future__ import annotations

from collections.abc import Sequence

Resource = dict[str, object]


def user(name: str, acls: Sequence[object]) -> Resource:
    """A user of Kafka by SCRAM that may do what `acls` say, and nothing else."""
    spec = {"authentication": {"type": "scram-sha-512"}, "authorization": {"type": "simple", "acls": list(acls)}}
    return resource("KafkaUser", f"muster-{name}", spec)


def acl(kind: str, name: str, operations: Sequence[str]) -> Resource:
    """The right to do some operations on one topic or group."""
    return {"resource": {"type": kind, "name": name, "patternType": "literal"}, "operations": list(operations)}


def cluster_acl(operations: Sequence[str]) -> Resource:
    """The right to do some operations on the cluster."""
    return {"resource": {"type": "cluster"}, "operations": list(operations)}


def resource(kind: str, name: str, spec: Resource) -> Resource:
    """An object for the operator of the cluster `muster`."""
    labels = {"strimzi.io/cluster": "muster"}
    metadata = {"name": name, "namespace": "kafka", "labels": labels}
    return {"apiVersion": "kafka.strimzi.io/v1beta2", "kind": kind, "metadata": metadata, "spec": spec}
