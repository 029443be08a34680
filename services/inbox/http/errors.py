"""What the rules of the inbox refuse, as problems: the one table of this service."""

from __future__ import annotations

from dataclasses import asdict

from chassis.errors import Unavailable
from chassis.http.paging import etag
from chassis.http.problem import Conflict, Forbidden, NotFound, PreconditionFailed, Problem, unavailable
from chassis.http.refusals import Refusals
from services.inbox.application.commands import GuidelineRefuses, Unknown, VersionMismatch
from services.inbox.application.unreadable_payloads import StillUnreadable
from services.inbox.domain.conversation import NotAllowed, NotHeardYet, NotHolder
from services.inbox.domain.reply import OwnReply


def _guideline(error: GuidelineRefuses) -> Problem:
    check = error.check
    return Problem(
        422,
        "The guideline refuses this reply",
        "Each violation names its rule; freedoms say what you may do.",
        code="guideline",
        violations=[asdict(each) for each in check.violations],
        freedoms=[{"id": each.id, "text": each.text} for each in check.freedoms],
        guideline_version=check.guideline_version,
    )


REFUSALS: Refusals = {
    Unknown: lambda error: NotFound(),
    NotAllowed: lambda error: Conflict(f"This cannot be done when the state is {error.state}.", state=error.state),
    # 409 would be kept as the answer to its Idempotency-Key; this may be repeated
    NotHeardYet: lambda error: unavailable(Unavailable("the word of who holds the conversation")),
    NotHolder: lambda error: Conflict(
        "Somebody else holds the conversation.", state="held_by_other", epoch=error.epoch
    ),
    OwnReply: lambda error: Forbidden("replies:approve", "Nobody decides on their own reply: a second person has to."),
    VersionMismatch: lambda error: PreconditionFailed(etag(error.current)),
    StillUnreadable: lambda error: Conflict("The payload still cannot be read.", state="waiting", reason=error.reason),
    GuidelineRefuses: _guideline,
}
