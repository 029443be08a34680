"""Records as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from contracts.http import inbox as http
from services.inbox import events
from services.inbox.application.guideline_history import JudgedAnew
from services.inbox.application.records import AuditEntry
from services.inbox.domain.approval import Approval
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.guideline import Freedom
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.incident import IncidentCopy
from services.inbox.domain.message import Message, MessageAttachment
from services.inbox.domain.reply import Reply
from services.inbox.domain.unreadable import UnreadablePayload

_SUMMARY = ("contact_name", "contact_handle", "preview")
_STATE = tuple(name for name in http.Conversation.model_fields if name not in _SUMMARY)


def conversation(record: ConversationRecord) -> http.Conversation:
    """A conversation in a list."""
    return http.Conversation(**_conversation_fields(record))


def conversation_detail(
    record: ConversationRecord, incidents: Sequence[IncidentCopy], beside: Check
) -> http.ConversationDetail:
    """A conversation with what stands beside it."""
    approvals = [violation.why for violation in beside.violations if violation.code == "approval_needed"]
    clocks = record.conversation.clocks
    return http.ConversationDetail(
        **_conversation_fields(record),
        clocks=tuple(http.Clock.model_validate(each, from_attributes=True) for each in clocks),
        incidents=tuple(incident(each, record.conversation.language) for each in incidents),
        guideline=http.GuidelineSummary(
            version=beside.guideline_version,
            freedoms=freedoms(beside.freedoms),
            approval_needed=bool(approvals),
            why=tuple(approvals),
        ),
    )


def _conversation_fields(record: ConversationRecord) -> dict[str, Any]:
    state = {name: getattr(record.conversation, name) for name in _STATE}
    origin = record.conversation.imported_from
    state["imported_from"] = http.ConversationOrigin(**asdict(origin)) if origin is not None else None
    taken = record.conversation.taken_over_by
    state["taken_over_by"] = http.ConversationTakeover(**asdict(taken)) if taken is not None else None
    return state | {name: getattr(record.summary, name) for name in _SUMMARY}


def incident(value: IncidentCopy, language: str | None) -> http.IncidentSummary:
    """An incident with its statements, those in the contact's language first."""
    shown = http.IncidentSummary.model_validate(value, from_attributes=True)
    return shown.model_copy(
        update={"statements": tuple(sorted(shown.statements, key=lambda each: each.language != language))}
    )


def freedoms(listed: tuple[Freedom, ...]) -> tuple[http.Freedom, ...]:
    """The freedoms that apply."""
    return tuple(http.Freedom(id=each.id, text=each.text) for each in listed)


def message(value: Message) -> http.Message:
    """A message."""
    return http.Message(
        id=value.id,
        conversation=value.conversation,
        direction=value.direction,
        state=value.state,
        text=value.text,
        external_id=value.external_id,
        author=value.author,
        author_name=value.author_name,
        reply=value.reply,
        withdrawn_by=value.withdrawn_by,
        sent_at=value.sent_at,
        received_at=value.received_at,
        edited_at=value.edited_at,
        reply_to=value.reply_to,
        subject_line=value.subject_line,
        automated=value.automated,
        truncated=value.truncated,
        quoted=value.quoted,
        garbled=value.garbled,
        copied_to=value.copied_to,
        attachments=tuple(_attachment(each) for each in value.attachments),
        reactions=tuple(each.reaction for each in value.reactions if each.reaction is not None),
        enrichment=events.enrichment(value.enrichment) if value.enrichment is not None else None,
        triage=events.triage(value.triage) if value.triage is not None else None,
    )


def _attachment(value: MessageAttachment) -> dict[str, Any]:
    names = ("kind", "url", "media_type", "name", "external_id")
    return {name: part for name in names if (part := getattr(value, name)) is not None}


def reply(value: Reply) -> http.Reply:
    """A reply."""
    fields = {
        name: getattr(value, name)
        for name in http.Reply.model_fields.keys() - {"approval", "story_answer", "withdrawal"}
    }
    return http.Reply(
        **fields,
        approval=None if value.approval is None else approval(value.approval),
        story_answer=None if value.story is None else value.story.answer,
        withdrawal=None
        if value.withdrawal is None
        else http.ReplyWithdrawal.model_validate(value.withdrawal, from_attributes=True),
    )


def approval(value: Approval) -> http.ReplyApproval:
    """How far an approval is."""
    return http.ReplyApproval(
        stages=tuple(
            http.ReplyApprovalStage(
                departments=each.approvers.departments,
                roles=each.approvers.roles,
                certificate=each.certificate,
                count=each.count,
                agreed=value.agreed_in(number),
            )
            for number, each in enumerate(value.stages)
        ),
        stage=value.stage,
        decisions=tuple(
            http.ReplyApprovalDecision.model_validate(each, from_attributes=True) for each in value.decisions
        ),
        claimed_by=value.claimed_by,
        claimed_until=value.claimed_until,
        expires_at=value.expires_at,
    )


def unreadable(value: UnreadablePayload) -> http.UnreadablePayload:
    """A payload without its bytes."""
    return http.UnreadablePayload.model_validate(value, from_attributes=True)


def unreadable_detail(value: UnreadablePayload) -> http.UnreadablePayloadDetail:
    """A payload with its bytes."""
    return http.UnreadablePayloadDetail(**unreadable(value).model_dump(), payload_base64=value.payload)


def audit_entry(value: AuditEntry) -> http.AuditEntry:
    """An entry of the audit."""
    return http.AuditEntry.model_validate(value, from_attributes=True)


def check(value: Check) -> http.Check:
    """The guideline's answer."""
    return http.Check(
        verdict=value.verdict,
        guideline_version=value.guideline_version,
        violations=tuple(http.Violation.model_validate(each, from_attributes=True) for each in value.violations),
        freedoms=freedoms(value.freedoms),
        hints=tuple(http.HintGiven(id=each.id, why=each.why) for each in value.hints),
    )


def judged_anew(value: JudgedAnew, named: Check) -> http.ReplyJudgedAnew:
    """A reply that a draft judges otherwise, with what `named` finds wrong."""
    return http.ReplyJudgedAnew(
        reply=value.reply.id,
        conversation=value.reply.conversation,
        author=value.reply.author,
        now=value.now.verdict,
        then=value.then.verdict,
        violations=check(named).violations,
    )
