"""Crisis's units of work in memory: the same promises as those on MongoDB, shown by the same suite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from chassis.clock import Clock
from chassis.errors import Fenced, VersionConflict
from chassis.timers import DueTimer, NewTimer
from services.crisis.adapters.page_feed import PageFeed
from services.crisis.application.course_reminders import course_timer
from services.crisis.application.forecasting import round_seconds
from services.crisis.application.people import PeopleCopy
from services.crisis.application.ports import CountDecision, EventKey, TopicPartition, VolunteerVersion
from services.crisis.application.repositories import Repositories
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.ability import CertificateGives, CourseGives
from services.crisis.domain.boilerplate import BlockUse
from services.crisis.domain.course_due import CourseDue
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.spread_counts import SpreadCounts, SpreadKnown
from services.crisis.domain.staffing import StaffingReport
from services.crisis.domain.story import Story
from services.crisis.domain.story_erasure import without
from services.crisis.domain.tally import BucketCount
from services.crisis.settings import CrisisSettings
from tests.support.crisis.in_memory_repositories import repositories
from tests.support.crisis.in_memory_state import Rows, Stored, Timer

T = TypeVar("T")


class InMemoryCrisis:
    """Units, the ledger of counting, the copy of the workforce, and timers, over one state."""

    def __init__(self, clock: Clock, settings: CrisisSettings, people: PeopleCopy) -> None:
        self._people = people
        self.state = Stored()
        self._clock = clock
        self._settings = settings
        self._default_policy = CrisisPolicy(detector=settings.detector())
        self._turn = asyncio.Lock()

    async def run(self, brand: str, cause: str, by: str, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        async with self._turn:
            state = self.state.fork()
            store = repositories(state, brand, self._default_policy, self._people.home_of(brand))
            unit = UnitOfWork(
                brand, cause, by, self._clock.now_of(brand), store, self._settings, PageFeed(), self._people
            )
            result = await work(unit)
            for timer in unit.finished_timers:
                self._finish(state, timer)
            for key in unit.cancelled_timers:
                state.timers.pop(key, None)
            self._bring_forward(state, unit.hastened_timers, unit.now)
            await store.timeline.add(unit.lines)
            state.events += unit.events
            self.schedule(state, unit.new_timers)
            self.state = state
            return result

    @asynccontextmanager
    async def changes(self, timers: Sequence[NewTimer]) -> AsyncIterator[Callable[[str], Repositories]]:
        """Give the repositories of any brand over one state, kept with these timers unless something is raised."""
        async with self._turn:
            state = self.state.fork()
            yield lambda brand: repositories(state, brand, self._default_policy, self._people.home_of(brand))
            self.schedule(state, timers)
            self.state = state

    def read(self, brand: str) -> Repositories:
        return repositories(self.state, brand, self._default_policy, self._people.home_of(brand))

    def now_of(self, brand: str) -> datetime:
        return self._clock.now_of(brand)

    def due(self) -> list[DueTimer]:
        """Take up the timers that are due, each under a new epoch."""
        taken = []
        for key, each in self.state.timers.items():
            if each.timer.due_at <= self._clock.now_of(each.timer.brand):
                each = self.state.timers[key] = Timer(each.timer, each.epoch + 1)
                taken.append(
                    DueTimer(key, each.timer.brand, each.timer.kind, each.timer.due_at, each.timer.payload, each.epoch)
                )
        return taken

    def _finish(self, state: Stored, timer: DueTimer) -> None:
        stored = state.timers.get(timer.key)
        if stored is None or stored.epoch != timer.epoch:
            raise Fenced("a timer was moved or taken over while it ran")
        del state.timers[timer.key]

    def _bring_forward(self, state: Stored, keys: Collection[str], now: datetime) -> None:
        for key in keys:
            if (stored := state.timers.get(key)) is not None and stored.timer.due_at > now:
                state.timers[key] = Timer(replace(stored.timer, due_at=now), stored.epoch + 1)

    def schedule(self, state: Stored, timers: Iterable[NewTimer]) -> None:
        for timer in timers:
            before = state.timers.get(timer.key)
            state.timers[timer.key] = Timer(timer, before.epoch + 1 if before else 1)

    async def offsets(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        return {each: self.state.offsets[each] for each in partitions if each in self.state.offsets}

    async def seen(self, events: Collection[EventKey]) -> Collection[EventKey]:
        return set(events) & self.state.tables["seen"].keys()

    async def stories(self, bands: Mapping[str, Collection[str]]) -> Mapping[str, Sequence[Story]]:
        return {brand: self._sharing(brand, set(its)) for brand, its in bands.items()}

    async def blocks(self, blocks: Mapping[str, Collection[str]]) -> Mapping[str, Mapping[str, BlockUse]]:
        return {
            brand: {block: use for block in its if (use := Rows(self.state, "blocks", brand).get(block)) is not None}
            for brand, its in blocks.items()
        }

    def _sharing(self, brand: str, bands: set[str]) -> list[Story]:
        stories = Rows(self.state, "stories", brand).all(lambda each: bool(bands & set(each.bands)))
        return [self._known(brand, each) for each in sorted(stories, key=lambda each: -each.messages)]

    def _known(self, brand: str, story: Story) -> Story:
        counted: SpreadCounts = Rows(self.state, "spreads", brand).get(story.id) or SpreadCounts()
        return replace(story, known=SpreadKnown(counted.authors, tuple(counted.languages)))

    async def commit(self, decision: CountDecision) -> None:
        state = self.state.fork()
        if any(state.offsets.get(place) != expected for place, (expected, _) in decision.moves.items()):
            raise Fenced("a partition was counted by another process")
        state.offsets |= {place: after for place, (_, after) in decision.moves.items()}
        for (brand, start), count in decision.counts.items():
            buckets = Rows(state, "buckets", brand)
            _, before = buckets.get(f"{start}/{decision.lane}") or (start, BucketCount())
            sums = replace(before)
            sums.add(count)
            buckets.put(f"{start}/{decision.lane}", (start, sums))
        for brand, event in decision.seen:
            Rows(state, "seen", brand).add(event, True)
        for brand, conversations in decision.erased.items():
            stories = Rows(state, "stories", brand)
            for story in stories.all():
                stories.save(story.id, without(story, conversations))
        self._grow(state, decision)
        for brand, uses in decision.blocks.items():
            for block, use in uses.items():
                Rows(state, "blocks", brand).put(block, use)
        told = [(brand, story) for brand, stories in decision.overtakable().items() for story in stories]
        sizes = {(brand, story): Rows(state, "stories", brand).get(story).messages for brand, story in told}
        state.events += decision.events_after(sizes)
        unwatched = [brand for brand in decision.watched if Rows(state, "detectors", brand).get("detector") is None]
        first = decision.at + timedelta(seconds=self._settings.bucket_seconds)
        self.schedule(state, [NewTimer(f"detect/{brand}", brand, "detect", first) for brand in unwatched])
        for brand, partitions in decision.progress.items():
            for partition, progress in partitions.items():
                Rows(state, "progress", brand).put(str(partition), progress)
        self.state = state

    def _grow(self, state: Stored, decision: CountDecision) -> None:
        for brand, growths in decision.growths.items():
            stories, spreads = Rows(state, "stories", brand), Rows(state, "spreads", brand)
            for growth in growths:
                counted: SpreadCounts = spreads.get(growth.story.id) or SpreadCounts()
                if growth.gain is not None:
                    spreads.put(growth.story.id, counted.plus(growth.gain))
                if growth.is_new:
                    stories.add(growth.story.id, replace(growth.story, known=SpreadKnown()))
                    continue
                before: Story | None = stories.get(growth.story.id)
                if before is None or not before.bands or (before.found and (growth.announce or not growth.story.found)):
                    raise VersionConflict
                if growth.announce and before.messages != growth.story.messages - growth.messages:
                    raise VersionConflict
                grown = replace(
                    before,
                    messages=before.messages + growth.messages,
                    reach=before.reach + growth.reach,
                    last_at=max(before.last_at, growth.story.last_at),
                    found=before.found or growth.announce,
                    untold=() if growth.announce else (*before.untold, *growth.kept),
                )
                stories.save(grown.id, grown)

    async def write(self, employees: Sequence[VolunteerVersion], staffing: Mapping[str, StaffingReport]) -> None:
        state = self.state.fork()
        for each in employees:
            rows = Rows(state, "employees", each.brand)
            before = rows.get(each.volunteer.employee)
            if before is None or before.version <= each.version:
                rows.put(each.volunteer.employee, each)
        for brand, report in staffing.items():
            reports = Rows(state, "staffing", brand)
            last = reports.get("staffing")
            if last is None or last.at <= report.at:
                reports.put("staffing", report)
            history = Rows(state, "staffing_history", brand)
            number = str(int(report.at.timestamp() // round_seconds(self._settings)))
            if history.get(number) is None:
                history.put(number, report)
        self.state = state

    async def write_catalogue(self, certificates: Sequence[CertificateGives], courses: Sequence[CourseGives]) -> None:
        state = self.state.fork()
        for kind, news in (("certificates", certificates), ("courses", courses)):
            for each in news:
                rows = Rows(state, kind, each.brand)
                id_ = each.certificate if isinstance(each, CertificateGives) else each.course
                before = rows.get(id_)
                if before is None or before.version <= each.version:
                    rows.put(id_, each)
        self.state = state


class InMemoryCourseDueCopy:
    """Who is to learn what, over the same state."""

    def __init__(self, crisis: InMemoryCrisis) -> None:
        self._crisis = crisis

    async def write(self, dues: Sequence[CourseDue]) -> None:
        state = self._crisis.state.fork()
        for each in dues:
            rows = Rows(state, "course_dues", each.brand)
            id_ = f"{each.employee} {each.course}"
            before = rows.get(id_)
            if before is None or before.at <= each.at:
                rows.put(id_, each)
            if (timer := course_timer(rows.get(id_))) is not None:
                self._crisis.schedule(state, [timer])
        self._crisis.state = state
