"""What a guideline says of a reply: everything that is wrong with it, and what would make it right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.inbox.domain.approval import ApprovalStage
from services.inbox.domain.guideline import Freedom, Hint

Verdict = Literal["allowed", "needs_approval", "refused"]
ViolationCode = Literal[
    "blocked_term",
    "personal_data",
    "missing_certificate",
    "missing_ability",
    "not_accepted",
    "missing_mark",
    "not_to_be_answered",
    "approval_needed",
    "too_long",
    "empty",
]
Remedy = Literal["rewriting", "certificate", "acceptance", "approval", "handover"]

REMEDIES: Mapping[ViolationCode, Remedy] = {
    "missing_certificate": "certificate",
    "missing_ability": "certificate",
    "not_accepted": "acceptance",
    "approval_needed": "approval",
    "not_to_be_answered": "handover",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong with a reply: which rule says so, why, and where in the text, if anywhere.

    `certificates` and `courses` are what gives a missing `ability`.
    """

    code: ViolationCode
    rule: str
    why: str
    start: int | None = None
    end: int | None = None
    certificate: str | None = None
    department: str | None = None
    ability: str | None = None
    certificates: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()

    @property
    def remedy(self) -> Remedy:
        """What would make it right."""
        return REMEDIES.get(self.code, "rewriting")


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to a reply: every violation, and the freedoms that apply here."""

    verdict: Verdict
    guideline_version: int
    violations: tuple[Violation, ...]
    freedoms: tuple[Freedom, ...]
    hints: tuple[Hint, ...] = ()
    stages: tuple[ApprovalStage, ...] = ()
    expires_minutes: int | None = None
