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
from services.crisis.domain.incident_step import OpenStep, opened
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK
from services.crisis.domain.review import Effort, ReviewSources, build
from services.crisis.domain.review_page import as_markdown
from services.crisis.domain.review_record import ReviewFinding, ReviewRecord

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)


def an_incident(state: State = "declared") -> Incident:
    return Incident("i", "Ash", 2, state, "ann", NOON, steps=opened(DEFAULT_PLAYBOOK))


def test_the_review_says_who_when_and_how_much_and_no_text_breaks_its_table() -> None:
    incident = replace(an_incident(), began_at=NOON - timedelta(seconds=60), roles={"commander": "ann"})
    ended = stood_down(incident, "ann", NOON + timedelta(hours=2), IncidentTotals(messages=900, negative=30, known=60))
    ask = Ask("c", "i", "ben", 1, NOON, NOON, "accepted", NOON + timedelta(seconds=120))
    review = build(ended, ReviewSources([Entry(NOON, "cas", "note", "a | b\n<script>")], [ask]))

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
    page = as_markdown(
        build(stood_down(an_incident(), "ann", NOON + timedelta(hours=1, seconds=5), totals), ReviewSources([]))
    )
    assert "Counted from 2026-04-15 12:00:00 to 2026-04-15 13:00:05." in page
    assert "stood down 3605 s after it was declared" in page


def test_the_review_says_what_it_cost_in_peoples_time() -> None:
    ended = stood_down(
        replace(an_incident(), roles={"commander": "ann", "scribe": "ann"}),
        "ann",
        NOON + timedelta(hours=2),
        IncidentTotals(),
    )
    places = [
        SurgePlace("i", "c", "ben", 2, NOON, NOON + timedelta(hours=1)),  # over before the end
        SurgePlace("i", "c", "cas", 2, NOON + timedelta(hours=1), NOON + timedelta(hours=9)),
        SurgePlace("i", "c", "ann", 2, NOON, NOON + timedelta(hours=9)),  # has a role already
    ]
    review = build(ended, ReviewSources([], places=places))
    assert review.effort == Effort(3, 120 + 60 + 60)
    assert "It took 3 people and 240 minutes of their time." in as_markdown(review)


def test_the_review_names_what_was_late_and_what_was_found_and_is_due_in_three_days() -> None:
    steps = (
        OpenStep("Note", due_seconds=300.0, done_by="ann", done_at=NOON + timedelta(seconds=300)),
        OpenStep("Scope | it", due_seconds=600.0, done_by="ann", done_at=NOON + timedelta(seconds=700), owner="ben"),
        OpenStep("Update", due_at=NOON + timedelta(seconds=900)),
        OpenStep("Plan"),
    )
    ended = stood_down(replace(an_incident(), steps=steps), "ann", NOON + timedelta(seconds=1000), IncidentTotals())
    findings = (ReviewFinding("No template", "cas", NOON, done=True), ReviewFinding("<b>Late"))
    record = ReviewRecord("i", owner="dee", summary="It rained.", findings=findings)

    late = [Entry(NOON + timedelta(seconds=301), "escalation", "update_late", "The first update is late.")]

    review = build(ended, ReviewSources(late, record=record), str.upper)
    page = as_markdown(review)

    assert [(each.number, each.late_seconds, each.done_at is None) for each in review.steps_late] == [
        (2, 100, False),
        (3, 100, True),
    ]
    assert review.updates_late == (NOON + timedelta(seconds=301),)
    assert review.record.due_at == NOON + timedelta(seconds=1000, days=3)
    for line in (
        "Owned by DEE, held by 2026-04-18 12:16:40.",
        "- Step 2, Scope / it (BEN): done, 100 s late",
        "- Step 3, Update: not done, 100 s late",
        "- An update for the company that was due had not come by 2026-04-15 12:05:01",
        "It rained.",
        "- [x] No template, CAS, by 2026-04-15 12:00:00",
        "- [ ] &lt;b>Late",
    ):
        assert line in page.splitlines()
