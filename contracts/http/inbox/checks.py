"""The guideline's answer to a text."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.http.models import ReadModel, WriteModel


class Freedom(ReadModel):
    """What everyone may do here."""

    id: str
    text: str


class CheckCreate(WriteModel):
    """A text to hold against the guideline, for a conversation or for a described situation."""

    text: str = Field(max_length=20_000)
    conversation: str | None = Field(default=None, max_length=64)
    channel: str = Field(default="generic", max_length=32)
    visibility: Literal["public", "private"] = "public"
    topics: tuple[str, ...] = Field(default=(), max_length=32)


class Violation(ReadModel):
    """One thing wrong with a reply; `start` and `end` are its place in the text, where it has one."""

    code: str
    rule: str
    why: str
    start: int | None = None
    end: int | None = None


class Check(ReadModel):
    """The guideline's answer."""

    verdict: Literal["allowed", "needs_approval", "refused"]
    guideline_version: int
    violations: tuple[Violation, ...] = ()
    freedoms: tuple[Freedom, ...] = ()
