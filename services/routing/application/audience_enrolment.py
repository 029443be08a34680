"""The audience of a published course is enrolled a page at a time, so that no request and no crash loses the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from chassis.clock import Clock
from chassis.retrying import on_conflict
from services.routing.application.joining import joining
from services.routing.application.ports import EmployeeFilter, EnrolmentStep, Rollout, Stores
from services.routing.domain.course import CourseVersion
from services.routing.domain.enrolment import enrol

PAGE = 500  # employees of one transaction


def by_rule(published: CourseVersion, employee: str, now: datetime) -> EnrolmentStep:
    """The enrolment of somebody in the audience of a version, with the days that it gives them."""
    days = published.deadline_days
    due_at = now + timedelta(days=days) if days is not None else None
    return EnrolmentStep(None, enrol(None, published, employee, now, "audience", published.by, due_at))


class AudienceEnrolment:
    """Goes through the audience of a version; whoever is enrolled already, or was, is left as they are."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    async def turn(self, brand: str, course: str, version: int) -> bool:
        """Enrol the next page; returns whether more may follow."""

        async def attempt() -> bool:
            published = await self._stores.courses.version(brand, course, version)
            if published is None or published.audience is None:
                return False
            rollout = await self._begun(brand, published)
            if rollout.version != version or rollout.finished:
                return False
            return await self._page(brand, published, rollout)

        return await on_conflict(attempt)

    async def _begun(self, brand: str, published: CourseVersion) -> Rollout:
        """The rollout of the version as it stands, or its beginning where the stored one is of an older version."""
        stored = await self._stores.enrolments.rollout(brand, published.id)
        if stored is not None and stored.version >= published.version:
            return stored
        revision = stored.revision if stored else 0
        return Rollout(
            published.id, published.version, 0, None, 0, finished=False, at=self._clock.now_of(brand), revision=revision
        )

    async def _page(self, brand: str, published: CourseVersion, rollout: Rollout) -> bool:
        groups = published.audience.groups if published.audience else ()
        department = groups[rollout.group]
        page = await self._stores.employees.page(brand, EmployeeFilter(department=department), rollout.after, PAGE)
        audience = published.audience
        ids = [each.id for each in page if audience is not None and audience.includes(each)]
        present = await self._stores.enrolments.get_many(brand, published.id, ids)
        now = self._clock.now_of(brand)
        steps = [by_rule(published, each, now) for each in ids if each not in present]
        change = await joining(self._stores, brand, published, steps, now)
        full = len(page) == PAGE
        group = rollout.group if full else rollout.group + 1
        after = replace(
            rollout,
            group=group,
            after=page[-1].id if full else None,
            enrolled=rollout.enrolled + len(steps),
            finished=group == len(groups),
            at=now,
        )
        await self._stores.enrolments.commit(replace(change, rollout=after))
        return not after.finished
