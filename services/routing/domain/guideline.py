"""What the brand's guideline asks of who answers, as the inbox last told: certificates, and that it is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.routing.domain import tokens
from services.routing.domain.workflow import ActiveIncident, Condition, ConversationFacts


@dataclass(frozen=True, slots=True)
class AcceptanceCopy:
    """What the inbox last said of a person's acceptance in one reading campaign; `version` grows with each word."""

    campaign: int
    may_answer: bool
    version: int


def may_answer(words: Iterable[AcceptanceCopy]) -> bool:
    """Whether no campaign bars the person: what they owe one is not settled by another."""
    return all(each.may_answer for each in words)


@dataclass(frozen=True, slots=True)
class DemandedCertificate:
    """A certificate that is needed where a condition holds, unless one of `lifted` holds too."""

    certificate: str
    where: Condition
    lifted: tuple[Condition, ...] = ()

    def holds(self, facts: ConversationFacts, incident: ActiveIncident | None) -> bool:
        """Whether who answers the conversation needs it."""
        lifted = any(each.holds(facts, incident) for each in self.lifted)
        return not lifted and self.where.holds(facts, incident)


@dataclass(frozen=True, slots=True)
class GuidelineCopy:
    """The certificates a version of the guideline asks; version 0 is that of a brand whose guideline asks none yet."""

    version: int = 0
    certificates: tuple[DemandedCertificate, ...] = ()

    def required(self, facts: ConversationFacts, incident: ActiveIncident | None) -> frozenset[str]:
        """The tokens that a seat needs so that its employee's reply will not be refused."""
        return frozenset(
            tokens.certificate(each.certificate) for each in self.certificates if each.holds(facts, incident)
        )
