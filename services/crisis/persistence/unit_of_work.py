"""Units of work on MongoDB: one transaction each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from weakref import WeakValueDictionary

from chassis.clock import Clock
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from chassis.timers import Timers
from services.crisis.application.people import PeopleCopy
from services.crisis.application.repositories import Repositories
from services.crisis.application.unit_of_work import Notifier, UnitOfWork
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.persistence.approval_waits import MongoApprovalWaits
from services.crisis.persistence.asks import MongoAsks
from services.crisis.persistence.callouts import MongoCallouts
from services.crisis.persistence.collection import Scope
from services.crisis.persistence.course_dues import MongoCourseDues
from services.crisis.persistence.detection import MongoDetection
from services.crisis.persistence.escalation_webhooks import MongoEscalationWebhooks
from services.crisis.persistence.incident_rules import MongoIncidentRules, MongoProposedIncidents, MongoRuleEvaluations
from services.crisis.persistence.incidents import MongoIncidents, MongoTimeline
from services.crisis.persistence.maintenance_windows import MongoMaintenanceWindows
from services.crisis.persistence.notices import MongoNoticePlans, MongoNotices
from services.crisis.persistence.pages import MongoPages
from services.crisis.persistence.places import MongoPlaces
from services.crisis.persistence.reviews import MongoReviews
from services.crisis.persistence.rotations import MongoRotations
from services.crisis.persistence.rules import MongoPlaybooks, MongoPolicies
from services.crisis.persistence.service import MongoAvailabilities, MongoExperiences, MongoThanks
from services.crisis.persistence.service_work import MongoServiceWork
from services.crisis.persistence.signals import MongoSignals
from services.crisis.persistence.statements import MongoStatements
from services.crisis.persistence.stories import MongoStories
from services.crisis.persistence.workforce import MongoWorkforce
from services.crisis.settings import CrisisSettings

T = TypeVar("T")


def repositories(scope: Scope, default_policy: CrisisPolicy, home: str | None = None) -> Repositories:
    """Everything crisis stores of one brand.

    `default_policy` is what a brand has that wrote none; `home` is the brand whose plans say where people are
    told, None for its own.
    """
    return Repositories(
        incidents=MongoIncidents(scope),
        timeline=MongoTimeline(scope),
        signals=MongoSignals(scope),
        pages=MongoPages(scope),
        notices=MongoNotices(scope),
        notice_plans=MongoNoticePlans(replace(scope, brand=home or scope.brand)),
        escalation_webhooks=MongoEscalationWebhooks(scope),
        course_dues=MongoCourseDues(scope),
        approval_waits=MongoApprovalWaits(scope),
        callouts=MongoCallouts(scope),
        asks=MongoAsks(scope),
        places=MongoPlaces(scope),
        experiences=MongoExperiences(scope),
        availabilities=MongoAvailabilities(scope),
        thanks=MongoThanks(scope),
        service_work=MongoServiceWork(scope),
        statements=MongoStatements(scope),
        reviews=MongoReviews(scope),
        rotations=MongoRotations(scope),
        policies=MongoPolicies(scope, default_policy),
        playbooks=MongoPlaybooks(scope),
        incident_rules=MongoIncidentRules(scope),
        rule_evaluations=MongoRuleEvaluations(scope),
        proposed_incidents=MongoProposedIncidents(scope),
        maintenance_windows=MongoMaintenanceWindows(scope),
        stories=MongoStories(scope),
        workforce=MongoWorkforce(scope),
        detection=MongoDetection(scope),
    )


class MongoUnits:
    """Runs units in transactions; those of one brand take turns within a process.

    A callout's volunteers answer within seconds of one another, all of them change one incident, and transactions that
    meet are thrown away and begun again.
    """

    def __init__(
        self,
        mongo: Mongo,
        outbox: Outbox,
        timers: Timers,
        clock: Clock,
        settings: CrisisSettings,
        notifier: Notifier,
        people: PeopleCopy,
    ) -> None:
        self._mongo = mongo
        self._outbox = outbox
        self._timers = timers
        self._clock = clock
        self._settings = settings
        self._notifier = notifier
        self._people = people
        self._default_policy = CrisisPolicy(detector=settings.detector())
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        # by brand; one that nobody waits for takes no memory

    async def run(self, brand: str, cause: str, by: str, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Run `work` in a transaction, and retry it when it met another one; all of it happens or nothing."""

        async def transaction(session: Session) -> T:
            store = self._repositories(Scope(self._mongo, brand, session))
            now = self._clock.now_of(brand)
            unit = UnitOfWork(brand, cause, by, now, store, self._settings, self._notifier, self._people)
            result = await work(unit)
            await self._close(unit, session)
            return result

        async with self._turns.setdefault(brand, asyncio.Lock()):
            return await self._mongo.transaction(transaction)

    def read(self, brand: str) -> Repositories:
        """The brand's repositories outside of a unit."""
        return self._repositories(Scope(self._mongo, brand))

    def _repositories(self, scope: Scope) -> Repositories:
        return repositories(scope, self._default_policy, self._people.home_of(scope.brand))

    def now_of(self, brand: str) -> datetime:
        """The present moment of a brand."""
        return self._clock.now_of(brand)

    async def _close(self, unit: UnitOfWork, session: Session) -> None:
        """Write what has gathered. A timer is ended before it is set again under its key."""
        await self._timers.done_many(unit.finished_timers, session)
        await self._timers.cancel(unit.cancelled_timers, session)
        await self._timers.bring_forward(unit.hastened_timers, unit.now, session)
        await unit.store.timeline.add(unit.lines)
        await self._outbox.add(unit.events, session)
        await self._timers.schedule(unit.new_timers, session)
