"""Something wrong that an integration sent, as its page shows it: where and what, never the value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

KEPT = 20  # of an integration, the newest
DETAIL = 200  # characters


@dataclass(frozen=True, slots=True)
class EdgeError:
    """One error. `pointer` is a JSON pointer into a posted body, or the name of a payload's field."""

    at: datetime
    source: Literal["events", "webhook"]
    pointer: str
    code: str
    detail: str
