"""The review: who, when, how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.crisis.domain.callout import (
    Ask,
)
from services.crisis.domain.incident import (
    Entry,
    Incident,
    IncidentTotals,
    State,
    stood_down,
)
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK, opened
from services.crisis.domain.review import as_markdown, build

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)


def an_incident(state: State = "declared") -> Incident:
    return Incident("i", "Ash", 2, state, "ann", NOON, steps=opened(DEFAULT_PLAYBOOK))


def test_the_review_says_who_when_and_how_much_and_no_text_breaks_its_table() -> None:
    incident = replace(an_incident(), began_at=NOON - timedelta(seconds=60), roles={"commander": "ann"})
    ended = stood_down(incident, "ann", NOON + timedelta(hours=2), IncidentTotals(messages=900, negative=30, known=60))
    ask = Ask("c", "i", "ben", 1, NOON, NOON, "accepted", NOON + timedelta(seconds=120))
    review = build(ended, [Entry(NOON, "cas", "note", "a | b\n<script>")], [ask])

    page = as_markdown(review)
    assert review.milestones.to_first_volunteer == 180
    assert review.people == ("ann", "cas")
    assert review.lasted_seconds == 7200
    assert "| Messages | 900 |" in page
    assert "Counted from" not in page
    assert "50%" in page
    assert "a / b &lt;script>" in page


def test_the_review_says_over_what_span_its_figures_are() -> None:
    totals = IncidentTotals(messages=5, counted_from=NOON, counted_until=NOON + timedelta(hours=1, seconds=5))
    page = as_markdown(build(stood_down(an_incident(), "ann", NOON + timedelta(hours=1, seconds=5), totals), [], []))
    assert "Counted from 2026-04-15 12:00:00 to 2026-04-15 13:00:05." in page
    assert "stood down 3605 s after it was declared" in page
