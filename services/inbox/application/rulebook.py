"""The brands' rules in force, read from their versions and kept for a few seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from pydantic import TypeAdapter

from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.mongo import BrandCollection, Mongo, Session
from services.inbox.domain.enrichment import FindTerms
from services.inbox.domain.guideline import Guideline
from services.inbox.domain.guideline_defaults import default_guideline
from services.inbox.domain.sla import PolicyBook, SlaPolicy
from services.inbox.domain.triage import RuleSet
from services.inbox.domain.triage_defaults import default_rules

Kind = Literal["triage", "sla", "guideline"]
Rules = RuleSet | SlaPolicy | Guideline

FRESH = timedelta(seconds=3)  # how long another replica may still decide under the version before
OLDER_KEPT = 200  # versions of one kind read per brand: clocks run for weeks, rules change daily at most
ADAPTERS: dict[Kind, TypeAdapter[Any]] = {
    "triage": TypeAdapter(RuleSet),
    "sla": TypeAdapter(SlaPolicy),
    "guideline": TypeAdapter(Guideline),
}
DEFAULTS: dict[Kind, Callable[[], Rules]] = {
    "triage": default_rules,
    "sla": SlaPolicy,
    "guideline": default_guideline,
}


@dataclass(frozen=True, slots=True)
class BrandRules:
    """What one brand decides by now."""

    triage: RuleSet
    find_terms: FindTerms
    policies: PolicyBook
    guideline: Guideline


def as_json(kind: Kind, rules: Rules) -> dict[str, Any]:
    """Rules as plain JSON values, with their version."""
    shown: dict[str, Any] = ADAPTERS[kind].dump_python(rules, mode="json")
    return shown


class Rulebook:
    """Reads and writes the versions; every version stays, because clocks and decisions name the one they were under."""

    def __init__(self, mongo: Mongo, clock: Clock, find_terms_of: Callable[[RuleSet], FindTerms]) -> None:
        """`find_terms_of` builds the finder of a rule set's terms."""
        self._mongo = mongo
        self._rules: BrandCollection = mongo.brand_collection("rules")
        self._clock = clock
        self._find_terms_of = find_terms_of
        self._kept: dict[str, tuple[Any, BrandRules]] = {}

    async def of(self, brand: str) -> BrandRules:
        """The rules of one brand."""
        return (await self.for_brands([brand]))[brand]

    async def for_brands(self, brands: Iterable[str]) -> dict[str, BrandRules]:
        """The rules of several brands, at most `FRESH` old, in at most one read."""
        now = self._clock.now()
        wanted = set(brands)
        stale = [brand for brand in wanted if brand not in self._kept or self._kept[brand][0] <= now]
        if stale:
            found = await self._rules.find_for(
                [(brand, {}) for brand in stale], sort=[("version", -1)], limit=OLDER_KEPT * len(stale)
            )
            for brand in stale:
                rows = [row for row in found if row["brand"] == brand]
                self._kept[brand] = (now + FRESH, self._build(brand, rows))
        return {brand: self._kept[brand][1] for brand in wanted}

    def _build(self, brand: str, rows: list[dict[str, Any]]) -> BrandRules:
        newest: dict[Kind, Rules] = {}
        policies: dict[int, SlaPolicy] = {1: SlaPolicy()}
        for row in rows:
            kind: Kind = row["kind"]
            if kind == "sla" or kind not in newest:
                rules: Rules = ADAPTERS[kind].validate_python(row["body"])
                newest.setdefault(kind, rules)
                if isinstance(rules, SlaPolicy):
                    policies[rules.version] = rules
        triage = newest.get("triage") or DEFAULTS["triage"]()
        sla = newest.get("sla") or policies[1]
        guideline = newest.get("guideline") or DEFAULTS["guideline"]()
        if not (isinstance(triage, RuleSet) and isinstance(sla, SlaPolicy) and isinstance(guideline, Guideline)):
            raise TypeError("rules are kept under another kind")
        before = self._kept.get(brand)
        same = before is not None and before[1].triage == triage
        find_terms = before[1].find_terms if before is not None and same else self._find_terms_of(triage)
        return BrandRules(triage, find_terms, PolicyBook(sla, policies), guideline)

    async def current(self, brand: str, kind: Kind) -> dict[str, Any]:
        """The version in force of one kind, as JSON values, read anew."""
        rows = await self._rules.find(brand, {"kind": kind}, sort=[("version", -1)], limit=1)
        return dict(rows[0]["body"]) if rows else as_json(kind, DEFAULTS[kind]())

    async def guideline(self, brand: str) -> Guideline:
        """The guideline in force at this moment, read anew: a reply must not leave under the version before."""
        found: Guideline = ADAPTERS["guideline"].validate_python(await self.current(brand, "guideline"))
        return found

    async def put(self, brand: str, kind: Kind, body: dict[str, Any], *, after: int, by: str) -> dict[str, Any]:
        """Make version `after + 1`.

        Raises:
            VersionConflict: Somebody else made it first.
            ValueError: The body is not of that kind.
        """
        version = after + 1
        rules = ADAPTERS[kind].validate_python({**body, "version": version})
        kept = as_json(kind, rules)
        row = {"kind": kind, "version": version, "body": kept, "by": by, "at": self._clock.now()}

        async def work(session: Session) -> None:
            done = await self._rules.write([self._rules.insert(brand, f"{kind}@{version}", row)], session=session)
            if done.duplicates:
                raise VersionConflict

        await self._mongo.transaction(work)
        self._kept.pop(brand, None)
        return kept
