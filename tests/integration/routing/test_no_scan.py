"""Offering a task costs no scan: with 2,000 employees and 20,000 tasks every question is bounded by what it returns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from chassis.mongo import behind
from services.routing.application.matcher import PAIRS
from services.routing.domain import tokens
from services.routing.domain.employee import Employee, seat_plans
from services.routing.persistence.seats import LONGEST_IDLE, free_filter
from services.routing.persistence.task_documents import to_document
from services.routing.persistence.tasks import IN_ORDER, URGENCY
from tests.support.routing.builders import BRAND, NOON, a_task, an_employee, at
from tests.support.routing.rig import Rig

EMPLOYEES, TASKS = 2_000, 20_000
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
