"""The copies of employees, as far as whom to tell of an approval depends on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from services.inbox.application.records import EmployeeRecord


class ApproverCopies(Protocol):
    """Employees as routing last reported them."""

    async def employees_among(
        self, brand: str, people: Collection[str], departments: Collection[str], certificate: str | None
    ) -> Mapping[str, EmployeeRecord]:
        """The ones of these people that were reported, by id, in one read.

        Of one of the departments and with the certificate, be it in force or over, where some are named.
        """
