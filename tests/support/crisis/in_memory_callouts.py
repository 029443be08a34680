"""Repositories in memory of callouts and of the people they ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.callout import Ask, AskState, Callout, Volunteer
from services.crisis.domain.place import SurgePlace, held_seconds
from services.crisis.domain.staffing import StaffingReport
from tests.support.crisis.in_memory_state import Rows, part

PRESENT_FIRST = ("online", "away", "offline")


class Callouts:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> Callout | None:
        found: Callout | None = self._rows.get(id_)
        return found

    async def of_incident(self, incident: str) -> list[Callout]:
        return sorted(self._rows.all(lambda each: each.incident == incident), key=lambda each: each.opened_at)

    async def add(self, callout: Callout) -> None:
        self._rows.add(callout.id, callout)

    async def save(self, callout: Callout) -> None:
        self._rows.save(callout.id, callout)

    async def close(self, incident: str) -> None:
        self._rows.change(lambda each: each.incident == incident, state="closed")


class Asks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, callout: str, employee: str) -> Ask | None:
        found: Ask | None = self._rows.get(f"{callout}/{employee}")
        return found

    async def of_incident(self, incident: str) -> list[Ask]:
        return self._rows.all(lambda each: each.incident == incident)

    async def of_callout(self, callout: str, limit: int, after: NewestKey | None) -> Slice[Ask, NewestKey]:
        return part(self._rows.all(lambda each: each.callout == callout), _asked, limit, after)

    async def of_employee(
        self, employee: str, state: AskState | None, limit: int, after: NewestKey | None
    ) -> Slice[Ask, NewestKey]:
        asks = self._rows.all(lambda each: each.employee == employee and state in {None, each.state})
        return part(asks, _asked, limit, after)

    async def counts_of(self, employee: str) -> Mapping[AskState, int]:
        return Counter(each.state for each in self._rows.all(lambda each: each.employee == employee))

    async def employees_asked(self, incident: str, limit: int) -> set[str]:
        return {ask.employee for ask in self._rows.all(lambda each: each.incident == incident)[:limit]}

    async def pending(self, callout: str, limit: int) -> int:
        waiting = self._rows.all(lambda each: each.callout == callout and each.state == "asked")
        return min(limit, len(waiting))

    async def overdue(self, callout: str, now: datetime) -> list[Ask]:
        return self._rows.all(_overdue(callout, now))

    async def add(self, asks: Sequence[Ask]) -> None:
        for ask in asks:
            self._rows.add(f"{ask.callout}/{ask.employee}", ask)

    async def save(self, ask: Ask) -> None:
        self._rows.save(f"{ask.callout}/{ask.employee}", ask)

    async def expire_overdue(self, callout: str, now: datetime) -> None:
        self._rows.change(_overdue(callout, now), state="no_answer")

    async def expire_pending(self, incident: str) -> None:
        self._rows.change(lambda each: each.incident == incident and each.state == "asked", state="no_answer")


def _asked(ask: Ask) -> NewestKey:
    return ask.asked_at, f"{ask.callout}/{ask.employee}"


def _overdue(callout: str, now: datetime) -> Callable[[Ask], bool]:
    return lambda ask: ask.callout == callout and ask.state == "asked" and ask.expires_at <= now


class Places:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of_incident(self, incident: str) -> list[SurgePlace]:
        return self._rows.all(lambda each: each.incident == incident)

    async def granted(self, incident: str) -> list[SurgePlace]:
        return self._rows.all(lambda each: each.incident == incident and each.state == "granted")

    async def find(self, incident: str, employee: str) -> SurgePlace | None:
        found: SurgePlace | None = self._rows.get(f"{incident}/{employee}")
        return found

    async def of_employee(self, employee: str, limit: int, after: NewestKey | None) -> Slice[SurgePlace, NewestKey]:
        places: list[SurgePlace] = self._rows.all(lambda each: each.employee == employee)
        return part(places, lambda each: (each.granted_at, f"{each.incident}/{each.employee}"), limit, after)

    async def by_employee(self, incident: str, after: str | None, limit: int) -> list[SurgePlace]:
        following = self._rows.all(lambda each: each.incident == incident and (after is None or each.employee > after))
        return sorted(following, key=lambda each: each.employee)[:limit]

    async def held_by(self, employee: str, now: datetime) -> tuple[int, float]:
        places = self._rows.all(lambda each: each.employee == employee)
        return len(places), sum(held_seconds(each, now) for each in places)

    async def save(self, place: SurgePlace) -> None:
        self._rows.save(f"{place.incident}/{place.employee}", place)

    async def grant(self, place: SurgePlace) -> None:
        self._rows.put(f"{place.incident}/{place.employee}", place)

    async def revoke(self, incident: str, at: datetime, finish_by: datetime | None) -> None:
        held = lambda each: each.incident == incident and each.state == "granted"  # noqa: E731 - a condition, used once
        self._rows.change(held, state="revoked", revoked_at=at, finish_by=finish_by)


class Workforce:
    def __init__(self, employees: Rows, staffing: Rows, history: Rows, certificates: Rows, courses: Rows) -> None:
        self._employees = employees
        self._staffing = staffing
        self._history = history
        self._certificates = certificates
        self._courses = courses

    def _volunteers(self, fits: Callable[[Volunteer], bool]) -> list[Volunteer]:
        opted_in = [each.volunteer for each in self._employees.all(lambda each: each.volunteer.volunteer)]
        fitting = [each for each in opted_in if fits(each)]
        return sorted(fitting, key=lambda each: (PRESENT_FIRST.index(each.presence), each.employee))

    async def volunteer(self, employee: str) -> Volunteer | None:
        found = self._employees.get(employee)
        return None if found is None else found.volunteer

    async def named(self, employees: Collection[str], ability: str | None = None) -> list[Volunteer]:
        return self._volunteers(
            lambda each: each.employee in employees and (ability is None or ability in each.abilities)
        )

    async def volunteers(self, limit: int, ability: str | None = None) -> list[Volunteer]:
        return self._volunteers(lambda each: ability is None or ability in each.abilities)[:limit]

    async def volunteers_without(self, ability: str, limit: int) -> list[Volunteer]:
        return self._volunteers(lambda each: ability not in each.abilities)[:limit]

    async def courses_giving(self, ability: str) -> tuple[str, ...] | None:
        giving = {each.certificate for each in self._certificates.all(lambda each: ability in each.abilities)}
        if not giving:
            return None
        return tuple(
            sorted(each.course for each in self._courses.all(lambda each: bool(giving & set(each.certificates))))
        )

    async def staffing(self) -> StaffingReport | None:
        found: StaffingReport | None = self._staffing.get("staffing")
        return found

    async def staffing_between(self, first: datetime, last: datetime) -> list[StaffingReport]:
        reports: list[StaffingReport] = self._history.all(lambda each: first < each.at <= last)
        return sorted(reports, key=lambda each: each.at)
