"""Questions of lessons: as their author writes them, and as learners read them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.routing.exercises import Feedback, Points, Sentence
from contracts.http.routing.fields import Flag, Id

QuestionType = Literal["single", "multiple"]


class CourseOption(WriteModel):
    """One answer to choose, as its author writes it."""

    id: Id
    """Its name in answers, once in the question."""
    text: Sentence
    """The words beside the box to tick."""
    right: Flag
    """Whether it belongs to the right answer; learners never read it."""
    feedback: Feedback = ""
    """Shown to who chose it, once they have answered."""


class CourseQuestion(WriteModel):
    """A question of a lesson, as its author writes it."""

    id: Id
    """Its name in answers, once in the lesson."""
    text: Sentence
    """The words of the question."""
    kind: QuestionType
    """`single`: exactly one option is right; `multiple`: one or more are."""
    options: list[CourseOption] = Field(min_length=2, max_length=10)
    """What can be chosen, in the order shown."""
    points: Points = 1
    """For choosing all of the right options and no other; anything else gives none."""


class ShownOption(ReadModel):
    """One answer to choose."""

    id: str
    """Its name in answers, for who sends them."""
    text: str
    """The words beside the box to tick."""


class ShownQuestion(ReadModel):
    """A question as learners read it: without the right answer."""

    id: str
    """Its name in answers, for who sends them."""
    text: str
    """The words of the question."""
    kind: QuestionType
    """`single`: choose one option; `multiple`: choose one or more."""
    options: list[ShownOption]
    """What can be chosen, in the order shown."""
    points: int
    """For choosing all of the right options and no other."""
