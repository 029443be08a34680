"""The application that the routes call: commands, queries, and each brand's repositories to read from."""

from __future__ import annotations

from dataclasses import dataclass

from services.crisis.application.commands import Commands
from services.crisis.application.queries import Queries
from services.crisis.application.rules import RuleCommands
from services.crisis.application.statements import StatementCommands
from services.crisis.application.unit_of_work import Units
from services.crisis.settings import CrisisSettings


@dataclass(frozen=True, slots=True)
class Crisis:
    """Every use case a route needs."""

    units: Units
    commands: Commands
    statements: StatementCommands
    rules: RuleCommands
    queries: Queries
    settings: CrisisSettings

    @classmethod
    def over(cls, units: Units, settings: CrisisSettings) -> Crisis:
        """The application over some implementation of units of work."""
        queries = Queries(units, settings)
        return cls(units, Commands(units), StatementCommands(units), RuleCommands(units), queries, settings)
