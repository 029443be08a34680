"""A fact: the meaning of an event to the numbers, independent of event formats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple


class Fact(NamedTuple):
    """Something countable that happened to a brand at a moment.

    `kind` is what measures name to be fed; `labels` are its dimensions (one that is not known is left out); `amounts`
    are whole numbers (milliseconds, minor units, heads), so that sums do not depend on the order of adding. `counts`
    is how many it counts as: 0 for one that only changes an amount.
    """

    brand: str
    kind: str
    at: datetime
    labels: Mapping[str, str] = {}
    amounts: Mapping[str, int] = {}
    counts: int = 1
