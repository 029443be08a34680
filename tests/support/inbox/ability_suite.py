"""What every copy of the catalogue must show: the newest report counts, and each brand has its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.inbox.application.ability_copies import AbilityCopies
from services.inbox.application.ports import Copies
from services.inbox.application.records import EmployeeRecord
from services.inbox.domain.ability import CertificateCopy, CourseCopy, WaysToLearn
from services.inbox.domain.certificates import Certificates

BRAND = "klm"
SPEAK = CertificateCopy(BRAND, "spokesperson", ("listen", "speak_for_brand"), 2)
EIGHT_HOURS = CourseCopy(BRAND, "eight-hours", ("spokesperson",), 3)


@dataclass(frozen=True, slots=True)
class AbilitySides:
    """The catalogue, and the employees beside it."""

    abilities: AbilityCopies
    copies: Copies


class AbilityCopiesSuite:
    """Inherit and give the fixture `sides`."""

    async def test_an_ability_is_learnt_by_certificates_and_their_courses(self, sides: AbilitySides) -> None:
        await sides.abilities.define([SPEAK, replace(SPEAK, certificate="other", abilities=("share",))])
        await sides.abilities.publish([EIGHT_HOURS, replace(EIGHT_HOURS, course="two-hours", certificates=("other",))])
        ways = WaysToLearn(("spokesperson",), ("eight-hours",))
        assert await sides.abilities.ways_to(BRAND, "speak_for_brand") == ways
        assert await sides.abilities.ways_to(BRAND, "answer_as_oneself") == WaysToLearn()
        assert await sides.abilities.ways_to("dell", "speak_for_brand") == WaysToLearn()

    async def test_an_older_report_changes_nothing(self, sides: AbilitySides) -> None:
        await sides.abilities.define([SPEAK])
        await sides.abilities.publish([EIGHT_HOURS])
        await sides.abilities.define([replace(SPEAK, abilities=(), version=1)])
        await sides.abilities.publish([replace(EIGHT_HOURS, certificates=(), version=2)])
        ways = WaysToLearn(("spokesperson",), ("eight-hours",))
        assert await sides.abilities.ways_to(BRAND, "speak_for_brand") == ways
        await sides.abilities.define([replace(SPEAK, abilities=(), version=3)])
        assert await sides.abilities.ways_to(BRAND, "speak_for_brand") == WaysToLearn()

    async def test_whether_somebody_of_the_brand_has_an_ability(self, sides: AbilitySides) -> None:
        held = EmployeeRecord(BRAND, "anna", Certificates(), 1, "care", frozenset({"speak_for_brand"}))
        await sides.copies.certify([held])
        assert await sides.abilities.is_held(BRAND, "speak_for_brand")
        assert not await sides.abilities.is_held(BRAND, "share")
        assert not await sides.abilities.is_held("dell", "speak_for_brand")

    async def test_employees_are_found_among_people_by_department_and_certificate(self, sides: AbilitySides) -> None:
        law = Certificates(("law",))
        anna = EmployeeRecord(BRAND, "anna", law, 1, "legal", frozenset({"share"}), "online")
        bob = EmployeeRecord(BRAND, "bob", law, 1, "press", presence="away")
        cleo = EmployeeRecord(BRAND, "cleo", Certificates(), 1, "legal")
        await sides.copies.certify([anna, bob, cleo, EmployeeRecord("dell", "anna", law, 1, "legal")])
        everybody = ["anna", "bob", "cleo", "nobody"]
        found = sides.copies.employees_among
        assert await found(BRAND, everybody, (), None) == {"anna": anna, "bob": bob, "cleo": cleo}
        assert await found(BRAND, everybody, ("legal",), None) == {"anna": anna, "cleo": cleo}
        assert await found(BRAND, everybody, ("legal", "press"), "law") == {"anna": anna, "bob": bob}
        assert await found(BRAND, ["bob"], ("legal",), None) == await found(BRAND, [], (), None) == {}
