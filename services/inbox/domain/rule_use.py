"""How a rule was used: it stopped a reply, had it wait for approval, or was overridden by a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from services.inbox.domain.conversation import Conversation
from services.inbox.domain.guideline_verdict import Check, ViolationCode
from services.inbox.domain.reply import Reply

UsedKind = ViolationCode | Literal["triage"]
Use = Literal["stopped", "held", "overridden"]


class RuleUse(NamedTuple):
    """One use of one rule. `rule` is its id; of a blocked term the term, of a limit of the guideline its name."""

    kind: UsedKind
    rule: str
    use: Use


def stopped_by(check: Check) -> Sequence[RuleUse]:
    """The rules that refused a reply, each once; a rule that would only have asked for approval stopped nothing."""
    if check.verdict != "refused":
        return []
    named = {(each.code, _id(each.code, each.rule)) for each in check.violations if each.code != "approval_needed"}
    return [RuleUse(code, rule, "stopped") for code, rule in sorted(named)]


def uses_of(before: Reply | None, after: Reply) -> Sequence[RuleUse]:
    """The uses that a change of a reply shows: its approval begins, or ends with everybody's agreement.

    A reply that takes the place of another one was changed on the way, so its approval overrides nothing. Replies of a
    story answer are one person's decision however many they are; they show nothing.
    """
    was_held = before is not None and before.state == "awaiting_approval"
    if after.story is not None or after.approval is None:
        return []
    if after.state == "awaiting_approval" and not was_held:
        return [RuleUse("approval_needed", rule, "held") for rule in after.approval.rules]
    if was_held and after.state == "queued" and after.supersedes is None:
        return [RuleUse("approval_needed", rule, "overridden") for rule in after.approval.rules]
    return []


def overridden_triage(before: Conversation, after: Conversation) -> Sequence[RuleUse]:
    """The triage rule that decided otherwise than the person now does; a person's other priority overrides none."""
    if before.triaged_rule is None or after.triaged_by is None or after.triage == before.triage:
        return []
    return [RuleUse("triage", before.triaged_rule, "overridden")]


def _id(code: ViolationCode, rule: str) -> str:
    """The id of a rule; a violation of one on personal data also names what was found."""
    return rule.rsplit(":", 1)[0] if code == "personal_data" else rule
