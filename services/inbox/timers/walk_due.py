"""The timers of long walks: a story answer and its undo go through a ledger, an erasure through a person's words."""

from __future__ import annotations

from services.inbox.application.erasures import Erasures
from services.inbox.application.story_answering import StoryAnswering
from services.inbox.application.timers import ERASURE_TIMER, STORY_ANSWER_TIMER, UNDO_TIMER
from services.inbox.timers.steps import OnStepDue


def on_walk_due(answers: StoryAnswering, erasures: Erasures) -> dict[str, OnStepDue]:
    """The handlers by kind of timer."""
    return {
        STORY_ANSWER_TIMER: OnStepDue(answers.steps.step),
        UNDO_TIMER: OnStepDue(answers.undoing.step),
        ERASURE_TIMER: OnStepDue(erasures.step),
    }
