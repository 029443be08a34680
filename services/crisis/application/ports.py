"""Ports of consumers and use cases to the outside, besides the unit of work and its repositories."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from contracts.event import Event
from services.crisis.domain.ability import CertificateGives, CourseGives
from services.crisis.domain.boilerplate import BlockUse
from services.crisis.domain.callout import Volunteer
from services.crisis.domain.checkpoint import Checkpoint
from services.crisis.domain.course_due import CourseDue
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.service_work import WorkDone
from services.crisis.domain.staffing import StaffingReport
from services.crisis.domain.story import Growth, Story
from services.crisis.domain.story_erasure import Erased
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.watch import Progress

TopicPartition = tuple[str, int]
EventKey = tuple[str, str]
"""A brand and the id of an event of it."""


class Signer(Protocol):
    """Makes MinHash signatures: two of them agree in about the share of pieces their texts have in common."""

    rows: int

    def signature(self, shingles: Sequence[str]) -> Sequence[int]:
        """The signature of a set of text pieces, 32-bit numbers."""

    def similarity(self, left: str, right: str) -> float:
        """How alike two cleaned texts are, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class CountDecision:
    """Everything a batch changes; it is written whole or not at all, but for `progress`.

    `events` have the versions of stories as they were read; what is told are those of `events_after`.

    `moves` are (expected, next) offsets. `lane` names the counting process' own share of each bucket, so that two never
    write one document. `erased` are conversations by brand of which stories keep nothing, from before `growths` are
    added. `progress` is by brand and partition. `watched` brands get a detection timer if they have none.
    """

    at: datetime
    moves: Mapping[TopicPartition, tuple[int | None, int]] = field(default_factory=dict)
    lane: str = "0"
    counts: Mapping[tuple[str, int], BucketCount] = field(default_factory=dict)
    seen: Sequence[EventKey] = ()
    growths: Mapping[str, Sequence[Growth]] = field(default_factory=dict)
    blocks: Mapping[str, Mapping[str, BlockUse]] = field(default_factory=dict)
    events: Sequence[Event] = ()
    erased: Erased = field(default_factory=dict)
    watched: Collection[str] = ()
    progress: Mapping[str, Mapping[int, Progress]] = field(default_factory=dict)

    def overtakable(self) -> dict[str, list[str]]:
        """By brand, the stories whose growth is told and which another process may have added to since."""
        told = {
            brand: [each.story.id for each in grown if each.told and not each.announce]
            for brand, grown in self.growths.items()
        }
        return {brand: stories for brand, stories in told.items() if stories}

    def events_after(self, messages: Mapping[tuple[str, str], int]) -> list[Event]:
        """The events, with versions by how many messages these stories have after the write, in its transaction.

        Each growth adds messages, so that versions of a story grow strictly, whoever adds to it meanwhile.
        """
        ahead = {
            (brand, growth.story.id): messages.get((brand, growth.story.id), growth.story.messages)
            - growth.story.messages
            for brand, grown in self.growths.items()
            for growth in grown
        }
        return [
            event.model_copy(update={"version": event.version + more})
            if (more := ahead.get((event.brand, event.subject), 0))
            else event
            for event in self.events
        ]


@dataclass(frozen=True, slots=True)
class BrandWatch:
    """What a turn of a brand's detection begins from: its policy, its detector with its version, how far was counted.

    `oldest` is where its buckets begin, of a brand that has no detector yet.
    """

    policy: CrisisPolicy
    detector: tuple[DetectorState, int] | None
    progress: Sequence[Progress]
    oldest: int | None = None


@dataclass(frozen=True, slots=True)
class QuietTurn:
    """A turn that changed the detector alone: the state that follows `version` (0: none), and when the next is due.

    `checkpoint` is stored with it.
    """

    brand: str
    state: DetectorState
    version: int
    due_at: datetime
    checkpoint: Checkpoint | None = None


class Watches(Protocol):
    """The detectors of many brands."""

    async def calm(self, brands: Collection[str]) -> Mapping[str, BrandWatch]:
        """What turns begin from; brands with an open incident, a muted signal or what cannot be read are left out."""

    async def counts(self, spans: Mapping[str, tuple[int, int]]) -> Mapping[str, Mapping[int, BucketCount]]:
        """By brand, the sums of the buckets that begin in [first, end), seconds since 1970; empty ones are left out."""

    async def save(self, turns: Sequence[QuietTurn], at: datetime) -> None:
        """Write all turns and set their timers, or nothing.

        Raises:
            VersionConflict: Another process stepped one of them first.
        """


class CountLedger(Protocol):
    """The counts of all brands, with the offsets they were counted up to."""

    async def offsets(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        """The next offset of each partition that was counted before."""

    async def seen(self, events: Collection[EventKey]) -> Collection[EventKey]:
        """The ones of these events that were counted before."""

    async def stories(self, bands: Mapping[str, Collection[str]]) -> Mapping[str, Sequence[Story]]:
        """By brand, the stories that share one of these bands, the largest first."""

    async def blocks(self, blocks: Mapping[str, Collection[str]]) -> Mapping[str, Mapping[str, BlockUse]]:
        """By brand, who sent these text blocks below what; unknown ones are left out."""

    async def commit(self, decision: CountDecision) -> None:
        """Write a batch.

        Raises:
            Fenced: Another process counted a partition first.
            VersionConflict: Another process counted an event, or began, found or erased the words of a story first.
        """


@dataclass(frozen=True, slots=True)
class VolunteerVersion:
    """An employee as routing reports them at a version."""

    brand: str
    version: int
    volunteer: Volunteer


class CourseDueCopy(Protocol):
    """The writing side of who is to learn which course by when, of all brands."""

    async def write(self, dues: Sequence[CourseDue]) -> None:
        """Write what was said later than what is there, one for each employee and course, and set their reminders."""


class ServiceWorkLedger(Protocol):
    """The writing side of what volunteers did in incidents, of all brands."""

    async def places(
        self, people: Mapping[str, Collection[str]], since: datetime
    ) -> Mapping[tuple[str, str], Sequence[SurgePlace]]:
        """The places that employees, by brand, had at a moment or after it, by brand and employee."""

    async def write(self, done: Sequence[tuple[str, WorkDone]]) -> None:
        """Write what was done in which incident: once for each conversation and reply, whoever writes it again."""


class WorkforceCopy(Protocol):
    """The writing side of the copies of routing's employees and staffing, of all brands."""

    async def write(self, employees: Sequence[VolunteerVersion], staffing: Mapping[str, StaffingReport]) -> None:
        """Write what is newer than what is there."""

    async def write_catalogue(self, certificates: Sequence[CertificateGives], courses: Sequence[CourseGives]) -> None:
        """Write what certificates and courses give, where it is newer than what is there."""
