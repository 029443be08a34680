"""Problems of the API for what rules and use cases refuse."""

from __future__ import annotations

from dataclasses import asdict

from chassis.errors import Unavailable
from chassis.http.paging import etag
from chassis.http.problem import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    Problem,
    Refusal,
    unavailable,
)
from chassis.http.refusals import Refusals
from services.inbox.application.errors import (
    CardContradicts,
    EmptyAudience,
    GuidelineRefuses,
    MayNotRead,
    NotCopied,
    OtherText,
    StillUnreadable,
    Unknown,
    UnknownIntegration,
    VariantsMissing,
    VersionMismatch,
)
from services.inbox.application.reading_access import SCOPE
from services.inbox.domain.approval import ClaimedByOther, DecidedAlready, NotApprover
from services.inbox.domain.assignment import AssignmentNotSeenYet, NotAssignee
from services.inbox.domain.card import OwnCard
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.reply import OwnReply
from services.inbox.domain.thread_control import ThreadHeldElsewhere


def _not_allowed(error: StateNotAllowed) -> Problem:
    return Conflict(f"This cannot be done when the state is {error.state}.", state=error.state)


def _assignment_not_seen_yet(_: AssignmentNotSeenYet) -> Problem:
    """Not a 409, which would be stored as the answer to its Idempotency-Key: this command may be repeated."""
    return unavailable(Unavailable("the word of who holds the conversation"))


def _not_assignee(error: NotAssignee) -> Problem:
    if error.holder is None:
        return Conflict("Nobody holds the conversation; it is assigned first.", state="unassigned", epoch=error.epoch)
    why = f"{error.holder} holds the conversation, under epoch {error.epoch}."
    return Conflict(why, state="held_by_other", epoch=error.epoch, holder=error.holder)


def _held_elsewhere(_: ThreadHeldElsewhere) -> Problem:
    return Conflict("Another app holds the thread; it can be answered here once it is handed over.", state="standby")


def _own_reply(_: OwnReply) -> Problem:
    return Forbidden("replies:approve", "Nobody decides on their own reply: a second person has to.")


def _not_approver(_: NotApprover) -> Problem:
    return Forbidden("replies:approve", "The open stage of this approval asks for others; the reply says whom.")


def _card_contradicts(error: CardContradicts) -> Problem:
    wrong = error.violation
    return Invalid([FieldError("/text", f"the guideline blocks it, {wrong.rule}: {wrong.why}", wrong.code)])


def _still_unreadable(error: StillUnreadable) -> Problem:
    return Conflict("The payload still cannot be read.", state="waiting", reason=error.reason)


def _not_copied(error: NotCopied) -> Problem:
    why = "is nobody that the message went to; its copied_to has all of them"
    return Invalid([FieldError(f"/copy_to/{error.number}", why, "not_copied")])


def _unknown_integration(_: UnknownIntegration) -> Problem:
    return Invalid([FieldError("/integration", "is no integration of this brand", "unknown_integration")])


def _variants_missing(error: VariantsMissing) -> Problem:
    why = "Conversations of the story are in languages that have no text; `languages` says how many."
    return Conflict(why, state="variants_missing", languages=dict(sorted(error.languages.items())))


class GuidelineRefused(Refusal):
    """The guideline in force does not allow the reply as it is written."""

    STATUS, CODE = 422, "guideline"

    def __init__(self, check: Check) -> None:
        """Give each violation, and the freedoms."""
        super().__init__(
            "The guideline refuses this reply",
            "Each violation names its rule; freedoms say what you may do.",
            violations=[{**asdict(each), "remedy": each.remedy} for each in check.violations],
            freedoms=[{"id": each.id, "text": each.text} for each in check.freedoms],
            guideline_version=check.guideline_version,
        )


REFUSALS: Refusals = {
    Unknown: lambda _: NotFound(),
    MayNotRead: lambda _: Forbidden(SCOPE),
    StateNotAllowed: _not_allowed,
    AssignmentNotSeenYet: _assignment_not_seen_yet,
    NotAssignee: _not_assignee,
    ThreadHeldElsewhere: _held_elsewhere,
    OwnReply: _own_reply,
    OwnCard: lambda _: Forbidden("rules:write", "Nobody publishes what they wrote: a second person has to."),
    CardContradicts: _card_contradicts,
    NotApprover: _not_approver,
    DecidedAlready: lambda _: Conflict("You have decided on this reply; somebody else has to.", state="decided"),
    ClaimedByOther: lambda error: Conflict(
        f"{error.by} is deciding on this reply.", state="claimed_by_other", holder=error.by
    ),
    VersionMismatch: lambda error: PreconditionFailed(etag(error.current)),
    StillUnreadable: _still_unreadable,
    NotCopied: _not_copied,
    VariantsMissing: _variants_missing,
    EmptyAudience: lambda _: Invalid([FieldError("/departments", "nobody works in these departments", "empty")]),
    OtherText: lambda _: Conflict("No campaign asks about this text now; read it again.", state="other_text"),
    UnknownIntegration: _unknown_integration,
    GuidelineRefuses: lambda error: GuidelineRefused(error.check),
}
