"""What the API of inbox takes and gives: a file per resource, all of it importable from here."""

from contracts.http.inbox.arrivals import Arrival, ArrivalsCheck, ArrivalsCheckCreate
from contracts.http.inbox.checks import Check, CheckCreate, Freedom, Violation
from contracts.http.inbox.conversations import (
    ApprovedStatement,
    Clock,
    ClockSegment,
    Conversation,
    ConversationDetail,
    GuidelineSummary,
    IncidentSummary,
    TriageUpdate,
)
from contracts.http.inbox.guideline import (
    ApprovalRule,
    BlockedTerm,
    CertificateRule,
    FreedomRule,
    Guideline,
    GuidelineScope,
    GuidelineUpdate,
    PersonalDataRule,
    PersonalKind,
)
from contracts.http.inbox.messages import Contact, Message
from contracts.http.inbox.operation import AuditEntry, Ledger, LedgerHour, UnreadablePayload, UnreadablePayloadDetail
from contracts.http.inbox.replies import Reply, ReplyCreate, ReplyState
from contracts.http.inbox.sla_policy import Calendar, SlaPolicy, SlaPolicyUpdate, SlaTargets
from contracts.http.inbox.triage_rules import Label, TriageCondition, TriageRule, TriageRules, TriageRulesUpdate

__all__ = [
    "Arrival",
    "ArrivalsCheck",
    "ArrivalsCheckCreate",
    "ApprovalRule",
    "ApprovedStatement",
    "AuditEntry",
    "BlockedTerm",
    "Calendar",
    "CertificateRule",
    "Check",
    "CheckCreate",
    "Clock",
    "ClockSegment",
    "Contact",
    "Conversation",
    "ConversationDetail",
    "Freedom",
    "FreedomRule",
    "Guideline",
    "GuidelineScope",
    "GuidelineSummary",
    "GuidelineUpdate",
    "IncidentSummary",
    "Label",
    "Ledger",
    "LedgerHour",
    "Message",
    "PersonalDataRule",
    "PersonalKind",
    "Reply",
    "ReplyCreate",
    "ReplyState",
    "SlaPolicy",
    "SlaPolicyUpdate",
    "SlaTargets",
    "TriageCondition",
    "TriageRule",
    "TriageRules",
    "TriageRulesUpdate",
    "TriageUpdate",
    "UnreadablePayload",
    "UnreadablePayloadDetail",
    "Violation",
]
