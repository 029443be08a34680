"""Repositories of incident rules and windows, of one brand; how they behave is in `repositories.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.incident_rule import IncidentRule
from services.crisis.domain.maintenance_window import MaintenanceWindow
from services.crisis.domain.proposed_incident import ProposedIncident, ProposedState
from services.crisis.domain.rule_evaluation import RuleEvaluation


class IncidentRules(Protocol):
    """The brand's incident rules."""

    async def find(self, id_: str) -> IncidentRule | None:
        """One rule."""

    async def all(self) -> list[IncidentRule]:
        """Every one, by id."""

    async def write(self, rule: IncidentRule) -> None:
        """Put a rule in place of the one by its id."""

    async def remove(self, id_: str) -> None:
        """Remove one; one that is not there is fine."""

    async def take_turn(self) -> None:
        """Have this unit and any other that takes a turn for the brand run one after another.

        Two that store two signals of one rule at once would not see each other's, and the rule would miss both.
        """


class RuleEvaluations(Protocol):
    """What rules made of signals."""

    async def put(self, evaluation: RuleEvaluation) -> None:
        """Store one, in place of the one by its id."""

    async def of_rule(
        self, rule: str, since: datetime | None, limit: int, after: NewestKey | None
    ) -> Slice[RuleEvaluation, NewestKey]:
        """Evaluations of a rule, those from a moment on when it is given, newest first."""


class ProposedIncidents(Protocol):
    """What rules proposed."""

    async def find(self, id_: str) -> ProposedIncident | None:
        """One of them."""

    async def open_of(self, rule: str) -> ProposedIncident | None:
        """The one of a rule that waits for an answer."""

    async def newest(
        self, state: ProposedState | None, limit: int, after: NewestKey | None
    ) -> Slice[ProposedIncident, NewestKey]:
        """Proposed incidents, those of one state when it is given, newest first."""

    async def add(self, proposed: ProposedIncident) -> None:
        """Insert."""

    async def save(self, proposed: ProposedIncident) -> None:
        """Change."""


class MaintenanceWindows(Protocol):
    """The brand's maintenance windows."""

    async def find(self, id_: str) -> MaintenanceWindow | None:
        """One window."""

    async def all(self) -> list[MaintenanceWindow]:
        """Every one, by id; one is kept for 30 days after its end."""

    async def write(self, window: MaintenanceWindow) -> None:
        """Put a window in place of the one by its id."""

    async def remove(self, id_: str) -> None:
        """Remove one; one that is not there is fine."""
