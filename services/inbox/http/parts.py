"""What the routes reach, and how refusals of the rules become problems."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from starlette.responses import Response

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.http.paging import Cursor, etag
from chassis.http.problem import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Problem,
    unavailable,
)
from services.inbox.application.commands import Commands, GuidelineRefuses, Unknown, VersionMismatch
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.queries import Queries
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.unreadable_payloads import Replays, StillUnreadable
from services.inbox.domain.conversation import NotAllowed, NotHeardYet, NotHolder
from services.inbox.domain.reply import OwnReply
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


def _parts(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found


Service = Annotated[Parts, Depends(_parts)]


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


def problem_of(error: Exception) -> Problem:
    """A refusal of the rules as a problem."""
    if isinstance(error, Unknown):
        return NotFound()
    if isinstance(error, NotAllowed):
        return Conflict(f"This cannot be done when the state is {error.state}.", state=error.state)
    if isinstance(error, NotHeardYet):  # 409 would be kept as the answer to its Idempotency-Key; this may be repeated
        return unavailable(Unavailable("the word of who holds the conversation"))
    if isinstance(error, NotHolder):
        return Conflict("Somebody else holds the conversation.", state="held_by_other", epoch=error.epoch)
    if isinstance(error, OwnReply):
        return Forbidden("replies:approve", "Nobody decides on their own reply: a second person has to.")
    if isinstance(error, VersionMismatch):
        return PreconditionFailed(etag(error.current))
    if isinstance(error, StillUnreadable):
        return Conflict("The payload still cannot be read.", state="waiting", reason=error.reason)
    if isinstance(error, GuidelineRefuses):
        check = error.check
        return Problem(
            422,
            "The guideline refuses this reply",
            "Each violation names its rule; freedoms say what you may do.",
            code="guideline",
            violations=[asdict(each) for each in check.violations],
            freedoms=[{"id": each.id, "text": each.text} for each in check.freedoms],
            guideline_version=check.guideline_version,
        )
    raise error


REFUSALS = (
    Unknown,
    NotAllowed,
    NotHolder,
    OwnReply,
    VersionMismatch,
    StillUnreadable,
    GuidelineRefuses,
)


def install(app: FastAPI) -> None:
    """Answer the refusals of the rules as problems."""

    async def refused(_: Request, error: Exception) -> Response:
        return problem_of(error).response()

    for refusal in REFUSALS:
        app.add_exception_handler(refusal, refused)
