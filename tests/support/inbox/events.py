"""Builders of the events the inbox reads: what channels, routing, crisis and the directory report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts.channel import (
    ContactSeen,
    EchoObserved,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PayloadUnreadable,
    ReactionChanged,
    ReceiptReceived,
)
from contracts.directory import IntegrationChanged
from contracts.ids import derived_id
from contracts.routing import EmployeeChanged, Explanation, InvitationChanged, TaskAssigned, TaskQueued, TaskSnapshot
from tests.support.inbox.builders import NOON

BRAND = "klm"


def a_message(
    external_id: str = "1", text: str = "My flight is cancelled, please help me?", **fields: Any
) -> MessageReceived:
    return MessageReceived(
        **channel_fields("message", external_id, fields, text), text=text, **{"visibility": "public", **fields}
    )


def an_edit(external_id: str, text: str, revision: int = 1, **fields: Any) -> MessageEdited:
    common = channel_fields(f"edit{revision}", external_id, fields, text)
    return MessageEdited(**common, text=text, revision=revision)


def a_deletion(external_id: str, **fields: Any) -> MessageDeleted:
    return MessageDeleted(**channel_fields("delete", external_id, fields, ""))


def an_echo(external_id: str, text: str, **fields: Any) -> EchoObserved:
    common = channel_fields("echo", external_id, fields, text)
    return EchoObserved(**common, text=text, **{"visibility": "public", **fields})


def channel_fields(kind: str, external_id: str, fields: dict[str, Any], text: str) -> dict[str, Any]:
    brand = fields.pop("brand", BRAND)
    integration = fields.pop("integration", "x1")
    contact = fields.pop("contact", "jan")
    at, reach = fields.pop("at", NOON), fields.pop("reach", None)
    return {
        "id": derived_id(brand, integration, external_id, kind),
        "brand": brand,
        "subject": f"{integration}/{contact}",
        "at": at,
        "received_at": at,
        "integration": integration,
        "channel": "x",
        "contact": ContactSeen(external_id=contact, name=f"{contact} Jansen", handle=f"@{contact}", reach=reach),
        "external_id": external_id,
        "body_hash": derived_id(text)[:16],
    }


def an_integration(brand: str = BRAND, id_: str = "x1", **settings: Any) -> IntegrationChanged:
    return IntegrationChanged(
        id=derived_id(brand, id_),
        brand=brand,
        subject=f"integration:{id_}",
        version=1,
        at=NOON,
        integration=id_,
        channel="generic",
        name="X",
        settings=settings,
    )


def a_reaction(external_id: str, reaction: str | None, **fields: Any) -> ReactionChanged:
    return ReactionChanged(**channel_fields(f"reaction {reaction}", external_id, fields, ""), reaction=reaction)


def a_receipt(external_id: str, status: str = "delivered", **fields: Any) -> ReceiptReceived:
    common = channel_fields(f"receipt {status}", external_id, fields, status)
    return ReceiptReceived.model_validate({**common, "status": status, **fields})


def an_unreadable_payload(payload: str = "e30=", **fields: Any) -> PayloadUnreadable:
    common = channel_fields("unreadable", "u1", fields, payload)
    return PayloadUnreadable(**common, reason="missing_field", field="entry/0/id", payload_base64=payload)


def an_assignment(conversation: str, employee: str = "anna", epoch: int = 1, brand: str = BRAND) -> TaskAssigned:
    task = TaskSnapshot(
        conversation=conversation,
        queue="q",
        state="assigned",
        priority=1,
        employee=employee,
        epoch=epoch,
        queued_at=NOON,
    )
    return TaskAssigned(
        id=derived_id(conversation, str(epoch)),
        brand=brand,
        subject=conversation,
        version=epoch,
        at=NOON,
        task=task,
        waited_seconds=0,
    )


def a_requeueing(conversation: str, epoch: int) -> TaskQueued:
    task = TaskSnapshot(conversation=conversation, queue="q", state="waiting", priority=1, epoch=epoch, queued_at=NOON)
    return TaskQueued(
        id=derived_id(conversation, str(epoch)),
        brand=BRAND,
        subject=conversation,
        version=epoch,
        at=NOON,
        task=task,
        explanation=Explanation(workflow_version=1, rule="r", reason="released"),
        requeued=True,
    )


def an_employee(employee: str, version: int, **until: datetime | None) -> EmployeeChanged:
    """An employee with these certificates, and when those end that do."""
    return EmployeeChanged(
        id=derived_id(employee, str(version)),
        brand=BRAND,
        subject=employee,
        version=version,
        at=NOON,
        employee=employee,
        certificates=tuple(until),
        certificates_until={name: at for name, at in until.items() if at is not None},
        presence="online",
        seats=1,
    )


def an_invitation(
    conversation: str, employee: str = "iris", state: str = "open", version: int = 1, **fields: Any
) -> InvitationChanged:
    """Routing's word on an invitation."""
    plain = {
        "id": derived_id(conversation, employee, str(version)),
        "brand": BRAND,
        "subject": conversation,
        "version": version,
        "at": NOON,
        "conversation": conversation,
        "employee": employee,
        "by": "anna",
        "state": state,
    }
    return InvitationChanged.model_validate({**plain, **fields})
