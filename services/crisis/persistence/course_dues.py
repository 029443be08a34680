"""Copies of who is to learn which course by when, as documents, with the timers of their reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from chassis.mongo import Document, Mongo
from chassis.timers import Timers
from contracts.ids import derived_id
from services.crisis.application.course_reminders import course_timer
from services.crisis.domain.course_due import CourseDue
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value

KEPT = timedelta(days=30)
"""For how long after its day, or after what was said last, where that is later."""


class MongoCourseDues:
    """The collection `course_dues`, to read from."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "course_dues")

    async def of(self, employee: str, course: str) -> CourseDue | None:
        """What is known of an employee in a course."""
        stored = await self._documents.get(_id(employee, course))
        return value(CourseDue, stored) if stored else None


class MongoCourseDueCopy:
    """The same collection to write to, for batches that mix brands."""

    def __init__(self, mongo: Mongo, timers: Timers) -> None:
        self._dues = mongo.brand_collection("course_dues")
        self._timers = timers

    async def write(self, dues: Sequence[CourseDue]) -> None:
        """See CourseDueCopy. The timers follow what is stored then, which may be newer than what was told here."""
        names = {(each.brand, _id(each.employee, each.course)): each for each in dues}
        await self._dues.write(
            [
                self._dues.update(brand, id_, {"$set": _document(each)}, where={"at": {"$lte": each.at}}, upsert=True)
                for (brand, id_), each in names.items()
            ]
        )
        stored = await self._dues.get_many(names)
        timers = (course_timer(value(CourseDue, each)) for each in stored.values())
        await self._timers.schedule([timer for timer in timers if timer is not None])


def _document(due: CourseDue) -> Document:
    fields = document(due)
    del fields["brand"]
    return {**fields, "expires_at": max(due.at, due.due_at or due.at) + KEPT}


def _id(employee: str, course: str) -> str:
    return derived_id("course due", employee, course)
