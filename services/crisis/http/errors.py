"""Problems of the API for what the rules of crisis refuse: 404, 409 with the state, 412 with the present version."""

from __future__ import annotations

from chassis.errors import VersionConflict
from chassis.http.paging import etag
from chassis.http.problem import Conflict, FieldError, Invalid, NotFound, PreconditionFailed
from chassis.http.refusals import Refusals
from services.crisis.application.caller import StaleVersion
from services.crisis.application.commands import DeclaredAlready
from services.crisis.application.people import UnknownPeople
from services.crisis.application.queries import TooEarly
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.callout import AlreadyAnswered, NoPlaceLeft, VolunteerBarred
from services.crisis.domain.incident import IncidentNotAllowed
from services.crisis.domain.playbook import NoSuchStep, StepDone
from services.crisis.domain.statement import AlreadyApproved, OwnStatement

BARRED_SENTENCES = {
    "guideline_not_accepted": "You have not accepted the guideline in time; "
    "GET /v1/guideline/reading is how you read it.",
    "certificate_missing": "You hold no certificate that lets you help in a crisis.",
}

REFUSALS: Refusals = {
    Missing: lambda _: NotFound(),
    NoSuchStep: lambda _: NotFound(),
    IncidentNotAllowed: lambda error: Conflict(f"{error}.", state=error.state),
    StaleVersion: lambda error: PreconditionFailed(etag(error.version)),
    DeclaredAlready: lambda error: Conflict("This signal has an incident.", state="declared", incident=error.incident),
    AlreadyAnswered: lambda error: Conflict("You gave another answer before.", state=error.state),
    NoPlaceLeft: lambda error: Conflict("Nobody more is needed in this callout.", state=error.state),
    VolunteerBarred: lambda error: Conflict(BARRED_SENTENCES[error.code], reason=error.code),
    OwnStatement: lambda _: Conflict("A statement is approved by somebody else than its author.", state="draft"),
    AlreadyApproved: lambda _: Conflict("The statement was approved before.", state="approved"),
    StepDone: lambda _: Conflict("The step was completed before.", state="done"),
    UnknownPeople: lambda error: Invalid(
        [FieldError(f"/{role}", "there is no such person", "unknown_person") for role in error.roles]
    ),
    TooEarly: lambda error: Conflict("The review is there after the stand-down.", state=error.state),
    VersionConflict: lambda _: Conflict("Somebody else did this at the same moment. Read it again.", state="changed"),
}
