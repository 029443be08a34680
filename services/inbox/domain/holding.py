"""Who may act on a conversation: a copy of what routing decided, fenced by the epoch of the assignment."""

from __future__ import annotations

from dataclasses import replace

from services.inbox.domain.conversation import Conversation


class NotHolder(Exception):
    """Somebody else holds the conversation, or the epoch is of an earlier holding."""

    def __init__(self, epoch: int) -> None:
        super().__init__("the conversation is held by someone else")
        self.epoch = epoch


class NotHeardYet(NotHolder):
    """The caller names a newer epoch than routing's word here: it is on its way, the same command works in a moment."""


def hold(before: Conversation, holder: str | None, epoch: int, task_version: int) -> Conversation:
    """Copy who holds the conversation; an older word of routing changes nothing. The version stays: routing owns it."""
    if task_version <= before.task_version:
        return before
    return replace(before, holder=holder, epoch=epoch, task_version=task_version)


def check_holder(conversation: Conversation, person: str, epoch: int | None) -> None:
    """Let only the holder act, under the epoch they hold it by where they say one.

    Raises:
        NotHeardYet: The epoch is newer than what was heard of routing.
        NotHolder: Somebody else holds it, nobody does, or the epoch is an older one.
    """
    if epoch is not None and epoch > conversation.epoch:
        raise NotHeardYet(conversation.epoch)
    if conversation.holder != person or (epoch is not None and epoch != conversation.epoch):
        raise NotHolder(conversation.epoch)
