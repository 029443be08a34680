"""Sessions of courses in MongoDB: a document each with its seats, and one per employee and course they attended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, Write, key
from services.routing.application.ports import AttendanceStep, LearningChange
from services.routing.domain.session import Attendance, CourseSession


class MongoSessions:
    """The sessions of all brands."""

    def __init__(self, mongo: Mongo) -> None:
        """Use `sessions` and `attendances`."""
        self._sessions = mongo.brand_collection("sessions")
        self._attendances = mongo.brand_collection("attendances")

    async def get(self, brand: str, course: str, session: str) -> CourseSession | None:
        """One session, or None."""
        document = await self._sessions.get(brand, _id(course, session))
        return None if document is None else _session(document)

    async def of_course(self, brand: str, course: str, after: str | None, limit: int) -> list[CourseSession]:
        """The sessions of a course by id, from behind the last of the page before."""
        filter_: dict[str, Any] = {"course": course}
        if after is not None:
            filter_["_id"] = {"$gt": key(brand, _id(course, after))}
        return [_session(each) for each in await self._sessions.find(brand, filter_, sort=[("_id", 1)], limit=limit)]

    async def add(self, brand: str, session: CourseSession) -> None:
        """Store a new session; one of this id that is stored already stays."""
        lists = {"signed_up": list(session.signed_up), "attended": list(session.attended)}
        await self._sessions.write(
            [self._sessions.insert(brand, _id(session.course, session.id), asdict(session) | lists)]
        )

    async def sign_up(self, brand: str, session: CourseSession, employee: str) -> bool:
        """Give an employee a seat in one conditional write: while the last place of the list is empty, there is one."""
        id_ = _id(session.course, session.id)
        free = {"signed_up": {"$ne": employee}, f"signed_up.{session.seats - 1}": {"$exists": False}}
        taken = self._sessions.update(brand, id_, {"$push": {"signed_up": employee}}, where=free)
        if (await self._sessions.write([taken])).matched:
            return True
        present = await self.get(brand, session.course, session.id)
        return present is not None and employee in present.signed_up

    async def sign_off(self, brand: str, session: CourseSession, employee: str) -> None:
        """Take an employee's seat back, where they have one."""
        id_ = _id(session.course, session.id)
        await self._sessions.write([self._sessions.update(brand, id_, {"$pull": {"signed_up": employee}})])

    async def attendances(self, brand: str, course: str, employees: Sequence[str]) -> dict[str, Attendance]:
        """What employees attended of a course; who has nothing written is left out."""
        found = await self._attendances.get_many((brand, _id(course, each)) for each in employees)
        return {document["employee"]: _attendance(document) for document in found.values()}

    async def write(self, change: LearningChange, session: Session) -> None:
        """Write what was attended within a transaction; raises VersionConflict when it is not as it was read."""
        writes = [self._step(change.brand, step) for step in change.attendances]
        done = await self._attendances.write(writes, session=session)
        if done.duplicates or done.inserted + done.matched != len(writes):
            raise VersionConflict
        if change.session is not None:
            id_ = _id(change.session.course, change.session.id)
            there = {"$addToSet": {"attended": {"$each": list(change.attended)}}}
            await self._sessions.write([self._sessions.update(change.brand, id_, there)], session=session)

    def _step(self, brand: str, step: AttendanceStep) -> Write:
        revision = step.before.revision if step.before else 0
        after = replace(step.after, revision=revision + 1)
        id_ = _id(after.course, after.employee)
        versions = {str(version): at for version, at in after.versions.items()}
        document = {"course": after.course, "employee": after.employee, "versions": versions, "revision": revision + 1}
        if step.before is None:
            return self._attendances.insert(brand, id_, document)
        return self._attendances.replace(brand, id_, document, where={"revision": revision})


def _id(course: str, of_it: str) -> str:
    return f"{course}/{of_it}"


def _session(document: dict[str, Any]) -> CourseSession:
    fields = {name: document[name] for name in CourseSession.__slots__}
    lists = {"signed_up": tuple(document["signed_up"]), "attended": tuple(document["attended"])}
    return CourseSession(**fields | lists)


def _attendance(document: dict[str, Any]) -> Attendance:
    versions = {int(version): at for version, at in document["versions"].items()}
    return Attendance(document["course"], document["employee"], versions, document["revision"])
