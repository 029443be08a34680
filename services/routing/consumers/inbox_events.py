"""On the inbox's events: the newest version of a conversation decides about its task; its text is never read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from chassis.errors import VersionConflict
from chassis.messaging import Delivery, Retry
from chassis.newest import newest
from contracts.event import Event
from contracts.guideline import AcceptanceChanged, GuidelineCondition
from contracts.inbox import (
    ConversationErased,
    ConversationSnapshot,
    GuidelineChanged,
    InboxEvent,
    MessageStored,
    MessageWithdrawn,
    ReplyDelivered,
    ReplyRequested,
    TriageOverridden,
)
from services.routing.application.acceptance import GuidelineAcceptance
from services.routing.application.intake import ConversationUpdate, Intake
from services.routing.application.ports import BrandAnd, RuleVersions
from services.routing.application.signs_of_life import SignsOfLife
from services.routing.domain.guideline import AcceptanceCopy, DemandedCertificate, GuidelineCopy
from services.routing.domain.workflow import Condition, ConversationFacts

SENT: frozenset[str] = frozenset({"sent", "delivered", "read"})
NOT_DELIVERED: frozenset[str] = frozenset({"failed", "unknown", "rejected"})


def facts_of(event: InboxEvent) -> ConversationFacts:
    """The facts of the snapshot in an event."""
    seen: ConversationSnapshot = event.conversation
    return ConversationFacts(
        conversation=seen.id,
        version=event.version,
        channel=seen.channel,
        integration=seen.integration,
        status=seen.status,
        triage=seen.triage,
        priority=seen.priority,
        language=seen.language,
        topics=seen.topics,
        visibility=seen.visibility,
        needs_reply=seen.needs_reply,
        due_at=min((clock.due_at for clock in seen.clocks), default=None),
        at=event.at,
        department=seen.taken_over_by.department if seen.taken_over_by else None,
    )


def guideline_of(event: GuidelineChanged) -> GuidelineCopy:
    """What the guideline asks of who answers."""
    demands = (
        DemandedCertificate(each.certificate, _condition(each.where), tuple(_condition(one) for one in each.lifted))
        for each in event.certificates
    )
    return GuidelineCopy(event.version, tuple(demands))


def _condition(where: GuidelineCondition) -> Condition:
    return Condition(
        channels=frozenset(where.channels),
        topics=frozenset(where.topics),
        triage=frozenset(where.triage),
        visibility=where.visibility,
        min_priority=where.min_priority,
        incident=where.in_incident,
    )


def acceptances_in(batch: Sequence[Delivery]) -> dict[BrandAnd, list[AcceptanceCopy]]:
    """The newest word on each person in each campaign."""
    words = (delivery.event for delivery in batch if isinstance(delivery.event, AcceptanceChanged))
    latest = newest(words, lambda event: (event.brand, event.person, event.campaign))
    said: dict[BrandAnd, list[AcceptanceCopy]] = {}
    for event in latest.values():
        word = AcceptanceCopy(event.campaign, event.may_answer, event.version or 0)
        said.setdefault((event.brand, event.person), []).append(word)
    return said


def replied_by(event: InboxEvent) -> str | None:
    """The author of the reply that was sent with this event, None when there is none."""
    return event.author if isinstance(event, ReplyDelivered) and event.state in SENT else None


def asks_anew(event: InboxEvent) -> bool:
    """Whether an event is a reason by itself to ask somebody: the contact wrote, a person decided, a reply failed.

    So is a reply that was withdrawn with nothing said since.
    An automatic answer, such as that of who is out of office, is nobody's writing.
    """
    if isinstance(event, MessageStored):
        return event.direction == "inbound" and not event.automated
    if isinstance(event, ReplyDelivered):
        return event.state in NOT_DELIVERED
    if isinstance(event, MessageWithdrawn):
        return event.conversation.needs_reply
    return isinstance(event, TriageOverridden)


def signs_in(batch: Sequence[Delivery]) -> dict[BrandAnd, datetime]:
    """When authors of replies were heard of: they asked for one, or it was sent; a receipt is the contact's doing."""
    signs: dict[BrandAnd, datetime] = {}
    for event in (delivery.event for delivery in batch):
        if isinstance(event, ReplyRequested) or (isinstance(event, ReplyDelivered) and event.state == "sent"):
            author = event.brand, event.author
            signs[author] = max(event.at, signs.get(author, event.at))
    return signs


def updates_of(batch: Sequence[Delivery]) -> dict[BrandAnd, ConversationUpdate]:
    """Reduce a batch to one update a conversation; lower versions are contained in the highest."""
    events = [delivery.event for delivery in batch if isinstance(delivery.event, InboxEvent)]
    authors = {(event.brand, event.conversation.id): author for event in events if (author := replied_by(event))}
    asked = newest(filter(asks_anew, events), lambda event: (event.brand, event.conversation.id))
    latest = newest(events, lambda event: (event.brand, event.conversation.id))
    erased = {(event.brand, event.conversation.id) for event in events if isinstance(event, ConversationErased)}
    return {
        key: ConversationUpdate(
            facts_of(event),
            event.id,
            authors.get(key),
            asked[key].version or 0 if key in asked else 0,
            erased=key in erased,
        )
        for key, event in latest.items()
    }


class OnInboxEvents:
    """Handler of `inbox.events`."""

    def __init__(
        self,
        intake: Intake,
        acceptance: GuidelineAcceptance,
        rules: RuleVersions,
        signs: SignsOfLife,
        hurry: Callable[[str], None],
    ) -> None:
        """`hurry` asks for a tick at once: what a guideline asks now, or no more, concerns tasks that wait already."""
        self._intake = intake
        self._acceptance = acceptance
        self._rules = rules
        self._signs = signs
        self._hurry = hurry

    async def __call__(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        """Take in a batch: guidelines and acceptances first, so that nothing is placed by what held before."""
        guidelines = [delivery.event for delivery in batch if isinstance(delivery.event, GuidelineChanged)]
        for event in newest(guidelines, lambda event: event.brand).values():
            await self._rules.put_guideline(event.brand, guideline_of(event))
            self._hurry(event.brand)
        await self._signs.note_many(signs_in(batch))
        try:
            await self._acceptance.take(acceptances_in(batch))
        except VersionConflict as race:
            raise Retry("busy_employee") from race
        try:
            await self._intake.take(updates_of(batch))
        except VersionConflict as conflict:
            raise Retry("busy_tasks") from conflict
        return ()
