"""Copies of routing's employees, staffing, certificates and courses as documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chassis.mongo import BrandCollection, Document, Mongo, Write
from services.crisis.application.ports import VolunteerVersion
from services.crisis.domain.ability import CertificateGives, CourseGives
from services.crisis.domain.callout import Volunteer
from services.crisis.domain.staffing import StaffingReport
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value

GIVING = 500  # certificates or courses of one brand that give the same
ORDER = [("presence_rank", -1), ("employee", 1)]
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
    """The collections `employees`, `certificates`, `courses` and `staffing` (one document), to read from."""

    def __init__(self, scope: Scope) -> None:
        self._employees = BrandDocuments(scope, "employees")
        self._staffing = BrandDocuments(scope, "staffing")
        self._certificates = BrandDocuments(scope, "certificates")
        self._courses = BrandDocuments(scope, "courses")

    async def volunteer(self, employee: str) -> Volunteer | None:
        """One employee, opted in or not; None where routing has told of none."""
        stored = await self._employees.get(employee)
        return value(Volunteer, stored) if stored else None

    async def volunteers(self, limit: int, ability: str | None = None) -> list[Volunteer]:
        """The employees who opted in, with the ability where one is named, the present ones first."""
        able = {} if ability is None else {"abilities": ability}
        stored = await self._employees.find({"volunteer": True, **able}, sort=ORDER, limit=limit)
        return [value(Volunteer, each) for each in stored]

    async def volunteers_without(self, ability: str, limit: int) -> list[Volunteer]:
        """The employees who opted in and lack an ability, the present ones first."""
        unable = {"volunteer": True, "abilities": {"$ne": ability}}
        return [value(Volunteer, each) for each in await self._employees.find(unable, sort=ORDER, limit=limit)]

    async def courses_giving(self, ability: str) -> tuple[str, ...] | None:
        """The courses by which one gets an ability; None where no certificate of the brand gives it."""
        certificates = await self._certificates.find({"abilities": ability}, limit=GIVING)
        if not certificates:
            return None
        given = {"certificates": {"$in": [each["certificate"] for each in certificates]}}
        return tuple(sorted(each["course"] for each in await self._courses.find(given, limit=GIVING)))

    async def staffing(self) -> StaffingReport | None:
        """The last report."""
        stored = await self._staffing.get("staffing")
        return value(StaffingReport, stored) if stored else None


class MongoWorkforceCopy:
    """The same collections to write to, for batches that mix brands."""

    def __init__(self, mongo: Mongo) -> None:
        self._employees = mongo.brand_collection("employees")
        self._staffing = mongo.brand_collection("staffing")
        self._certificates = mongo.brand_collection("certificates")
        self._courses = mongo.brand_collection("courses")

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

    async def write_catalogue(self, certificates: Sequence[CertificateGives], courses: Sequence[CourseGives]) -> None:
        """Write what is newer, a bulk each."""
        await self._certificates.write([_newer(self._certificates, each, each.certificate) for each in certificates])
        await self._courses.write([_newer(self._courses, each, each.course) for each in courses])


def _newer(collection: BrandCollection, gives: CertificateGives | CourseGives, id_: str) -> Write:
    older = {"version": {"$lte": gives.version}}
    return collection.update(gives.brand, id_, {"$set": document(gives)}, where=older, upsert=True)
