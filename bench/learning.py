"""`python -m bench.learning`: a company of 103,000 that learns: directory, coverage, records, attempts, an audience.

Employees with their certificates and a bounded sample of enrolments are written through the plain driver, in the form
that routing stores. Then routing's own use cases are called one after another on a real MongoDB, without HTTP.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from rich.console import Console
from rich.table import Table

from bench.company import BRAND, CHUNK, LANGUAGES, insert
from bench.gets import percentile
from bench.record import announce, keep
from chassis.clock import SystemClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.service import prepare
from chassis.timers import Timers
from deploy.stack import MongoReplicaSet
from services.routing.application.audience_enrolment import PAGE, AudienceEnrolment
from services.routing.application.ports import EmployeeFilter
from services.routing.application.routing import Routing
from services.routing.domain import defaults, tokens
from services.routing.domain.certificate import ABILITIES, Certificate, CertificateDefinition, given_by
from services.routing.domain.course import Audience, CourseVersion, Lesson, Option, Question
from services.routing.domain.employee import Employee, seat_plans
from services.routing.domain.enrolment import Enrolment
from services.routing.domain.grading import Answers, Choice
from services.routing.persistence.employees import employee_document
from services.routing.persistence.enrolments import enrolment_document
from services.routing.persistence.unit_of_work import mongo_stores
from services.routing.settings import RoutingSettings
from services.routing.wiring import core, service

EMPLOYEES, COURSES, DEPARTMENTS = 103_000, 50, 200
NAME = "bench_learning"
CALLS, MOST_SECONDS = 200, 10.0  # of each use case; a slow one is called less often
AUDIENCE_TURNS = 10
CERTIFICATES = tuple(
    CertificateDefinition(
        f"cert{n}", f"Certificate {n}", 1 + n % 5, 365, {f"skill{n}": 2}, (ABILITIES[n % 5],), version=1
    )
    for n in range(10)
)
ANSWERS = Answers(tuple(Choice("l1", f"q{n}", ("a",)) for n in range(10)))


def an_employee(number: int, chance: random.Random, now: datetime) -> Employee:
    """One of the company: one department, one language or two, up to three certificates."""
    held = tuple(
        given_by(Certificate(each.id, now + timedelta(days=chance.randrange(1, 365)), now), each)
        for each in chance.sample(CERTIFICATES, chance.randrange(4))
    )
    return Employee(
        f"e{number:06d}",
        department=f"d{number % DEPARTMENTS}",
        languages=tuple(chance.sample(LANGUAGES, 1 + number % 2)),
        certificates=held,
        presence="offline",
        version=1,
    )


def a_course(number: int, now: datetime, version: int = 1) -> CourseVersion:
    """A published course of ten questions that gives a certificate."""
    options = (Option("a", "A", right=True), Option("b", "B", right=False))
    questions = tuple(Question(f"q{n}", "?", "single", options) for n in range(10))
    lessons = (Lesson("l1", "One", "text " * 400, questions),)
    audience = Audience(everyone=True) if number == 0 else None
    gives = (CERTIFICATES[number % len(CERTIFICATES)].id,)
    by = ("boss", ("en",), 20, lessons, 80, None, gives, audience, None, "boss", now)
    return CourseVersion(f"course{number}", version, "published", f"Course {number}", *by)


def fill(database: Database[dict[str, Any]], seed: int, fill_seconds: float) -> int:
    """Write the company, then enrolments until the time is over; how many of those there are."""
    chance, now = random.Random(seed), datetime.now(UTC)
    for start in range(0, EMPLOYEES, CHUNK):
        entries = []
        for number in range(start, min(start + CHUNK, EMPLOYEES)):
            employee = an_employee(number, chance, now)
            document = employee_document(employee, seat_plans(employee, tuple(defaults.QUEUES), now), now)
            entries.append({**document, "_id": f"{BRAND}/{employee.id}", "brand": BRAND})
        insert(database, "employees", entries)
    ends, written = time.monotonic() + fill_seconds, 0
    for course in range(1, COURSES):  # the first is left to its audience
        for start in range(0, EMPLOYEES, CHUNK):
            if time.monotonic() > ends:
                return written
            rows = [_enrolment(f"course{course}", n, now) for n in range(start, min(start + CHUNK, EMPLOYEES))]
            insert(database, "enrolments", rows)
            written += len(rows)
    return written


def _enrolment(course: str, number: int, now: datetime) -> dict[str, Any]:
    state = ("enrolled", "in_progress", "passed")[number % 3]
    enrolment = Enrolment(course, f"e{number:06d}", 1, "enrolled", now, "audience", "boss", revision=1)
    document = enrolment_document(replace(enrolment, lessons={"l1": now})) | {"state": state}
    return {**document, "_id": f"{BRAND}/{course}/{enrolment.employee}", "brand": BRAND}


async def timed(call: Callable[[], Awaitable[object]], calls: int = CALLS) -> list[float]:
    """The seconds of each call, one after another."""
    seconds: list[float] = []
    ends = time.monotonic() + MOST_SECONDS
    while len(seconds) < calls and time.monotonic() < ends:
        began = time.perf_counter()
        await call()
        seconds.append(time.perf_counter() - began)
    return seconds


async def measure(url: str, seed: int) -> dict[str, list[float]]:
    """The seconds of each use case by its name."""
    mongo, clock = await Mongo.connect(url, NAME), SystemClock()
    stores = mongo_stores(mongo, Outbox(mongo), Timers(mongo, clock), clock)
    routing, chance = core(stores, RoutingSettings(), clock).application, random.Random(seed)
    for definition in CERTIFICATES:
        await routing.certificate_commands.define(BRAND, replace(definition, version=0), None)
    for number in range(COURSES):
        course = a_course(number, clock.now())
        await routing.course_commands.put(BRAND, lambda n, of=course: replace(of, version=n), course.id, None)  # type: ignore[misc]  # bound at once

    def someone() -> str:
        return f"e{chance.randrange(EMPLOYEES):06d}"

    def search() -> Awaitable[object]:
        wanted = (tokens.certificate("cert3"), tokens.language(chance.choice(LANGUAGES)))
        return stores.employees.page(BRAND, EmployeeFilter(tokens=wanted), None, 51)

    figures = {
        "directory: certificate and language, 50 of them": await timed(search),
        "record of one employee": await timed(lambda: routing.learning_records.of(BRAND, someone())),
        "coverage counted, in the background": await timed(lambda: routing.coverage_reports.count(BRAND), 5),
        "coverage read": await timed(lambda: routing.coverage_reports.read(BRAND, "department")),
        "enrolling, and an attempt that passes": await timed(_passing(routing)),
    }
    enrolment = AudienceEnrolment(stores, clock)
    figures[f"audience, a turn of {PAGE}"] = await timed(lambda: enrolment.turn(BRAND, "course0", 1), AUDIENCE_TURNS)
    await mongo.close()
    return figures


def _passing(routing: Routing) -> Callable[[], Awaitable[object]]:
    numbers = count()

    async def attempt() -> None:
        who = f"e{EMPLOYEES - 1 - next(numbers):06d}"
        await routing.enrolment_commands.enrol(BRAND, "course0", [who], "self", who, None)
        made = await routing.enrolment_commands.answer(BRAND, "course0", who, 1, ANSWERS, f"attempt-{who}")
        if not made.passed:
            raise AssertionError("the answers are right, so it passes")

    return attempt


async def _prepare(url: str) -> None:
    mongo = await Mongo.connect(url, NAME)
    await prepare(mongo, service(RoutingSettings()))
    await mongo.close()


def show(console: Console, enrolments: int, found: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Print p50 and p99 of each use case, and give them."""
    title = f"{EMPLOYEES:,} employees, {COURSES} courses, {enrolments:,} enrolments"
    table = Table("use case", "calls", "p50 ms", "p99 ms", title=title)
    kept = {}
    for name, seconds in found.items():
        p50, p99 = percentile(seconds, 0.5) * 1e3, percentile(seconds, 0.99) * 1e3
        table.add_row(name, str(len(seconds)), f"{p50:.1f}", f"{p99:.1f}")
        kept[name] = {"p50_ms": p50, "p99_ms": p99}
    console.print(table)
    return kept


def main() -> None:
    """Measure on a mongod of its own, and keep the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.learning", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fill-seconds", type=float, default=45.0, help="how long enrolments are written")
    options, console = parser.parse_args(), Console(width=120)
    announce(console, options.seed)
    with tempfile.TemporaryDirectory() as directory:
        mongo = MongoReplicaSet(Path(directory))
        mongo.start()
        try:
            mongo.wait()
            asyncio.run(_prepare(mongo.url))
            with MongoClient[dict[str, Any]](mongo.url) as client:
                enrolments = fill(client[NAME], options.seed, options.fill_seconds)
            console.print(f"[dim]{enrolments:,} enrolments were written in {options.fill_seconds:.0f} s[/]")
            found = asyncio.run(measure(mongo.url, options.seed))
        finally:
            mongo.stop()
    keep(options.seed, {"enrolments": enrolments, "learning": show(console, enrolments, found)})


if __name__ == "__main__":
    main()
