"""Records of learning systems: taken over once, in any order, and never over what a person decided."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.routing import CertificateIssued, CertificateRevoked
from services.routing.application.certificate_commands import Issuing
from services.routing.application.certificate_imports import Outcome
from services.routing.domain.certificate import Certificate
from services.routing.domain.certificate_record import CertificateRecord
from services.routing.domain.employee import Employee, held_certificates
from tests.support.routing.builders import BRAND, NOON, an_employee, at
from tests.support.routing.courses import SPEAK
from tests.support.routing.learning_suite import events_of
from tests.support.routing.rig import Rig

DAY = 86_400


def a_record(external_id: str = "r1", **fields: Any) -> CertificateRecord:
    """Give a record of a certificate that anna earned an hour ago."""
    usual: dict[str, Any] = {
        "system": "campus",
        "employee": "anna",
        "certificate": "speak",
        "issued_at": at(-3600),
        "expires_at": None,
        "evidence": "exam 12",
    }
    return CertificateRecord(external_id=external_id, **{**usual, **fields})


async def ready(rig: Rig, **fields: Any) -> None:
    """Define the certificate, which systems may give, and enter anna."""
    definition = replace(SPEAK, importable=True, **fields)
    await rig.core.application.certificate_commands.define(BRAND, definition, None)
    await rig.staff(an_employee("anna"))


async def report(rig: Rig, *records: CertificateRecord) -> list[Outcome]:
    """Take records over as the key of a system."""
    return await rig.core.application.certificate_imports.take_over(BRAND, records, "key:1")


async def anna(rig: Rig) -> Employee:
    """Give anna as she is stored."""
    entry = await rig.stores.employees.get(BRAND, "anna")
    assert entry is not None
    return entry


async def held(rig: Rig) -> Certificate:
    """Give the one certificate that anna holds or held."""
    (found,) = (await anna(rig)).certificates
    return found


class ImportSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_a_record_issues_its_certificate_once(self, rig: Rig) -> None:
        await ready(rig)
        assert await report(rig, a_record()) == [Outcome(new=True, version=2)]
        found = await held(rig)
        assert (found.how, found.system, found.external_id, found.by) == ("import", "campus", "r1", "key:1")
        assert (found.issued_at, found.evidence) == (at(-3600), "exam 12")
        assert found.expires_at == at(-3600) + timedelta(days=365), "as the catalogue says, from when it was earned"
        assert found.skills == {"tone": 3}
        assert await report(rig, a_record()) == [Outcome(new=False, version=2)]
        (issued,) = await events_of(rig, CertificateIssued)
        assert (issued.certificate, issued.how, issued.attempt) == ("speak", "import", None)
        assert held_certificates(await anna(rig), NOON) == ("speak",)

    async def test_what_cannot_be_taken_over_says_why_and_holds_up_nothing(self, rig: Rig) -> None:
        await ready(rig)
        await rig.core.application.certificate_commands.define(BRAND, replace(SPEAK, id="vault"), None)
        outcomes = await report(
            rig,
            a_record("r1", employee="nobody"),
            a_record("r2", certificate="fly"),
            a_record("r3", certificate="vault"),
            a_record("r4", issued_at=at(1)),
            a_record("r5"),
        )
        assert [each.refused for each in outcomes] == [
            "unknown_employee",
            "unknown_certificate",
            "not_importable",
            "in_the_future",
            None,
        ]
        assert [each.refused for each in await report(rig, a_record("r5", evidence="exam 13"))] == ["other_contents"]
        assert (await report(rig, a_record("r5", system="other")))[0].new, "an id is of one system"

    async def test_a_system_takes_back_only_what_it_gave(self, rig: Rig) -> None:
        await ready(rig)
        await report(rig, a_record())
        assert (await report(rig, a_record("r9", revoked_because="cheated")))[0].new
        assert (await held(rig)).revoked is None, "another record gave it"
        assert (await report(rig, a_record(system="other", revoked_because="cheated")))[0].new
        assert (await held(rig)).revoked is None
        assert await report(rig, a_record(revoked_because="cheated")) == [Outcome(new=True, version=3)]
        revoked = (await held(rig)).revoked
        assert revoked is not None
        assert (revoked.system, revoked.why, revoked.by) == ("campus", "cheated", "key:1")
        assert len(await events_of(rig, CertificateRevoked)) == 1
        assert not (await report(rig, a_record()))[0].new, "a record that was taken back stays so"
        assert (await held(rig)).revoked is not None
        assert (await report(rig, a_record("r2")))[0].new
        assert (await held(rig)).external_id == "r2", "what a system took back it may give anew"

    async def test_what_is_taken_back_before_it_came_never_counts(self, rig: Rig) -> None:
        await ready(rig)
        await report(rig, a_record(revoked_because="cheated"))
        assert await report(rig, a_record()) == [Outcome(new=False, version=1)]
        assert (await anna(rig)).certificates == ()

    async def test_what_a_person_decided_stays(self, rig: Rig) -> None:
        await ready(rig)
        await report(rig, a_record())
        commands = rig.core.application.certificate_commands
        await commands.revoke(BRAND, "anna", "speak", "boss", "was rude")
        assert [each.refused for each in await report(rig, a_record("r2"))] == ["revoked_by_person"]
        await report(rig, a_record(revoked_because="cheated"))
        revoked = (await held(rig)).revoked
        assert revoked is not None
        assert revoked.by == "boss"
        await commands.issue(BRAND, "anna", Issuing("speak", "is kind again", expires_at=at(400 * DAY)), "boss")
        assert (await report(rig, a_record("r3")))[0].new
        assert (await held(rig)).how == "person", "what ends later stays"
        await report(rig, a_record("r3", revoked_because="cheated"))
        assert (await held(rig)).revoked is None

    async def test_no_entry_governs_what_a_system_gave(self, rig: Rig) -> None:
        await ready(rig)
        await report(rig, a_record())
        assert not (await held(rig)).governed
        assert replace(await held(rig), system="").governed

    async def test_the_same_records_at_one_moment_are_taken_over_once(
        self, rig: Rig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.routing.application.certificate_imports.CHUNK", 2)
        await ready(rig)
        records = [a_record(f"r{n}", issued_at=at(n - 100)) for n in range(5)]
        both = await asyncio.gather(report(rig, *records), report(rig, *records))
        assert sorted(sum(outcomes[n].new for outcomes in both) for n in range(5)) == [1] * 5
        assert (await held(rig)).external_id == "r4"
