"""What the API of crisis takes and gives: a file per resource, all of it importable from here."""

from contracts.http.crisis.callouts import AnswerCreate, Ask, Callout, CalloutCreate, NearlyAble, Need
from contracts.http.crisis.fields import Id, Language, Severity, SkillLevel
from contracts.http.crisis.incidents import (
    Incident,
    IncidentCreate,
    IncidentDetail,
    IncidentFigures,
    IncidentState,
    IncidentStep,
    NoteCreate,
    RolesUpdate,
    SeverityUpdate,
    TimelineEntry,
)
from contracts.http.crisis.notices import (
    Notice,
    NoticeAddress,
    NoticeAddressUpdate,
    NoticeAttempt,
    NoticePlan,
    NoticePlanUpdate,
    QuietTime,
)
from contracts.http.crisis.pages import Page
from contracts.http.crisis.playbooks import Playbook, PlaybookStep, PlaybookUpdate
from contracts.http.crisis.policy import (
    CalloutRules,
    CrisisPolicy,
    CrisisPolicyUpdate,
    DetectorRules,
    EscalationLevel,
    EscalationRules,
    ServiceTarget,
    SeverityRules,
    StandDownRules,
)
from contracts.http.crisis.reviews import Milestones, Review
from contracts.http.crisis.signals import Signal, Story
from contracts.http.crisis.statements import Statement, StatementCreate

__all__ = [
    "AnswerCreate",
    "Ask",
    "Callout",
    "CalloutCreate",
    "CalloutRules",
    "CrisisPolicy",
    "CrisisPolicyUpdate",
    "DetectorRules",
    "EscalationLevel",
    "EscalationRules",
    "Id",
    "Incident",
    "IncidentCreate",
    "IncidentDetail",
    "IncidentFigures",
    "IncidentState",
    "IncidentStep",
    "Language",
    "Milestones",
    "NearlyAble",
    "Need",
    "NoteCreate",
    "Notice",
    "NoticeAddress",
    "NoticeAddressUpdate",
    "NoticeAttempt",
    "NoticePlan",
    "NoticePlanUpdate",
    "Page",
    "Playbook",
    "PlaybookStep",
    "PlaybookUpdate",
    "QuietTime",
    "Review",
    "RolesUpdate",
    "ServiceTarget",
    "Severity",
    "SeverityRules",
    "SeverityUpdate",
    "Signal",
    "SkillLevel",
    "StandDownRules",
    "Statement",
    "StatementCreate",
    "Story",
    "TimelineEntry",
]
