"""The scenario of a drill: what strangers write, and how much of it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

MOST_MESSAGES = 20_000
"""Of one drill."""
MOST_SECONDS = 8 * 3_600
"""From its first message to its last."""


class TooManyMessages(ValueError):
    """The phases bring more than MOST_MESSAGES, or none at all; `messages` is how many."""

    def __init__(self, messages: int) -> None:
        super().__init__(f"{messages} messages")
        self.messages = messages


class TooLong(ValueError):
    """The phases last longer than MOST_SECONDS."""


@dataclass(frozen=True, slots=True)
class DrillPhase:
    """So many messages a minute, evenly, for so many seconds."""

    seconds: int
    per_minute: float

    @property
    def messages(self) -> float:
        """How many it brings; a part of one belongs to the phase after it."""
        return self.seconds * self.per_minute / 60


@dataclass(frozen=True, slots=True)
class DrillScenario:
    """Messages are numbered from 0 through all phases; they have the texts in turn, and a writer each."""

    texts: tuple[str, ...]
    phases: tuple[DrillPhase, ...]

    @property
    def messages(self) -> int:
        """How many there are."""
        return int(sum(phase.messages for phase in self.phases))

    @property
    def seconds(self) -> int:
        """How long they take."""
        return sum(phase.seconds for phase in self.phases)

    def check(self) -> None:
        """Raise TooLong or TooManyMessages."""
        if self.seconds > MOST_SECONDS:
            raise TooLong
        if not 1 <= self.messages <= MOST_MESSAGES:
            raise TooManyMessages(self.messages)

    def due_by(self, seconds: float) -> int:
        """How many are to be there so many seconds after the first phase began."""
        due = 0.0
        for phase in self.phases:
            due += phase.messages * min(max(seconds, 0.0) / phase.seconds, 1.0)
            seconds -= phase.seconds
        return min(int(due), self.messages)

    def wait(self, number: int) -> timedelta:
        """When a message is due, after the first phase began."""
        return timedelta(seconds=round(self._offset_of(number), 3))

    def _offset_of(self, number: int) -> float:
        before, began = 0.0, 0
        for phase in self.phases:
            if phase.per_minute > 0 and number + 1 <= before + phase.messages:
                return began + (number + 1 - before) * 60 / phase.per_minute
            before += phase.messages
            began += phase.seconds
        return float(self.seconds)

    def text_of(self, number: int) -> str:
        """What a message says."""
        return self.texts[number % len(self.texts)]
