"""Coverage: who is counted where, what lapses, and that asking counts once a minute."""

from __future__ import annotations

from typing import Any

from services.routing.domain.certificate import Certificate
from services.routing.domain.coverage import CoverageKey
from tests.support.routing.builders import BRAND, NOON, an_employee, at
from tests.support.routing.certificate_suite import commands
from tests.support.routing.courses import SPEAK
from tests.support.routing.rig import Rig

DAY = 86_400


def holder(name: str, until: float | None, **fields: Any) -> Any:  # noqa: ANN401 - an employee
    """Give somebody who holds the certificate until some seconds after noon."""
    end = None if until is None else at(until)
    return an_employee(name, certificates=(Certificate("speak", end),), **fields)


class CoverageSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_who_holds_what_is_counted_by_department_and_language(self, rig: Rig) -> None:
        await commands(rig).define(BRAND, SPEAK, None)
        await rig.staff(
            holder("anna", None, department="care", languages=("en", "nl")),
            holder("ben", 30 * DAY, department="care"),
            holder("carl", 31 * DAY, department="it"),
            holder("dora", -5, department="it"),
            an_employee("eva", department=None, languages=()),
            holder("gone", None, department="care", active=False),
        )
        await commands(rig).revoke(BRAND, "carl", "speak", "boss", "why")
        reports = rig.core.application.coverage_reports
        await reports.count(BRAND)
        department = await reports.read(BRAND, "department")
        assert department is not None
        assert (department.as_of, dict(department.counts)) == (
            NOON,
            {
                CoverageKey("care", "people"): 2,
                CoverageKey("care", "certificate", "speak"): 2,
                CoverageKey("care", "lapsing", "speak"): 1,
                CoverageKey("care", "ability", "share"): 2,
                CoverageKey("care", "ability", "speak_for_brand"): 2,
                CoverageKey("it", "people"): 2,
                CoverageKey(None, "people"): 1,
            },
        )
        language = await reports.read(BRAND, "language")
        assert language is not None
        people = {key.group: n for key, n in language.counts.items() if key.what == "people"}
        assert people == {"en": 4, "nl": 1, None: 1}
        assert language.counts[CoverageKey("nl", "certificate", "speak")] == 1
        assert await reports.read("other", "language") is None

    async def test_asking_has_it_counted_once_a_minute(self, rig: Rig) -> None:
        coverage = rig.stores.coverage
        turns = [await coverage.turn_to_ask(BRAND, at(n), at(n - 60)) for n in (0, 1, 59, 60, 61)]
        assert turns == [True, False, False, True, False]
        assert await coverage.turn_to_ask("other", at(1), at(-59))
