"""Story answers: one approved answer, sent to everybody who told a story, with what became of each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.http.inbox.fields import Language, Name
from contracts.http.inbox.replies import ReplyApproval
from contracts.http.inbox.story_answer_undo import StoryAnswerUndo
from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.shown import CreatedAt, ShownChannel, ShownConversation, ShownVersion

StoryAnswerState = Literal["draft", "awaiting_approval", "approved", "running", "paused", "stopped", "finished"]
StoryRecipientState = Literal[
    "planned",
    "excluded",
    "queued",
    "sent",
    "failed",
    "unknown",
    "skipped",
    "withdrawing",
    "withdrawn",
    "not_withdrawable",
    "withdrawal_failed",
    "withdrawal_unknown",
]
VariantText = Annotated[str, Field(min_length=1, max_length=20_000)]


class StoryAnswerVariantCreate(WriteModel):
    """The text for a language."""

    language: Language
    """The language of the conversations it is for; `pt` is for `pt-BR` too, where that has no text of its own."""
    channel: Name | None = None
    """For this channel alone, such as `x`; null: for every channel that has no text of its own."""
    text: VariantText
    """The words. `{contact_name|there}` becomes the contact's name, or `there` where it is unknown or no plain name;
    `{contact_handle|you}` likewise. There are no other fields, and each needs its default."""


class StoryAnswerUpdate(WriteModel):
    """What a draft shall be: written whole."""

    variants: tuple[StoryAnswerVariantCreate, ...] = Field(min_length=1, max_length=100)
    """A text for each language of the story's conversations; there is no default language."""
    pace_per_minute: int = Field(ge=1, le=6_000)
    """How many replies leave a minute at most, on each channel."""
    later_joiners: bool
    """Whether who tells the story while the answer is on gets it too."""
    ends_at: Moment
    """When it ends; who was not sent it by then does not get it."""


class StoryAnswerCreate(StoryAnswerUpdate):
    """An answer to everybody who told a story."""

    story: str = Field(min_length=1, max_length=64)
    """The story by its id, from `GET /v1/stories`."""
    pace_per_minute: int = Field(default=60, ge=1, le=6_000)
    """How many replies leave a minute at most, on each channel."""
    later_joiners: bool = True
    """Whether who tells the story while the answer is on gets it too."""


class StoryAnswerVariant(ReadModel):
    """The text for a language."""

    language: str
    """The language of the conversations it is for (BCP 47)."""
    channel: str | None = None
    """The only channel it is for; null: every channel that has no text of its own."""
    text: str
    """The words, with their fields."""


class StoryRecipientCounts(ReadModel):
    """How many recipients are in which state."""

    planned: int
    """Those whose turn is to come."""
    excluded: int
    """Those who were left out when the answer first came to them."""
    queued: int
    """Those whose reply is on its way, or waits for an approval of its own."""
    sent: int
    """Those whose reply is out."""
    failed: int
    """Those whose reply certainly is not out."""
    unknown: int
    """Those whose reply may be out or not: a person has to look."""
    skipped: int
    """Those who were left out when their turn came, or whose reply was withdrawn before it left."""
    withdrawing: int
    """Those whose reply was out and is being withdrawn."""
    withdrawn: int
    """Those whose reply was out and is deleted at its platform."""
    not_withdrawable: int
    """Those whose reply is out and stays, for a reason of `reasons`."""
    withdrawal_failed: int
    """Those whose reply is out, because withdrawing it failed: undo again tries anew."""
    withdrawal_unknown: int
    """Those whose reply may be deleted or not: a person has to look."""


class StoryAnswer(ReadModel):
    """An answer to a story."""

    id: str
    """The answer, for `GET /v1/story-answers/{answer}`."""
    story: str
    """The story it answers, by id."""
    author: str
    """Who wrote it, by id; the replies are theirs too."""
    variants: tuple[StoryAnswerVariant, ...]
    """The words for each language, and where wished for each channel."""
    pace_per_minute: int
    """How many replies leave a minute at most, on each channel."""
    later_joiners: bool
    """Whether who tells the story while it is on gets it too."""
    ends_at: AwareDatetime
    """When it ends by itself (UTC); who was not sent it by then does not get it."""
    created_at: CreatedAt
    state: StoryAnswerState
    """`draft` also after a rejection; `running` sends; `stopped` by a person; `finished` by itself."""
    approval: ReplyApproval | None = None
    """Who has agreed and who has to; null before it was submitted."""
    undo: StoryAnswerUndo | None = None
    """Why and by whom what was sent is withdrawn; null: nobody has undone it."""
    version: ShownVersion


class StoryAnswerDetail(StoryAnswer):
    """An answer with its figures."""

    recipients: StoryRecipientCounts
    """How many conversations of the ledger are in which state."""
    reasons: dict[str, int]
    """Of the excluded, skipped and not withdrawable ones, how many for which reason."""


class StoryAnswerExample(ReadModel):
    """A conversation that would get the answer now."""

    conversation: ShownConversation
    language: str | None = None
    """What the contact writes in (BCP 47)."""
    channel: ShownChannel
    text: str
    """The words it would get."""
    verdict: Literal["allowed", "needs_approval"]
    """What the guideline says to them."""


class StoryAnswerPreview(ReadModel):
    """Who would get an answer if it ran now."""

    members: int
    """How many conversations tell the story."""
    counted: int
    """How many of these were looked at: the first 10,000."""
    recipients: int
    """How many of these would get it."""
    judged: int
    """How many of these the guideline judged: the first 500."""
    excluded: dict[str, int]
    """How many would not, by reason."""
    languages: dict[str, int]
    """Those who would get it, by the tag of their conversation's language."""
    channels: dict[str, int]
    """Those who would get it, by the platform of their conversation."""
    missing: dict[str, int]
    """Languages without a text, each with how many conversations: it cannot be submitted."""
    examples: tuple[StoryAnswerExample, ...]
    """Up to five of the recipients."""


class StoryRecipient(ReadModel):
    """A recipient of an answer."""

    number: int
    """The place among the conversations of the story, counted from 1."""
    conversation: ShownConversation
    channel: str
    """The channel of the conversation; empty where it is gone."""
    since: AwareDatetime
    """When the contact told the story."""
    state: StoryRecipientState
    """How far the conversation is; from `queued` on as its reply is."""
    reason: str | None = None
    """Why it was excluded or skipped, such as `answered`, `held` or `withdrawn` (before its reply left), or the code
    with which its reply, or the withdrawal of its reply, failed; null: nothing is wrong."""
    reply: str | None = None
    """Its reply by id, for `GET /v1/replies/{reply}`; null: there is none."""
