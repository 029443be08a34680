"""No scans: with 2,000 employees, 20,000 tasks and as many enrolments a question is bounded by what it returns."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from chassis.mongo import behind
from services.routing.application.matcher import PAIRS
from services.routing.application.ports import CourseChange, CourseFilter, LearningChange, Rollout
from services.routing.domain import tokens
from services.routing.domain.certificate import CertificateDefinition
from services.routing.domain.course import entry_after
from services.routing.domain.employee import Employee, seat_plans
from services.routing.domain.enrolment import CourseAttempt, enrol
from services.routing.persistence.enrolments import enrolment_document
from services.routing.persistence.seats import LONGEST_IDLE, free_filter
from services.routing.persistence.task_documents import to_document
from services.routing.persistence.tasks import IN_ORDER, URGENCY
from tests.support.routing.builders import BRAND, NOON, a_task, an_employee, at
from tests.support.routing.courses import a_course, a_session
from tests.support.routing.rig import Rig

EMPLOYEES, TASKS = 2_000, 20_000
LEARNERS, COURSES = 1_000, 20
LANGUAGES = ("en", "nl", "fr", "de", "es")


def someone(n: int) -> Employee:
    skills = {"baggage": 1 + n % 5} if n % 3 == 0 else {}
    return an_employee(f"e{n:04d}", languages=(LANGUAGES[n % 5],), skills=skills)


def crowd(mongo_database: Database[dict[str, Any]]) -> None:
    """Fill another brand's and this brand's employees, seats and tasks through the plain driver."""
    for brand in (BRAND, "other"):
        seats = []
        for n in range(EMPLOYEES):
            employee = someone(n)
            for plan in seat_plans(employee, ("general", "crisis"), NOON):
                seat = f"{employee.id}/{plan.number}"
                seats.append(
                    {
                        "_id": f"{brand}/{seat}",
                        "brand": brand,
                        "seat": seat,
                        "employee": employee.id,
                        "open": True,
                        "state": "free" if n % 2 else "held",
                        "holds": None if n % 2 else f"held-{n}",
                        "tokens": sorted(plan.tokens),
                        "idle_since": NOON + timedelta(seconds=n),
                        "pending": False,
                        "claim": None,
                    }
                )
        mongo_database["seats"].insert_many(seats)
        tasks = []
        for n in range(TASKS):
            task = a_task(f"c{n:05d}", at(n / 100), language=LANGUAGES[n % 5], priority=n % 100)
            document = to_document(task)
            tasks.append({**document, "_id": f"{brand}/{task.conversation}", "brand": brand, "rev": 1})
        mongo_database["tasks"].insert_many(tasks)


def examined(plan: dict[str, Any]) -> tuple[int, int, int]:
    """Documents examined, keys examined and documents returned, from an explain."""
    stats = plan["executionStats"]
    return stats["totalDocsExamined"], stats["totalKeysExamined"], stats["nReturned"]


@pytest.mark.timeout(180)
async def test_offering_among_2000_employees_and_20000_tasks_examines_only_what_it_uses(
    rig: Rig, mongo_database: Database[dict[str, Any]]
) -> None:
    crowd(mongo_database)
    pool = tokens.pool(("lang:nl", "queue:general"))
    await _tasks_of_a_pool(mongo_database, pool)
    await _seats_of_a_pool(mongo_database)
    _pools_by_skipping(mongo_database)
    _a_page_of_the_list(mongo_database)
    _due_questions(mongo_database)

    before = mongo_database.command("serverStatus")["metrics"]["queryExecutor"]
    made = await rig.match()
    after = mongo_database.command("serverStatus")["metrics"]["queryExecutor"]
    assert made == EMPLOYEES / 2
    documents = after["scannedObjects"] - before["scannedObjects"]
    assert documents < made * 16, f"{documents / made:.1f} documents an offer"


async def _tasks_of_a_pool(database: Database[dict[str, Any]], pool: str) -> None:
    wanted = {"brand": BRAND, "state": "waiting", "prefer": "", "pool": pool}
    plan = database["tasks"].find(wanted).sort(URGENCY).limit(PAIRS).explain()
    documents, keys, returned = examined(plan)
    assert returned == PAIRS
    assert documents == returned
    assert keys <= returned + 1
    assert "SORT" not in str(plan["queryPlanner"]["winningPlan"])


async def _seats_of_a_pool(database: Database[dict[str, Any]]) -> None:
    wanted = {"brand": BRAND, **free_filter(["lang:nl", "queue:general"])}
    plan = database["seats"].find(wanted).sort(LONGEST_IDLE).limit(PAIRS).explain()
    documents, keys, returned = examined(plan)
    assert returned == PAIRS
    assert documents <= returned + 1
    assert keys <= returned + 1
    assert "'stage': 'SORT'" not in str(plan["queryPlanner"]["winningPlan"])
    rare = {"brand": BRAND, **free_filter(["skill:baggage:5", "lang:nl", "queue:general"])}
    documents, _, _ = examined(database["seats"].find(rare).sort(LONGEST_IDLE).limit(PAIRS).explain())
    carriers = sum(someone(n).skills.get("baggage", 0) == 5 for n in range(1, EMPLOYEES, 2))
    assert documents <= carriers


def _a_page_of_the_list(database: Database[dict[str, Any]]) -> None:
    wanted = {"brand": BRAND, **behind(BRAND, ("queued_at", 1), 1, (at(TASKS / 200), "c10000"))}
    plan = database["tasks"].find(wanted).sort(IN_ORDER).limit(PAIRS).explain()
    documents, keys, returned = examined(plan)
    assert returned == PAIRS
    assert max(documents, keys) <= returned + 2, "the page, and the item before it"
    assert "'stage': 'SORT'" not in str(plan["queryPlanner"]["winningPlan"])


def _pools_by_skipping(database: Database[dict[str, Any]]) -> None:
    stages = [
        {"$match": {"brand": BRAND}},
        {"$match": {"state": "waiting", "prefer": ""}},
        {"$group": {"_id": "$pool"}},
        {"$limit": 500},
    ]
    plan = database.command(
        "explain", {"aggregate": "tasks", "pipeline": stages, "cursor": {}}, verbosity="executionStats"
    )
    assert "DISTINCT_SCAN" in str(plan)
    found = plan["stages"][0]["$cursor"]["executionStats"] if "stages" in plan else plan["executionStats"]
    assert found["totalDocsExamined"] == 0
    assert found["totalKeysExamined"] <= 2 * len(LANGUAGES)


def _due_questions(database: Database[dict[str, Any]]) -> None:
    nothing_due = [
        {"state": "waiting", "step_at": {"$lte": at(-1)}},
        {"state": "offered", "expires_at": {"$lte": at(3600)}},
        {"state": "waiting", "circumstances": {"$ne": "1/0"}},
        {"state": "waiting", "prefer": {"$gt": ""}},
    ]
    for wanted in nothing_due:
        plan = database["tasks"].find({"brand": BRAND, **wanted}).limit(500).explain()
        documents, keys, returned = examined(plan)
        assert (documents, returned) == (0, 0), wanted
        assert keys <= 3, wanted


@contextlib.contextmanager
def _profiled(database: Database[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Give what was done on this database meanwhile; what the server counts is of all databases."""
    operations: list[dict[str, Any]] = []
    database.drop_collection("system.profile")
    database.command("profile", 2)
    try:
        yield operations
    finally:
        database.command("profile", 0)
    operations += database["system.profile"].find()
    assert operations


@pytest.mark.timeout(180)
async def test_questions_about_learning_examine_only_what_they_return(
    rig: Rig, mongo_database: Database[dict[str, Any]]
) -> None:
    await _learnt(rig, mongo_database)
    enrolments, courses = rig.stores.enrolments, rig.stores.courses
    page = CourseFilter()
    questions: dict[str, tuple[Callable[[], Awaitable[Any]], int]] = {
        "enrolments of an employee": (lambda: enrolments.of_employee(BRAND, "e0007", 500), COURSES),
        "a page of a course": (lambda: enrolments.of_course(BRAND, "course3", "e0100", 50), 50),
        "enrolments of some employees": (
            lambda: enrolments.get_many(BRAND, "course3", [f"e{n:04d}" for n in range(200)]),
            200,
        ),
        "an attempt": (lambda: enrolments.attempt(BRAND, "attempt"), 1),
        "the rollout of a course": (lambda: enrolments.rollout(BRAND, "course3"), 1),
        "the catalogue of certificates": (lambda: rig.stores.catalogue.definitions(BRAND), COURSES),
        "a page of courses": (lambda: courses.page(BRAND, page, "course10", 10), 10),
        "courses by language": (lambda: courses.page(BRAND, CourseFilter(language="nl"), None, 5), 5),
        "courses that give a certificate": (lambda: courses.giving(BRAND, ["certificate7"]), 1),
        "versions of a course": (lambda: courses.versions(BRAND, "course3", None, 10), 1),
        "sessions of a course": (lambda: rig.stores.sessions.of_course(BRAND, "course3", "s05", 10), 10),
        "attendances": (lambda: rig.stores.sessions.attendances(BRAND, "course3", ["e0001", "e0002"]), 2),
        "who joins": (lambda: rig.stores.enrolments.joiners(BRAND, 10), 10),
        "courses with an audience": (lambda: rig.stores.courses.with_audience(BRAND), 2 * COURSES),
        "coverage": (lambda: rig.stores.coverage.last(BRAND, "language"), 1),
    }
    for name, (ask, returned) in questions.items():
        await ask()  # the server chooses its plan by trying several; after that it knows
        with _profiled(mongo_database) as operations:
            await ask()
        documents = sum(each.get("docsExamined", 0) for each in operations)
        assert documents <= returned + 1, f"{name}: {documents} documents for {returned}"
        assert not any(each.get("hasSortStage") for each in operations), f"{name}: sorted in memory"


async def _learnt(rig: Rig, database: Database[dict[str, Any]]) -> None:
    """Fill both brands with enrolments and attempts through the plain driver, and this one's catalogue by stores."""
    for brand in (BRAND, "other"):
        rows = []
        for n in range(LEARNERS):
            for course in range(COURSES):
                enrolment = enrol(None, a_course(id=f"course{course}"), f"e{n:04d}", NOON, "self", "boss")
                document = enrolment_document(replace(enrolment, revision=1))
                rows.append({**document, "_id": f"{brand}/course{course}/e{n:04d}", "brand": brand})
        attempts = [{"_id": f"{brand}/attempt-{n}", "brand": brand} for n in range(LEARNERS)]
        database["enrolments"].insert_many(rows)
        database["attempts"].insert_many(attempts)
    for n in range(COURSES):
        definition = CertificateDefinition(f"certificate{n}", f"Certificate {n}", 1, None, version=1)
        await rig.stores.catalogue.put(BRAND, definition, [])
        written = a_course(id=f"course{n}", certificates=(definition.id,), languages=("nl", "en"))
        await rig.stores.courses.commit(CourseChange(BRAND, None, entry_after(None, written), written))
        for session in range(20):
            await rig.stores.sessions.add(BRAND, a_session(f"s{session:02d}", course=f"course{n}"))
    rollout = Rollout("course3", 1, 0, None, 0, finished=True, at=NOON)
    attempt = CourseAttempt("attempt", "course3", 1, "e0000", NOON, 1, 1, 100, passed=True, results=(), attempts_left=0)
    await rig.stores.enrolments.commit(LearningChange(BRAND, attempt=attempt, rollout=rollout))
    await rig.stores.coverage.count(BRAND, "language", NOON)
