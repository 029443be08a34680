"""What every store of the board's numbers must show: a number is written with its change, or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from chassis.errors import VersionConflict
from services.inbox.application.engagement_counts import (
    RULES_SHOWN,
    CountedAnswer,
    EngagementCounts,
    RuleCell,
    RuleCount,
    RuleCounts,
)
from services.inbox.application.ports import Batches, Copies
from services.inbox.application.records import Changes, EmployeeRecord, SeenEvent
from services.inbox.domain.arrival import Seen
from services.inbox.domain.certificates import Certificates
from services.inbox.domain.engagement import Participation
from services.inbox.domain.rule_use import RuleUse
from tests.support.inbox.builders import NOON

BRAND, DAY = "klm", date(2026, 7, 8)
STOPPED, HELD = RuleUse("blocked_term", "as cheap/as $x.y", "stopped"), RuleUse("approval_needed", "four", "held")
OVERRIDDEN = RuleUse("approval_needed", "four", "overridden")


@dataclass(frozen=True, slots=True)
class EngagementSides:
    """The numbers, and what writes them and what they are of."""

    counts: EngagementCounts
    unit: Batches
    copies: Copies


def an_employee(name: str, department: str | None, *abilities: str, version: int = 1) -> EmployeeRecord:
    return EmployeeRecord(BRAND, name, Certificates(), version, department, frozenset(abilities))


def used(*uses: RuleUse, day: date = DAY, brand: str = BRAND) -> Changes:
    return Changes(rule_uses=Counter(RuleCell(brand, day, use) for use in uses))


class EngagementSuite:
    """Inherit and give the fixture `sides`."""

    async def test_uses_of_a_rule_add_up_over_the_days_that_are_asked_for(self, sides: EngagementSides) -> None:
        await sides.unit.commit(used(STOPPED, HELD, HELD, HELD))
        await sides.unit.commit(used(STOPPED, OVERRIDDEN, day=DAY + timedelta(days=1)))
        await sides.unit.commit(used(STOPPED, day=DAY - timedelta(days=1)))
        await sides.unit.commit(used(STOPPED, brand="dell"))
        term = RuleCount("blocked_term", "as cheap/as $x.y", stopped=2)
        four = RuleCount("approval_needed", "four", held=3, overridden=1)
        assert await sides.counts.rules(BRAND, DAY) == RuleCounts([four, term], [four])
        later = await sides.counts.rules(BRAND, DAY + timedelta(days=1))
        assert [(each.rule, each.stopped) for each in later.fired] == [("as cheap/as $x.y", 1)]
        assert await sides.counts.rules(BRAND, DAY + timedelta(days=2)) == RuleCounts([], [])

    async def test_the_most_used_are_given_and_of_equals_the_first_by_kind_and_id(self, sides: EngagementSides) -> None:
        uses = [RuleUse("blocked_term", f"term {number:02}", "stopped") for number in range(RULES_SHOWN + 3)]
        await sides.unit.commit(used(*uses, uses[-1]))
        found = await sides.counts.rules(BRAND, DAY)
        assert [each.rule for each in found.fired] == ["term 12", *(f"term {number:02}" for number in range(9))]
        assert found.overridden == []

    async def test_answers_add_up_by_the_department_their_authors_were_in(self, sides: EngagementSides) -> None:
        await sides.copies.certify([an_employee("anna", "care"), an_employee("ben", "care"), an_employee("cleo", None)])
        await sides.unit.commit(Changes(answers=[CountedAnswer(BRAND, DAY, "anna"), CountedAnswer(BRAND, DAY, "ben")]))
        await sides.copies.certify([an_employee("anna", "legal", version=2)])
        later = DAY + timedelta(days=1)
        await sides.unit.commit(
            Changes(answers=[CountedAnswer(BRAND, later, name) for name in ("anna", "anna", "cleo", "nobody")])
        )
        await sides.unit.commit(Changes(answers=[CountedAnswer("dell", DAY, "anna")]))
        assert await sides.counts.answers(BRAND, DAY) == {"care": 2, "legal": 2, None: 2}
        assert await sides.counts.answers(BRAND, later) == {"legal": 2, None: 2}
        assert await sides.counts.answers("dell", DAY) == {None: 1}

    async def test_people_are_counted_once_however_often_they_answered_in_the_department_of_now(
        self, sides: EngagementSides
    ) -> None:
        await sides.copies.certify([an_employee("anna", "care"), an_employee("ben", "care"), an_employee("cleo", None)])
        later = DAY + timedelta(days=1)
        for day in (DAY, later, DAY):
            await sides.unit.commit(Changes(answers=[CountedAnswer(BRAND, day, "anna")] * 2))
        await sides.unit.commit(
            Changes(answers=[CountedAnswer(BRAND, DAY, "ben"), CountedAnswer(BRAND, DAY, "nobody")])
        )
        everybody = {"care": Participation(2, 2), None: Participation(1, 0)}
        assert await sides.counts.people(BRAND, DAY, frozenset()) == everybody
        assert await sides.counts.people(BRAND, later, frozenset()) == {
            "care": Participation(2, 1),
            None: Participation(1, 0),
        }
        await sides.copies.certify([an_employee("anna", "legal", version=2)])
        moved = {"care": Participation(1, 0), "legal": Participation(1, 1), None: Participation(1, 0)}
        assert await sides.counts.people(BRAND, later, frozenset()) == moved
        assert await sides.counts.people("dell", DAY, frozenset()) == {}

    async def test_who_has_one_of_the_abilities_is_one_person_however_many_they_have(
        self, sides: EngagementSides
    ) -> None:
        both = an_employee("anna", "care", "answer_as_oneself", "speak_for_brand")
        others = [an_employee("ben", "care", "speak_for_brand"), an_employee("cleo", "care", "share")]
        await sides.copies.certify([both, *others])
        await sides.unit.commit(Changes(answers=[CountedAnswer(BRAND, DAY, "anna"), CountedAnswer(BRAND, DAY, "cleo")]))
        asked = frozenset({"answer_as_oneself", "speak_for_brand"})
        assert await sides.counts.people(BRAND, DAY, asked) == {"care": Participation(2, 1)}

    async def test_what_was_not_written_is_not_counted(self, sides: EngagementSides) -> None:
        changes = used(STOPPED)
        changes.answers.append(CountedAnswer(BRAND, DAY, "anna"))
        changes.seen.append(SeenEvent(BRAND, "refused r1", Seen("", "command"), NOON))
        await sides.unit.commit(changes)
        with pytest.raises(VersionConflict):
            await sides.unit.commit(changes)
        assert [each.stopped for each in (await sides.counts.rules(BRAND, DAY)).fired] == [1]
        assert await sides.counts.answers(BRAND, DAY) == {None: 1}
