"""The incident rules, what they proposed, and the maintenance windows of one brand, in memory."""

from __future__ import annotations

from datetime import datetime

from chassis.errors import VersionConflict
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.incident_rule import IncidentRule
from services.crisis.domain.maintenance_window import MaintenanceWindow
from services.crisis.domain.proposed_incident import ProposedIncident, ProposedState
from services.crisis.domain.rule_evaluation import RuleEvaluation
from tests.support.crisis.in_memory_state import Rows, part


class IncidentRules:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> IncidentRule | None:
        found: IncidentRule | None = self._rows.get(id_)
        return found

    async def all(self) -> list[IncidentRule]:
        return sorted(self._rows.all(), key=lambda each: each.id)

    async def write(self, rule: IncidentRule) -> None:
        self._rows.put(rule.id, rule)

    async def remove(self, id_: str) -> None:
        self._rows.remove(id_)

    async def take_turn(self) -> None:
        """Units in memory run one after another as it is."""


class RuleEvaluations:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def put(self, evaluation: RuleEvaluation) -> None:
        self._rows.put(evaluation.id, evaluation)

    async def of_rule(
        self, rule: str, since: datetime | None, limit: int, after: NewestKey | None
    ) -> Slice[RuleEvaluation, NewestKey]:
        found: list[RuleEvaluation] = self._rows.all(
            lambda each: each.rule == rule and (since is None or each.at >= since)
        )
        return part(found, lambda each: (each.at, each.id), limit, after)


class ProposedIncidents:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> ProposedIncident | None:
        found: ProposedIncident | None = self._rows.get(id_)
        return found

    async def open_of(self, rule: str) -> ProposedIncident | None:
        return next(iter(self._rows.all(lambda each: (each.rule, each.state) == (rule, "open"))), None)

    async def newest(
        self, state: ProposedState | None, limit: int, after: NewestKey | None
    ) -> Slice[ProposedIncident, NewestKey]:
        found: list[ProposedIncident] = self._rows.all(lambda each: state in {None, each.state})
        return part(found, lambda each: (each.proposed_at, each.id), limit, after)

    async def add(self, proposed: ProposedIncident) -> None:
        if await self.open_of(proposed.rule) is not None:
            raise VersionConflict
        self._rows.add(proposed.id, proposed)

    async def save(self, proposed: ProposedIncident) -> None:
        self._rows.save(proposed.id, proposed)


class MaintenanceWindows:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> MaintenanceWindow | None:
        found: MaintenanceWindow | None = self._rows.get(id_)
        return found

    async def all(self) -> list[MaintenanceWindow]:
        return sorted(self._rows.all(), key=lambda each: each.id)

    async def write(self, window: MaintenanceWindow) -> None:
        self._rows.put(window.id, window)

    async def remove(self, id_: str) -> None:
        self._rows.remove(id_)
