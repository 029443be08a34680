"""The versions of a guideline: who changed what, and what a draft would have stopped or freed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.inbox.application.errors import Unknown
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.ports import Batches, RuleSetVersions
from services.inbox.application.queries import InboxQueries
from services.inbox.application.records import RuleVersion
from services.inbox.application.reply_draft import wording_of
from services.inbox.application.rulebook import ADAPTERS, Rulebook, as_json
from services.inbox.domain.guideline import Guideline
from services.inbox.domain.guideline_check import check_reply
from services.inbox.domain.guideline_difference import RuleChange, difference
from services.inbox.domain.guideline_scope import Author, Situation
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.reply import Reply

SEVERITY = {"allowed": 0, "needs_approval": 1, "refused": 2}


@dataclass(frozen=True, slots=True)
class JudgedAnew:
    """A reply that a draft judges otherwise than the guideline in force does now."""

    reply: Reply
    now: Check
    then: Check


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would do to the newest replies; `looked_at` is how many there were."""

    looked_at: int
    stopped: tuple[JudgedAnew, ...]
    freed: tuple[JudgedAnew, ...]


class GuidelineHistory:
    """Reads versions; judges by a draft without making it one."""

    def __init__(
        self,
        versions: RuleSetVersions,
        rulebook: Rulebook,
        guidelines: Guidelines,
        unit: Batches,
        queries: InboxQueries,
    ) -> None:
        """`unit` has the conversations of replies, `queries` the newest replies."""
        self._versions = versions
        self._rulebook = rulebook
        self._guidelines = guidelines
        self._unit = unit
        self._queries = queries

    async def versions(self, brand: str, before: int | None, limit: int) -> Sequence[RuleVersion]:
        """Versions that were written, from the newest on, or from the one before a number."""
        return await self._versions.before(brand, "guideline", before, limit)

    async def version(self, brand: str, version: int) -> RuleVersion:
        """One version that was written. Raises Unknown."""
        found = await self._versions.version(brand, "guideline", version)
        if found is None:
            raise Unknown(str(version))
        return found

    async def difference(self, brand: str, since: int, until: int) -> tuple[RuleChange, ...]:
        """What changed from one version to another, which may be the older one. Raises Unknown."""
        before, after = [
            as_json("guideline", await self._rulebook.guideline_of(brand, each)) for each in (since, until)
        ]
        return difference(before, after)

    async def preview(self, brand: str, draft: dict[str, Any], replies: int) -> Preview:
        """Judge the newest replies by a draft: as their conversations and their authors are now."""
        in_force = await self._rulebook.guideline(brand)
        drafted: Guideline = ADAPTERS["guideline"].validate_python({**draft, "version": in_force.version})
        newest = await self._queries.newest_replies(brand, replies)
        records = await self._unit.conversations({(brand, each.conversation) for each in newest})
        authors = {person: await self._author(brand, person, in_force) for person in {each.author for each in newest}}
        stopped, freed, looked_at = list[JudgedAnew](), list[JudgedAnew](), 0
        for reply in newest:
            record = records.get((brand, reply.conversation))
            if record is None:
                continue
            looked_at += 1
            situation = await self._guidelines.situation(record.conversation)
            of_card = await self._guidelines.of_card(brand, wording_of(reply))
            judged = _judged(reply, situation, authors[reply.author], (in_force, drafted), of_card=of_card)
            change = SEVERITY[judged.then.verdict] - SEVERITY[judged.now.verdict]
            if change:
                (stopped if change > 0 else freed).append(judged)
        return Preview(looked_at, tuple(stopped), tuple(freed))

    async def _author(self, brand: str, person: str, guideline: Guideline) -> Author:
        """The author; what they have not accepted yet is no matter of a draft."""
        return replace(await self._guidelines.author(brand, person, guideline), without_acceptance=None)


def _judged(
    reply: Reply, situation: Situation, author: Author, guidelines: tuple[Guideline, Guideline], *, of_card: bool
) -> JudgedAnew:
    now, then = [check_reply(reply.text, situation, author, each, reply.voice, of_card=of_card) for each in guidelines]
    return JudgedAnew(reply, now, then)
