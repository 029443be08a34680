"""GET /v1/events: the events of a brand page by page, for a system that cannot keep a stream open."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import Unavailable
from chassis.http.problem import FieldError, Forbidden, Invalid, Refusal
from chassis.messaging import LogError
from gateway.application.feed import TooFarBehind
from gateway.application.feed_pages import FeedPage
from gateway.application.gateway import Gateway
from gateway.domain.position import BadPosition
from gateway.http.feed_query import filter_of
from gateway.http.guard import known_caller
from gateway.http.stream import SCOPE

MOST, USUAL = 1_000, 100
PARAMETERS = frozenset({"after", "limit"})


class PositionTooOld(Refusal):
    """The log does not keep what comes behind the position any more."""

    STATUS, CODE = 410, "position_too_old"

    def __init__(self) -> None:
        """Say how to go on."""
        detail = "The log does not keep what comes behind this position. Read the lists, and go on from a new one."
        super().__init__("Position too old", detail)


async def pull_events(request: Request) -> Response:
    """A page of events behind `after`; without it the position to begin at."""
    gateway: Gateway = request.app.state.application
    caller = await known_caller(request.scope, gateway.access)
    scopes = caller.principal.scopes
    if SCOPE not in scopes:
        raise Forbidden(SCOPE)
    wanted, limit = filter_of(request, PARAMETERS), _limit(request.query_params.get("limit"))
    after = request.query_params.get("after")
    try:
        page = await gateway.pages.page(caller.principal.brand, wanted, scopes, after, limit)
    except BadPosition:
        raise Invalid([FieldError("#query/after", "is no position of this feed", "position")]) from None
    except TooFarBehind:
        raise PositionTooOld from None
    except LogError as error:
        raise Unavailable("kafka") from error
    return Response(_body(page), media_type="application/json", headers={"Cache-Control": "no-store"})


def _limit(given: str | None) -> int:
    if given is None:
        return USUAL
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(MOST)) and 1 <= int(given) <= MOST):
        raise Invalid([FieldError("#query/limit", f"must be a whole number from 1 to {MOST}", "limit")])
    return int(given)


def _body(page: FeedPage) -> bytes:
    """The page as JSON; events are written as they stand in the log."""
    items = b",".join(
        b'{"type":"%b","position":"%b","data":%b}' % (frame.event_type.encode(), frame.position.encode(), frame.body)
        for frame in page.frames
    )
    more = b"true" if page.more else b"false"
    return b'{"items":[%b],"next":"%b","more":%b}' % (items, page.position.encode(), more)
