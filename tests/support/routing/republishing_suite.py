"""What others copy is published once more after an upgrade, a page a turn, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from contracts.routing import CertificateDefined, CoursePublished, EmployeeChanged
from services.routing.application import republishing
from services.routing.application.republishing import Republishing
from services.routing.domain.certificate import Certificate, CertificateDefinition
from tests.support.routing.builders import BRAND, an_employee
from tests.support.routing.learning_suite import published
from tests.support.routing.rig import Rig

VOICE = CertificateDefinition("voice", "Voice", 1, None, abilities=("speak_for_brand",))


async def published_events(rig: Rig) -> list[EmployeeChanged | CertificateDefined | CoursePublished]:
    """Give what copies are made of, as far as it is in the outbox."""
    kinds = (EmployeeChanged, CertificateDefined, CoursePublished)
    return [each for each in await rig.backend.emitted() if isinstance(each, kinds)]


async def finish(rig: Rig) -> int:
    """Take turns until nothing is left; returns how many there were."""
    turns = 1
    process = Republishing(rig.stores, rig.clock)
    while await process.turn(BRAND):
        turns += 1
    return turns


async def trained(rig: Rig, *employees: str) -> None:
    """Enter employees who may speak for the brand."""
    await rig.core.application.certificate_commands.define(BRAND, VOICE, None)
    await rig.staff(*(replace(an_employee(each), certificates=(Certificate("voice"),)) for each in employees))


class RepublishingSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_employees_with_abilities_and_the_catalogue_are_published_once_more(self, rig: Rig) -> None:
        await trained(rig, "ann")
        await rig.staff(an_employee("ben"))
        await published(rig)
        first = await published_events(rig)
        await finish(rig)
        again = (await published_events(rig))[len(first) :]
        of_ann = next(each for each in first if isinstance(each, EmployeeChanged) and each.employee == "ann")
        assert {each.subject for each in first if not isinstance(each, EmployeeChanged)} == {"speak", "voice", "tone"}
        assert [(type(each).__name__, each.subject) for each in again] == [
            ("CertificateDefined", "speak"),
            ("CertificateDefined", "voice"),
            ("CoursePublished", "tone"),
            ("EmployeeChanged", "ann"),
        ]
        assert again[-1].version == of_ann.version
        assert isinstance(again[-1], EmployeeChanged)
        assert again[-1].abilities == ("speak_for_brand",)
        assert not {each.id for each in first} & {each.id for each in again}

    async def test_once_is_enough_for_all_processes(self, rig: Rig) -> None:
        await trained(rig, "ann")
        await finish(rig)
        before = await published_events(rig)
        assert await finish(rig) == 1
        assert await published_events(rig) == before

    async def test_a_page_a_turn_and_each_page_once_also_by_two_processes(
        self, rig: Rig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(republishing, "PAGE", 2)
        await trained(rig, "ann", "ben", "cy", "dan", "eve")
        first = await published_events(rig)
        one, two = Republishing(rig.stores, rig.clock), Republishing(rig.another().application.stores, rig.clock)
        while any(await asyncio.gather(one.turn(BRAND), two.turn(BRAND))):
            pass
        again = (await published_events(rig))[len(first) :]
        assert [each.subject for each in again] == ["voice", "ann", "ben", "cy", "dan", "eve"]

    async def test_a_later_form_is_published_to_who_has_the_former(
        self, rig: Rig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await trained(rig, "ann")
        await finish(rig)
        before = await published_events(rig)
        monkeypatch.setattr(republishing, "FORM", 2)
        await finish(rig)
        again = (await published_events(rig))[len(before) :]
        assert [each.subject for each in again] == ["voice", "ann"]
        assert len({each.id for each in [*before, *again]}) == len(before) + len(again)
        monkeypatch.setattr(republishing, "FORM", 1)
        assert await finish(rig) == 1  # a process of before the upgrade publishes nothing
        assert len(await published_events(rig)) == len(before) + len(again)
