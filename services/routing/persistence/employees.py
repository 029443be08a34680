"""The directory in MongoDB: employees with their seats, and the names of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, Write, key
from chassis.outbox import Outbox
from services.routing.application.changes import EmployeeChange
from services.routing.application.ports import BrandAnd, EmployeeFilter
from services.routing.domain.employee import (
    DirectoryPerson,
    Employee,
    SeatPlan,
    Shift,
    VolunteerPlace,
    next_change,
    open_places,
)
from services.routing.persistence.held_certificates import (
    MongoHeldCertificates,
    certificate_fields,
    certificates_from,
)
from services.routing.persistence.seats import MongoSeats


class MongoEmployees:
    """The employees of all brands."""

    def __init__(self, mongo: Mongo, outbox: Outbox, seats: MongoSeats, clock: Clock) -> None:
        """`outbox` is of the same database."""
        self._mongo = mongo
        self._outbox = outbox
        self._seats = seats
        self._clock = clock
        self._employees = mongo.brand_collection("employees")
        self._people = mongo.brand_collection("people")
        self._joiners = mongo.brand_collection("joiners")
        self._held = MongoHeldCertificates(mongo)

    async def get(self, brand: str, employee: str) -> Employee | None:
        """One employee, or None."""
        document = await self._employees.get(brand, employee)
        return None if document is None else (await self._read([document]))[0]

    async def get_many(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Employee]:
        """Employees by (brand, id) in one read."""
        documents = await self._employees.get_many(keys)
        return dict(zip(documents, await self._read(list(documents.values())), strict=True))

    async def page(self, brand: str, filters: EmployeeFilter, after: str | None, limit: int) -> list[Employee]:
        """Employees by id, filtered, from behind the last of the page before."""
        plain = {"department": filters.department, "presence": filters.presence, "volunteer": filters.volunteer}
        filter_: dict[str, Any] = {name: value for name, value in plain.items() if value is not None}
        if filters.tokens:
            filter_["tokens"] = {"$all": list(filters.tokens)}
        return await self._page(brand, filter_, after, limit)

    async def _page(self, brand: str, filter_: dict[str, Any], after: str | None, limit: int) -> list[Employee]:
        if after is not None:
            filter_["_id"] = {"$gt": key(brand, after)}
        documents = await self._employees.find(brand, filter_, sort=[("_id", 1)], limit=limit)
        return await self._read(documents)

    async def changing(self, brand: str, now: datetime, limit: int) -> list[Employee]:
        """Employees for whom time itself changed something: a shift, a certificate, a place."""
        documents = await self._employees.find(
            brand, {"change_at": {"$lte": now}}, sort=[("change_at", 1)], limit=limit
        )
        return await self._read(documents)

    async def next_change(self, brand: str) -> datetime | None:
        """When time itself changes something for an employee next."""
        dated = {"change_at": {"$type": "date"}}
        found = await self._employees.find(brand, dated, sort=[("change_at", 1)], limit=1, projection={"change_at": 1})
        return found[0]["change_at"] if found else None

    async def placed_in(self, brand: str, incident: str, limit: int) -> list[Employee]:
        """Employees with an open place in an incident."""
        return await self._read(await self._employees.find(brand, {"surge": incident}, limit=limit))

    async def general(self, brand: str, after: str | None, limit: int) -> list[Employee]:
        """Employees bound to no queue, a page at a time: a new queue is theirs too."""
        return await self._page(brand, {"queues": []}, after, limit)

    async def _read(self, documents: Sequence[dict[str, Any]]) -> list[Employee]:
        return [employee_from(each) for each in await self._held.whole(documents)]

    async def unaccepted(self, brand: str, limit: int) -> list[str]:
        """The ids of those who are online and have not accepted the guideline in time."""
        filter_ = {"may_answer": False, "presence": "online"}
        found = await self._employees.find(brand, filter_, sort=[("_id", 1)], limit=limit, projection={"id": 1})
        return [document["id"] for document in found]

    async def people(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, DirectoryPerson]:
        """People by (brand, person), as of the gateway's last event."""
        documents = await self._people.get_many(keys)
        return {each: _person(document) for each, document in documents.items()}

    async def put_people(self, people: Mapping[BrandAnd, DirectoryPerson]) -> None:
        """Store people; one of an older version than the stored one changes nothing."""
        stored = await self.people(people)
        writes = [
            self._people.replace(brand, id_, {"person": id_, **asdict(person)}, upsert=True)
            for (brand, id_), person in people.items()
            if (brand, id_) not in stored or stored[brand, id_].version < person.version
        ]
        await self._people.write(writes)

    async def commit(self, changes: Sequence[EmployeeChange]) -> None:
        """Write employees, seats and events in one transaction.

        Raises:
            VersionConflict: An employee is not as they were read.
        """
        if not changes:
            return

        async def work(session: Session) -> None:
            await self.write(changes, session)

        await self._mongo.transaction(work)

    async def write(self, changes: Sequence[EmployeeChange], session: Session) -> None:
        """Write employees, seats and events within a transaction; raises VersionConflict as `commit`."""
        employees = [self._write(step) for step in changes]
        done = await self._employees.write(employees, session=session)
        if done.duplicates or done.inserted + done.matched != len(employees):
            raise VersionConflict
        await self._held.write(changes, session)
        await self._joiners.write([self._joiner(step) for step in changes if step.joins], session=session)
        await self._seats.write([write for step in changes for write in self._seats.plan(step)], session)
        await self._outbox.add([event for step in changes for event in step.events], session)

    def _joiner(self, step: EmployeeChange) -> Write:
        document = {"employee": step.after.id, "version": step.after.version}
        return self._joiners.replace(step.brand, step.after.id, document, upsert=True)

    def _write(self, step: EmployeeChange) -> Write:
        document = employee_document(step.after, step.plans, self._clock.now_of(step.brand))
        if step.before is None:
            return self._employees.insert(step.brand, step.after.id, document)
        where = {"version": step.before.version}
        return self._employees.replace(step.brand, step.after.id, document, where=where)


def _person(document: dict[str, Any]) -> DirectoryPerson:
    return DirectoryPerson(document["name"], document["active"], document.get("may_work", True), document["version"])


def employee_document(employee: Employee, plans: Sequence[SeatPlan], now: datetime) -> dict[str, Any]:
    """The employee's fields, with the tokens, open incidents and next change that queries ask for."""
    document = {name: getattr(employee, name) for name in Employee.__slots__}
    return document | {
        **certificate_fields(employee.certificates),
        "languages": list(employee.languages),
        "queues": list(employee.queues),
        "skills": dict(employee.skills),
        "shifts": [asdict(each) for each in employee.shifts],
        "places": [{**asdict(each), "skills": dict(each.skills)} for each in employee.places],
        "tokens": sorted(frozenset().union(*(plan.tokens for plan in plans))),
        "surge": [place.incident for place in open_places(employee, now)],
        "change_at": next_change(employee, now),
    }


def employee_from(document: Mapping[str, Any]) -> Employee:
    """The employee of a document."""
    fields = {name: document[name] for name in Employee.__slots__ if name in document}
    return Employee(
        **fields
        | {
            "languages": tuple(document["languages"]),
            "queues": tuple(document["queues"]),
            "certificates": certificates_from(document),
            "shifts": tuple(Shift(**each) for each in document["shifts"]),
            "places": tuple(VolunteerPlace(**{**each, "queues": tuple(each["queues"])}) for each in document["places"]),
        }
    )
