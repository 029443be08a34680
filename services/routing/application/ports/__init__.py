"""What the use cases of routing need of the outside: repositories of typed values, each write all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from services.routing.application.changes import BrandAnd
from services.routing.application.ports.acceptances import Acceptances
from services.routing.application.ports.catalogue import CertificateCatalogue
from services.routing.application.ports.certificate_records import CertificateRecords, RecordStep
from services.routing.application.ports.courses import CourseChange, CourseFilter, Courses
from services.routing.application.ports.coverage import CoverageStore
from services.routing.application.ports.employees import EmployeeFilter, Employees
from services.routing.application.ports.enrolments import (
    AttendanceStep,
    Enrolments,
    EnrolmentStep,
    Joiner,
    LearningChange,
    Rollout,
)
from services.routing.application.ports.figures import BrandFigures, Republication
from services.routing.application.ports.rules import RuleVersions
from services.routing.application.ports.schedule import Schedule
from services.routing.application.ports.seats import Seats
from services.routing.application.ports.sessions import CourseSessions
from services.routing.application.ports.signs import Signs
from services.routing.application.ports.tasks import TaskFilter, Tasks

__all__ = [
    "Acceptances",
    "AttendanceStep",
    "BrandAnd",
    "BrandFigures",
    "CertificateCatalogue",
    "CertificateRecords",
    "CourseChange",
    "CourseFilter",
    "CourseSessions",
    "Courses",
    "CoverageStore",
    "Enrolments",
    "EnrolmentStep",
    "Joiner",
    "LearningChange",
    "RecordStep",
    "Republication",
    "Rollout",
    "EmployeeFilter",
    "Employees",
    "RuleVersions",
    "Schedule",
    "Seats",
    "Signs",
    "Stores",
    "TaskFilter",
    "Tasks",
]


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything the use cases of routing reach."""

    tasks: Tasks
    seats: Seats
    employees: Employees
    acceptances: Acceptances
    rules: RuleVersions
    figures: BrandFigures
    schedule: Schedule
    signs: Signs
    catalogue: CertificateCatalogue
    certificate_records: CertificateRecords
    courses: Courses
    enrolments: Enrolments
    sessions: CourseSessions
    coverage: CoverageStore
