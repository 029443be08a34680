"""A line of private messages while it is read: whose app we are in it, and whether another app holds its threads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from channels.canonical import Canon


@dataclass(frozen=True, slots=True)
class Line:
    """`messaging[]`, or `standby[]` where another app answers; `app_id` is ours, empty where it is not set."""

    canon: Canon
    ignored: Counter[str]
    app_id: str
    is_standby: bool
