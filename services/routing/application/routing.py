"""The application that routes call: the table of contents of the use cases of routing."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from services.routing.application.certificate_commands import CertificateCommands
from services.routing.application.certificate_imports import CertificateImports
from services.routing.application.course_commands import CourseCommands
from services.routing.application.coverage_reports import CoverageReports
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.enrolment_commands import EnrolmentCommands
from services.routing.application.explanations import Explanations
from services.routing.application.invitation_commands import InvitationCommands
from services.routing.application.learning_records import LearningRecords
from services.routing.application.ports import Stores
from services.routing.application.presence_commands import PresenceCommands
from services.routing.application.rule_commands import RuleCommands
from services.routing.application.session_commands import SessionCommands
from services.routing.application.signs_of_life import SignsOfLife
from services.routing.application.task_commands import TaskCommands


@dataclass(frozen=True, slots=True)
class Routing:
    """Commands of people, explanations, and the stores that lists are read from."""

    clock: Clock
    stores: Stores
    task_commands: TaskCommands
    invitation_commands: InvitationCommands
    employee_commands: EmployeeCommands
    rule_commands: RuleCommands
    explanations: Explanations
    presence_commands: PresenceCommands
    signs_of_life: SignsOfLife
    certificate_commands: CertificateCommands
    course_commands: CourseCommands
    enrolment_commands: EnrolmentCommands
    learning_records: LearningRecords
    coverage_reports: CoverageReports
    session_commands: SessionCommands
    certificate_imports: CertificateImports
