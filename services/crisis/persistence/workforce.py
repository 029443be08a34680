"""Copies of routing's employees, staffing, certificates and courses as documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from chassis.mongo import BrandCollection, Document, Mongo, Write
from services.crisis.application.forecasting import round_seconds
from services.crisis.application.ports import VolunteerVersion
from services.crisis.domain.ability import CertificateGives, CourseGives
from services.crisis.domain.callout import Volunteer
from services.crisis.domain.staffing import StaffingReport
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value
from services.crisis.settings import CrisisSettings

GIVING = 500  # certificates or courses of one brand that give the same
ORDER = [("presence_rank", -1), ("employee", 1)]
HISTORY_DAYS = 14  # of staffing, to show what was forecast and what came
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
    """`employees`, `certificates`, `courses`, `staffing` (one document) and `staffing_history`, to read from."""

    def __init__(self, scope: Scope) -> None:
        self._employees = BrandDocuments(scope, "employees")
        self._staffing = BrandDocuments(scope, "staffing")
        self._history = BrandDocuments(scope, "staffing_history")
        self._certificates = BrandDocuments(scope, "certificates")
        self._courses = BrandDocuments(scope, "courses")

    async def volunteer(self, employee: str) -> Volunteer | None:
        """One employee, opted in or not; None where routing has told of none."""
        stored = await self._employees.get(employee)
        return value(Volunteer, stored) if stored else None

    async def named(self, employees: Collection[str], ability: str | None = None) -> list[Volunteer]:
        """The ones of these employees who opted in, with the ability where one is named."""
        able = {} if ability is None else {"abilities": ability}
        stored = await self._employees.many(employees, {"volunteer": True, **able})
        return [value(Volunteer, each) for each in stored]

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

    async def staffing_between(self, first: datetime, last: datetime) -> list[StaffingReport]:
        """The first report of each round after `first`, up to and with `last`, oldest first."""
        between = {"at": {"$gt": first, "$lte": last}}
        return [value(StaffingReport, each) for each in await self._history.find(between, sort=[("at", 1)])]


class MongoWorkforceCopy:
    """The same collections to write to, for batches that mix brands."""

    def __init__(self, mongo: Mongo, settings: CrisisSettings) -> None:
        self._round_seconds = round_seconds(settings)
        self._rounds: dict[str, int] = {}  # the last one stored by this process, by brand
        self._employees = mongo.brand_collection("employees")
        self._staffing = mongo.brand_collection("staffing")
        self._history = mongo.brand_collection("staffing_history")
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
        await self._history.write(list(self._first_of_rounds(staffing)))

    def _first_of_rounds(self, staffing: Mapping[str, StaffingReport]) -> Iterator[Write]:
        """Reports that are the first of their round; one that another process stored before meets its id."""
        for brand, report in staffing.items():
            number = int(report.at.timestamp() // self._round_seconds)
            if self._rounds.get(brand) == number:
                continue
            self._rounds[brand] = number
            expires = report.at + timedelta(days=HISTORY_DAYS)
            yield self._history.insert(brand, str(number), {**document(report), "expires_at": expires})

    async def write_catalogue(self, certificates: Sequence[CertificateGives], courses: Sequence[CourseGives]) -> None:
        """Write what is newer, a bulk each."""
        await self._certificates.write([_newer(self._certificates, each, each.certificate) for each in certificates])
        await self._courses.write([_newer(self._courses, each, each.course) for each in courses])


def _newer(collection: BrandCollection, gives: CertificateGives | CourseGives, id_: str) -> Write:
    older = {"version": {"$lte": gives.version}}
    return collection.update(gives.brand, id_, {"$set": document(gives)}, where=older, upsert=True)
