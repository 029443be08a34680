"""The brands' rules in force, read from their versions and cached for a few seconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from chassis.clock import Clock
from services.inbox.application.errors import Unknown
from services.inbox.application.ports import RuleSetVersions
from services.inbox.application.records import RuleKind, RuleVersion
from services.inbox.application.timers import guideline_timer
from services.inbox.domain.enrichment import FindTerms
from services.inbox.domain.guideline import Guideline
from services.inbox.domain.guideline_defaults import FIRST_VERSION, default_guideline
from services.inbox.domain.incident import IncidentCopy
from services.inbox.domain.sla import PolicyBook, SlaPolicy
from services.inbox.domain.triage import RuleSet
from services.inbox.domain.triage_defaults import default_rules
from services.inbox.events import guideline_changed

Rules = RuleSet | SlaPolicy | Guideline

FRESH = timedelta(seconds=3)  # how long another replica may still decide under the version before
ADAPTERS: dict[RuleKind, TypeAdapter[Any]] = {
    "triage": TypeAdapter(RuleSet),
    "sla": TypeAdapter(SlaPolicy),
    "guideline": TypeAdapter(Guideline),
}
DEFAULTS: dict[RuleKind, Callable[[], Rules]] = {
    "triage": default_rules,
    "sla": SlaPolicy,
    "guideline": default_guideline,
}


@dataclass(frozen=True, slots=True)
class BrandRules:
    """The rules of one brand that are in force."""

    triage: RuleSet
    find_terms: FindTerms
    policies: PolicyBook
    guideline: Guideline


def as_json(kind: RuleKind, rules: Rules) -> dict[str, Any]:
    """Rules as plain JSON values, with their version."""
    shown: dict[str, Any] = ADAPTERS[kind].dump_python(rules, mode="json")
    return shown


def whole(version: RuleVersion) -> dict[str, Any]:
    """A stored version as plain JSON values, with every field there is now."""
    return as_json(version.kind, ADAPTERS[version.kind].validate_python(version.body))


class Rulebook:
    """Reads and adds versions; every version stays, because clocks and decisions name the one they were under."""

    def __init__(
        self,
        versions: RuleSetVersions,
        clock: Clock,
        find_terms_of: Callable[[RuleSet], FindTerms],
        incidents_of: Callable[[str], Awaitable[Sequence[IncidentCopy]]],
    ) -> None:
        """`find_terms_of` builds the finder of a rule set's terms; `incidents_of` reads those on, the gravest first."""
        self._versions = versions
        self._clock = clock
        self._find_terms_of = find_terms_of
        self._incidents_of = incidents_of
        self._cache: dict[str, tuple[datetime, BrandRules]] = {}
        self._added = 0  # versions; what was being read meanwhile may be of before
        self._announced: dict[str, int] = {}

    async def of(self, brand: str) -> BrandRules:
        """The rules of one brand."""
        return (await self.for_brands([brand]))[brand]

    async def for_brands(self, brands: Iterable[str]) -> dict[str, BrandRules]:
        """The rules of several brands, at most `FRESH` old, in at most one read."""
        now, added, names = self._clock.now(), self._added, set(brands)
        kept = {brand: self._cache[brand] for brand in names if brand in self._cache}
        found = {brand: rules for brand, (until, rules) in kept.items() if until > now}
        if stale := sorted(names - found.keys()):
            stored = await self._versions.of_brands(stale)
            for brand in stale:
                found[brand] = rules = await self._at_this_moment(brand, self._build(brand, stored.get(brand, ())))
                await self._announce(brand, rules.guideline)
                if added == self._added:
                    self._cache[brand] = (now + FRESH, rules)
        return found

    async def _at_this_moment(self, brand: str, rules: BrandRules) -> BrandRules:
        """The rules with the gravest incident, where a promise or a takeover depends on one."""
        book = rules.policies
        asking = [each.applies for policy in (book.current, *book.older.values()) for each in policy.targets]
        if not any(each.asks_for_incidents for each in (*asking, *(rule.applies for rule in rules.guideline.silences))):
            return rules
        gravest = next(iter(await self._incidents_of(brand)), None)
        severity = gravest.severity if gravest is not None else None
        return replace(rules, policies=replace(book, severity=severity))

    async def _announce(self, brand: str, guideline: Guideline) -> None:
        """Announce a guideline in force that no event told of: one written before there was the event, or the default.

        A default that demands no certificate is what others go by without being told.
        """
        of_default = guideline.version == FIRST_VERSION
        if self._announced.get(brand) == guideline.version or (of_default and not guideline.certificates):
            return
        event = guideline_changed(brand, guideline, self._clock.now_of(brand))
        await self._versions.announce(brand, "guideline", guideline.version, event)
        self._announced[brand] = guideline.version

    def _build(self, brand: str, versions: Sequence[RuleVersion]) -> BrandRules:
        newest: dict[RuleKind, Rules] = {}
        now = self._clock.now_of(brand)
        policies: dict[int, SlaPolicy] = {1: SlaPolicy()}
        for version in (each for each in versions if each.in_force(now)):
            kind = version.kind
            if kind == "sla" or kind not in newest:
                rules: Rules = ADAPTERS[kind].validate_python(version.body)
                newest.setdefault(kind, rules)
                if isinstance(rules, SlaPolicy):
                    policies[rules.version] = rules
        triage = newest.get("triage") or DEFAULTS["triage"]()
        sla = newest.get("sla") or policies[1]
        guideline = newest.get("guideline") or DEFAULTS["guideline"]()
        if not (isinstance(triage, RuleSet) and isinstance(sla, SlaPolicy) and isinstance(guideline, Guideline)):
            raise TypeError("rules are stored under another kind")
        before = self._cache.get(brand)
        same = before is not None and before[1].triage == triage
        find_terms = before[1].find_terms if before is not None and same else self._find_terms_of(triage)
        return BrandRules(triage, find_terms, PolicyBook(sla, policies), guideline)

    async def current(self, brand: str, kind: RuleKind) -> dict[str, Any]:
        """The version in force of one kind, as JSON values, read anew."""
        version = await self._versions.newest(brand, kind, self._clock.now_of(brand))
        return whole(version) if version is not None else as_json(kind, DEFAULTS[kind]())

    async def last(self, brand: str, kind: RuleKind) -> int:
        """The number of the newest version, which may not be in force yet: the next one follows it."""
        version = await self._versions.newest(brand, kind)
        return version.version if version is not None else FIRST_VERSION

    async def announce(self, brand: str) -> None:
        """Announce the guideline in force at this moment, if no event told of it yet."""
        self._cache.pop(brand, None)
        await self.of(brand)

    async def guideline_of(self, brand: str, version: int) -> Guideline:
        """The guideline of a version. Raises Unknown."""
        stored = await self._versions.version(brand, "guideline", version)
        if stored is None and version != FIRST_VERSION:
            raise Unknown(str(version))
        guideline: Guideline = (
            ADAPTERS["guideline"].validate_python(stored.body) if stored is not None else default_guideline()
        )
        return guideline

    async def guideline(self, brand: str) -> Guideline:
        """The guideline in force at this moment, read anew: a reply must not leave under the version before."""
        guideline: Guideline = ADAPTERS["guideline"].validate_python(await self.current(brand, "guideline"))
        return guideline

    async def put(
        self,
        brand: str,
        kind: RuleKind,
        body: dict[str, Any],
        *,
        after: int,
        by: str,
        effective_at: datetime | None = None,
    ) -> dict[str, Any]:
        """Make version `after + 1`, in force from `effective_at` on, or now.

        Raises:
            VersionConflict: Somebody else made it first.
            ValueError: The body is not of that kind.
        """
        version = after + 1
        made, now = ADAPTERS[kind].validate_python({**body, "version": version}), self._clock.now_of(brand)
        rules = as_json(kind, made)
        later = effective_at if effective_at is not None and effective_at > now else None
        guideline = isinstance(made, Guideline)
        events = [guideline_changed(brand, made, now)] if guideline and later is None else []
        timers = [guideline_timer(brand, version, later or now)] if guideline else []
        await self._versions.add(RuleVersion(brand, kind, version, rules, by, now, later), events, timers)
        self._added += 1
        self._cache.pop(brand, None)
        return rules
