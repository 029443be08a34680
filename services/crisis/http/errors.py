"""Problems of the API for what the rules of crisis refuse: 404, 409 with the state, 412 with the present version."""

from __future__ import annotations

from chassis.errors import VersionConflict
from chassis.http.paging import etag
from chassis.http.problem import Conflict, FieldError, Forbidden, Invalid, NotFound, PreconditionFailed
from chassis.http.refusals import Refusals
from services.crisis.application.caller import StaleVersion
from services.crisis.application.commands import DeclaredAlready
from services.crisis.application.explaining import NotJudgedYet, NotRemembered
from services.crisis.application.forecasting import HistoryTooShort, NotYet
from services.crisis.application.notice_answers import LinkOver
from services.crisis.application.notice_delivery import AddressUnusable
from services.crisis.application.notice_plans import PlanOfHome
from services.crisis.application.people import UnknownAt, UnknownPeople
from services.crisis.application.place_commands import NoPlaceThere
from services.crisis.application.publications import AccountsUnfit
from services.crisis.application.queries import TooEarly
from services.crisis.application.rotation_units import NotYours, RotationGap
from services.crisis.application.rules import NobodyPaged
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.availability import SpanNotAllowed
from services.crisis.domain.callout import AlreadyAnswered, NoPlaceLeft, VolunteerBarred
from services.crisis.domain.escalation_webhook import EscalationWebhookNotAllowed
from services.crisis.domain.incident import IncidentNotAllowed
from services.crisis.domain.incident_rule import IncidentRuleInvalid, IncidentRuleNotAllowed
from services.crisis.domain.incident_step import NoSuchStep, StepDone, TooManySteps
from services.crisis.domain.maintenance_window import TooManyWindows, WindowInvalid
from services.crisis.domain.page import PageTaken
from services.crisis.domain.proposed_incident import ProposedAnswered
from services.crisis.domain.rotation_changes import RotationNotAllowed
from services.crisis.domain.statement import AlreadyApproved, OwnStatement, StatementNotUsable
from services.crisis.domain.status_update import NextUpdatePast
from services.crisis.domain.thanks import ThankedAlready

BARRED_SENTENCES = {
    "guideline_not_accepted": "You have not accepted the guideline in time; "
    "GET /v1/guideline/reading is how you read it.",
    "certificate_missing": "You hold no certificate that lets you help in a crisis.",
}

ADDRESS_SENTENCES = {
    "unknown_address": "the plan has no such address",
    "address_of_another_kind": "the stored address is of another kind",
    "missing": "is needed here",
    "not_here": "only a webhook has a secret",
    "mail_not_set_up": "this installation has no mail server for notices",
    "mail_address": "must be a mail address",
    "secret": "must be whsec_ and 16 to 128 bytes in base64",
    "address_refused": "must be an https address whose host is on the public internet",
    "host_unknown": "its host cannot be found",
}

ROTATION_SENTENCES = {
    "full": "The layer has as many members as it can.",
    "last_member": "The last member cannot leave: nobody would be on call.",
    "too_many_overrides": "The rotation has as many overrides as it can.",
    "too_many_swaps": "The rotation has as many swaps as it can.",
    "too_many_rotations": "The brand has as many rotations as it can.",
    "not_asked": "The person who is asked answers a swap, and who asks withdraws it.",
    "answered": "The swap was answered before.",
    "begun": "A time that is swapped lies ahead.",
    "not_on_call": "Each gives a time in which they are on call, all of it.",
    "named_by_policy": "A level of the crisis policy names the rotation.",
}

NOBODY_SENTENCES = {
    "unknown_person": "there is no such person",
    "unknown_rotation": "there is no such rotation",
    "nobody_has_role": "nobody has this role",
    "unknown_webhook": "there is no such escalation webhook",
}

WEBHOOK_SENTENCES = {
    "in_drill": "A drill calls no webhook of the brand.",
    "named_by_policy": "A level of the crisis policy names the webhook.",
    "too_many_webhooks": "The brand has as many escalation webhooks as it can.",
}

RULE_SENTENCES = {
    "copies_declare_nothing": "copies of few accounts declare nothing; let the rule propose",
    "unknown_playbook": "there is no such playbook",
}

WINDOW_SENTENCES = {
    "not_later": "it has to lie after the beginning",
    "too_long": "it has to lie within seven days of the beginning",
    "past": "it has to lie ahead",
}

SPAN_SENTENCES = {"past": "it is over", "too_far": "it has to end within 14 days"}


def _gap(error: RotationGap) -> Invalid:
    begins, ends = (each.isoformat(timespec="minutes") for each in (error.shift.begins_at, error.shift.ends_at))
    said = f"nobody is on call from {begins} to {ends}; add a layer for the rest of the time, or say gaps: true"
    return Invalid([FieldError("/layers", said, "gap")])


def _unfit(error: AccountsUnfit) -> Invalid:
    faults = []
    for place, why in sorted(error.found.items()):
        if why.code == "too_long":
            said = f"{why.channel} takes {why.limit} characters and counts {why.length}"
        elif why.code == "disabled":
            said = "the integration is disabled"
        else:
            said = f"this account of {why.channel} takes no posts of the brand's own"
        faults.append(FieldError(f"/integrations/{place}", said, why.code))
    return Invalid(faults)


def _not_usable(error: StatementNotUsable) -> Conflict:
    if error.state == "draft":
        return Conflict("Somebody else approves the statement first.", state="draft")
    why = "Another statement in its language was approved after it."
    return Conflict(why, state="superseded", statement=error.by)


def _not_remembered(error: NotRemembered) -> Conflict:
    since = f"from {error.earliest.isoformat(timespec='minutes')} on" if error.earliest else "from now on"
    return Conflict(f"Minutes {since} can be explained; detection remembers none before.", reason="not_remembered")


REFUSALS: Refusals = {
    Missing: lambda _: NotFound(),
    NoSuchStep: lambda _: NotFound(),
    IncidentNotAllowed: lambda error: Conflict(f"{error}.", state=error.state),
    StaleVersion: lambda error: PreconditionFailed(etag(error.version)),
    DeclaredAlready: lambda error: Conflict("This signal has an incident.", state="declared", incident=error.incident),
    AlreadyAnswered: lambda error: Conflict("You gave another answer before.", state=error.state),
    NoPlaceThere: lambda _: Conflict("You have no place in this incident.", reason="no_place"),
    NoPlaceLeft: lambda error: Conflict("Nobody more is needed in this callout.", state=error.state),
    VolunteerBarred: lambda error: Conflict(BARRED_SENTENCES[error.code], reason=error.code),
    OwnStatement: lambda _: Conflict("A statement is approved by somebody else than its author.", state="draft"),
    AlreadyApproved: lambda _: Conflict("The statement was approved before.", state="approved"),
    StatementNotUsable: _not_usable,
    AccountsUnfit: _unfit,
    TooManySteps: lambda _: Conflict("The incident has as many steps as it can.", state="full"),
    StepDone: lambda _: Conflict("The step was completed before.", state="done"),
    UnknownPeople: lambda error: Invalid(
        [FieldError(f"/{role}", "there is no such person", "unknown_person") for role in error.roles]
    ),
    AddressUnusable: lambda error: Invalid([FieldError(error.field, ADDRESS_SENTENCES[error.code], error.code)]),
    NobodyPaged: lambda error: Invalid(
        [FieldError(pointer, NOBODY_SENTENCES[code], code) for pointer, code in error.found.items()]
    ),
    UnknownAt: lambda error: Invalid(
        [FieldError(pointer, "there is no such person", "unknown_person") for pointer in error.pointers]
    ),
    RotationGap: _gap,
    RotationNotAllowed: lambda error: Conflict(ROTATION_SENTENCES[error.reason], reason=error.reason),
    EscalationWebhookNotAllowed: lambda error: Conflict(WEBHOOK_SENTENCES[error.reason], reason=error.reason),
    IncidentRuleNotAllowed: lambda error: Conflict("The brand has as many rules as it can.", reason=error.reason),
    IncidentRuleInvalid: lambda error: Invalid(
        [FieldError(pointer, RULE_SENTENCES[code], code) for pointer, code in error.found.items()]
    ),
    ProposedAnswered: lambda error: Conflict("It was answered before, or its time is over.", state=error.state),
    TooManyWindows: lambda _: Conflict(
        "The brand has as many maintenance windows as it can.", reason="too_many_windows"
    ),
    WindowInvalid: lambda error: Invalid([FieldError("/ends_at", WINDOW_SENTENCES[error.code], error.code)]),
    NotYours: lambda _: Forbidden("incidents:write"),
    PageTaken: lambda _: Conflict("You acknowledged this page before.", state="acknowledged"),
    PlanOfHome: lambda _: Conflict("In a drill people are told as the brand itself tells them.", state="in_drill"),
    LinkOver: lambda _: Conflict("This was answered before, or is not asked any more.", state="answered"),
    HistoryTooShort: lambda error: Conflict(
        f"A forecast needs {error.least:g} hours of counted messages; there are {error.hours:g}.",
        reason="history_too_short",
    ),
    NotYet: lambda _: Invalid([FieldError("/at", "it has to be over", "ahead")]),
    NotJudgedYet: lambda _: Conflict("Detection has not reached this minute.", reason="not_judged_yet"),
    NotRemembered: _not_remembered,
    NextUpdatePast: lambda _: Invalid([FieldError("/next_at", "it has to lie ahead", "past")]),
    SpanNotAllowed: lambda error: Invalid(
        [FieldError(f"/spans/{error.place}/ends_at", SPAN_SENTENCES[error.code], error.code)]
    ),
    ThankedAlready: lambda _: Conflict("Thanks were given for this incident before.", state="thanked"),
    TooEarly: lambda error: Conflict("The review is there after the stand-down.", state=error.state),
    VersionConflict: lambda _: Conflict("Somebody else did this at the same moment. Read it again.", state="changed"),
}
