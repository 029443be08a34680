"""What the stream and the pages of the feed are asked for: filters, and no misspelt ones."""

from __future__ import annotations

from starlette.requests import Request

from chassis.http.problem import FieldError, Invalid
from gateway.domain.streams import BadFilter, StreamFilter, read_filter

FILTERS = frozenset({"types", "conversation"})


def filter_of(request: Request, others: frozenset[str]) -> StreamFilter:
    """The filter of a request that may have these other parameters; raises Invalid naming what is wrong."""
    known = FILTERS | others
    unknown = [each for each in request.query_params if each not in known]
    if unknown:
        detail = f"there is no such parameter; there are {', '.join(sorted(known))}"
        raise Invalid([FieldError(f"#query/{name}", detail, "unknown") for name in unknown])
    try:
        return read_filter(request.query_params.get("types"), request.query_params.get("conversation"))
    except BadFilter:
        wrong = "must be event types such as inbox.message_stored.v1 or inbox.*, separated by commas"
        raise Invalid([FieldError("#query/types", wrong, "types")]) from None
