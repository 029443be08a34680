"""The stores of routing on MongoDB: one transaction writes a task or an employee with its seats and events."""

from __future__ import annotations

from chassis.clock import Clock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import Timers
from services.routing.application.ports import Stores
from services.routing.persistence.acceptances import MongoAcceptances
from services.routing.persistence.catalogue import MongoCatalogue
from services.routing.persistence.certificate_records import MongoCertificateRecords
from services.routing.persistence.courses import MongoCourses
from services.routing.persistence.coverage import MongoCoverage
from services.routing.persistence.employees import MongoEmployees
from services.routing.persistence.enrolments import MongoEnrolments
from services.routing.persistence.figures import MongoFigures
from services.routing.persistence.rules import MongoRules
from services.routing.persistence.seats import MongoSeats
from services.routing.persistence.sessions import MongoSessions
from services.routing.persistence.signs import MongoSigns
from services.routing.persistence.tasks import MongoTasks


def mongo_stores(mongo: Mongo, outbox: Outbox, timers: Timers, clock: Clock) -> Stores:
    """All stores over one database; `outbox` and `timers` are of the same one."""
    seats = MongoSeats(mongo, clock)
    employees = MongoEmployees(mongo, outbox, seats, clock)
    sessions = MongoSessions(mongo)
    return Stores(
        tasks=MongoTasks(mongo, outbox, seats),
        seats=seats,
        employees=employees,
        acceptances=MongoAcceptances(mongo),
        rules=MongoRules(mongo, clock),
        figures=MongoFigures(mongo, outbox),
        schedule=timers,
        signs=MongoSigns(mongo),
        catalogue=MongoCatalogue(mongo, outbox),
        certificate_records=MongoCertificateRecords(mongo, employees),
        courses=MongoCourses(mongo, outbox, timers),
        coverage=MongoCoverage(mongo),
        enrolments=MongoEnrolments(mongo, outbox, employees, sessions),
        sessions=sessions,
    )
