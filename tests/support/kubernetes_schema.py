"""A small schema of the Kubernetes fields that our manifests use; a field that is not in it is refused."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
YES_NO: Schema = {"type": "boolean"}
NAME: Schema = {"type": "string", "pattern": r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"}
AMOUNT: Schema = {"type": "string", "pattern": r"^[0-9]+(m|Mi|Gi)?$"}
PORT: Schema = {"type": "integer", "minimum": 1, "maximum": 65535}
LABELS: Schema = {"type": "object", "additionalProperties": TEXT}


def obj(needed: str, /, **fields: Schema) -> Schema:
    """An object with these fields and no others; `needed` names those that must be there."""
    return {"type": "object", "properties": fields, "required": needed.split(), "additionalProperties": False}


def items(schema: Schema) -> Schema:
    """A list of these, not empty."""
    return {"type": "array", "items": schema, "minItems": 1}


def one_of(*values: str) -> Schema:
    """One of these words."""
    return {"enum": list(values)}


LABELLED = obj("matchLabels", matchLabels=LABELS)
ANY_LABELS = obj("", matchLabels=LABELS)
PROBE = obj(
    "httpGet periodSeconds",
    httpGet=obj("path port", path=TEXT, port=TEXT),
    periodSeconds=COUNT,
    timeoutSeconds=COUNT,
    failureThreshold=COUNT,
)
REFERENCE: Schema = {
    "oneOf": [
        obj("secretKeyRef", secretKeyRef=obj("name key", name=NAME, key=TEXT)),
        obj("fieldRef", fieldRef=obj("fieldPath", fieldPath=one_of("metadata.name"))),
    ]
}
AMOUNTS = obj("memory", cpu=AMOUNT, memory=AMOUNT)
CONTAINER = obj(
    "name image args resources securityContext",
    name=NAME,
    image=TEXT,
    args=items(TEXT),
    ports=items(obj("name containerPort", name=NAME, containerPort=PORT)),
    envFrom=items(obj("configMapRef", configMapRef=obj("name", name=NAME))),
    env=items(obj("name valueFrom", name=TEXT, valueFrom=REFERENCE)),
    resources=obj("requests limits", requests=AMOUNTS, limits=AMOUNTS),
    startupProbe=PROBE,
    livenessProbe=PROBE,
    readinessProbe=PROBE,
    lifecycle=obj("preStop", preStop=obj("sleep", sleep=obj("seconds", seconds=COUNT))),
    securityContext=obj(
        "allowPrivilegeEscalation readOnlyRootFilesystem capabilities",
        allowPrivilegeEscalation=YES_NO,
        readOnlyRootFilesystem=YES_NO,
        capabilities=obj("drop", drop=items(TEXT)),
    ),
    volumeMounts=items(obj("name mountPath", name=NAME, mountPath=TEXT, readOnly=YES_NO)),
)
SPREAD = obj(
    "maxSkew topologyKey whenUnsatisfiable labelSelector",
    maxSkew=COUNT,
    topologyKey=TEXT,
    whenUnsatisfiable=one_of("ScheduleAnyway", "DoNotSchedule"),
    labelSelector=LABELLED,
)
POD = obj(
    "containers serviceAccountName securityContext",
    serviceAccountName=NAME,
    automountServiceAccountToken=YES_NO,
    enableServiceLinks=YES_NO,
    restartPolicy=one_of("OnFailure", "Never"),
    terminationGracePeriodSeconds=COUNT,
    securityContext=obj(
        "runAsNonRoot seccompProfile",
        runAsNonRoot=YES_NO,
        runAsUser=COUNT,
        runAsGroup=COUNT,
        fsGroup=COUNT,
        seccompProfile=obj("type", type=one_of("RuntimeDefault")),
    ),
    topologySpreadConstraints=items(SPREAD),
    containers=items(CONTAINER),
    volumes=items(
        obj(
            "name",
            name=NAME,
            emptyDir=obj("", sizeLimit=AMOUNT),
            configMap=obj("name", name=NAME),
            persistentVolumeClaim=obj("claimName", claimName=NAME),
        )
    ),
)
TEMPLATE = obj("metadata spec", metadata=obj("labels", labels=LABELS), spec=POD)
POLICIES = items(obj("type value periodSeconds", type=one_of("Percent", "Pods"), value=COUNT, periodSeconds=COUNT))
RULES = obj("policies", stabilizationWindowSeconds=COUNT, selectPolicy=one_of("Max", "Min"), policies=POLICIES)
BEHAVIOR = obj("scaleUp scaleDown", scaleUp=RULES, scaleDown=RULES)
BLOCK = obj("cidr", cidr=TEXT, **{"except": items(TEXT)})
PEER = obj("", namespaceSelector=LABELLED, podSelector=LABELLED, ipBlock=BLOCK)
NET_PORTS = items(obj("protocol port", protocol=one_of("TCP", "UDP"), port=PORT))
UTILISATION = obj("type averageUtilization", type=one_of("Utilization"), averageUtilization=COUNT)
TRIGGER = obj(
    "type metadata metricType",
    type=one_of("prometheus"),
    name=NAME,
    metricType=one_of("AverageValue", "Value"),
    metadata=obj("serverAddress query threshold", serverAddress=TEXT, query=TEXT, threshold=TEXT),
)
TARGET = obj("name", apiVersion=TEXT, kind=TEXT, name=NAME)
ACL = obj(
    "resource operations",
    resource=obj("type", type=one_of("topic", "group", "cluster"), name=TEXT, patternType=one_of("literal")),
    operations=items(one_of("Read", "Write", "Describe", "Create", "DescribeConfigs")),
)
JOB = obj("template", backoffLimit=COUNT, activeDeadlineSeconds=COUNT, template=TEMPLATE)

SPECS: dict[str, tuple[str, Schema]] = {
    "Deployment": (
        "apps/v1",
        obj(
            "selector template",
            revisionHistoryLimit=COUNT,
            strategy=obj("rollingUpdate", rollingUpdate=obj("", maxSurge=COUNT, maxUnavailable=COUNT)),
            selector=LABELLED,
            template=TEMPLATE,
        ),
    ),
    "Job": ("batch/v1", JOB),
    "CronJob": (
        "batch/v1",
        obj(
            "schedule timeZone concurrencyPolicy jobTemplate",
            schedule={"type": "string", "pattern": r"^[0-9*/,-]+( [0-9*/,-]+){4}$"},
            timeZone=TEXT,
            suspend=YES_NO,
            concurrencyPolicy=one_of("Forbid"),
            startingDeadlineSeconds=COUNT,
            successfulJobsHistoryLimit=COUNT,
            failedJobsHistoryLimit=COUNT,
            jobTemplate=obj("spec", spec=JOB),
        ),
    ),
    "PersistentVolumeClaim": (
        "v1",
        obj(
            "accessModes resources",
            accessModes=items(one_of("ReadWriteOnce", "ReadWriteMany")),
            resources=obj("requests", requests=obj("storage", storage=AMOUNT)),
        ),
    ),
    "Service": (
        "v1",
        obj(
            "selector ports",
            clusterIP=one_of("None"),
            selector=LABELS,
            ports=items(obj("name port targetPort", name=NAME, port=PORT, targetPort=TEXT)),
        ),
    ),
    "PodDisruptionBudget": ("policy/v1", obj("selector maxUnavailable", maxUnavailable=COUNT, selector=LABELLED)),
    "NetworkPolicy": (
        "networking.k8s.io/v1",
        obj(
            "podSelector policyTypes",
            podSelector=ANY_LABELS,
            policyTypes=items(one_of("Ingress", "Egress")),
            ingress=items(obj("from ports", ports=NET_PORTS, **{"from": items(PEER)})),
            egress=items(obj("to ports", to=items(PEER), ports=NET_PORTS)),
        ),
    ),
    "HorizontalPodAutoscaler": (
        "autoscaling/v2",
        obj(
            "scaleTargetRef minReplicas maxReplicas metrics",
            scaleTargetRef=TARGET,
            minReplicas=COUNT,
            maxReplicas=COUNT,
            metrics=items(obj("type resource", type=TEXT, resource=obj("name target", name=TEXT, target=UTILISATION))),
            behavior=BEHAVIOR,
        ),
    ),
    "ScaledObject": (
        "keda.sh/v1alpha1",
        obj(
            "scaleTargetRef triggers",
            scaleTargetRef=TARGET,
            pollingInterval=COUNT,
            cooldownPeriod=COUNT,
            minReplicaCount=COUNT,
            maxReplicaCount=COUNT,
            fallback=obj("failureThreshold replicas", failureThreshold=COUNT, replicas=COUNT),
            advanced=obj("", horizontalPodAutoscalerConfig=obj("behavior", behavior=BEHAVIOR)),
            triggers=items(TRIGGER),
        ),
    ),
    "KafkaTopic": (
        "kafka.strimzi.io/v1beta2",
        obj(
            "topicName partitions replicas config",
            topicName=TEXT,
            partitions=COUNT,
            replicas=COUNT,
            config={"type": "object"},
        ),
    ),
    "KafkaUser": (
        "kafka.strimzi.io/v1beta2",
        obj(
            "authentication authorization",
            authentication=obj("type", type=one_of("tls", "scram-sha-512")),
            authorization=obj("type acls", type=one_of("simple"), acls=items(ACL)),
        ),
    ),
}
METADATA = obj("name", name=NAME, namespace=NAME, labels=LABELS)
BARE: dict[str, dict[str, Schema]] = {
    "Namespace": {},
    "ServiceAccount": {"automountServiceAccountToken": YES_NO},
    "ConfigMap": {"data": LABELS},
}


def schema_of(kind: str) -> Schema:
    """The schema of an object of this kind.

    Raises:
        KeyError: It is not a kind that we use.
    """
    if kind in BARE:
        return obj("metadata", apiVersion=one_of("v1"), kind=TEXT, metadata=METADATA, **BARE[kind])
    version, spec = SPECS[kind]
    return obj("metadata spec", apiVersion=one_of(version), kind=TEXT, metadata=METADATA, spec=spec)
