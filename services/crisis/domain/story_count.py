"""What one story had in a span of time: messages, copies among them, and the followers they reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoryCount:
    """New messages of one story; `copied` of them are copies (ADR 0069), `reach` the followers of the others."""

    messages: int = 0
    copied: int = 0
    reach: int = 0

    def plus(self, other: StoryCount) -> StoryCount:
        """Both together."""
        return StoryCount(self.messages + other.messages, self.copied + other.copied, self.reach + other.reach)

    @property
    def uncopied(self) -> int:
        """The messages that are no copies."""
        return self.messages - self.copied
