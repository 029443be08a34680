"""Gives a conversation to a department by the guideline in force, as part of the step that triaged it."""

from __future__ import annotations

from dataclasses import replace

from services.inbox.application.rulebook import BrandRules
from services.inbox.domain.conversation import ConversationStep
from services.inbox.domain.conversation_clocks import situation_of
from services.inbox.domain.conversation_triage import take_over


def silenced(step: ConversationStep, rules: BrandRules) -> ConversationStep:
    """The step with the department that takes its conversation over, where a silence says so."""
    situation = situation_of(step.conversation, rules.policies)
    return replace(step, conversation=take_over(step.conversation, rules.guideline, situation))
