"""Messages of the inbox: the inbound ones are counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from chassis.errors import Fenced, VersionConflict
from chassis.messaging import Delivery, HandlerResult, Retry
from contracts.inbox import MessageStored
from services.crisis.application.counting import Batch, Received
from services.crisis.domain.tally import InboundMessage

CASES = frozenset({"respond", "escalate"})


class OnInboxEvents:
    """Handler of `inbox.events`."""

    def __init__(self, count: Callable[[Batch], Awaitable[None]]) -> None:
        self._count = count

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult:
        """Count a batch; a replay of it changes nothing."""
        try:
            await self._count(batch_of(batch))
        except (Fenced, VersionConflict) as overtaken:
            raise Retry("counted_elsewhere") from overtaken
        return HandlerResult()


def batch_of(deliveries: Sequence[Delivery]) -> Batch:
    """The inbound messages of deliveries, and how far each partition was read."""
    ends: dict[tuple[str, int], int] = {}
    received = []
    for delivery in deliveries:
        topic, partition, offset = delivery.position
        ends[topic, partition] = max(ends.get((topic, partition), 0), offset + 1)
        if isinstance(delivery.event, MessageStored) and _is_of_a_person(delivery.event):
            received.append(Received((topic, partition), offset, _message(delivery.event)))
    return Batch(received, ends)


def _is_of_a_person(event: MessageStored) -> bool:
    """Whether a contact wrote; what machines send by themselves is no sign of anything, however much it is."""
    return event.direction == "inbound" and not event.automated


def _message(event: MessageStored) -> InboundMessage:
    return InboundMessage(
        brand=event.brand,
        event=event.id,
        message=event.message,
        conversation=event.conversation.id,
        contact=event.conversation.contact,
        at=event.at,
        text=event.text,
        sentiment=event.enrichment.sentiment.label,
        reach=event.enrichment.reach or 0,
        is_case=event.triage.decision in CASES and (event.opened or event.reopened),
    )
