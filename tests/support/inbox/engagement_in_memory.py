"""The numbers of the hub's board in memory: the same promises as those in MongoDB, shown by the same suite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date

from services.inbox.application.engagement_counts import RULES_SHOWN, RuleCount, RuleCounts
from services.inbox.domain.engagement import Participation
from tests.support.inbox.in_memory import InMemoryInbox


class InMemoryEngagement:
    """EngagementCounts over what the store in memory counted."""

    def __init__(self, store: InMemoryInbox) -> None:
        self._store = store

    async def rules(self, brand: str, since: date) -> RuleCounts:
        found: dict[tuple[str, str], RuleCount] = {}
        for cell, number in self._store.rule_uses.items():
            kind, rule, use = cell.use
            if cell.brand == brand and cell.day >= since:
                before = found.get((kind, rule), RuleCount(kind, rule))
                found[kind, rule] = replace(before, **{use: getattr(before, use) + number})
        in_order = [found[name] for name in sorted(found)]
        return RuleCounts(
            _most(in_order, lambda each: each.stopped + each.held), _most(in_order, lambda each: each.overridden)
        )

    async def answers(self, brand: str, since: date) -> Mapping[str | None, int]:
        found: Counter[str | None] = Counter()
        for (owner, day, department), number in self._store.answers.items():
            if owner == brand and day >= since:
                found[department] += number
        return dict(found)

    async def people(self, brand: str, since: date, abilities: Collection[str]) -> Mapping[str | None, Participation]:
        found: dict[str | None, Participation] = {}
        for name, each in self._store.employees.items():
            if name[0] == brand and (not abilities or each.abilities & frozenset(abilities)):
                before = found.get(each.department, Participation(0, 0))
                lately = self._store.answered_on.get(name, date.min) >= since
                found[each.department] = Participation(before.people + 1, before.answered + int(lately))
        return found


def _most(rules: list[RuleCount], number: Callable[[RuleCount], int]) -> list[RuleCount]:
    return sorted((each for each in rules if number(each)), key=lambda each: -number(each))[:RULES_SHOWN]
