"""Courses of conversations, fenced by a revision; those with nothing open expire as the ids of their events do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from chassis.mongo import BrandCollection, Document, Mongo, Write
from services.analytics.application.ports import ConversationKey
from services.analytics.domain.courses import ClockFate, Course, WaitPoint
from services.analytics.persistence.generations import marked, placed


class CourseCollection:
    """Reads courses and writes them one revision on."""

    def __init__(self, mongo: Mongo, generation_of: Callable[[str], int]) -> None:
        self.collection: BrandCollection = mongo.brand_collection("courses")
        self._generation_of = generation_of

    async def of(self, conversations: Collection[ConversationKey]) -> dict[ConversationKey, Course]:
        """The courses of these conversations, in one read."""
        keys = {(brand, placed(self._generation_of(brand), id_)): (brand, id_) for brand, id_ in conversations}
        documents = await self.collection.get_many(keys)
        return {keys[key]: course_of(document) for key, document in documents.items()}

    def replacement(self, conversation: ConversationKey, course: Course, expires: datetime) -> Write:
        """The write of a course; it takes no effect where another process wrote this revision first."""
        brand, plain = conversation
        generation = self._generation_of(brand)
        id_, document = placed(generation, plain), course_document(course) | marked(generation)
        if not course.is_open:
            document["expires"] = expires
        if course.revision == 1:
            return self.collection.insert(brand, id_, document)
        return self.collection.replace(brand, id_, document, where={"rev": course.revision - 1})


def course_document(course: Course) -> Document:
    """A course as a document."""
    return {
        "rev": course.revision,
        "channel": course.channel,
        "settled": course.settled,
        "waited": course.waited,
        "points": [[point.version, point.at, point.waits] for point in course.points],
        "clocks": [
            [clock.kind, clock.started_at, clock.missed_at, clock.met_at, clock.ended] for clock in course.clocks
        ],
    }


def course_of(document: Mapping[str, Any]) -> Course:
    """Read a course."""
    return Course(
        document["channel"],
        tuple(WaitPoint(*point) for point in document["points"]),
        tuple(ClockFate(*clock) for clock in document["clocks"]),
        document["settled"],
        document["waited"],
        document["rev"],
    )
