"""What the driver says when a primary goes is told apart from what a bug causes."""

from __future__ import annotations

import pytest
from pymongo.errors import AutoReconnect, BulkWriteError, OperationFailure, WriteConcernError

from chassis.errors import Unavailable
from chassis.mongo import reachable

WENT = {"code": 91, "errmsg": "the primary went while it waited for the others"}
DONE = {"nInserted": 1, "writeErrors": []}


@pytest.mark.parametrize(
    "away",
    [
        AutoReconnect("connection closed"),
        BulkWriteError({**DONE, "writeConcernErrors": [WENT]}),
        WriteConcernError("the primary went", 91, {"writeConcernError": WENT}),
        OperationFailure("again", 11600, {"errorLabels": ["RetryableWriteError"]}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_primary_that_goes_means_try_again(away: Exception) -> None:
    with pytest.raises(Unavailable), reachable():
        raise away


@pytest.mark.parametrize(
    "bug",
    [
        BulkWriteError({"nInserted": 0, "writeErrors": [{"code": 121, "index": 0}], "writeConcernErrors": [WENT]}),
        BulkWriteError({**DONE, "writeConcernErrors": [{"code": 100, "errmsg": "not enough members"}]}),
        OperationFailure("bad value", 2, {}),
    ],
    ids=["a write failed too", "a set that can never confirm", "an error of ours"],
)
def test_anything_else_is_raised_as_it_is(bug: Exception) -> None:
    with pytest.raises(type(bug)), reachable():
        raise bug
