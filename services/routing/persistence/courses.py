"""Courses in MongoDB: an entry per course, and a document per version, which is never written again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, key
from chassis.outbox import Outbox
from chassis.timers import Timers
from services.routing.application.ports.courses import CourseChange, CourseFilter
from services.routing.domain import tokens
from services.routing.domain.course import Audience, CourseEntry, CourseVersion, Lesson, Option, Question
from services.routing.domain.exercise import Criterion, Practice, TriageMessage, Turn

GIVING = 500  # courses that give one of some certificates, or that are published at all


class MongoCourses:
    """The courses of all brands."""

    def __init__(self, mongo: Mongo, outbox: Outbox, timers: Timers) -> None:
        """Use `courses` and `course_versions`; `outbox` and `timers` are of the same database."""
        self._mongo = mongo
        self._outbox = outbox
        self._timers = timers
        self._entries = mongo.brand_collection("courses")
        self._versions = mongo.brand_collection("course_versions")

    async def entry(self, brand: str, course: str) -> CourseEntry | None:
        """One course's entry, or None."""
        document = await self._entries.get(brand, course)
        return None if document is None else _entry(document)

    async def page(self, brand: str, filters: CourseFilter, after: str | None, limit: int) -> list[CourseEntry]:
        """Entries by id, filtered, from behind the last of the page before."""
        filter_: dict[str, Any] = {"shown_in": filters.language.lower()} if filters.language else {}
        filter_ |= {"open": True} if filters.status == "published" else {"status": "draft"}
        if after is not None:
            filter_["_id"] = {"$gt": key(brand, after)}
        return [_entry(each) for each in await self._entries.find(brand, filter_, sort=[("_id", 1)], limit=limit)]

    async def giving(self, brand: str, certificates: Sequence[str]) -> list[CourseEntry]:
        """The published courses that give one of the certificates."""
        filter_ = {"open": True, "certificates": {"$in": list(certificates)}}
        return [_entry(each) for each in await self._entries.find(brand, filter_, sort=[("_id", 1)], limit=GIVING)]

    async def with_audience(self, brand: str) -> list[CourseVersion]:
        """The published versions that have an audience, by course."""
        entries = await self._entries.find(brand, {"open": True}, sort=[("_id", 1)], limit=GIVING)
        ids = [(brand, _version_id(each["id"], each["published"])) for each in entries]
        found = await self._versions.get_many(ids)
        return [_version(found[each]) for each in ids if each in found and found[each]["audience"]]

    async def version(self, brand: str, course: str, version: int) -> CourseVersion | None:
        """One version of a course, or None."""
        document = await self._versions.get(brand, _version_id(course, version))
        return None if document is None else _version(document)

    async def versions(self, brand: str, course: str, before: int | None, limit: int) -> list[CourseVersion]:
        """Versions of a course, the newest first, from below `before`."""
        filter_: dict[str, Any] = {"id": course} if before is None else {"id": course, "version": {"$lt": before}}
        return [
            _version(each) for each in await self._versions.find(brand, filter_, sort=[("version", -1)], limit=limit)
        ]

    async def commit(self, change: CourseChange) -> None:
        """Write a version with its entry, events and timers in one transaction.

        Raises:
            VersionConflict: The entry is not as it was read.
        """
        brand, after, written = change.brand, change.after, change.version
        if change.before is None:
            entry = self._entries.insert(brand, after.id, _entry_document(after))
        else:
            where = {"version": change.before.version}
            entry = self._entries.replace(brand, after.id, _entry_document(after), where=where)
        version = self._versions.insert(brand, _version_id(written.id, written.version), _version_document(written))

        async def work(session: Session) -> None:
            for collection, write in ((self._entries, entry), (self._versions, version)):
                done = await collection.write([write], session=session)
                if done.duplicates or done.inserted + done.matched != 1:
                    raise VersionConflict
            await self._outbox.add(list(change.events), session)
            await self._timers.schedule(change.timers, session)

        await self._mongo.transaction(work)


def _version_id(course: str, version: int) -> str:
    return f"{course}/{version:08d}"


def _entry_document(entry: CourseEntry) -> dict[str, Any]:
    return asdict(entry) | {
        "languages": list(entry.languages),
        "certificates": list(entry.certificates),
        "open": entry.published > 0,
        "shown_in": sorted(each.removeprefix("lang:") for each in tokens.languages(entry.languages)),
    }


def _entry(document: dict[str, Any]) -> CourseEntry:
    fields = {name: document[name] for name in CourseEntry.__slots__}
    lists = {"languages": tuple(document["languages"]), "certificates": tuple(document["certificates"])}
    return CourseEntry(**fields | lists)


def _version_document(version: CourseVersion) -> dict[str, Any]:
    lists = {"languages": list(version.languages), "certificates": list(version.certificates)}
    return asdict(version) | lists


def _version(document: dict[str, Any]) -> CourseVersion:
    fields = {name: document[name] for name in CourseVersion.__slots__}
    audience = document["audience"]
    parts = {
        "languages": tuple(document["languages"]),
        "certificates": tuple(document["certificates"]),
        "lessons": tuple(_lesson(each) for each in document["lessons"]),
        "audience": _audience(audience) if audience else None,
    }
    return CourseVersion(**fields | parts)


def _audience(document: dict[str, Any]) -> Audience:
    lists = {name: tuple(document.get(name, ())) for name in ("departments", "roles", "levels")}
    return Audience(document["everyone"], **lists)


def _lesson(document: dict[str, Any]) -> Lesson:
    questions = tuple(
        Question(**each | {"options": tuple(Option(**option) for option in each["options"])})
        for each in document["questions"]
    )
    practice = document.get("practice")
    triage = tuple(TriageMessage(**each) for each in document.get("triage", ()))
    exercises = {"practice": _practice(practice) if practice else None, "triage": triage}
    return Lesson(**document | {"questions": questions} | exercises)


def _practice(document: dict[str, Any]) -> Practice:
    criteria = tuple(Criterion(**each | {"terms": tuple(each["terms"])}) for each in document["criteria"])
    return Practice(tuple(Turn(**each) for each in document["turns"]), criteria)
