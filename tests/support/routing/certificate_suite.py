"""Certificates: the catalogue, issuing and revoking, and what follows at the next act."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.routing import CertificateDefined, CertificateIssued, CertificateRevoked, EmployeeChanged
from services.routing.application.certificate_commands import (
    CertificateCommands,
    Issuing,
    TooManyCertificates,
    UnknownCertificate,
    UnknownEmployee,
)
from services.routing.application.rule_commands import StaleRules
from services.routing.domain.certificate import Certificate, CertificateDefinition
from services.routing.domain.employee import Employee, held_certificates
from services.routing.domain.task import TaskNotAllowed
from services.routing.domain.workflow import Requirements, Workflow, WorkflowRule
from tests.support.routing.builders import BRAND, NOON, an_employee, at, stored
from tests.support.routing.rig import Rig, actor

DAY = 86_400
SPEAK = CertificateDefinition("speak", "Speaks", 2, 30, {"tone": 3}, ("share", "speak_for_brand"))
ASKS = Workflow(2, (WorkflowRule("only", "general", requires=Requirements(certificates=("speak",))),))


def commands(rig: Rig) -> CertificateCommands:
    """Give the commands on certificates."""
    return rig.core.application.certificate_commands


async def entry(rig: Rig, employee: str = "anna") -> Employee:
    """Give an employee as they are stored."""
    stored_entry = await rig.stores.employees.get(BRAND, employee)
    assert stored_entry is not None
    return stored_entry


async def issued(rig: Rig, employee: str = "anna") -> Certificate:
    """Put the certificate in the catalogue and give it to an employee who is entered."""
    await commands(rig).define(BRAND, SPEAK, None)
    await rig.staff(an_employee(employee))
    return await commands(rig).issue(BRAND, employee, Issuing("speak", "passed before"), "boss")


class CertificateSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_a_definition_is_written_as_the_version_after_the_one_that_was_read(self, rig: Rig) -> None:
        assert (await commands(rig).define(BRAND, SPEAK, 0)).version == 1
        assert (await commands(rig).define(BRAND, SPEAK, 1)).version == 2
        with pytest.raises(StaleRules) as stale:
            await commands(rig).define(BRAND, SPEAK, 1)
        assert stale.value.version == 2
        assert await rig.stores.catalogue.definitions(BRAND) == {"speak": replace(SPEAK, version=2)}
        assert await rig.stores.catalogue.definitions("other") == {}
        told = [each for each in await rig.emitted() if isinstance(each, CertificateDefined)]
        assert [(each.certificate, each.version, each.abilities) for each in told] == [
            ("speak", 1, ("share", "speak_for_brand")),
            ("speak", 2, ("share", "speak_for_brand")),
        ]

    async def test_a_full_catalogue_takes_no_new_certificate_and_changes_those_it_has(
        self, rig: Rig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.routing.application.certificate_commands.MAX_DEFINITIONS", 2)
        for name in ("speak", "tour"):
            await commands(rig).define(BRAND, replace(SPEAK, id=name), None)
        with pytest.raises(TooManyCertificates, match="2 at most"):
            await commands(rig).define(BRAND, replace(SPEAK, id="third"), None)
        assert (await commands(rig).define(BRAND, replace(SPEAK, id="tour"), 1)).version == 2
        assert (await commands(rig).define("other", SPEAK, None)).version == 1
        assert await rig.stores.catalogue.named(BRAND, ["tour", "third"]) == {
            "tour": replace(SPEAK, id="tour", version=2)
        }

    async def test_what_one_may_do_is_told_while_the_certificate_is_valid(self, rig: Rig) -> None:
        await issued(rig)
        rig.clock.advance(30 * DAY)
        await rig.core.overdue.turn(BRAND)
        changed = [each for each in await rig.emitted() if isinstance(each, EmployeeChanged)]
        assert [each.abilities for each in changed] == [(), ("share", "speak_for_brand"), ()]

    async def test_an_issued_certificate_says_by_whom_why_and_until_when(self, rig: Rig) -> None:
        held = await issued(rig)
        assert (held.how, held.by, held.reason, held.issued_at) == ("person", "boss", "passed before", NOON)
        assert held.expires_at == at(30 * DAY)
        assert (await entry(rig)).certificates == (held,)
        assert (held.definition, held.skills, held.abilities) == (1, {"tone": 3}, ("share", "speak_for_brand"))
        (event,) = [each for each in await rig.emitted() if isinstance(each, CertificateIssued)]
        assert (event.employee, event.certificate, event.how) == ("anna", "speak", "person")
        assert event.expires_at == at(30 * DAY)
        changed = [each for each in await rig.emitted() if isinstance(each, EmployeeChanged)][-1]
        assert (changed.certificates, changed.skills) == (("speak",), {"tone": 3})

    async def test_a_seat_carries_the_skills_that_a_certificate_gives_while_it_is_valid(self, rig: Rig) -> None:
        await issued(rig)
        assert "skill:tone:3" in (await rig.seats())[0]["tokens"]
        rig.clock.advance(30 * DAY)
        await rig.core.overdue.turn(BRAND)
        assert "skill:tone:3" not in (await rig.seats())[0]["tokens"]

    async def test_what_is_unknown_is_not_issued_nor_revoked(self, rig: Rig) -> None:
        await issued(rig)
        with pytest.raises(UnknownCertificate):
            await commands(rig).issue(BRAND, "anna", Issuing("flying", "why"), "boss")
        with pytest.raises(UnknownEmployee):
            await commands(rig).issue(BRAND, "nobody", Issuing("speak", "why"), "boss")
        with pytest.raises(UnknownEmployee):
            await commands(rig).revoke(BRAND, "anna", "flying", "boss", "why")

    async def test_revoking_twice_has_one_effect(self, rig: Rig) -> None:
        await issued(rig)
        first = await commands(rig).revoke(BRAND, "anna", "speak", "boss", "left the team")
        rig.clock.advance(5)
        assert await commands(rig).revoke(BRAND, "anna", "speak", "other", "again") == first
        assert first.revoked is not None
        assert (first.revoked.at, first.revoked.by, first.revoked.why) == (NOON, "boss", "left the team")
        assert held_certificates(await entry(rig), NOON) == ()
        events = [each for each in await rig.emitted() if isinstance(each, CertificateRevoked)]
        assert [(each.employee, each.certificate) for each in events] == [("anna", "speak")]
        changed = [each for each in await rig.emitted() if isinstance(each, EmployeeChanged)][-1]
        assert changed.certificates == ()

    @pytest.mark.parametrize("by_expiry", [False, True])
    async def test_an_offer_to_who_lost_the_certificate_is_refused_and_withdrawn(
        self, rig: Rig, *, by_expiry: bool
    ) -> None:
        await rig.stores.rules.put_workflow(BRAND, ASKS, "boss")
        await commands(rig).define(BRAND, SPEAK, None)
        await rig.staff(an_employee("anna"))
        lasting = Issuing("speak", "passed", expires_at=at(10))
        await commands(rig).issue(BRAND, "anna", lasting, "boss")
        await rig.take_in(stored("c1"))
        assert await rig.match() == 1
        offer = (await rig.task("c1")).offer
        assert offer is not None
        if by_expiry:
            rig.clock.advance(11)
        else:
            await commands(rig).revoke(BRAND, "anna", "speak", "boss", "left")
        with pytest.raises(TaskNotAllowed, match="certificate_missing"):
            await rig.commands.accept(actor("anna"), offer.id)
        await rig.core.overdue.turn(BRAND)
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "waiting"
        assert await rig.match() == 0
