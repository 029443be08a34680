"""The inbox's store in memory: the same promises as the one on MongoDB, shown by the same suite."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from chassis.errors import Fenced, VersionConflict
from chassis.timer_order import Precedence, in_turn
from chassis.timers import DueTimer, NewTimer
from contracts.event import Event
from services.inbox.application.engagement_counts import CountedAnswer, RuleCell
from services.inbox.application.incidents import IncidentBegan, IncidentMoved, IncidentUpdate
from services.inbox.application.ledger import Hour
from services.inbox.application.ports import BatchRecords, BatchRequest, ByBrand, ReplyQuery, ReplyWithId
from services.inbox.application.ports import OpenReplyWithMark as WithMark
from services.inbox.application.records import (
    Assignment,
    AuditEntry,
    Changes,
    EmployeeRecord,
    LedgerCell,
    Named,
    PendingChange,
    RuleKind,
    RuleVersion,
)
from services.inbox.domain.arrival import Seen
from services.inbox.domain.assignment import assign
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.certificates import Certificates
from services.inbox.domain.contact import Contact, led_to
from services.inbox.domain.conversation_record import ConversationRecord, ReadVersions
from services.inbox.domain.incident import ENDED, IncidentCopy
from services.inbox.domain.message import Message
from services.inbox.domain.reaction import with_reaction
from services.inbox.domain.reply import Reply, text_mark
from services.inbox.domain.unreadable import UnreadablePayload
from tests.support.inbox.in_memory_imports import InMemoryImports


class InMemoryInbox:
    """Batches, Copies, RuleVersions, LedgerRows and ReplyTimers in one."""

    def __init__(self) -> None:
        self.stored: dict[Named, ConversationRecord] = {}
        self.stored_messages: dict[Named, Message] = {}
        self.contacts: dict[Named, Contact] = {}
        self.stored_replies: dict[Named, Reply] = {}
        self.stored_posts: dict[Named, BrandPost] = {}
        self.payloads: dict[Named, UnreadablePayload] = {}
        self.pending: dict[Named, PendingChange] = {}
        self.seen_events: dict[Named, Seen] = {}
        self.published: defaultdict[Named, list[Event]] = defaultdict(list)
        self.audit: dict[Named, AuditEntry] = {}
        self.ledger: Counter[LedgerCell] = Counter()
        self.rule_uses: Counter[RuleCell] = Counter()
        self.answers: Counter[tuple[str, date, str | None]] = Counter()
        self.answered_on: dict[Named, date] = {}
        self.offsets: dict[tuple[str, int], int] = {}
        self.timers: dict[str, DueTimer] = {}
        self.precedence: dict[str, Precedence] = {}
        self.outbox: list[Event] = []
        self.employees: dict[Named, EmployeeRecord] = {}
        self.stored_incidents: dict[Named, IncidentCopy] = {}
        self.rules: list[RuleVersion] = []
        self.announced: set[tuple[str, RuleKind, int]] = set()
        self.imports = InMemoryImports()
        self.commits = 0

    async def conversation(self, brand: str, id_: str) -> ConversationRecord | None:
        return self.stored.get((brand, id_))

    async def conversations(self, names: Collection[Named]) -> Mapping[Named, ConversationRecord]:
        return {name: self.stored[name] for name in names if name in self.stored}

    async def message(self, brand: str, id_: str) -> Message | None:
        return self.stored_messages.get((brand, id_))

    async def messages(self, names: Collection[Named]) -> Mapping[Named, Message]:
        return {name: self.stored_messages[name] for name in names if name in self.stored_messages}

    async def contact(self, brand: str, id_: str) -> Contact | None:
        records = {name: each for (owner, name), each in self.contacts.items() if owner == brand}
        return records.get(led_to(records, id_))

    async def reply(self, brand: str, id_: str) -> Reply | None:
        return self.stored_replies.get((brand, id_))

    async def replies(self, names: Collection[Named]) -> Mapping[Named, Reply]:
        return {name: self.stored_replies[name] for name in names if name in self.stored_replies}

    async def reply_before(self, reply: Reply) -> Reply | None:
        earlier = [
            each
            for each in self.stored_replies.values()
            if (each.brand, each.conversation) == (reply.brand, reply.conversation)
            and (each.created_at, each.id) < (reply.created_at, reply.id)
            and (each.state == "claimed" or (each.state == "queued" and not each.is_of_story_answer))
        ]
        return min(earlier, key=lambda each: (each.created_at, each.id), default=None)

    async def posts(self, names: Collection[Named]) -> Mapping[Named, BrandPost]:
        return {name: self.stored_posts[name] for name in names if name in self.stored_posts}

    async def payload(self, brand: str, id_: str) -> UnreadablePayload | None:
        return self.payloads.get((brand, id_))

    async def employee(self, brand: str, employee: str) -> EmployeeRecord:
        return self.employees.get((brand, employee), EmployeeRecord(brand, employee, Certificates(), 0))

    async def employees_among(
        self, brand: str, people: Collection[str], departments: Collection[str], certificate: str | None
    ) -> Mapping[str, EmployeeRecord]:
        reported = {name: each for (owner, name), each in self.employees.items() if owner == brand and name in people}
        return {
            name: each
            for name, each in reported.items()
            if (not departments or each.department in departments)
            and (certificate is None or certificate in each.certificates.ids)
        }

    async def incidents(self, brand: str) -> Sequence[IncidentCopy]:
        on = [each for (owner, _), each in self.stored_incidents.items() if owner == brand and each.title]
        return sorted((each for each in on if each.state not in ENDED), key=lambda each: -each.severity)[:10]

    async def read(self, request: BatchRequest) -> BatchRecords:
        conversations = [
            record
            for record in self.stored.values()
            if not record.conversation.superseded
            and record.conversation.thread in request.threads.get(record.conversation.brand, ())
        ]
        pending = [
            each
            for (brand, _), each in self.pending.items()
            if brand in request.pending and each.message in request.pending[brand]
        ]
        return BatchRecords(
            messages={name: self.stored_messages[name] for name in request.messages if name in self.stored_messages},
            contacts={name: self.contacts[name] for name in request.contacts if name in self.contacts},
            seen=await self.seen(request.seen),
            conversations=conversations,
            pending=pending,
            replies=[
                reply
                for reply in self.stored_replies.values()
                if any(_asks_for(query, reply) for query in request.replies)
            ],
            offsets={each: self.offsets[each] for each in request.partitions if each in self.offsets},
        )

    async def seen(self, names: Collection[Named]) -> Mapping[Named, Seen]:
        return {name: self.seen_events[name] for name in names if name in self.seen_events}

    async def emissions(self, causes: ByBrand) -> Mapping[Named, Sequence[Event]]:
        names = [(brand, cause) for brand, wanted in causes.items() for cause in wanted]
        return {name: list(self.published[name]) for name in names if name in self.published}

    async def commit(self, changes: Changes) -> None:
        self._check(changes)
        self.commits += 1
        for name, record in changes.conversations.items():
            state = record.conversation
            self.stored[name] = replace(record, read=ReadVersions(state.version, state.task_version))
        self._write_messages(changes)
        self.contacts |= {name: replace(each, version=each.version + 1) for name, each in changes.contacts.items()}
        self.stored_replies |= {name: change.after for name, change in changes.replies.items()}
        self.stored_posts |= {name: change.after for name, change in changes.posts.items()}
        self.payloads |= {name: change.after for name, change in changes.payloads.items()}
        for name, pending in changes.pending.items():
            if pending is None:
                self.pending.pop(name, None)
            else:
                self.pending[name] = pending
        self.seen_events |= {(each.brand, each.key): each.seen for each in changes.seen}
        for emission in changes.emissions:
            self.published[emission.event.brand, emission.cause].append(emission.event)
        self.imports.write(changes)
        self.audit |= {(each.brand, each.id): each for each in changes.audit}
        self.ledger += changes.ledger
        self.rule_uses += changes.rule_uses
        for answer in changes.answers:
            self._count_answer(answer)
        self.offsets |= {partition: next_ for partition, (_, next_) in changes.offsets.items()}
        for finished in changes.finished:
            del self.timers[finished.key]
        for timer in changes.timers.values():
            self._schedule(timer)
        self.outbox += changes.events

    def _count_answer(self, answer: CountedAnswer) -> None:
        name = (answer.brand, answer.author)
        employee = self.employees.get(name)
        self.answers[answer.brand, answer.day, employee.department if employee is not None else None] += 1
        if employee is not None:
            self.answered_on[name] = max(answer.day, self.answered_on.get(name, answer.day))

    def _write_messages(self, changes: Changes) -> None:
        for name, change in changes.messages.items():
            if change.before is None:
                self.stored_messages[name] = change.after
            elif name in self.stored_messages:
                self.stored_messages[name] = replace(
                    self.stored_messages[name], **_difference(change.before, change.after)
                )
        for said in changes.reactions:
            reacted = self.stored_messages.get((said.brand, said.message))
            if reacted is not None:
                reactions = with_reaction(reacted.reactions, said.reaction, said.names)
                self.stored_messages[said.brand, said.message] = replace(reacted, reactions=reactions)

    def _check(self, changes: Changes) -> None:
        """See that nothing was written since it was read, before anything is written."""
        threads = {
            (each.conversation.brand, each.conversation.thread): each.name
            for each in (self.stored | changes.conversations).values()
            if not each.conversation.superseded
        }
        stale = [
            *(_versions(self.stored.get(name)) != record.read for name, record in changes.conversations.items()),
            *(
                threads[record.conversation.brand, record.conversation.thread] != name
                for name, record in (self.stored | changes.conversations).items()
                if not record.conversation.superseded
            ),
            *(change.before is None and name in self.stored_messages for name, change in changes.messages.items()),
            *((_version(self.contacts.get(name)) or 0) != each.version for name, each in changes.contacts.items()),
            *(
                _version(self.stored_replies.get(name)) != _version(change.before)
                for name, change in changes.replies.items()
            ),
            *(
                _version(self.stored_posts.get(name)) != _version(change.before)
                for name, change in changes.posts.items()
            ),
            *(_state(self.payloads.get(name)) != _state(change.before) for name, change in changes.payloads.items()),
            *(each is not None and name in self.pending for name, each in changes.pending.items()),
            *((each.brand, each.key) in self.seen_events for each in changes.seen),
            *((each.brand, each.id) in self.audit for each in changes.audit),
            *(self.offsets.get(partition) != expected for partition, (expected, _) in changes.offsets.items()),
            *(not self._holds(timer) for timer in changes.finished),
            *self.imports.stale(changes),
        ]
        if any(stale):
            raise VersionConflict

    def _holds(self, timer: DueTimer) -> bool:
        row = self.timers.get(timer.key)
        return row is not None and row.epoch == timer.epoch

    def _schedule(self, timer: NewTimer) -> None:
        row = self.timers.get(timer.key)
        epoch = row.epoch + 1 if row is not None else 1
        if row is None:
            self.precedence.pop(timer.key, None)
        if timer.precedence is not None:
            self.precedence[timer.key] = timer.precedence
        self.timers[timer.key] = DueTimer(timer.key, timer.brand, timer.kind, timer.due_at, timer.payload, epoch)

    def move_timers(self, timers: Sequence[NewTimer], finished: Sequence[DueTimer]) -> None:
        """Set timers and finish others at once."""
        if not all(self._holds(timer) for timer in finished):
            raise Fenced("a timer was moved or taken over while it ran")
        for timer in finished:
            del self.timers[timer.key]
        for new in timers:
            self._schedule(new)

    def due(self, kind: str, at: datetime, limit: int = 10_000) -> list[DueTimer]:
        """The timers of a kind that are due, by precedence and the most overdue first."""
        due = [each for each in self.timers.values() if each.kind == kind and each.due_at <= at]
        waiting: defaultdict[Precedence, list[DueTimer]] = defaultdict(list)
        for each in sorted(due, key=lambda each: each.due_at):
            waiting[self.precedence.get(each.key, "ordinary")].append(each)
        return in_turn(waiting, limit, 0)

    async def give_precedence(self, keys: Sequence[str], precedence: Precedence) -> None:
        self.precedence |= {each: precedence for each in keys if each in self.timers}

    async def schedule(self, timers: Sequence[NewTimer]) -> None:
        for timer in timers:
            self._schedule(timer)

    async def done(self, timer: DueTimer) -> None:
        if not self._holds(timer):
            raise Fenced("a timer was moved or taken over while it ran")
        del self.timers[timer.key]

    async def hours(self, brand: str, since: datetime, until: datetime) -> Mapping[datetime, Hour]:
        hours: dict[datetime, Hour] = {}
        for cell, number in self.ledger.items():
            if cell.brand == brand and since <= cell.hour < until:
                hour = hours.get(cell.hour, Hour())
                hours[cell.hour] = replace(hour, **{cell.column: getattr(hour, cell.column) + number})
        return hours

    async def assign(self, assignments: Sequence[Assignment]) -> None:
        for each in assignments:
            record = self.stored.get((each.brand, each.conversation))
            if record is not None:
                state = assign(record.conversation, each.employee, each.epoch, each.version)
                self.stored[record.name] = replace(
                    record, conversation=state, read=ReadVersions(state.version, state.task_version)
                )

    async def certify(self, employees: Sequence[EmployeeRecord]) -> None:
        for each in employees:
            before = self.employees.get((each.brand, each.employee))
            if before is None or before.version <= each.version:
                self.employees[each.brand, each.employee] = each

    async def update_incidents(self, updates: Sequence[IncidentUpdate]) -> None:
        for each in updates:
            name = (each.brand, each.incident)
            before = self.stored_incidents.get(name, IncidentCopy(each.incident, "", 0, ""))
            if isinstance(each, IncidentBegan):
                after = replace(
                    before,
                    title=each.title,
                    severity=each.severity,
                    state="declared",
                    playbook=each.playbook,
                    began_at=each.began_at,
                )
            elif isinstance(each, IncidentMoved):
                severity = each.severity if each.severity is not None else before.severity
                after = replace(before, state=each.state, severity=severity)
            else:
                others = tuple(other for other in before.statements if other.id != each.statement.id)
                after = replace(before, statements=(*others, each.statement))
            self.stored_incidents[name] = after

    async def of_brands(self, brands: Collection[str]) -> Mapping[str, Sequence[RuleVersion]]:
        newest_first = sorted(self.rules, key=lambda each: -each.version)
        listed = {brand: [each for each in newest_first if each.brand == brand] for brand in brands}
        return {brand: versions for brand, versions in listed.items() if versions}

    async def newest(self, brand: str, kind: RuleKind, at: datetime | None = None) -> RuleVersion | None:
        found = (each for each in await self.before(brand, kind, None, 1_000) if at is None or each.in_force(at))
        return next(found, None)

    async def version(self, brand: str, kind: RuleKind, version: int) -> RuleVersion | None:
        return next((each for each in await self.before(brand, kind, version + 1, 1) if each.version == version), None)

    async def before(self, brand: str, kind: RuleKind, version: int | None, limit: int) -> Sequence[RuleVersion]:
        kept = [each for each in self.rules if (each.brand, each.kind) == (brand, kind)]
        older = [each for each in kept if version is None or each.version < version]
        return sorted(older, key=lambda each: -each.version)[:limit]

    async def add(self, version: RuleVersion, events: Sequence[Event] = (), timers: Sequence[NewTimer] = ()) -> None:
        names = {(each.brand, each.kind, each.version) for each in self.rules}
        if (version.brand, version.kind, version.version) in names:
            raise VersionConflict
        self.rules.append(version)
        if events:
            self.announced.add((version.brand, version.kind, version.version))
        self.outbox += events
        for timer in timers:
            self._schedule(timer)

    async def announce(self, brand: str, kind: RuleKind, version: int, event: Event) -> None:
        if (brand, kind, version) not in self.announced:
            self.announced.add((brand, kind, version))
            self.outbox.append(event)


def _difference(before: Message, after: Message) -> dict[str, Any]:
    names = [each.name for each in fields(Message) if each.name != "reactions"]  # written by themselves
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}


def _asks_for(query: ReplyQuery, reply: Reply) -> bool:
    if query.brand != reply.brand:
        return False
    if isinstance(query, ReplyWithId):
        return reply.external_id == query.external_id
    if isinstance(query, WithMark):
        return text_mark(reply.text) == query.mark and reply.state in ("claimed", "unknown", "sent")
    left = reply.sent_at is not None and reply.sent_at <= query.until
    return reply.contact == query.contact and left and reply.state in ("sent", "delivered")


def _versions(record: ConversationRecord | None) -> ReadVersions | None:
    return record.read if record is not None else None


def _version(stored: Reply | BrandPost | Contact | None) -> int | None:
    return stored.version if stored is not None else None


def _state(payload: UnreadablePayload | None) -> str | None:
    return payload.state if payload is not None else None
