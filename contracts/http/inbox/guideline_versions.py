"""The versions of a guideline: its history, what changed, and what a draft would do."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from contracts.http.inbox.checks import Violation
from contracts.http.inbox.guideline import Guideline, GuidelineUpdate
from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import RulesVersion, ShownConversation

Verdict = Literal["allowed", "needs_approval", "refused"]


class GuidelineVersion(ReadModel):
    """One version that was written."""

    version: RulesVersion
    made_at: AwareDatetime
    """When it was written, by the server's clock (UTC)."""
    made_by: str
    """The person who wrote it, by id."""
    effective_at: AwareDatetime
    """From when it is in force, unless a later version is by then (UTC)."""
    in_force: bool
    """Whether it is the one by which replies are judged now."""
    text_hash: str
    """The hash of its duties and freedoms, which acceptances are for; versions with the same words share it."""


class GuidelineVersionDetail(GuidelineVersion):
    """One version with all it says."""

    guideline: Guideline
    """All that it says, duties and freedoms, as it was written."""


class GuidelineChange(ReadModel):
    """A rule that is not as it was."""

    field: str
    """The field of the guideline it stands in, such as `approvals`."""
    rule: str | None = None
    """The rule by its id, a blocked term by its words; null where the field is no list of rules."""
    kind: Literal["added", "removed", "changed"]
    """Whether the later version alone has it (`added`), the earlier alone (`removed`), or both in other words."""
    before: Any = None
    """As it was; null for one that was added."""
    after: Any = None
    """As it is; null for one that was removed."""


class GuidelineDifference(ReadModel):
    """What changed between two versions."""

    since: RulesVersion
    until: RulesVersion
    changes: tuple[GuidelineChange, ...]
    """Field by field; empty where nothing did."""


class GuidelinePreviewCreate(WriteModel):
    """A draft to try on replies that were written."""

    guideline: GuidelineUpdate
    """The draft; it is not stored."""
    replies: int = Field(default=100, ge=1, le=500)
    """How many of the brand's newest replies are judged by it."""


class ReplyJudgedAnew(ReadModel):
    """A reply that the draft judges otherwise."""

    reply: str
    """Which one, for `GET /v1/replies/{reply}`."""
    conversation: ShownConversation
    author: str
    """The person who wrote it, by id."""
    now: Verdict
    """What the guideline in force says of it."""
    then: Verdict
    """What the draft says of it."""
    violations: tuple[Violation, ...]
    """What the draft finds wrong; for one that is freed, what the guideline in force does."""


class GuidelinePreview(ReadModel):
    """What a draft would have stopped and freed, with conversations and authors as they are now."""

    looked_at: int
    """How many replies were judged; fewer than asked for where the brand has fewer."""
    stopped: tuple[ReplyJudgedAnew, ...]
    """Those it judges more strictly, the newest first."""
    freed: tuple[ReplyJudgedAnew, ...]
    """Those it judges less strictly, the newest first."""
