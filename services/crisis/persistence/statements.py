"""Holding statements as documents."""

from __future__ import annotations

from collections.abc import Sequence

from services.crisis.domain.statement import Statement
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


class MongoStatements:
    """The collection `statements`, by the statement's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "statements")

    async def find(self, id_: str) -> Statement | None:
        """One statement."""
        stored = await self._documents.get(id_)
        return value(Statement, stored) if stored else None

    async def of_incident(self, incident: str) -> list[Statement]:
        """An incident's statements, oldest first."""
        stored = await self._documents.find({"incident": incident}, sort=[("written_at", 1)])
        return [value(Statement, each) for each in stored]

    async def add(self, statements: Sequence[Statement]) -> None:
        """Insert."""
        await self._documents.insert({statement.id: document(statement) for statement in statements})

    async def save(self, statement: Statement) -> None:
        """Change."""
        await self._documents.set_fields(statement.id, statement)
