"""The guideline's answer to a text."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.http.models import ReadModel, WriteModel


class Freedom(ReadModel):
    """What everyone may do here."""

    id: str
    """The name of the freedom within the guideline."""
    text: str
    """What everyone may do, in words for the employee."""


class CheckCreate(WriteModel):
    """A text to hold against the guideline, for a conversation or for a described situation."""

    text: str = Field(max_length=20_000)
    """The draft of a reply; it is checked and not stored."""
    conversation: str | None = Field(default=None, max_length=64)
    """Judge it as a reply to this conversation, whose situation then counts alone; null: as the other fields
    describe it."""
    channel: str = Field(default="generic", max_length=32)
    """The channel it would go out on."""
    visibility: Literal["public", "private"] = "public"
    """Whether everybody could read it (`public`) or the contact alone (`private`)."""
    voice: Literal["brand", "own"] = "brand"
    """Whether it speaks for the brand or in the author's own name."""
    card: str | None = Field(default=None, max_length=64)
    """The best-practice card it is written with, by id; null: none."""
    topics: tuple[str, ...] = Field(default=(), max_length=32)
    """What the contact writes about, as topics of the triage rules."""


class Violation(ReadModel):
    """One thing wrong with a reply."""

    code: str
    """What is wrong: `blocked_term`, `personal_data`, `missing_certificate`, `missing_ability`, `not_accepted` (the
    guideline), `missing_mark`, `not_to_be_answered`, `approval_needed`, `too_long` or `empty`."""
    rule: str
    """The rule that says so: its id, for personal data with `:` and the kind behind it, the term itself for a
    blocked one, `max_length`, `text`, `own_name` or `acceptance`."""
    why: str
    """The reason of the rule, in words for the author."""
    remedy: Literal["rewriting", "certificate", "acceptance", "approval", "handover"] = "rewriting"
    """What would make it right: other words, the `certificate`, accepting the guideline, a second person, or handing
    the conversation over to `department`."""
    certificate: str | None = None
    """The certificate that is missing, or that makes the approval needless; null: none does."""
    department: str | None = None
    """The department that takes the conversation over; null: none does."""
    ability: str | None = None
    """The ability that is missing for a reply in this voice; null: none is."""
    certificates: tuple[str, ...] = ()
    """Certificates that give the missing ability, by id, as in `GET /v1/certificates/{certificate}`."""
    courses: tuple[str, ...] = ()
    """Courses that give one of those, by id, as in `GET /v1/courses/{course}`."""
    start: int | None = None
    """Where it begins in the text, in characters (code points) from 0; null where it has no place."""
    end: int | None = None
    """The character behind it; null where it has no place."""


class HintGiven(ReadModel):
    """Advice on a text that stops nothing."""

    id: str
    """The name of the hint within the guideline."""
    why: str
    """The advice, in words for the author."""


class Check(ReadModel):
    """The guideline's answer."""

    verdict: Literal["allowed", "needs_approval", "refused"]
    """`allowed` can be sent, `needs_approval` waits for a second person, `refused` cannot be sent as it is."""
    guideline_version: int
    """The version in force, by which the text was judged."""
    violations: tuple[Violation, ...] = ()
    """Everything that is wrong; empty when it is allowed."""
    freedoms: tuple[Freedom, ...] = ()
    """The freedoms that apply in this situation."""
    hints: tuple[HintGiven, ...] = ()
    """Advice on length and tone."""
