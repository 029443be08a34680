"""What analytics makes of crisis events."""

from __future__ import annotations

from datetime import UTC, datetime

from contracts.crisis import StorySignalRaised
from services.analytics.application.meaning import Meaning
from services.analytics.consumers.crisis_events import READERS
from services.analytics.domain.incidents import signal_id

NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)


def meaning_of(measure: str) -> Meaning:
    fields = {"episode": "e1", "measure": measure, "observed": 40, "expected": 4, "score": 9, "reason": "rare"}
    common = {"id": "s1", "brand": "klm", "subject": "e1", "at": NOON, "window_seconds": 300, "detector_version": 1}
    return READERS.meaning_of([StorySignalRaised.model_validate({**common, **fields})])


def test_a_signal_of_a_story_counts_as_one_and_begins_the_incident_that_names_it() -> None:
    for measure in ("story", "reach"):
        meaning = meaning_of(measure)
        assert [(each.kind, each.labels["signal"]) for each in meaning.facts] == [("signal", measure)]
        (change,) = meaning.changes
        assert (change.incident, change.earliest) == (signal_id("e1"), {"signal_at": NOON})
