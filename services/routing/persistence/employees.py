"""The directory in MongoDB: employees with their seats, and the names of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, Write, key
from chassis.outbox import Outbox
from contracts.event import Event
from services.routing.domain.employee import Certificate, Employee, Place, SeatPlan, Shift, next_change, open_places
from services.routing.persistence.seats import SeatStore


@dataclass(frozen=True, slots=True)
class Staffed:
    """An employee's step: as they were (None: new), as they are, the seats they should have, and what to say.

    `ended` are places that this step takes back.
    """

    brand: str
    before: Employee | None
    after: Employee
    plans: Sequence[SeatPlan]
    events: Sequence[Event] = ()
    ended: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the gateway knows them: whether they may sign in, and whether their roles let them take work."""

    name: str
    active: bool
    may_work: bool


class EmployeeStore:
    """The employees of all brands."""

    def __init__(self, mongo: Mongo, outbox: Outbox, seats: SeatStore, clock: Clock) -> None:
        """`outbox` is of the same database."""
        self._mongo = mongo
        self._outbox = outbox
        self._seats = seats
        self._clock = clock
        self._employees = mongo.brand_collection("employees")
        self._people = mongo.brand_collection("people")

    async def get(self, brand: str, employee: str) -> Employee | None:
        """One employee, or None."""
        document = await self._employees.get(brand, employee)
        return None if document is None else employee_from(document)

    async def get_many(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Employee]:
        """Employees by (brand, id) in one read."""
        found = await self._employees.get_many(keys)
        return {each: employee_from(document) for each, document in found.items()}

    async def page(self, brand: str, wanted: Mapping[str, Any], after: str | None, limit: int) -> list[Employee]:
        """Employees by id, filtered, from behind the last of the page before."""
        filter_ = dict(wanted)
        if after is not None:
            filter_["_id"] = {"$gt": key(brand, after)}
        found = await self._employees.find(brand, filter_, sort=[("_id", 1)], limit=limit)
        return [employee_from(document) for document in found]

    async def changing(self, brand: str, now: datetime, limit: int) -> list[Employee]:
        """Employees for whom time itself changed something: a shift, a certificate, a place."""
        found = await self._employees.find(brand, {"change_at": {"$lte": now}}, sort=[("change_at", 1)], limit=limit)
        return [employee_from(document) for document in found]

    async def placed_in(self, brand: str, incident: str, limit: int) -> list[Employee]:
        """Employees with an open place in an incident."""
        return [employee_from(each) for each in await self._employees.find(brand, {"surge": incident}, limit=limit)]

    async def general(self, brand: str, after: str | None, limit: int) -> list[Employee]:
        """Employees bound to no queue, a page at a time: a new queue is theirs too."""
        return await self.page(brand, {"queues": []}, after, limit)

    async def people(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Known]:
        """People by (brand, person), as the gateway said last."""
        found = await self._people.get_many(keys)
        return {each: Known(row["name"], row["active"], row.get("may_work", True)) for each, row in found.items()}

    async def keep_people(self, people: Sequence[tuple[str, str, Known, int]]) -> None:
        """Keep (brand, person, what is known of them, version) as the gateway said last."""
        kept = await self._people.get_many([(brand, person) for brand, person, *_ in people])
        writes = [
            self._people.replace(brand, person, {"person": person, "version": version, **asdict(known)}, upsert=True)
            for brand, person, known, version in people
            if (brand, person) not in kept or kept[brand, person]["version"] < version
        ]
        await self._people.write(writes)

    async def commit(self, steps: Sequence[Staffed]) -> None:
        """Write employees, seats and events in one transaction.

        Raises:
            VersionConflict: An employee is not as they were read.
        """
        if not steps:
            return
        employees = [self._write(step) for step in steps]
        seats = [
            w for step in steps for w in self._seats.plan_writes(step.brand, step.after.id, step.plans, step.ended)
        ]
        events = [event for step in steps for event in step.events]

        async def work(session: Session) -> None:
            done = await self._employees.write(employees, session=session)
            if done.duplicates or done.inserted + done.matched != len(employees):
                raise VersionConflict
            await self._seats.write(seats, session)
            await self._outbox.add(events, session)

        await self._mongo.transaction(work)

    def _write(self, step: Staffed) -> Write:
        document = employee_document(step.after, step.plans, self._clock.now())
        if step.before is None:
            return self._employees.insert(step.brand, step.after.id, document)
        where = {"version": step.before.version}
        return self._employees.replace(step.brand, step.after.id, document, where=where)


def next_version(before: Employee | None, after: Employee) -> Employee:
    """Give a changed employee the version after the one it was read under."""
    return replace(after, version=before.version + 1 if before else 1)


def employee_document(employee: Employee, plans: Sequence[SeatPlan], now: datetime) -> dict[str, Any]:
    """The employee's fields, with the tokens, open incidents and next change that queries ask for."""
    document = {name: getattr(employee, name) for name in Employee.__slots__}
    return document | {
        "languages": list(employee.languages),
        "queues": list(employee.queues),
        "skills": dict(employee.skills),
        "certificates": [asdict(each) for each in employee.certificates],
        "shifts": [asdict(each) for each in employee.shifts],
        "places": [{**asdict(each), "skills": dict(each.skills)} for each in employee.places],
        "tokens": sorted(frozenset().union(*(plan.tokens for plan in plans))),
        "surge": [place.incident for place in open_places(employee, now)],
        "change_at": next_change(employee, now),
    }


def employee_from(document: dict[str, Any]) -> Employee:
    """The employee of a document."""
    fields = {name: document[name] for name in Employee.__slots__ if name in document}
    return Employee(
        **fields
        | {
            "languages": tuple(document["languages"]),
            "queues": tuple(document["queues"]),
            "certificates": tuple(Certificate(**each) for each in document["certificates"]),
            "shifts": tuple(Shift(**each) for each in document["shifts"]),
            "places": tuple(Place(**{**each, "queues": tuple(each["queues"])}) for each in document["places"]),
        }
    )
