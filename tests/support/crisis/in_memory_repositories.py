"""Everything crisis stores of one brand, in memory."""

from __future__ import annotations

import copy
from collections.abc import Collection
from datetime import UTC, datetime

from chassis.errors import VersionConflict
from services.crisis.application.repositories import Repositories
from services.crisis.application.slices import LargestKey, Slice
from services.crisis.domain.brand_spread import Crossings
from services.crisis.domain.checkpoint import Checkpoint
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK, Playbook
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.review_record import ReviewRecord
from services.crisis.domain.rotation import Rotation
from services.crisis.domain.spread_counts import SpreadCounts
from services.crisis.domain.story import CountedStory, Story
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.watch import Progress
from tests.support.crisis.in_memory_callouts import Asks, Callouts, Places, Workforce
from tests.support.crisis.in_memory_incidents import (
    ApprovalWaits,
    CourseDues,
    Incidents,
    NoticePlans,
    Notices,
    Pages,
    Signals,
    Statements,
    Timeline,
)
from tests.support.crisis.in_memory_rules import (
    IncidentRules,
    MaintenanceWindows,
    ProposedIncidents,
    RuleEvaluations,
)
from tests.support.crisis.in_memory_service import Availabilities, Experiences, ServiceWork, ThanksGiven
from tests.support.crisis.in_memory_state import Rows, Stored, part
from tests.support.crisis.in_memory_webhooks import EscalationWebhooks


class Policies:
    def __init__(self, rows: Rows, versions: Rows, default: CrisisPolicy) -> None:
        self._rows = rows
        self._versions = versions
        self._default = default

    async def current(self) -> CrisisPolicy:
        found: CrisisPolicy = self._rows.get("policy") or self._default
        return found

    async def write(self, policy: CrisisPolicy, by: str, at: datetime) -> None:
        self._rows.put("policy", policy)
        self._versions.add(str(policy.version), (policy, by, at))


class Playbooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> Playbook | None:
        found: Playbook | None = self._rows.get(id_)
        return found or (DEFAULT_PLAYBOOK if id_ == DEFAULT_PLAYBOOK.id else None)

    async def all(self) -> list[Playbook]:
        return sorted(self._rows.all(), key=lambda each: each.id)

    async def write(self, playbook: Playbook) -> None:
        self._rows.put(playbook.id, playbook)


class Rotations:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> Rotation | None:
        found: Rotation | None = self._rows.get(id_)
        return found

    async def many(self, ids: Collection[str]) -> list[Rotation]:
        return self._rows.all(lambda each: each.id in ids)

    async def all(self) -> list[Rotation]:
        return sorted(self._rows.all(), key=lambda each: each.id)

    async def write(self, rotation: Rotation) -> None:
        self._rows.put(rotation.id, rotation)

    async def remove(self, id_: str) -> None:
        self._rows.remove(id_)


class Reviews:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of(self, incident: str) -> ReviewRecord:
        found: ReviewRecord | None = self._rows.get(incident)
        return found or ReviewRecord(incident)

    async def write(self, record: ReviewRecord) -> None:
        self._rows.put(record.incident, record)


class Stories:
    def __init__(self, rows: Rows, spreads: Rows) -> None:
        self._rows = rows
        self._spreads = spreads

    async def find(self, id_: str) -> CountedStory | None:
        found: Story | None = self._rows.get(id_)
        return self._counted(found) if found is not None and found.found else None

    async def many(self, ids: Collection[str]) -> list[CountedStory]:
        return [self._counted(each) for each in self._rows.all(lambda each: each.found and each.id in ids)]

    async def largest(self, limit: int, after: LargestKey | None) -> Slice[CountedStory, LargestKey]:
        stories = [self._counted(each) for each in self._rows.all(lambda each: each.found)]
        return part(stories, lambda each: (each.story.messages, each.story.id), limit, after)

    def _counted(self, story: Story) -> CountedStory:
        return CountedStory(story, self._spreads.get(story.id) or SpreadCounts())


class Detection:
    def __init__(self, buckets: Rows, progress: Rows, detectors: Rows, checkpoints: Rows) -> None:
        self._checkpoints = checkpoints
        self._buckets = buckets
        self._progress = progress
        self._detectors = detectors

    async def counts(self, first: int, end: int) -> dict[int, BucketCount]:
        sums: dict[int, BucketCount] = {}
        for start, count in self._buckets.all(lambda each: first <= each[0] < end):
            sums.setdefault(start, BucketCount()).add(count)
        return sums

    async def sums(self, first: int, end: int, seconds: int) -> dict[int, BucketCount]:
        sums: dict[int, BucketCount] = {}
        for start, count in self._buckets.all(lambda each: first <= each[0] < end):
            sums.setdefault(first + (start - first) // seconds * seconds, BucketCount()).add(count)
        return sums

    async def crossings(self, first: int, end: int) -> Crossings:
        crossings = Crossings()
        for start, count in self._buckets.all(lambda each: first <= each[0] < end):
            crossings = crossings.plus(datetime.fromtimestamp(start, UTC), count.languages, count.channels)
        return crossings

    async def oldest_bucket(self) -> int | None:
        return min((start for start, _ in self._buckets.all()), default=None)

    async def progress(self) -> list[Progress]:
        return self._progress.all()

    async def detector(self) -> tuple[DetectorState, int] | None:
        found: tuple[DetectorState, int] | None = copy.deepcopy(self._detectors.get("detector"))
        return found

    async def checkpoint_before(self, start: int) -> Checkpoint | None:
        kept = self._checkpoints.all(lambda each: each.start <= start)
        return copy.deepcopy(max(kept, key=lambda each: each.start, default=None))

    async def checkpoint_after(self, start: int) -> Checkpoint | None:
        kept = self._checkpoints.all(lambda each: each.start > start)
        return copy.deepcopy(min(kept, key=lambda each: each.start, default=None))

    async def oldest_checkpoint(self) -> int | None:
        return min((each.start for each in self._checkpoints.all()), default=None)

    async def put_checkpoint(self, checkpoint: Checkpoint) -> None:
        self._checkpoints.put(str(checkpoint.start), copy.deepcopy(checkpoint))

    async def save_detector(self, state: DetectorState, version: int, at: datetime) -> None:
        stored = self._detectors.get("detector")
        if (stored[1] if stored else 0) != version:
            raise VersionConflict
        self._detectors.put("detector", (copy.deepcopy(state), version + 1))


def repositories(state: Stored, brand: str, default_policy: CrisisPolicy, home: str | None = None) -> Repositories:
    """Everything stored of one brand."""

    def rows(kind: str) -> Rows:
        return Rows(state, kind, brand)

    return Repositories(
        incidents=Incidents(rows("incidents")),
        timeline=Timeline(rows("timeline")),
        signals=Signals(rows("signals")),
        pages=Pages(rows("pages")),
        notices=Notices(rows("notices")),
        notice_plans=NoticePlans(Rows(state, "notice_plans", home or brand)),
        escalation_webhooks=EscalationWebhooks(rows("escalation_webhooks")),
        course_dues=CourseDues(rows("course_dues")),
        approval_waits=ApprovalWaits(rows("approval_waits")),
        callouts=Callouts(rows("callouts")),
        asks=Asks(rows("asks")),
        places=Places(rows("places")),
        experiences=Experiences(rows("experiences")),
        availabilities=Availabilities(rows("availabilities")),
        thanks=ThanksGiven(rows("thanks")),
        service_work=ServiceWork(rows("service_work")),
        statements=Statements(rows("statements")),
        reviews=Reviews(rows("reviews")),
        rotations=Rotations(rows("rotations")),
        policies=Policies(rows("policies"), rows("policy_versions"), default_policy),
        playbooks=Playbooks(rows("playbooks")),
        incident_rules=IncidentRules(rows("incident_rules")),
        rule_evaluations=RuleEvaluations(rows("rule_evaluations")),
        proposed_incidents=ProposedIncidents(rows("proposed_incidents")),
        maintenance_windows=MaintenanceWindows(rows("maintenance_windows")),
        stories=Stories(rows("stories"), rows("spreads")),
        workforce=Workforce(
            rows("employees"), rows("staffing"), rows("staffing_history"), rows("certificates"), rows("courses")
        ),
        detection=Detection(rows("buckets"), rows("progress"), rows("detectors"), rows("checkpoints")),
    )
