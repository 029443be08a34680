"""What answers to stories are made of, joined: their commands, previews, ledger, steps and undo."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from services.inbox.application.approval_telling import ApprovalTelling
from services.inbox.application.directory import Directory
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.reply_outcomes import ReplyOutcomes
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.story_answer_ledger import StoryAnswerLedger
from services.inbox.application.story_answer_preview import StoryAnswerPreviews
from services.inbox.application.story_answer_selection import StoryAnswerSelection
from services.inbox.application.story_answer_steps import StoryAnswerSteps
from services.inbox.application.story_answer_store import StoryAnswerStore
from services.inbox.application.story_answer_undoing import StoryAnswerUndoing
from services.inbox.application.story_answers import StoryAnswers
from services.inbox.application.withdrawal_rule import WithdrawalRule


@dataclass(frozen=True, slots=True)
class StoryAnswering:
    """One answer to a story: written and run, looked at before, followed after, sent step by step, and undone."""

    commands: StoryAnswers
    previews: StoryAnswerPreviews
    ledger: StoryAnswerLedger
    steps: StoryAnswerSteps
    undoing: StoryAnswerUndoing


def story_answering(
    store: StoryAnswerStore,
    unit: UnitOfWork,
    guidelines: Guidelines,
    directory: Directory,
    rulebook: Rulebook,
    outcomes: ReplyOutcomes,
    telling: ApprovalTelling,
    clock: Clock,
) -> StoryAnswering:
    """Join them over a store; who is a recipient is selected in one place for all of them."""
    selection = StoryAnswerSelection(store, unit, guidelines, directory)
    previews = StoryAnswerPreviews(store, selection)
    return StoryAnswering(
        commands=StoryAnswers(store, previews, guidelines, rulebook, telling, clock),
        previews=previews,
        ledger=StoryAnswerLedger(store, unit),
        steps=StoryAnswerSteps(store, selection, outcomes, telling, clock),
        undoing=StoryAnswerUndoing(store, unit, WithdrawalRule(unit, directory), clock),
    )
