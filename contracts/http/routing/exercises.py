"""Exercises of lessons: a conversation to answer, and messages to put into triage classes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.routing.fields import Id

Sentence = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"^[^\x00]*$", strict=True)]
Feedback = Annotated[str, Field(max_length=1_000, pattern=r"^[^\x00]*$", strict=True)]
Term = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$", strict=True)]
Points = Annotated[int, Field(strict=True, ge=1, le=100)]
ExerciseTriage = Literal["respond", "monitor", "escalate", "ignore"]
ExerciseSpeaker = Literal["contact", "brand"]
MAX_ANSWER = 5_000  # characters


class PracticeTurn(WriteModel):
    """One message of a conversation that its author made up; nothing in it is of a real person."""

    by: ExerciseSpeaker
    """Who speaks; the last turn is the contact's."""
    text: Sentence
    """What they say."""


class PracticeCriterion(WriteModel):
    """What an answer is held to, as its author writes it."""

    id: Id
    """Its name in results, once in the practice."""
    kind: Literal["any_term", "no_term", "min_words", "max_words", "link", "field"]
    """`any_term`: one of the terms is there; `no_term`: none of them is; `min_words`, `max_words`; `link`: an address
    that begins with one of the terms, any where there are none; `field`: a line `name: value` for each of the terms."""
    terms: list[Term] = Field(default=[], max_length=50)
    """Words or phrases as a whole, whatever their case and accents; of `link` the beginnings of addresses, of `field`
    the names."""
    words: Annotated[int, Field(strict=True, ge=1, le=2_500)] | None = None
    """Of `min_words` and `max_words`: how many; null for every other kind."""
    feedback: Feedback = ""
    """Shown to who answered and did not meet it."""
    points: Points = 1
    """For an answer that meets it; anything else gives none."""


class CoursePractice(WriteModel):
    """A conversation to answer, as its author writes it."""

    turns: list[PracticeTurn] = Field(min_length=1, max_length=20)
    """The conversation so far, the oldest first."""
    criteria: list[PracticeCriterion] = Field(min_length=1, max_length=20)
    """What an answer is held to; learners never read it. At least one can fail."""


class CourseTriage(WriteModel):
    """A message to put into a triage class, as its author writes it; nothing in it is of a real person."""

    id: Id
    """Its name in answers, once in the lesson."""
    text: Sentence
    """What the contact wrote."""
    right: ExerciseTriage
    """The class it belongs to; learners never read it."""
    feedback: Feedback = ""
    """Shown to who put it into a class."""
    points: Points = 1
    """For the right class."""


class ShownTurn(ReadModel):
    """One message of a conversation to answer."""

    by: ExerciseSpeaker
    """Who speaks."""
    text: str
    """What they say."""


class ShownPractice(ReadModel):
    """A conversation to answer, as learners read it: without what their answer is held to."""

    turns: list[ShownTurn]
    """The conversation so far, the oldest first."""
    points: int
    """For an answer that meets everything."""


class ShownTriage(ReadModel):
    """A message to put into a triage class, as learners read it."""

    id: str
    """Its name in answers, for who sends them."""
    text: str
    """What the contact wrote."""
    points: int
    """For the right class."""
