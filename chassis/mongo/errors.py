"""Errors of the driver that mean no primary answers, turned into Unavailable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.errors import ConnectionFailure, ExecutionTimeout, NotPrimaryError, OperationFailure

from chassis.errors import Unavailable

PRIMARY_WENT = frozenset({91, 189, 10107, 11600, 11602, 13435, 13436})  # server codes: it steps down or shuts down
DUPLICATE_KEY = 11000  # server code of a write that met a unique index


@contextmanager
def reachable() -> Iterator[None]:
    """Turn errors of the driver that mean no primary answers into Unavailable."""
    try:
        yield
    except (ConnectionFailure, NotPrimaryError, ExecutionTimeout) as error:
        raise Unavailable("mongodb") from error
    except OperationFailure as failure:
        if failure.has_error_label("RetryableWriteError") or _unconfirmed(failure):
            raise Unavailable("mongodb") from failure
        raise


def _unconfirmed(failure: OperationFailure) -> bool:
    """Whether writes were done and only the acknowledgement of other members is missing: the primary stepped down."""
    details = failure.details or {}
    missing = details.get("writeConcernErrors") or [details.get("writeConcernError") or {}]
    return not details.get("writeErrors") and any(each.get("code") in PRIMARY_WENT for each in missing)
