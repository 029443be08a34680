"""The approval of a reply or story answer as the inbox last told of it: who is asked in which stage, until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.crisis.domain.notice import LONGEST


@dataclass(frozen=True, slots=True)
class ApprovalWait:
    """What the inbox said at `at`, as of a version of what waits; `waits` is False when nobody is asked any more.

    `reply` is the id of a reply or story answer. `story` is the story that is answered, None of a reply; `channel` is
    that of a reply.
    `approvers` are whom to tell of the stage (from 0), `decided_by` who decided so far.
    """

    reply: str
    version: int
    waits: bool
    stage: int
    stages: int
    opened_at: datetime
    author: str
    channel: str
    at: datetime
    approvers: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    expires_at: datetime | None = None
    story: str | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """Whose decision is still awaited, of those to be told."""
        return tuple(each for each in self.approvers if each not in self.decided_by) if self.waits else ()

    @property
    def ends_at(self) -> datetime:
        """Until when people are told of the stage."""
        latest = self.opened_at + LONGEST
        return latest if self.expires_at is None else min(latest, self.expires_at)

    def is_of_stage_of(self, other: ApprovalWait) -> bool:
        """Whether both are of one stage of one approval; a reply may come to wait a second time."""
        return (self.stage, self.opened_at) == (other.stage, other.opened_at)


def followed(before: ApprovalWait | None, said: ApprovalWait) -> ApprovalWait:
    """What holds after a newer word; whom a stage told when it opened stays, though others might be chosen now."""
    if before is None or not said.waits or not before.waits or not said.is_of_stage_of(before):
        return said
    return replace(said, approvers=before.approvers)
