"""Events in: channel events become conversations; routing and crisis are copied as far as answering needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from prometheus_client import Counter, Histogram

from chassis import crash_points
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.messaging import Delivery, HandlerResult, Rejected, Retry
from chassis.mongo import Write
from contracts.channel import (
    ChannelEvent,
    EchoObserved,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PayloadUnreadable,
    ReactionChanged,
    ReceiptReceived,
)
from contracts.crisis import IncidentChanged, IncidentDeclared, IncidentStoodDown, StatementPublished
from contracts.event import Event
from contracts.routing import EmployeeChanged, OfferClosed, OfferMade, RoutingEvent, TaskQueued
from services.inbox.application.directory import Directory
from services.inbox.application.ingest.changes import take_change
from services.inbox.application.ingest.deliveries import take_echo, take_receipt, take_unreadable
from services.inbox.application.ingest.load import load
from services.inbox.application.ingest.messages import take_message
from services.inbox.application.ingest.workspace import Workspace
from services.inbox.application.rulebook import Rulebook
from services.inbox.domain.language import Detect
from services.inbox.persistence.unit_of_work import Store

TRIES = 5  # against people who act on the same conversations at the same moment; then the batch comes again

TAKEN = Counter("muster_inbox_events", "Channel events by what became of them.", ["column"])
RULES_SECONDS = Histogram("muster_inbox_batch_rules_seconds", "Time the rules took for one batch.")

Taker = Callable[[Workspace, Delivery, Any], None]
TAKERS: dict[type[ChannelEvent], Taker] = {
    MessageReceived: take_message,
    MessageEdited: take_change,
    MessageDeleted: take_change,
    ReactionChanged: take_change,
    EchoObserved: take_echo,
    ReceiptReceived: take_receipt,
    PayloadUnreadable: take_unreadable,
}


class OnChannelEvents:
    """One read, the rules in memory, one transaction; the runtime publishes what comes back and commits after."""

    def __init__(self, store: Store, rulebook: Rulebook, directory: Directory, detect: Detect, clock: Clock) -> None:
        """`detect` tells the language of a text."""
        self._store = store
        self._rulebook = rulebook
        self._directory = directory
        self._detect = detect
        self._clock = clock

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult:
        """Handle one batch; raises Retry when people keep writing the same conversations.

        A type this build does not know, from a newer gateway, is set aside until a newer inbox can take it.
        """
        taken = [(each, cast(ChannelEvent, each.event)) for each in batch if type(each.event) in TAKERS]
        unknown = [Rejected(each.position, "unknown_type") for each in batch if type(each.event) not in TAKERS]
        for _ in range(TRIES):
            desk = await self._desk(taken)
            with RULES_SECONDS.time():
                for delivery, event in taken:
                    desk.receive(delivery, event)
                    TAKERS[type(event)](desk, delivery, event)
                changes = desk.finish()
            try:
                await self._store.apply(changes)
            except VersionConflict:
                continue
            crash_points.reach("inbox.written_not_committed")
            for count, number in changes.counts.items():
                TAKEN.labels(count.column).inc(number)
            return HandlerResult(events=desk.events, deferred=desk.deferred, rejected=unknown)
        raise Retry("conversations_contended")

    async def _desk(self, taken: list[tuple[Delivery, ChannelEvent]]) -> Workspace:
        rules = await self._rulebook.for_brands({event.brand for _, event in taken})
        desk = Workspace(self._clock.now(), rules, self._directory, self._detect)
        await load(self._store, desk, taken)
        return desk


class OnRoutingEvents:
    """Who holds a conversation, and which certificates an employee has."""

    def __init__(self, store: Store) -> None:
        """Write the copies into `store`."""
        self._store = store

    async def __call__(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        """Copy the newest word of each conversation and employee."""
        holders: dict[tuple[str, str], RoutingEvent] = {}
        employees: dict[tuple[str, str], EmployeeChanged] = {}
        for delivery in batch:
            event = delivery.event
            if isinstance(event, RoutingEvent) and _moves(event):
                _newest(holders, (event.brand, event.task.conversation), event)
            elif isinstance(event, EmployeeChanged):
                _newest(employees, (event.brand, event.employee), event)
        await self._store.conversations.write([self._hold(*name, event) for name, event in holders.items()])
        await self._store.employees.write([self._employee(*name, event) for name, event in employees.items()])
        return ()

    def _hold(self, brand: str, conversation: str, event: RoutingEvent) -> Write:
        task = event.task
        held = {
            "holder": task.employee if task.state == "assigned" else None,
            "epoch": task.epoch,
            "task_version": event.version,
        }
        return self._store.conversations.update(
            brand, conversation, {"$set": held}, where={"task_version": {"$lt": event.version}}
        )

    def _employee(self, brand: str, employee: str, event: EmployeeChanged) -> Write:
        ending = [{"id": name, "at": at} for name, at in event.certificates_until.items()]
        kept = {
            "employee": employee,
            "certificates": list(event.certificates),
            "certificates_ending": ending,
            "version": event.version,
        }
        newer = {"version": {"$not": {"$gt": event.version}}}
        return self._store.employees.update(brand, employee, {"$set": kept}, where=newer, upsert=True)


class OnCrisisEvents:
    """The incidents that are on, with their playbook and the statements approved for use."""

    def __init__(self, store: Store) -> None:
        """Write the copies into `store`."""
        self._store = store

    async def __call__(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        """Copy in order; each copy can be made twice."""
        incidents = self._store.incidents
        writes = [
            incidents.update(each.event.brand, incident, {"$set": fields}, upsert=True)
            for each in batch
            for incident, fields in _incident_fields(each.event)
        ]
        await incidents.write(writes, ordered=True)
        return ()


def _moves(event: RoutingEvent) -> bool:
    """Whether the event can change who holds a conversation; offers and the first queueing cannot, and are most."""
    if isinstance(event, TaskQueued):
        return event.requeued
    return not isinstance(event, OfferMade | OfferClosed)


def _newest(kept: dict[tuple[str, str], Any], name: tuple[str, str], event: Event) -> None:
    if name not in kept or kept[name].version <= event.version:
        kept[name] = event


def _incident_fields(event: Event) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(event, IncidentDeclared):
        declared = {"title": event.title, "severity": event.severity, "playbook": event.playbook, "state": "declared"}
        return [(event.incident, {**declared, "declared_at": event.at})]
    if isinstance(event, IncidentChanged):
        return [(event.incident, {"state": event.state, "severity": event.severity})]
    if isinstance(event, IncidentStoodDown):
        return [(event.incident, {"state": "stood_down"})]
    if isinstance(event, StatementPublished):
        statement = {"language": event.language, "text": event.text, "approved_by": event.approved_by}
        return [(event.incident, {f"statements.{event.statement.replace('.', '_')}": statement})]
    return []
