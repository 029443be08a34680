"""Repositories in memory of incidents and what belongs to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from chassis.errors import VersionConflict
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.approval_wait import ApprovalWait
from services.crisis.domain.course_due import CourseDue
from services.crisis.domain.incident import OPEN, Entry, Incident, State, TimelineLine
from services.crisis.domain.notice import Notice, NoticeKind, NoticeState
from services.crisis.domain.notice_plan import NoticePlan
from services.crisis.domain.page import IncidentPage, PageState
from services.crisis.domain.signal import Signal, SignalState
from services.crisis.domain.statement import Statement
from tests.support.crisis.in_memory_state import Rows, part


class Incidents:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> Incident | None:
        found: Incident | None = self._rows.get(id_)
        return found

    async def many(self, ids: Collection[str]) -> Mapping[str, Incident]:
        return {incident.id: incident for incident in self._rows.all(lambda each: each.id in ids)}

    async def newest_open(self) -> Incident | None:
        return max(self._rows.all(lambda each: each.state in OPEN), key=_declared, default=None)

    async def newest(self, state: State | None, limit: int, after: NewestKey | None) -> Slice[Incident, NewestKey]:
        return part(self._rows.all(lambda each: state in {None, each.state}), _declared, limit, after)

    async def add(self, incident: Incident) -> None:
        if self._rows.all(lambda each: bool(set(each.signals) & set(incident.signals))):
            raise VersionConflict
        self._rows.add(incident.id, incident)

    async def save(self, incident: Incident) -> None:
        self._rows.save(incident.id, incident)


def _declared(incident: Incident) -> NewestKey:
    return incident.declared_at, incident.id


class Timeline:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, lines: Sequence[TimelineLine]) -> None:
        for line in lines:
            self._rows.add(line.id, line)

    async def of_incident(self, incident: str) -> list[Entry]:
        lines = self._rows.all(lambda each: each.incident == incident)
        return [line.entry for line in sorted(lines, key=lambda each: (each.entry.at, each.line))]


class Signals:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, episode: str) -> Signal | None:
        found: Signal | None = self._rows.get(episode)
        return found

    async def many(self, episodes: Collection[str]) -> list[Signal]:
        return self._rows.all(lambda each: each.episode in episodes)

    async def newest(self, state: SignalState | None, limit: int, after: NewestKey | None) -> Slice[Signal, NewestKey]:
        signals: list[Signal] = self._rows.all(lambda each: state in {None, each.state})
        return part(signals, lambda each: (each.opened_at, each.episode), limit, after)

    async def opened_since(self, since: datetime, limit: int) -> list[Signal]:
        signals: list[Signal] = self._rows.all(lambda each: each.opened_at >= since)
        return sorted(signals, key=lambda each: (each.opened_at, each.episode), reverse=True)[:limit]

    async def add(self, signal: Signal) -> None:
        self._rows.add(signal.episode, signal)

    async def save(self, signal: Signal) -> None:
        self._rows.save(signal.episode, signal)


class Pages:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> IncidentPage | None:
        found: IncidentPage | None = self._rows.get(id_)
        return found

    async def count(self, incident: str) -> int:
        return len(self._rows.all(lambda each: each.incident == incident))

    async def of_stage(self, incident: str, round_: int, level: int) -> list[IncidentPage]:
        return self._rows.all(lambda each: (each.incident, each.round, each.level) == (incident, round_, level))

    async def overdue(self, incident: str) -> list[IncidentPage]:
        return self._rows.all(lambda each: each.incident == incident and each.overdue_at is not None)

    async def counts_since(self, persons: Collection[str], since: datetime) -> Mapping[str, int]:
        return Counter(
            each.person for each in self._rows.all(lambda each: each.sent_at >= since) if each.person in persons
        )

    async def of_person(
        self, person: str, state: PageState | None, limit: int, after: NewestKey | None
    ) -> Slice[IncidentPage, NewestKey]:
        pages: list[IncidentPage] = self._rows.all(lambda each: each.person == person and state in {None, each.state})
        return part(pages, lambda each: (each.sent_at, each.id), limit, after)

    async def add(self, page: IncidentPage) -> None:
        self._rows.add(page.id, page)

    async def save(self, page: IncidentPage) -> None:
        self._rows.save(page.id, page)


class Notices:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> Notice | None:
        found: Notice | None = self._rows.get(id_)
        return found

    async def newest(
        self, person: str | None, incident: str | None, state: NoticeState | None, limit: int, after: NewestKey | None
    ) -> Slice[Notice, NewestKey]:
        wanted = {"person": person, "incident": incident, "state": state}
        fields = {name: value for name, value in wanted.items() if value is not None}
        notices = self._rows.all(lambda each: all(getattr(each, name) == value for name, value in fields.items()))
        return part(notices, lambda each: (each.raised_at, each.id), limit, after)

    async def unreached(self, person: str, now: datetime) -> list[Notice]:
        return self._rows.all(lambda each: each.person == person and each.state == "no_address" and each.ends_at > now)

    async def told_since(self, persons: Collection[str], kind: NoticeKind, since: datetime) -> Mapping[str, int]:
        lately = self._rows.all(lambda each: each.person in persons and each.kind == kind and each.raised_at >= since)
        quiet = {"limited"}, {"answered", "limited"}
        return Counter(each.person for each in lately if each.state not in quiet[not each.attempts])

    async def add(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            self._rows.add(notice.id, notice)

    async def save(self, notice: Notice) -> None:
        self._rows.save(notice.id, notice)


class ApprovalWaits:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of(self, reply: str) -> ApprovalWait | None:
        found: ApprovalWait | None = self._rows.get(reply)
        return found

    async def write(self, wait: ApprovalWait) -> None:
        self._rows.put(wait.reply, wait)


class CourseDues:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of(self, employee: str, course: str) -> CourseDue | None:
        found: CourseDue | None = self._rows.get(f"{employee} {course}")
        return found


class NoticePlans:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of(self, person: str) -> NoticePlan:
        found: NoticePlan | None = self._rows.get(person)
        return found or NoticePlan(person)

    async def reachable(self, persons: Collection[str]) -> set[str]:
        return {each.person for each in self._rows.all(lambda each: each.person in persons and bool(each.addresses))}

    async def write(self, plan: NoticePlan) -> None:
        self._rows.put(plan.person, plan)


class Statements:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> Statement | None:
        found: Statement | None = self._rows.get(id_)
        return found

    async def of_incident(self, incident: str) -> list[Statement]:
        return sorted(self._rows.all(lambda each: each.incident == incident), key=lambda each: each.written_at)

    async def add(self, statements: Sequence[Statement]) -> None:
        for statement in statements:
            self._rows.add(statement.id, statement)

    async def save(self, statement: Statement) -> None:
        self._rows.save(statement.id, statement)
