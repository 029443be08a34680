"""Enrolments and attempts in MongoDB; passing writes the attempt, the enrolment and the employee in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, Write, key
from chassis.outbox import Outbox
from services.routing.application.ports import EnrolmentStep, Joiner, LearningChange, Rollout
from services.routing.domain.enrolment import CourseAttempt, Enrolment
from services.routing.domain.grading import QuestionResult
from services.routing.persistence.employees import MongoEmployees
from services.routing.persistence.sessions import MongoSessions


class MongoEnrolments:
    """The enrolments of all brands."""

    def __init__(self, mongo: Mongo, outbox: Outbox, employees: MongoEmployees, sessions: MongoSessions) -> None:
        """Use `enrolments`, `attempts`, `rollouts` and `joiners`."""
        self._mongo = mongo
        self._outbox = outbox
        self._employees = employees
        self._sessions = sessions
        self._enrolments = mongo.brand_collection("enrolments")
        self._attempts = mongo.brand_collection("attempts")
        self._rollouts = mongo.brand_collection("rollouts")
        self._joiners = mongo.brand_collection("joiners")

    async def get_many(self, brand: str, course: str, employees: Sequence[str]) -> dict[str, Enrolment]:
        """Enrolments in a course by employee in one read."""
        found = await self._enrolments.get_many((brand, _id(course, each)) for each in employees)
        return {document["employee"]: _enrolment(document) for document in found.values()}

    async def of_employee(self, brand: str, employee: str, limit: int) -> list[Enrolment]:
        """The enrolments of an employee by course."""
        filter_ = {"employee": employee}
        return [
            _enrolment(each) for each in await self._enrolments.find(brand, filter_, sort=[("_id", 1)], limit=limit)
        ]

    async def of_course(self, brand: str, course: str, after: str | None, limit: int) -> list[Enrolment]:
        """The enrolments in a course by employee, from behind the last of the page before."""
        filter_: dict[str, Any] = {"course": course}
        if after is not None:
            filter_["_id"] = {"$gt": key(brand, _id(course, after))}
        return [
            _enrolment(each) for each in await self._enrolments.find(brand, filter_, sort=[("_id", 1)], limit=limit)
        ]

    async def attempt(self, brand: str, attempt: str) -> CourseAttempt | None:
        """One attempt, or None."""
        document = await self._attempts.get(brand, attempt)
        return None if document is None else _attempt(document)

    async def rollout(self, brand: str, course: str) -> Rollout | None:
        """How far the audience of the newest published version is enrolled."""
        document = await self._rollouts.get(brand, course)
        return None if document is None else Rollout(**{name: document[name] for name in Rollout.__slots__})

    async def joiners(self, brand: str, limit: int) -> list[Joiner]:
        """Those about whom audiences are to be asked, as the changes of their entries noted them."""
        found = await self._joiners.find(brand, {}, sort=[("_id", 1)], limit=limit)
        return [Joiner(document["employee"], document["version"]) for document in found]

    async def commit(self, change: LearningChange) -> None:
        """Write enrolments, attempt, attendances, employee and events in one transaction.

        Raises:
            VersionConflict: One is not as it was read, or the attempt is stored already.
        """
        brand = change.brand
        enrolments = [self._step(brand, step) for step in change.steps]
        attempts, rollouts = [], []
        if change.attempt is not None:
            attempts = [self._attempts.insert(brand, change.attempt.id, _attempt_document(change.attempt))]
        if change.rollout is not None:
            rollouts = [self._rollout(brand, change.rollout)]

        asked = [self._joiners.delete(brand, each.employee, where={"version": each.version}) for each in change.joined]

        async def work(session: Session) -> None:
            for collection, writes in (
                (self._attempts, attempts),
                (self._enrolments, enrolments),
                (self._rollouts, rollouts),
            ):
                done = await collection.write(writes, session=session)
                if done.duplicates or done.inserted + done.matched != len(writes):
                    raise VersionConflict
            await self._sessions.write(change, session)
            await self._joiners.write(asked, session=session)
            if change.employee is not None:
                await self._employees.write([change.employee], session)
            await self._outbox.add(list(change.events), session)

        await self._mongo.transaction(work)

    def _step(self, brand: str, step: EnrolmentStep) -> Write:
        revision = step.before.revision if step.before else 0
        after = replace(step.after, revision=revision + 1)
        id_, document = _id(after.course, after.employee), enrolment_document(after)
        if step.before is None:
            return self._enrolments.insert(brand, id_, document)
        return self._enrolments.replace(brand, id_, document, where={"revision": revision})

    def _rollout(self, brand: str, rollout: Rollout) -> Write:
        document = asdict(replace(rollout, revision=rollout.revision + 1))
        if rollout.revision == 0:
            return self._rollouts.insert(brand, rollout.course, document)
        return self._rollouts.replace(brand, rollout.course, document, where={"revision": rollout.revision})


def _id(course: str, employee: str) -> str:
    return f"{course}/{employee}"


def enrolment_document(enrolment: Enrolment) -> dict[str, Any]:
    """The enrolment's fields."""
    return asdict(enrolment) | {"lessons": dict(enrolment.lessons)}


def _enrolment(document: dict[str, Any]) -> Enrolment:
    return Enrolment(**{name: document[name] for name in Enrolment.__slots__ if name in document})


def _attempt_document(attempt: CourseAttempt) -> dict[str, Any]:
    lists = {"certificates": list(attempt.certificates), "withheld": list(attempt.withheld)}
    results = [asdict(each) | {"feedback": list(each.feedback)} for each in attempt.results]
    return asdict(attempt) | lists | {"results": results}


def _attempt(document: dict[str, Any]) -> CourseAttempt:
    fields = {name: document[name] for name in CourseAttempt.__slots__}
    results = tuple(QuestionResult(**each | {"feedback": tuple(each["feedback"])}) for each in document["results"])
    lists = {"certificates": tuple(document["certificates"]), "withheld": tuple(document["withheld"])}
    return CourseAttempt(**fields | lists | {"results": results})
