"""The types of documents, sessions, sort orders and updates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClientSession

Document = dict[str, Any]
Session = AsyncIOMotorClientSession
Sort = Sequence[tuple[str, int]]
Update = Mapping[str, Any] | Sequence[Mapping[str, Any]]  # operators, or a pipeline where the new depends on the old
