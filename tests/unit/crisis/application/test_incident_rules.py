"""Incident rules, in memory."""

from __future__ import annotations

from tests.support.crisis.incident_rule_suite import IncidentRuleSuite


class TestIncidentRules(IncidentRuleSuite):
    """The suite, over the fixture of this room."""
