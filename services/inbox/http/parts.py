"""What the routes reach: the parts of the service, and the cursors and tags they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from starlette.responses import Response

from chassis.clock import Clock
from chassis.http.paging import Cursor, etag
from chassis.service.dependencies import application
from services.inbox.application.commands import Commands
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.queries import Queries
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.unreadable_payloads import Replays
from services.inbox.persistence.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts the API uses."""

    clock: Clock
    store: Store
    queries: Queries
    commands: Commands
    rulebook: Rulebook
    guidelines: Guidelines
    replays: Replays


Service = Annotated[Parts, Depends(application)]


def time_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """The sort time and id of a cursor."""
    if cursor is None:
        return None
    at, id_ = Cursor.decode(cursor, (datetime, str))
    return at, id_


def next_cursor(documents: list[dict[str, Any]], limit: int, field: str) -> str | None:
    """The cursor behind the last of a full page, None on the last page."""
    if len(documents) < limit or not documents:
        return None
    last = documents[-1]
    return Cursor.encode([last[field], str(last["_id"]).partition("/")[2]])


def tag(response: Response, version: int) -> None:
    """Put the entity tag on an answer."""
    response.headers["ETag"] = etag(version)
