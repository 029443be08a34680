"""The hop of canaries through an outbox, as the events of a service go whose commands write theirs with their state."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.messaging import Outgoing
from chassis.messaging.canary import Canary, CanaryHop, observe
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox


def through_outbox(service: str, topic: str, mongo: Mongo, outbox: Outbox) -> CanaryHop:
    """Send canaries on by the relay of a service, so that its database and its relay are on their way."""

    async def hop(canaries: Sequence[Canary]) -> Sequence[Outgoing]:
        observe(service, canaries)
        records = [each.onward(service).record(topic) for each in canaries]

        async def work(session: Session) -> None:
            await outbox.add_records(records, session)

        await mongo.transaction(work)
        return ()

    return hop
