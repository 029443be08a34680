"""A reply as its author writes it, and what becomes of it at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.inbox.application.guidelines import Wording
from services.inbox.domain.ability import Voice
from services.inbox.domain.approval import asked
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.guideline_check import asking
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.reply import Reply


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """What somebody wants to say.

    `supersedes` is a reply of theirs that waits for approval, whose place it takes; `card` is what it was written with.
    """

    text: str
    copy_to: tuple[str, ...] = ()
    voice: Voice = "brand"
    supersedes: str | None = None
    card: str | None = None

    @property
    def wording(self) -> Wording:
        """What a guideline judges of it."""
        return Wording(self.text, self.voice, self.card)


def answered(state: Conversation) -> str:
    """The message a reply answers: the newest of the contact, or what the brand began with."""
    return state.last_inbound or state.opened_by


def wording_of(reply: Reply) -> Wording:
    """What a guideline judges of a reply that there is."""
    return Wording(reply.text, reply.voice, reply.card)


def new_reply(state: Conversation, author: str, draft: ReplyDraft, id_: str, check: Check, now: datetime) -> Reply:
    """The reply as it begins: queued, or waiting for whom the check asks."""
    waits = check.verdict == "needs_approval"
    return Reply(
        brand=state.brand,
        id=id_,
        conversation=state.id,
        contact=state.contact,
        integration=state.integration,
        author=author,
        text=draft.text,
        copy_to=draft.copy_to,
        voice=draft.voice,
        supersedes=draft.supersedes,
        card=draft.card,
        state="awaiting_approval" if waits else "queued",
        created_at=now,
        guideline_version=check.guideline_version,
        in_reply_to=answered(state),
        next_try_at=None if waits else now,
        approval=asked(check.stages, check.expires_minutes, now, asking(check)) if waits else None,
    )
