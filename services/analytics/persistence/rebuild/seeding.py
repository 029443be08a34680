"""The beginning of a rebuild: journeys and courses as they were before the cut."""

from __future__ import annotations

from datetime import datetime, timedelta

from chassis.clock import Clock
from chassis.mongo import Mongo
from services.analytics.domain.generations import ALWAYS, Generations
from services.analytics.domain.recount import course_before, journey_before
from services.analytics.domain.retention import Retention
from services.analytics.persistence.courses import CourseCollection, course_of
from services.analytics.persistence.generations import placed
from services.analytics.persistence.journeys import JourneyCollection, journey_of
from services.analytics.persistence.rebuild.record import Rebuild
from services.analytics.persistence.rebuild.rows import id_of, rows_of


async def seed(
    mongo: Mongo, clock: Clock, retention: Retention, brand: str, generations: Generations, rebuild: Rebuild
) -> None:
    """Copy what journeys and courses in use know of before the cut; nothing where the log has all there ever was."""
    if rebuild.cut == ALWAYS:
        return
    await _seed_journeys(mongo, brand, generations.current, rebuild)
    expires = clock.now() + timedelta(days=retention.seen_days)
    await _seed_courses(mongo, brand, generations.current, rebuild, expires)


async def _seed_journeys(mongo: Mongo, brand: str, current: int, rebuild: Rebuild) -> None:
    journeys = JourneyCollection(mongo, lambda _: rebuild.generation)
    async for found in rows_of(journeys.collection, brand, current):
        writes = [
            journeys.replacement((brand, _plain(current, id_of(brand, document))), journey)
            for document in found
            if (journey := journey_before(journey_of(document), rebuild.cut)) is not None
        ]
        await journeys.collection.write(writes)


async def _seed_courses(mongo: Mongo, brand: str, current: int, rebuild: Rebuild, expires: datetime) -> None:
    courses = CourseCollection(mongo, lambda _: rebuild.generation)
    async for found in rows_of(courses.collection, brand, current):
        writes = [
            courses.replacement((brand, _plain(current, id_of(brand, document))), course, expires)
            for document in found
            if (course := course_before(course_of(document), rebuild.cut)) is not None
        ]
        await courses.collection.write(writes)


def _plain(generation: int, id_: str) -> str:
    return id_.removeprefix(placed(generation, ""))
