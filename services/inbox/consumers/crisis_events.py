"""Crisis events become copies: incidents with their statements, who tells which story; and statements to publish."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from chassis.messaging import Delivery
from chassis.retrying import on_conflict
from contracts.crisis import (
    IncidentChanged,
    IncidentDeclared,
    IncidentStoodDown,
    PublicationRequested,
    StatementPublished,
    StoryGrew,
)
from contracts.event import Event
from services.inbox.application.incidents import IncidentBegan, IncidentMoved, IncidentUpdate, StatementApproved
from services.inbox.application.ports import Copies
from services.inbox.application.publishing import PublicationIntake
from services.inbox.application.story_answer_store import StoryAnswerStore
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.incident import StatementCopy
from services.inbox.domain.story_answer_recipient import StoryTeller


class OnCrisisEvents:
    """Copies incidents and the conversations of stories in the order they were reported, and takes publications."""

    def __init__(self, copies: Copies, stories: StoryAnswerStore, publishing: PublicationIntake) -> None:
        """Write into `copies` and `stories`; `publishing` has statements published."""
        self._copies = copies
        self._stories = stories
        self._publishing = publishing

    async def __call__(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        """Handle one batch; raises Retry when MongoDB is unavailable."""
        updates = [update for each in batch if (update := _update(each.event)) is not None]
        await self._copies.update_incidents(updates)
        stories: dict[tuple[str, str], list[StoryTeller]] = {}
        for each in batch:
            if isinstance(each.event, StoryGrew):
                told = [StoryTeller(member.conversation, member.message, member.at) for member in each.event.members]
                stories.setdefault((each.event.brand, each.event.story), []).extend(told)
        if stories:
            await on_conflict(partial(self._stories.join, stories))
        for each in batch:
            if isinstance(each.event, PublicationRequested):
                await self._publishing.take(_publication(each.event))
        return ()


def _publication(event: PublicationRequested) -> BrandPost:
    return BrandPost(
        brand=event.brand,
        id=event.publication,
        integration=event.integration,
        incident=event.incident,
        statement=event.statement,
        language=event.language,
        text=event.text,
        by=event.by,
        requested_at=event.at,
        round=event.round,
    )


def _update(event: Event) -> IncidentUpdate | None:
    """The change of an incident by an event; None where answering does not need it."""
    if isinstance(event, IncidentDeclared):
        began_at = event.began_at or event.at
        return IncidentBegan(
            event.brand, event.incident, event.title, event.severity, event.playbook, event.at, began_at
        )
    if isinstance(event, IncidentChanged):
        return IncidentMoved(event.brand, event.incident, event.state, event.severity)
    if isinstance(event, IncidentStoodDown):
        return IncidentMoved(event.brand, event.incident, "stood_down")
    if isinstance(event, StatementPublished):
        statement = StatementCopy(event.statement, event.language, event.text, event.approved_by)
        return StatementApproved(event.brand, event.incident, statement)
    return None
