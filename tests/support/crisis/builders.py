"""Builders of what crisis reads, for its tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from contracts.directory import PersonChanged, Role
from contracts.ids import derived_id
from contracts.inbox import (
    ApprovalChanged,
    ConversationErased,
    ConversationSnapshot,
    Enrichment,
    MessageStored,
    ReplyDelivered,
    Sentiment,
    StoryAnswerApprovalChanged,
    Triage,
    TriageDecision,
)
from contracts.routing import (
    CertificateDefined,
    CourseEnrolled,
    CoursePassed,
    CoursePublished,
    EmployeeChanged,
    StaffingReported,
    TaskCompleted,
    TaskSnapshot,
)

BRAND = "klm"
NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)


def a_message(  # noqa: PLR0913 - what a message is
    number: int,
    at: datetime = NOON,
    *,
    brand: str = BRAND,
    text: str = "",
    mood: str = "neutral",
    triage: Triage = "respond",
    reach: int | None = 10,
    contact: str = "",
    channel: str = "x",
    language: str | None = "en",
) -> MessageStored:
    """Give message `number` of a brand, the first of its conversation; the same number is the same event.

    Each is of a contact of its own unless one is named.
    """
    conversation = derived_id("conversation", brand, str(number))
    return MessageStored.after(
        derived_id(brand, str(number)),
        "message",
        brand=brand,
        subject=conversation,
        version=1,
        at=at,
        conversation=ConversationSnapshot(
            id=conversation,
            contact=contact or f"contact-{number}",
            integration="x",
            channel=channel,
            status="open",
            triage=triage,
            priority=50,
            opened_at=at,
        ),
        message=derived_id("message", brand, str(number)),
        text=text,
        enrichment=Enrichment(
            language=language,
            sentiment=Sentiment.model_validate({"label": mood, "score": 0.0, "coverage": 0.5}),
            reach=reach,
        ),
        triage=TriageDecision(decision=triage, priority=50, rule="default", rules_version=1, reason="test"),
        sent_at=at,
        opened=True,
    )


def an_erasure(number: int, *, brand: str = BRAND, conversation: str = "") -> ConversationErased:
    """Give the erasure of the conversation of message `number`, or of the one named."""
    erased = a_message(number, brand=brand).conversation
    if conversation:
        erased = erased.model_copy(update={"id": conversation})
    return ConversationErased.after(
        derived_id(brand, erased.id),
        "erased",
        brand=brand,
        subject=erased.id,
        version=2,
        at=NOON + timedelta(hours=1),
        conversation=erased,
        by="kamal",
        asked_at=NOON + timedelta(hours=1),
    )


def a_person(  # noqa: PLR0913 - what a person is
    id_: str,
    name: str = "",
    *,
    brand: str = BRAND,
    version: int = 1,
    roles: tuple[Role, ...] = (),
    active: bool = True,
    removed: bool = False,
) -> PersonChanged:
    """Give a person of the directory, called as their id where a test has no better name."""
    return PersonChanged(
        id=derived_id(brand, id_, str(version)),
        brand=brand,
        subject=f"person:{id_}",
        version=version,
        at=NOON,
        person=id_,
        name=name or id_,
        roles=roles,
        active=active,
        removed=removed,
    )


def a_volunteer(
    number: int, at: datetime = NOON, *, brand: str = BRAND, version: int = 1, **fields: object
) -> EmployeeChanged:
    """Give an online volunteer; `fields` change what is said of them."""
    employee = f"volunteer-{number}"
    said: dict[str, object] = {"languages": ("en",), "skills": {"booking": 3}, "volunteer": True, "presence": "online"}
    return EmployeeChanged.model_validate(
        {
            "id": derived_id(brand, employee, str(version)),
            "brand": brand,
            "subject": employee,
            "version": version,
            "at": at,
            "employee": employee,
            "seats": 0,
            **said,
            **fields,
        }
    )


def a_certificate(
    id_: str, *, brand: str = BRAND, version: int = 1, abilities: tuple[str, ...] = ("crisis_volunteer",)
) -> CertificateDefined:
    """Give what the catalogue says of a certificate, which gives the ability of a crisis volunteer."""
    return CertificateDefined(
        id=derived_id("certificate", brand, id_, str(version)),
        brand=brand,
        subject=id_,
        version=version,
        at=NOON,
        certificate=id_,
        abilities=abilities,
    )


def a_course(id_: str, *, brand: str = BRAND, version: int = 1, certificates: tuple[str, ...] = ()) -> CoursePublished:
    """Give the publishing of a course."""
    return CoursePublished(
        id=derived_id("course", brand, id_, str(version)),
        brand=brand,
        subject=id_,
        version=version,
        at=NOON,
        course=id_,
        course_version=version,
        certificates=certificates,
    )


def an_approval(
    *approvers: str, version: int = 1, reply: str = "r1", brand: str = BRAND, **fields: object
) -> ApprovalChanged:
    """Give what the inbox says of the approval of a reply of anna's, in its only stage; `fields` change it."""
    said: dict[str, object] = {"state": "waiting", "stage": 0, "stages": 1, "opened_at": NOON, "author": "anna"}
    return ApprovalChanged.model_validate(
        {
            "id": derived_id("approval", brand, reply, str(version)),
            "brand": brand,
            "subject": "c1",
            "at": NOON,
            "conversation": a_message(1, brand=brand).conversation,
            "reply": reply,
            "reply_version": version,
            "approvers": approvers,
            **said,
            **fields,
        }
    )


def a_story_answer_approval(
    *approvers: str, version: int = 1, brand: str = BRAND, **fields: object
) -> StoryAnswerApprovalChanged:
    """Give what the inbox says of the approval of an answer of anna's, which ends in 30 minutes, in its first stage."""
    said: dict[str, object] = {"state": "waiting", "stage": 0, "stages": 2, "opened_at": NOON, "author": "anna"}
    return StoryAnswerApprovalChanged.model_validate(
        {
            "id": derived_id("story answer approval", brand, "a1", str(version)),
            "brand": brand,
            "subject": "a1",
            "version": version,
            "at": NOON,
            "answer": "a1",
            "story": "s1",
            "approvers": approvers,
            "ends_at": NOON + timedelta(minutes=30),
            **said,
            **fields,
        }
    )


def enrolled(
    employee: str, course: str, due_at: datetime | None, *, at: datetime = NOON, brand: str = BRAND
) -> CourseEnrolled:
    """Give what routing says of somebody who is to learn a course."""
    return CourseEnrolled(
        id=derived_id("enrolled", brand, employee, course, at.isoformat()),
        brand=brand,
        subject=employee,
        at=at,
        employee=employee,
        course=course,
        course_version=1,
        how="audience",
        due_at=due_at,
    )


def passed(employee: str, course: str, *, at: datetime = NOON) -> CoursePassed:
    """Give what routing says of somebody who passed a course."""
    return CoursePassed(
        id=derived_id("passed", employee, course, at.isoformat()),
        brand=BRAND,
        subject=employee,
        at=at,
        employee=employee,
        course=course,
        course_version=1,
    )


def a_staffing(at: datetime = NOON, *, brand: str = BRAND, seats: int = 3, waiting: int = 0) -> StaffingReported:
    """Give a report of who works now."""
    return StaffingReported(
        id=derived_id("staffing", brand, at.isoformat()),
        brand=brand,
        subject="staffing",
        at=at,
        online=1,
        seats=seats,
        seats_busy=0,
        waiting=waiting,
        oldest_wait_seconds=0.0,
        mean_handle_seconds=60.0,
    )


def handled(
    employee: str | None,
    number: int,
    at: datetime,
    *,
    seconds: float | None = 60.0,
    brand: str = BRAND,
    outcome: str = "completed",
) -> TaskCompleted:
    """Give what routing says of the end of conversation `number`, which somebody held for so many seconds."""
    conversation = derived_id("conversation", brand, str(number))
    return TaskCompleted.model_validate(
        {
            "id": derived_id("handled", brand, str(number), at.isoformat()),
            "brand": brand,
            "subject": conversation,
            "version": 2,
            "at": at,
            "task": TaskSnapshot(conversation=conversation, queue="general", state="done", priority=50, queued_at=at),
            "outcome": outcome,
            "employee": employee,
            "handled_seconds": seconds,
        }
    )


def replied(
    author: str,
    number: int,
    at: datetime,
    *,
    state: str = "sent",
    brand: str = BRAND,
    of_story_answer: bool = False,
    written_at: datetime | None = None,
) -> ReplyDelivered:
    """Give what the inbox says of a reply by somebody in conversation `number`."""
    conversation = a_message(number, brand=brand).conversation
    return ReplyDelivered.model_validate(
        {
            "id": derived_id("replied", brand, str(number), state, at.isoformat()),
            "brand": brand,
            "subject": conversation.id,
            "version": 2,
            "at": at,
            "conversation": conversation,
            "reply": derived_id("reply", brand, str(number)),
            "author": author,
            "state": state,
            "of_story_answer": of_story_answer,
            "written_at": written_at,
        }
    )
