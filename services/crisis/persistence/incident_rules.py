"""Incident rules, what they made of signals, and what they proposed, as documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chassis.errors import VersionConflict
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.incident_rule import IncidentRule
from services.crisis.domain.proposed_incident import ProposedIncident, ProposedState
from services.crisis.domain.rule_evaluation import KEPT, RuleEvaluation
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value

TURN = "turn"


class MongoIncidentRules:
    """The collection `incident_rules`, by the rule's id; the turns of judging in `incident_rule_turns`."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "incident_rules")
        self._turns = BrandDocuments(scope, "incident_rule_turns")

    async def find(self, id_: str) -> IncidentRule | None:
        """One rule."""
        stored = await self._documents.get(id_)
        return value(IncidentRule, {**stored, "id": stored["rule"]}) if stored else None

    async def all(self) -> list[IncidentRule]:
        """Every one, by id."""
        stored = await self._documents.find({}, sort=[("rule", 1)])
        return [value(IncidentRule, {**each, "id": each["rule"]}) for each in stored]

    async def write(self, rule: IncidentRule) -> None:
        """Put a rule in place of the one by its id."""
        fields = document(rule)
        await self._documents.put(rule.id, {"rule": fields.pop("id"), **fields})

    async def remove(self, id_: str) -> None:
        """Remove one."""
        await self._documents.delete(id_)

    async def take_turn(self) -> None:
        """Count in one document of the brand: the transaction that comes second meets the first and begins again."""
        turns = self._turns
        count = turns.collection.update(turns.brand, TURN, {"$inc": {"taken": 1}}, upsert=True)
        if (await turns.collection.write([count], session=turns.session)).duplicates:
            raise VersionConflict  # both were the first ever


class MongoRuleEvaluations:
    """The collection `rule_evaluations`; each goes after 30 days."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "rule_evaluations")

    async def put(self, evaluation: RuleEvaluation) -> None:
        """Store one, in place of the one by its id."""
        fields = document(evaluation)
        times = {"listed_at": evaluation.at, "expires_at": evaluation.at + KEPT}
        await self._documents.put(evaluation.id, {"evaluation": fields.pop("id"), **fields, **times})

    async def of_rule(
        self, rule: str, since: datetime | None, limit: int, after: NewestKey | None
    ) -> Slice[RuleEvaluation, NewestKey]:
        """Evaluations of a rule, newest first."""
        filter_: dict[str, Any] = {"rule": rule} | ({} if since is None else {"at": {"$gte": since}})
        return await self._documents.newest(filter_, limit, after, _evaluation_of)


class MongoProposedIncidents:
    """The collection `proposed_incidents`; one of a rule is open at most, by a unique index too."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "proposed_incidents")

    async def find(self, id_: str) -> ProposedIncident | None:
        """One of them."""
        stored = await self._documents.get(id_)
        return _proposed_of(stored) if stored else None

    async def open_of(self, rule: str) -> ProposedIncident | None:
        """The one of a rule that waits for an answer."""
        stored = await self._documents.find({"rule": rule, "state": "open"}, limit=1)
        return _proposed_of(stored[0]) if stored else None

    async def newest(
        self, state: ProposedState | None, limit: int, after: NewestKey | None
    ) -> Slice[ProposedIncident, NewestKey]:
        """Proposed incidents, newest first."""
        filter_ = {} if state is None else {"state": state}
        return await self._documents.newest(filter_, limit, after, _proposed_of)

    async def add(self, proposed: ProposedIncident) -> None:
        """Insert."""
        await self._documents.insert({proposed.id: {**_fields(proposed), "listed_at": proposed.proposed_at}})

    async def save(self, proposed: ProposedIncident) -> None:
        """Change."""
        await self._documents.set_document(proposed.id, _fields(proposed))


def _fields(proposed: ProposedIncident) -> dict[str, Any]:
    fields = document(proposed)
    return {"proposed": fields.pop("id"), **fields}


def _proposed_of(stored: dict[str, Any]) -> ProposedIncident:
    return value(ProposedIncident, {**stored, "id": stored["proposed"]})


def _evaluation_of(stored: dict[str, Any]) -> RuleEvaluation:
    return value(RuleEvaluation, {**stored, "id": stored["evaluation"]})
