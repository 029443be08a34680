"""Incident rules and playbooks that fit, by signals of one story and of reach, in memory."""

from __future__ import annotations

from tests.support.crisis.slot_rule_suite import SlotRuleSuite


class TestSlotRules(SlotRuleSuite):
    """The suite, over the fixture of this room."""
