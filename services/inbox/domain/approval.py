"""The approval of a reply: stages of people who agree one after the other, until one disagrees or its time is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.inbox.domain.guideline_scope import Author, AuthorScope

CLAIM = timedelta(minutes=10)  # for reading and deciding; who forgets gives it back


class NotApprover(Exception):
    """This person may not decide in the stage the approval is at."""


class DecidedAlready(Exception):
    """This person agreed in an earlier stage: more eyes are asked for, not the same again."""


class ClaimedByOther(Exception):
    """Somebody else is deciding; `by` is who."""

    def __init__(self, by: str) -> None:
        super().__init__("somebody else is deciding")
        self.by = by


@dataclass(frozen=True, slots=True)
class ApprovalStage:
    """Who has to agree, and how many of them; empty conditions are anybody who may approve replies."""

    approvers: AuthorScope = AuthorScope()
    certificate: str | None = None
    count: int = 1

    def takes(self, person: Author) -> bool:
        """Whether this person may decide in the stage."""
        certified = self.certificate is None or self.certificate in person.certificates
        return certified and self.approvers.holds(person)


ANYBODY = ApprovalStage()


@dataclass(frozen=True, slots=True)
class ApprovalDecision:
    """The word of one approver, with the stage it was said in."""

    by: str
    at: datetime
    stage: int
    agreed: bool
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """How far the approval of one reply is. A claim keeps others from deciding for some minutes.

    `rules` are the ids of those that ask for it, and `asked_at` is when they did, as far as known.
    """

    stages: tuple[ApprovalStage, ...] = (ANYBODY,)
    decisions: tuple[ApprovalDecision, ...] = ()
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    expires_at: datetime | None = None
    rules: tuple[str, ...] = ()
    asked_at: datetime | None = None

    def agreed_in(self, stage: int) -> int:
        """How many have agreed in a stage."""
        return sum(1 for each in self.decisions if each.agreed and each.stage == stage)

    @property
    def stage(self) -> int:
        """The number of the stage that is open, from 0; the number of stages when all agreed."""
        for number, each in enumerate(self.stages):
            if self.agreed_in(number) < each.count:
                return number
        return len(self.stages)

    @property
    def opened_at(self) -> datetime | None:
        """When the open stage opened: with the last agreement of the one before it, else when all of it was asked."""
        before = [each.at for each in self.decisions if each.agreed and each.stage < self.stage]
        return max(before, default=self.asked_at)

    @property
    def agreed(self) -> bool:
        """Whether everybody who has to agree did."""
        return self.stage == len(self.stages)

    def claimed(self, at: datetime) -> str | None:
        """Who is deciding at a moment, or None."""
        return self.claimed_by if self.claimed_until is not None and at < self.claimed_until else None

    def over(self, at: datetime) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and at >= self.expires_at

    def may_decide(self, person: Author, at: datetime) -> bool:
        """Whether a person could decide now; that nobody decides on their own reply is looked at elsewhere."""
        if self.over(at):
            return False
        try:
            self.check(person, at)
        except (NotApprover, DecidedAlready, ClaimedByOther):
            return False
        return True

    def check(self, person: Author, at: datetime) -> None:
        """Refuse who may not decide now.

        Raises:
            ClaimedByOther, DecidedAlready, NotApprover: As they say.
        """
        holder = self.claimed(at)
        if holder is not None and holder != person.person:
            raise ClaimedByOther(holder)
        if any(each.by == person.person for each in self.decisions):
            raise DecidedAlready
        if self.agreed or not self.stages[self.stage].takes(person):
            raise NotApprover

    def claim(self, person: Author, at: datetime) -> Approval:
        """Keep others from deciding for some minutes. Raises as `check` does."""
        self.check(person, at)
        return replace(self, claimed_by=person.person, claimed_until=at + CLAIM)

    def released(self) -> Approval:
        """Nobody is deciding."""
        return replace(self, claimed_by=None, claimed_until=None)

    def without_notes(self) -> Approval:
        """Who decided what, without what they said of it."""
        return replace(self, decisions=tuple(replace(each, note=None) for each in self.decisions))

    def decided(self, person: Author, at: datetime, *, agreed: bool, note: str | None) -> Approval:
        """With one more word. Raises as `check` does."""
        self.check(person, at)
        decision = ApprovalDecision(person.person, at, self.stage, agreed, note)
        return replace(self.released(), decisions=(*self.decisions, decision))

    def covers(self, stages: Iterable[ApprovalStage]) -> bool:
        """Whether everybody has agreed whom these stages ask."""
        return self.agreed and all(each in self.stages or each == ANYBODY for each in stages)


def asked(
    stages: tuple[ApprovalStage, ...], expires_minutes: int | None, at: datetime, rules: tuple[str, ...] = ()
) -> Approval:
    """An approval that begins now; without stages anybody who may approve is asked."""
    expires_at = None if expires_minutes is None else at + timedelta(minutes=expires_minutes)
    return Approval(stages or (ANYBODY,), expires_at=expires_at, rules=rules, asked_at=at)


def merged(stages: Iterable[ApprovalStage]) -> tuple[ApprovalStage, ...]:
    """The stages of several rules as one row: each once, and `anybody` only where nobody in particular is asked."""
    unique = tuple(dict.fromkeys(stages))
    particular = tuple(each for each in unique if each != ANYBODY)
    return particular or unique
