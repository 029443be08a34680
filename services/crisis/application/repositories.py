"""The repositories of one brand: typed values in and out, without a database.

Inside a unit of work they read what the unit has written and what was there when it began. `add` raises VersionConflict
when the id or a unique key is taken; `save` sets the fields of a value that is there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.crisis.application.callout_repositories import Asks, Callouts, Places, Workforce
from services.crisis.application.incident_repositories import Incidents, Pages, Reviews, Signals, Statements, Timeline
from services.crisis.application.notice_repositories import (
    ApprovalWaits,
    CourseDues,
    EscalationWebhooks,
    NoticePlans,
    Notices,
)
from services.crisis.application.rule_repositories import (
    IncidentRules,
    MaintenanceWindows,
    ProposedIncidents,
    RuleEvaluations,
)
from services.crisis.application.service_repositories import Availabilities, Experiences, ServiceWork, ThanksGiven
from services.crisis.application.slices import LargestKey, Slice
from services.crisis.domain.brand_spread import Crossings
from services.crisis.domain.checkpoint import Checkpoint
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.playbook import Playbook
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.rotation import Rotation
from services.crisis.domain.story import CountedStory
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.watch import Progress


class Policies(Protocol):
    """The brand's crisis policy and the versions before."""

    async def current(self) -> CrisisPolicy:
        """The policy; the default at version 0 where the brand wrote none."""

    async def write(self, policy: CrisisPolicy, by: str, at: datetime) -> None:
        """Put a new version in place of the present one, which stays among the versions."""


class Playbooks(Protocol):
    """The brand's playbooks."""

    async def find(self, id_: str) -> Playbook | None:
        """A playbook; the built-in one answers to `default` until the brand writes its own."""

    async def all(self) -> list[Playbook]:
        """Those the brand wrote, by id."""

    async def write(self, playbook: Playbook) -> None:
        """Put a playbook in place of the one by its id."""


class Rotations(Protocol):
    """The brand's rotations."""

    async def find(self, id_: str) -> Rotation | None:
        """One rotation."""

    async def many(self, ids: Collection[str]) -> list[Rotation]:
        """Rotations by id; missing ones are left out."""

    async def all(self) -> list[Rotation]:
        """Every one, by id."""

    async def write(self, rotation: Rotation) -> None:
        """Put a rotation in place of the one by its id."""

    async def remove(self, id_: str) -> None:
        """Remove one; one that is not there is fine."""


class Stories(Protocol):
    """Groups of near-duplicates."""

    async def find(self, id_: str) -> CountedStory | None:
        """A story that was announced."""

    async def many(self, ids: Collection[str]) -> list[CountedStory]:
        """Stories by id that were announced; those that are kept no longer are left out."""

    async def largest(self, limit: int, after: LargestKey | None) -> Slice[CountedStory, LargestKey]:
        """Stories that were announced, the largest first."""


class Detection(Protocol):
    """The counted buckets, and the detector's state."""

    async def counts(self, first: int, end: int) -> dict[int, BucketCount]:
        """Sums of the buckets that begin in [first, end), seconds since 1970; empty ones are left out."""

    async def sums(self, first: int, end: int, seconds: int) -> dict[int, BucketCount]:
        """Sums of spans of so many seconds from `first` to `end`, by their beginning; empty ones are left out.

        Stories, languages and channels may be left out of them.
        """

    async def crossings(self, first: int, end: int) -> Crossings:
        """The languages and channels of the buckets that begin in [first, end), with the first bucket of each."""

    async def oldest_bucket(self) -> int | None:
        """Where counting begins, as far as it is stored."""

    async def progress(self) -> list[Progress]:
        """The progress of each partition."""

    async def detector(self) -> tuple[DetectorState, int] | None:
        """The detector's state and its version."""

    async def checkpoint_before(self, start: int) -> Checkpoint | None:
        """The newest checkpoint from which the bucket that begins at `start` can be stepped."""

    async def checkpoint_after(self, start: int) -> Checkpoint | None:
        """The oldest checkpoint made once the bucket that begins at `start` was stepped."""

    async def oldest_checkpoint(self) -> int | None:
        """Where the oldest checkpoint begins, seconds since 1970."""

    async def put_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint in place of one of the same beginning."""

    async def save_detector(self, state: DetectorState, version: int, at: datetime) -> None:
        """Write the state that follows `version` (0: none); VersionConflict when another process stepped it first."""


@dataclass(frozen=True, slots=True)
class Repositories:
    """Everything crisis stores of one brand."""

    incidents: Incidents
    timeline: Timeline
    signals: Signals
    pages: Pages
    notices: Notices
    notice_plans: NoticePlans
    escalation_webhooks: EscalationWebhooks
    course_dues: CourseDues
    approval_waits: ApprovalWaits
    callouts: Callouts
    asks: Asks
    places: Places
    experiences: Experiences
    availabilities: Availabilities
    thanks: ThanksGiven
    service_work: ServiceWork
    statements: Statements
    reviews: Reviews
    rotations: Rotations
    policies: Policies
    playbooks: Playbooks
    incident_rules: IncidentRules
    rule_evaluations: RuleEvaluations
    proposed_incidents: ProposedIncidents
    maintenance_windows: MaintenanceWindows
    stories: Stories
    workforce: Workforce
    detection: Detection
