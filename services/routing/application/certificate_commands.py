"""What people do with certificates: define them, issue one to an employee, and take one back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.clock import Clock
from chassis.retrying import on_conflict
from services.routing import events as announce
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.ports import Stores
from services.routing.application.rule_commands import StaleRules
from services.routing.domain.certificate import (
    MAX_DEFINITIONS,
    Certificate,
    CertificateDefinition,
    Revocation,
    issue,
    with_issued,
)
from services.routing.domain.employee import Employee


class UnknownCertificate(Exception):
    """The catalogue has no such certificate; `pointer` is the field that names it."""

    def __init__(self, pointer: str) -> None:
        super().__init__("unknown certificate")
        self.pointer = pointer


class TooManyCertificates(Exception):
    """The catalogue is full; `most` is how many it may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} at most")
        self.most = most


class UnknownEmployee(Exception):
    """There is no such employee in the brand, or they hold nothing of what is asked."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """What a person gives: the certificate, why, on what evidence, and until when (None: as long as it is valid)."""

    certificate: str
    reason: str
    evidence: str = ""
    expires_at: datetime | None = None


class CertificateCommands:
    """Writes the catalogue, and what employees hold of it."""

    def __init__(self, stores: Stores, employees: EmployeeCommands, clock: Clock) -> None:
        self._catalogue = stores.catalogue
        self._entries = stores.employees
        self._employees = employees
        self._clock = clock

    async def define(
        self, brand: str, definition: CertificateDefinition, expected: int | None
    ) -> CertificateDefinition:
        """Store a definition; it holds for what is issued from now on.

        Raises:
            StaleRules: It is not at `expected`.
            TooManyCertificates: It is new, and the catalogue is full.
        """

        async def attempt() -> CertificateDefinition:
            before = await self._definition(brand, definition.id)
            version = before.version if before else 0
            if expected is not None and expected != version:
                raise StaleRules(version)
            if before is None and len(await self._catalogue.definitions(brand)) >= MAX_DEFINITIONS:
                raise TooManyCertificates(MAX_DEFINITIONS)
            after = replace(definition, version=version + 1)
            await self._catalogue.put(
                brand, after, [announce.certificate_defined(brand, after, self._clock.now_of(brand))]
            )
            return after

        return await on_conflict(attempt)

    async def _definition(self, brand: str, certificate: str) -> CertificateDefinition | None:
        return (await self._catalogue.named(brand, [certificate])).get(certificate)

    async def issue(self, brand: str, employee: str, issuing: Issuing, by: str) -> Certificate:
        """Give an employee a certificate, anew where they held it, also where it was revoked.

        Raises:
            UnknownEmployee: There is no such employee.
            UnknownCertificate: The catalogue does not have it.
        """
        if await self._entries.get(brand, employee) is None:
            raise UnknownEmployee
        definition = await self._definition(brand, issuing.certificate)
        if definition is None:
            raise UnknownCertificate("/certificate")
        new = issue(
            definition,
            self._clock.now_of(brand),
            "person",
            by,
            reason=issuing.reason,
            evidence=issuing.evidence,
            expires_at=issuing.expires_at,
        )

        def rule(present: Employee) -> Employee:
            return replace(present, certificates=with_issued(present.certificates, new))

        _, after = await self._employees.change(brand, employee, rule)
        if after is None:
            raise UnknownEmployee
        return new

    async def revoke(self, brand: str, employee: str, certificate: str, by: str, why: str) -> Certificate:
        """Take a certificate back; one that was taken back already stays as it is.

        Raises:
            UnknownEmployee: There is no such employee, or they never held it.
        """
        revocation = Revocation(self._clock.now_of(brand), by, why)

        def rule(present: Employee) -> Employee:
            return replace(
                present,
                certificates=tuple(
                    replace(each, revoked=revocation) if each.id == certificate and each.revoked is None else each
                    for each in present.certificates
                ),
            )

        _, after = await self._employees.change(brand, employee, rule)
        held = next((each for each in after.certificates if each.id == certificate), None) if after else None
        if held is None:
            raise UnknownEmployee
        return held
