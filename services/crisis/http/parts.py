"""What the routes share: the wired service, the caller as handlers know them, domain errors as problems, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from chassis.auth import Principal
from chassis.errors import VersionConflict
from chassis.http.paging import Cursor, Page, command_id, etag
from chassis.http.problem import Conflict, NotFound, PreconditionFailed, Problem
from chassis.mongo import Document, key
from services.crisis.application.commands import Caller, Commands, DeclaredAlready, Stale
from services.crisis.application.unit import Missing, Parts
from services.crisis.domain.callout import AlreadyAnswered, NoPlaceLeft
from services.crisis.domain.incident import NotAllowed
from services.crisis.domain.playbook import NoSuchStep, StepDone
from services.crisis.domain.statement import AlreadyApproved, OwnStatement

T = TypeVar("T")


def parts_of(request: Request) -> Parts:
    """The wired parts of this process."""
    found: Parts = request.app.state.application
    return found


def commands_of(request: Request) -> Commands:
    """The commands on incidents."""
    return Commands(parts_of(request))


PartsOf = Annotated[Parts, Depends(parts_of)]
CommandsOf = Annotated[Commands, Depends(commands_of)]


def who(request: Request, caller: Principal, expected: int | None = None) -> Caller:
    """The caller of a command, with the id its effects are derived from."""
    return Caller(caller.brand, caller.subject, command_id(request), expected)


def _refusal(error: Exception) -> Problem | None:
    """What the rules refused, as an answer: 404, 409 with the state, 412 with the present version."""
    match error:
        case Missing() | NoSuchStep():
            return NotFound()
        case NotAllowed():
            return Conflict(f"{error}.", state=error.state)
        case Stale():
            return PreconditionFailed(etag(error.version))
        case DeclaredAlready():
            return Conflict("This signal has an incident.", state="declared", incident=error.incident)
        case AlreadyAnswered():
            return Conflict("You gave another answer before.", state=error.state)
        case NoPlaceLeft():
            return Conflict("Nobody more is needed in this callout.", state=error.state)
    said = CONFLICTS.get(type(error))
    return Conflict(said[0], state=said[1]) if said else None


CONFLICTS: dict[type[Exception], tuple[str, str]] = {
    OwnStatement: ("A statement is approved by somebody else than its author.", "draft"),
    AlreadyApproved: ("The statement was approved before.", "approved"),
    StepDone: ("The step was completed before.", "done"),
    VersionConflict: ("Somebody else did this at the same moment. Read it again.", "changed"),
}


@contextmanager
def problems() -> Iterator[None]:
    """Turn what the rules refuse into problem details."""
    try:
        yield
    except Exception as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        raise refusal from None


async def page_of(
    parts: Parts,
    name: str,
    brand: str,
    filter_: Mapping[str, Any],
    limit: int,
    cursor: str | None,
    view: Callable[[Document], T],
) -> Page[T]:
    """A page of a collection, newest first."""
    after = None
    if cursor is not None:
        at, id_ = Cursor.decode(cursor, (datetime, str))
        after = (at, key(brand, id_))
    found = await parts.store.page_of(name, brand, filter_, limit + 1, after)
    more = len(found) > limit
    following = None
    if more:
        last = found[limit - 1]
        following = Cursor.encode([last["listed_at"], last["_id"].removeprefix(f"{brand}/")])
    return Page[T](items=[view(document) for document in found[:limit]], next=following)
