"""Routing events become copies: the assignees of conversations, what employees hold, invitations, the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.messaging import Delivery
from chassis.newest import newest
from contracts.event import Event
from contracts.routing import (
    CertificateDefined,
    CoursePublished,
    EmployeeChanged,
    InvitationChanged,
    OfferClosed,
    OfferMade,
    RoutingEvent,
    TaskQueued,
)
from services.inbox.application.ability_copies import AbilityCopies
from services.inbox.application.campaign_walk import CampaignWalk
from services.inbox.application.invitation_copies import InvitationCopies
from services.inbox.application.ports import Copies
from services.inbox.application.records import Assignment, EmployeeRecord
from services.inbox.domain.ability import CertificateCopy, CourseCopy
from services.inbox.domain.certificates import Certificates
from services.inbox.domain.invitation import InvitationCopy


class OnRoutingEvents:
    """Copies the newest state of each conversation's task, of each invitation and of each employee."""

    def __init__(
        self, copies: Copies, walk: CampaignWalk, invitations: InvitationCopies, abilities: AbilityCopies
    ) -> None:
        """Write into `copies`, `invitations` and `abilities`; `walk` is told of departments."""
        self._copies = copies
        self._walk = walk
        self._invitations = invitations
        self._abilities = abilities

    async def __call__(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        """Handle one batch; raises Retry when MongoDB is unavailable."""
        moves = [event for each in batch if isinstance(event := each.event, RoutingEvent) and _moves(event)]
        changed = [event for each in batch if isinstance(event := each.event, EmployeeChanged)]
        tasks = newest(moves, lambda event: (event.brand, event.task.conversation))
        employees = newest(changed, lambda event: (event.brand, event.employee))
        invited = newest(
            [event for each in batch if isinstance(event := each.event, InvitationChanged)],
            lambda event: (event.brand, event.conversation, event.employee),
        )
        await self._copies.assign([_assignment(event) for event in tasks.values()])
        await self._invitations.keep([_invitation(event) for event in invited.values()])
        await self._copies.certify([_employee(event) for event in employees.values()])
        await self._catalogue([each.event for each in batch])
        for brand in {event.brand for event in employees.values()}:
            of_brand = [event for event in employees.values() if event.brand == brand]
            await self._walk.moved(brand, {event.employee: event.department for event in of_brand})
        return ()

    async def _catalogue(self, events: Sequence[Event]) -> None:
        """Copy which certificates give an ability, and which courses give those."""
        defined = newest(
            [event for event in events if isinstance(event, CertificateDefined)],
            lambda event: (event.brand, event.certificate),
        )
        published = newest(
            [event for event in events if isinstance(event, CoursePublished)],
            lambda event: (event.brand, event.course),
        )
        await self._abilities.define(
            [CertificateCopy(each.brand, each.certificate, each.abilities, each.version) for each in defined.values()]
        )
        await self._abilities.publish(
            [CourseCopy(each.brand, each.course, each.certificates, each.version) for each in published.values()]
        )


def _moves(event: RoutingEvent) -> bool:
    """Whether the event can change the assignee of a conversation; most, offers and first queueings, cannot."""
    if isinstance(event, TaskQueued):
        return event.requeued
    return not isinstance(event, OfferMade | OfferClosed)


def _assignment(event: RoutingEvent) -> Assignment:
    task = event.task
    employee = task.employee if task.state == "assigned" else None
    return Assignment(event.brand, task.conversation, employee, task.epoch, event.version)


def _employee(event: EmployeeChanged) -> EmployeeRecord:
    certificates = Certificates(tuple(event.certificates), tuple(event.certificates_until.items()))
    return EmployeeRecord(
        event.brand,
        event.employee,
        certificates,
        event.version,
        event.department,
        frozenset(event.abilities),
        event.presence,
    )


def _invitation(event: InvitationChanged) -> InvitationCopy:
    return InvitationCopy(
        event.brand, event.conversation, event.employee, event.state, event.until, event.version, event.at
    )
