"""Migrations: numbered steps by which stored documents of an older shape become what this build writes.

A step of the phase `expand` adds what newer builds read, and older ones run on beside it. One of the phase `contract`
takes away what only older ones need: once it has begun, a build that does not know it must not start.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from chassis.mongo.database import Mongo
from chassis.mongo.errors import reachable
from chassis.mongo.types import Document, Update

STEPS = "migrations"
"""The collection in which each service keeps how far its steps are, by their numbers."""

Phase = Literal["expand", "contract"]
Change = Callable[[Mongo, Sequence[Document]], Awaitable[Sequence[Update]]]
"""Gives the update of each document, in their order; the same document may be asked for again."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of one service, over all brands.

    `number` is its own for ever and grows from step to step; `sentence` says what is true afterwards. Documents of
    `collection` that `concerned` matches are of the older shape; a document that was changed is not.
    """

    number: int
    sentence: str
    phase: Phase
    collection: str
    concerned: Document
    change: Change


async def refuse_newer(mongo: Mongo, known: Sequence[Migration]) -> None:
    """Raise SystemExit where a contract step that this build does not know has begun: it would misread what is stored.

    Unknown steps of the phase `expand` are no harm, so that the build before runs on while they are taken.
    """
    beyond = {"phase": "contract", "_id": {"$nin": [each.number for each in known]}}
    with reachable():
        step = await mongo.work_collection(STEPS).find_one(beyond, sort=[("_id", 1)])
    if step is not None:
        raise SystemExit(
            f"the stored documents are of a newer build: this one does not know step {step['_id']} "
            f"({step['sentence']}); start that build, or restore a backup from before"
        )
