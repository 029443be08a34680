"""Messages of a conversation, and the contact who wrote them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime

from contracts.http.models import ReadModel
from contracts.http.shown import ShownChannel, ShownContact, ShownConversation, ShownIntegration
from contracts.inbox import Enrichment, TriageDecision


class Message(ReadModel):
    """A message of a conversation."""

    id: str
    """32 hexadecimal digits, derived from the integration and the platform's id."""
    conversation: ShownConversation
    direction: Literal["inbound", "outbound"]
    """`inbound` was written by the contact, `outbound` by the brand."""
    state: Literal["kept", "deleted", "erased"]
    """`deleted` at its platform: its words are gone, it still counts; `erased` here with its contact; else `kept`."""
    text: str
    """The words its writer says now, without what was quoted; empty once deleted or erased."""
    external_id: str | None = None
    """The platform's id; null where it gave a reply none."""
    author: str | None = None
    """The employee who wrote it here, by id; null for contacts and for other tools of the brand."""
    author_name: str | None = None
    """What its writer was called in the tool it was imported from; null where it was not imported, or not told."""
    reply: str | None = None
    """The reply it was, for `GET /v1/replies/{reply}`; null for contacts and for other tools of the brand."""
    withdrawn_by: str | None = None
    """Who had it deleted at its platform, by id; null where nobody here did. `edited_at` is when."""
    sent_at: AwareDatetime
    """When it was sent, by the platform's clock (UTC)."""
    received_at: AwareDatetime
    """When Muster took it in, or sent it (UTC)."""
    edited_at: AwareDatetime | None = None
    """When it was last edited, or deleted, by the platform's clock; null where it never was."""
    reply_to: str | None = None
    """What it answers: the platform's id of that message, or for a reply written here its `id`; null for nothing."""
    subject_line: str | None = None
    """The subject of a mail; null for other messages."""
    automated: bool = False
    """Whether a machine wrote it, such as an out-of-office mail; it asks nothing of anybody."""
    truncated: bool = False
    """Whether its text was longer than the 20,000 characters that are stored."""
    quoted: str = ""
    """What came along below the words: history, signature, disclaimer."""
    copied_to: tuple[str, ...] = ()
    """The others it went to, by the platform's ids."""
    garbled: bool = False
    """Characters could not be read and stand as U+FFFD."""
    attachments: tuple[dict[str, Any], ...] = ()
    """Files and places that came along, each with `kind` and, where known, `url`, `media_type`, `name` and
    `external_id`."""
    reactions: tuple[str, ...] = ()
    """The marks contacts have on it now, as the platform calls them, such as `like` or an emoji."""
    enrichment: Enrichment | None = None
    """What was read from it: language, sentiment, urgency, topics; null for messages of the brand."""
    triage: TriageDecision | None = None
    """What the rules made of it; null for messages of the brand."""


class ContactErasure(ReadModel):
    """That a contact is forgotten: who asked for it, and whether all that was said with them is erased by now."""

    by: str
    """Who asked for it here, by id."""
    asked_at: AwareDatetime
    """When they did (UTC). Who writes under the same id of the platform from then on is another contact."""
    done_at: AwareDatetime | None = None
    """When nothing was left any more (UTC), a minute and a half later at the earliest; null: not yet."""


class Contact(ReadModel):
    """The person outside, as one integration knows them."""

    id: ShownContact
    integration: ShownIntegration
    channel: ShownChannel
    external_id: str
    """The platform's id of the person, which replies are sent to; empty once they are erased."""
    also_known_as: tuple[str, ...] = ()
    """Other ids of the platform for the same person."""
    name: str | None = None
    """What the channel last called them; null where it does not tell."""
    handle: str | None = None
    """Their short name on the platform, without `@`; null where it has none."""
    reach: int | None = None
    """Their followers, or an equal measure of the channel; null where it reports none."""
    language: str | None = None
    """The language the channel reports for them (BCP 47), whatever they write in; null where it does not."""
    first_seen_at: AwareDatetime
    """When Muster first saw them (UTC)."""
    conversations: tuple[str, ...] = ()
    """Their conversations by id, the newest first, 50 at most."""
    erasure: ContactErasure | None = None
    """The erasure of all that is personal about them; null: nobody asked for it."""
