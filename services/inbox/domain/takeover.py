"""Which department took a conversation over, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Takeover:
    """Which department took a conversation over, by which rule of which version of the guideline, and its reason."""

    department: str
    rule: str
    guideline_version: int
    why: str
