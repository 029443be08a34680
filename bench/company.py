"""A company for `bench.routing`: seats and waiting tasks in the form of their documents, through the plain driver."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from services.routing.domain import defaults
from services.routing.domain.employee import Employee, seat_plans
from services.routing.domain.intake import take_in
from services.routing.domain.rules import RoutingRules
from services.routing.domain.workflow import ConversationFacts
from services.routing.persistence.task_documents import to_document

BRAND = "bench"
LANGUAGES = ("en", "nl", "fr", "de", "es")
SEATS = 3  # of an employee
TASKS = 20_000
CHUNK = 10_000  # documents sent at once


def seats(employees: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """The seats of all employees; everybody speaks one language, every third has a skill."""
    now, queues = datetime.now(UTC), tuple(defaults.QUEUES)
    for number in range(employees):
        skills = {"baggage": 1 + number % 5} if number % 3 == 0 else {}
        languages = (LANGUAGES[number % len(LANGUAGES)],)
        employee = Employee(f"e{number}", languages=languages, skills=skills, seats=SEATS, presence="online")
        idle_since = now - timedelta(seconds=chance.randrange(3600))
        for plan in seat_plans(employee, queues, now):
            seat = f"{employee.id}/{plan.number}"
            free = {"state": "free", "holds": None, "claim": None, "pending": False, "epoch": 0}
            names = {"_id": f"{BRAND}/{seat}", "brand": BRAND, "seat": seat, "employee": employee.id}
            planned = {"open": True, "tokens": sorted(plan.tokens), "incident": None, "back_at": None}
            yield {**names, **free, **planned, "idle_since": idle_since}


def tasks(chance: random.Random) -> Iterator[dict[str, Any]]:
    """The waiting tasks, in five languages and a hundred priorities."""
    now, rules = datetime.now(UTC), RoutingRules(defaults.WORKFLOW, defaults.QUEUES)
    for number in range(TASKS):
        queued_at = now - timedelta(seconds=chance.randrange(3600))
        facts = ConversationFacts(
            conversation=f"c{number}",
            version=1,
            channel="x",
            integration="bench",
            status="open",
            triage="respond",
            priority=chance.randrange(100),
            language=LANGUAGES[number % len(LANGUAGES)],
            topics=(),
            visibility="public",
            needs_reply=True,
            due_at=queued_at + timedelta(hours=1),
            at=queued_at,
        )
        task = take_in(None, facts, None, rules, queued_at).after
        assert task is not None
        yield {**to_document(task), "_id": f"{BRAND}/{task.conversation}", "brand": BRAND, "rev": 1}


def insert(database: Database[dict[str, Any]], collection: str, documents: list[dict[str, Any]]) -> None:
    """Insert in chunks."""
    for start in range(0, len(documents), CHUNK):
        database[collection].insert_many(documents[start : start + CHUNK], ordered=False)


def as_before(database: Database[dict[str, Any]], waiting: list[dict[str, Any]]) -> None:
    """Put back the tasks that were offered and let go of their seats, as for a new turn; empty the outbox."""
    offered = {row["_id"] for row in database["tasks"].find({"state": {"$ne": "waiting"}}, {"_id": 1})}
    database["tasks"].delete_many({"_id": {"$in": sorted(offered)}})
    insert(database, "tasks", [task for task in waiting if task["_id"] in offered])
    free = {"state": "free", "holds": None, "claim": None, "pending": False, "idle_since": datetime.now(UTC)}
    database["seats"].update_many({"state": "held"}, {"$set": free})
    database["outbox"].delete_many({})
