"""The assignee of a conversation: a copy of what routing decided, fenced by the assignment epoch."""

from __future__ import annotations

from dataclasses import replace

from services.inbox.domain.conversation import Conversation


class NotAssignee(Exception):
    """The conversation has another assignee (`holder`) or none, or the epoch is of an earlier assignment."""

    def __init__(self, epoch: int, holder: str | None) -> None:
        super().__init__("the conversation is not assigned to this person")
        self.epoch = epoch
        self.holder = holder


class AssignmentNotSeenYet(NotAssignee):
    """The caller names a newer epoch than the copy has: the event is on its way, a retry works in a moment."""


def assign(before: Conversation, holder: str | None, epoch: int, task_version: int) -> Conversation:
    """Copy the assignee; an older task version changes nothing. The conversation's version stays: routing owns this."""
    if task_version <= before.task_version:
        return before
    return replace(before, holder=holder, epoch=epoch, task_version=task_version)


def check_assignee(conversation: Conversation, person: str, epoch: int | None) -> None:
    """Let only the assignee act, under their assignment epoch where they name one.

    Who answered last may write again as long as nobody holds it and nothing new waits for an answer.

    Raises:
        AssignmentNotSeenYet: The epoch is newer than that of the copy.
        NotAssignee: It has another assignee or none, or the epoch is an older one.
    """
    if epoch is not None and epoch > conversation.epoch:
        raise AssignmentNotSeenYet(conversation.epoch, conversation.holder)
    answered = conversation.unanswered_since is None and conversation.last_author == person
    if conversation.holder is None and answered:
        return
    if conversation.holder != person or (epoch is not None and epoch != conversation.epoch):
        raise NotAssignee(conversation.epoch, conversation.holder)
