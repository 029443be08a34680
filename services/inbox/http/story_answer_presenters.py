"""How story answers are shown."""

from __future__ import annotations

from contracts.http import inbox as http
from services.inbox.application.story_answer_ledger import LedgerFigures, LedgerLine
from services.inbox.application.story_answer_preview import AnswerPreview
from services.inbox.application.story_answer_undoing import UndoPreview
from services.inbox.domain.story_answer import StoryAnswer
from services.inbox.http.presenters import approval


def story_answer(value: StoryAnswer) -> http.StoryAnswer:
    """An answer."""
    names = http.StoryAnswer.model_fields.keys() - {"approval", "variants", "undo"}
    return http.StoryAnswer(
        **{name: getattr(value, name) for name in names},
        variants=tuple(http.StoryAnswerVariant.model_validate(each, from_attributes=True) for each in value.variants),
        approval=None if value.approval is None else approval(value.approval),
        undo=None if value.undo is None else http.StoryAnswerUndo.model_validate(value.undo, from_attributes=True),
    )


def detail(value: StoryAnswer, figures: LedgerFigures) -> http.StoryAnswerDetail:
    """An answer with its figures."""
    counts = {name: figures.states.get(name, 0) for name in http.StoryRecipientCounts.model_fields}  # type: ignore[call-overload]  # the fields are the states
    return http.StoryAnswerDetail(
        **story_answer(value).model_dump(),
        recipients=http.StoryRecipientCounts(**counts),
        reasons=dict(sorted(figures.reasons.items())),
    )


def preview(value: AnswerPreview) -> http.StoryAnswerPreview:
    """The figures of a preview."""
    return http.StoryAnswerPreview(
        members=value.members,
        counted=value.counted,
        recipients=value.recipients,
        judged=value.judged,
        excluded=dict(+value.excluded),
        languages=dict(+value.languages),
        channels=dict(+value.channels),
        missing=dict(value.missing),
        examples=tuple(http.StoryAnswerExample.model_validate(each, from_attributes=True) for each in value.examples),
    )


def undo_preview(value: UndoPreview) -> http.StoryAnswerUndoPreview:
    """What an undo would do."""
    return http.StoryAnswerUndoPreview(
        counted=value.counted, withdrawable=value.withdrawable, not_withdrawable=dict(+value.not_withdrawable)
    )


def recipient(value: LedgerLine) -> http.StoryRecipient:
    """A line of the ledger."""
    row = value.row
    return http.StoryRecipient(
        number=row.number,
        conversation=row.conversation,
        channel=row.channel,
        since=row.since,
        state=value.state,
        reason=value.reason,
        reply=row.reply,
    )
