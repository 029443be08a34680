"""Copies of routing's employees and staffing as documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chassis.mongo import Document, Mongo
from services.crisis.application.ports import VolunteerVersion
from services.crisis.domain.callout import Volunteer
from services.crisis.domain.staffing import StaffingReport
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value

PRESENCE_RANK = {"offline": 0, "away": 1, "online": 2}


def volunteer_document(version: VolunteerVersion) -> Document:
    """An employee at a version as a document; the rank is what an index sorts by."""
    volunteer = version.volunteer
    return {
        **document(volunteer),
        "presence_rank": PRESENCE_RANK[volunteer.presence],
        "version": version.version,
    }


class MongoWorkforce:
    """The collections `employees` (by employee) and `staffing` (one document, `staffing`), to read from."""

    def __init__(self, scope: Scope) -> None:
        self._employees = BrandDocuments(scope, "employees")
        self._staffing = BrandDocuments(scope, "staffing")

    async def volunteers(self, limit: int) -> list[Volunteer]:
        """The employees who opted in, the present ones first."""
        order = [("presence_rank", -1), ("employee", 1)]
        stored = await self._employees.find({"volunteer": True}, sort=order, limit=limit)
        return [value(Volunteer, each) for each in stored]

    async def staffing(self) -> StaffingReport | None:
        """The last report."""
        stored = await self._staffing.get("staffing")
        return value(StaffingReport, stored) if stored else None


class MongoWorkforceCopy:
    """The same collections to write to, for batches that mix brands."""

    def __init__(self, mongo: Mongo) -> None:
        self._employees = mongo.brand_collection("employees")
        self._staffing = mongo.brand_collection("staffing")

    async def write(self, employees: Sequence[VolunteerVersion], staffing: Mapping[str, StaffingReport]) -> None:
        """Write what is newer, in two bulks; an upsert that meets a newer one fails on the id, and that is right."""
        await self._employees.write(
            [
                self._employees.update(
                    each.brand,
                    each.volunteer.employee,
                    {"$set": volunteer_document(each)},
                    where={"version": {"$lte": each.version}},
                    upsert=True,
                )
                for each in employees
            ]
        )
        await self._staffing.write(
            [
                self._staffing.update(
                    brand, "staffing", {"$set": document(report)}, where={"at": {"$lte": report.at}}, upsert=True
                )
                for brand, report in staffing.items()
            ]
        )
