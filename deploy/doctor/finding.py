"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["well", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one part; where something is wrong, `do` says what helps. Secrets are never in it."""

    check: str
    level: Level
    what: str
    do: str = ""


def or_well(findings: list[Finding], check: str, well: str) -> list[Finding]:
    """The findings, or one that all is well."""
    return findings or [Finding(check, "well", well)]
