"""The application that the routes call: commands, queries, and each brand's repositories to read from."""

from __future__ import annotations

from dataclasses import dataclass

from services.crisis.application.accounts import AccountsCopy
from services.crisis.application.commands import IncidentCommands
from services.crisis.application.escalation_webhooks import EscalationWebhookCommands
from services.crisis.application.incident_rules import IncidentRuleCommands
from services.crisis.application.maintenance_windows import MaintenanceWindowCommands
from services.crisis.application.notice_answers import NoticeAnswers
from services.crisis.application.notice_delivery import NoticeDelivery
from services.crisis.application.notice_plans import NoticePlanCommands
from services.crisis.application.people import PeopleCopy
from services.crisis.application.playbook_changes import PlaybookChanges
from services.crisis.application.proposed_incidents import ProposedIncidentCommands
from services.crisis.application.publications import PublicationCommands
from services.crisis.application.queries import CrisisQueries
from services.crisis.application.review_commands import ReviewCommands
from services.crisis.application.rotation_swaps import SwapCommands
from services.crisis.application.rotations import RotationCommands
from services.crisis.application.rules import PolicyCommands
from services.crisis.application.statements import StatementCommands
from services.crisis.application.status_updates import StatusUpdateCommands
from services.crisis.application.step_commands import StepCommands
from services.crisis.application.thanks import ThanksCommands
from services.crisis.application.unit_of_work import Units
from services.crisis.settings import CrisisSettings


@dataclass(frozen=True, slots=True)
class Crisis:
    """Every use case a route needs."""

    units: Units
    commands: IncidentCommands
    steps: StepCommands
    reviews: ReviewCommands
    thanks: ThanksCommands
    statements: StatementCommands
    publications: PublicationCommands
    updates: StatusUpdateCommands
    playbook_changes: PlaybookChanges
    rules: PolicyCommands
    rotations: RotationCommands
    swaps: SwapCommands
    queries: CrisisQueries
    notice_plans: NoticePlanCommands
    notice_answers: NoticeAnswers
    escalation_webhooks: EscalationWebhookCommands
    incident_rules: IncidentRuleCommands
    proposed_incidents: ProposedIncidentCommands
    maintenance_windows: MaintenanceWindowCommands
    settings: CrisisSettings

    @classmethod
    def over(
        cls,
        units: Units,
        settings: CrisisSettings,
        people: PeopleCopy,
        accounts: AccountsCopy,
        delivery: NoticeDelivery,
    ) -> Crisis:
        """The application over some implementation of units of work, and of the ways to people."""
        queries, swaps = CrisisQueries(units, settings, people), SwapCommands(units, people)
        return cls(
            units,
            IncidentCommands(units, people),
            StepCommands(units, people),
            ReviewCommands(units, people),
            ThanksCommands(units),
            StatementCommands(units),
            PublicationCommands(units, accounts),
            StatusUpdateCommands(units),
            PlaybookChanges(units),
            PolicyCommands(units, people),
            RotationCommands(units, people),
            swaps,
            queries,
            NoticePlanCommands(units, delivery, people),
            NoticeAnswers(units, swaps),
            EscalationWebhookCommands(units, delivery, people),
            IncidentRuleCommands(units),
            ProposedIncidentCommands(units),
            MaintenanceWindowCommands(units),
            settings,
        )
