"""The rules of brands in MongoDB: queues, workflow versions, incidents; read through a short-lived copy."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.mongo import Mongo
from chassis.ttl_cache import TtlCache
from services.routing.application.rule_commands import RULES_SECONDS
from services.routing.domain import defaults
from services.routing.domain.guideline import GuidelineCopy
from services.routing.domain.queue import Queue, RelaxationStep
from services.routing.domain.rules import RoutingRules
from services.routing.domain.workflow import ActiveIncident, Requirements, Workflow, WorkflowRule
from services.routing.persistence.conditions import condition_document, condition_from
from services.routing.persistence.guidelines import MongoGuidelines

QUEUES = 500  # of one brand


class MongoRules:
    """The rules of all brands."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        """Use `queues`, `workflows`, `incidents` and `guidelines`."""
        self._queues = mongo.brand_collection("queues")
        self._workflows = mongo.brand_collection("workflows")
        self._incidents = mongo.brand_collection("incidents")
        self._guidelines = MongoGuidelines(mongo)
        self._clock = clock
        self._recent = TtlCache(self._read, RULES_SECONDS, lambda: clock.now().timestamp())

    async def rules(self, brand: str) -> RoutingRules:
        """The brand's rules as of some seconds ago at most."""
        return await self._recent.get(brand)

    async def _read(self, brand: str) -> RoutingRules:
        return RoutingRules(
            await self.workflow(brand),
            await self.queues(brand),
            await self._incident(brand),
            await self._guidelines.get(brand),
        )

    def forget(self, brand: str) -> None:
        """Read the brand's rules again next time."""
        self._recent.forget(brand)

    async def queues(self, brand: str) -> dict[str, Queue]:
        """The brand's queues by id, those it has by default among them."""
        documents = await self._queues.find(brand, {}, sort=[("_id", 1)], limit=QUEUES)
        return {**defaults.QUEUES, **{document["id"]: _queue(document) for document in documents}}

    async def put_queue(self, brand: str, queue: Queue, expected: int | None) -> Queue:
        """Store a queue as the next version.

        Raises:
            VersionConflict: It is not at `expected`, or changed at this moment.
        """
        present = (await self.queues(brand)).get(queue.id)
        version = present.version if present else 0
        if expected is not None and expected != version:
            raise VersionConflict
        stored = replace(queue, version=version + 1)
        document = asdict(stored) | {"steps": [_step_document(step) for step in stored.steps]}
        if version == 0:
            done = await self._queues.write([self._queues.insert(brand, queue.id, document)])
        else:
            write = self._queues.replace(brand, queue.id, document, where={"version": version})
            done = await self._queues.write([write])
        if done.inserted + done.matched != 1:
            raise VersionConflict
        self.forget(brand)
        return stored

    async def workflow(self, brand: str, version: int | None = None) -> Workflow:
        """The workflow in force, or an older version; before a brand has one, the default under version 1.

        Raises:
            LookupError: There is no such version.
        """
        filter_ = {} if version is None else {"version": version}
        documents = await self._workflows.find(brand, filter_, sort=[("version", -1)], limit=1)
        if documents:
            return _workflow(documents[0])
        if version not in {None, defaults.WORKFLOW.version}:
            raise LookupError(version)
        return defaults.WORKFLOW

    async def workflow_versions(self, brand: str, before: int | None, limit: int) -> list[Workflow]:
        """Versions of the workflow, newest first, from below `before`; the default one is the last."""
        filter_ = {} if before is None else {"version": {"$lt": before}}
        documents = await self._workflows.find(brand, filter_, sort=[("version", -1)], limit=limit)
        versions = [_workflow(document) for document in documents]
        first_page_is_all = len(versions) < limit and (before is None or before > defaults.WORKFLOW.version)
        return [*versions, defaults.WORKFLOW] if first_page_is_all else versions

    async def put_workflow(self, brand: str, workflow: Workflow, by: str) -> None:
        """Store a workflow under its version, which must be free.

        Raises:
            VersionConflict: That version exists.
        """
        rules = [_rule_document(rule) for rule in workflow.rules]
        document = {"version": workflow.version, "rules": rules, "by": by, "at": self._clock.now_of(brand)}
        done = await self._workflows.write([self._workflows.insert(brand, f"{workflow.version:08d}", document)])
        if done.inserted != 1:
            raise VersionConflict
        self.forget(brand)

    async def put_incident(self, brand: str, incident: str, severity: int | None, *, active: bool) -> None:
        """Store that an incident is on, with its severity, or over; an incident that is over stays over."""
        update: dict[str, Any] = {"active": active}
        if severity is not None:
            update["severity"] = severity
        upsert = {"$set": update, "$setOnInsert": {"incident": incident, "over": False}}
        if not active:
            upsert = {"$set": {**update, "over": True}, "$setOnInsert": {"incident": incident}}
        writes = [self._incidents.update(brand, incident, upsert, upsert=True)]
        if active:
            writes.append(self._incidents.update(brand, incident, {"$set": {"active": False}}, where={"over": True}))
        await self._incidents.write(writes, ordered=True)
        self.forget(brand)

    async def put_guideline(self, brand: str, guideline: GuidelineCopy) -> None:
        """Store what the guideline asks; one that is older than the stored one changes nothing."""
        await self._guidelines.put(brand, guideline)
        self.forget(brand)

    async def _incident(self, brand: str) -> ActiveIncident | None:
        documents = await self._incidents.find(brand, {"active": True}, sort=[("severity", -1)], limit=1)
        return ActiveIncident(documents[0]["incident"], documents[0].get("severity", 1)) if documents else None


def _step_document(step: RelaxationStep) -> dict[str, Any]:
    return {"after_seconds": step.after_seconds, "lower_skills": step.lower_skills, "drop": sorted(step.drop)}


def _queue(document: dict[str, Any]) -> Queue:
    fields = {name: document[name] for name in Queue.__slots__ if name in document}
    steps = tuple(
        RelaxationStep(each["after_seconds"], each["lower_skills"], frozenset(each["drop"]))
        for each in document["steps"]
    )
    return Queue(**{**fields, "steps": steps})


def _rule_document(rule: WorkflowRule) -> dict[str, Any]:
    requires = {name: getattr(rule.requires, name) for name in Requirements.__slots__}
    return {
        "id": rule.id,
        "queue": rule.queue,
        "boost": rule.boost,
        "when": condition_document(rule.when),
        "requires": requires | {"skills": dict(rule.requires.skills), "certificates": list(rule.requires.certificates)},
    }


def _workflow(document: dict[str, Any]) -> Workflow:
    return Workflow(document["version"], tuple(_rule(each) for each in document["rules"]))


def _rule(document: dict[str, Any]) -> WorkflowRule:
    requires = {**document["requires"], "certificates": tuple(document["requires"]["certificates"])}
    return WorkflowRule(
        document["id"], document["queue"], condition_from(document["when"]), Requirements(**requires), document["boost"]
    )
