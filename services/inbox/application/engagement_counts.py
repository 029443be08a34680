"""The numbers of the hub's board, by day of the brand's calendar: what is added to them, and what is read of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from services.inbox.domain.engagement import Participation
from services.inbox.domain.rule_use import RuleUse, UsedKind

RULES_SHOWN = 10  # of those that are used most: more is a list, not a board


class RuleCell(NamedTuple):
    """One number about a rule: how often it was used so on a day."""

    brand: str
    day: date
    use: RuleUse


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule stopped a reply, had one wait for approval, and was overridden by people."""

    kind: UsedKind
    rule: str
    stopped: int = 0
    held: int = 0
    overridden: int = 0


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """The rules that fire most, and those overridden most, at most RULES_SHOWN of each; one that never did is out."""

    fired: Sequence[RuleCount]
    overridden: Sequence[RuleCount]


class CountedAnswer(NamedTuple):
    """An answer of an employee that went out on a day."""

    brand: str
    day: date
    author: str


class EngagementCounts(Protocol):
    """Reads the numbers; they are written by the unit of work, with the change that they count."""

    async def rules(self, brand: str, since: date) -> RuleCounts:
        """The rules used on a day and the days after it; of equals by kind and id."""

    async def answers(self, brand: str, since: date) -> Mapping[str | None, int]:
        """The answers of a day and the days after it, by the department of their authors as they went out."""

    async def people(self, brand: str, since: date, abilities: Collection[str]) -> Mapping[str | None, Participation]:
        """The employees by their department of now, and how many of them answered on a day or after it.

        `abilities` leaves those who have one of them; empty leaves everybody.
        """
