"""What the API shows that takes more than one read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.crisis import PageSent
from services.crisis.application.caller import CommandCaller
from services.crisis.application.page_answers import acknowledge
from services.crisis.application.queries import TooEarly
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.review_page import as_markdown
from services.crisis.http.presenters import review_view
from tests.support.crisis.builders import a_message, a_person
from tests.support.crisis.in_memory_rig import InMemoryRig

ANN = CommandCaller("klm", "ann", "c1")


async def test_an_incident_is_shown_with_its_figures_so_far_and_then_with_the_final_ones(rig: InMemoryRig) -> None:
    queries = rig.process.application.queries
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.hear([a_message(n, rig.clock.now(), mood="negative") for n in range(30)])

    so_far, timeline = await queries.incident("klm", "ann", incident.id)
    await rig.commands.stand_down(CommandCaller("klm", "ann", "c2"), incident.id)
    await rig.hear([a_message(100, rig.clock.now() + timedelta(seconds=5))])
    final, _ = await queries.incident("klm", "ann", incident.id)

    assert so_far.figures is not None
    assert (so_far.figures.messages, so_far.figures.negative, so_far.figures.known) == (30, 30, 30)
    assert timeline[0].kind == "declared"
    assert final.figures == so_far.figures


async def test_the_review_is_there_after_the_stand_down(rig: InMemoryRig) -> None:
    queries = rig.process.application.queries
    with pytest.raises(Missing):
        await queries.review("klm", "unknown")
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    with pytest.raises(TooEarly) as refused:
        await queries.review("klm", incident.id)
    assert refused.value.state == "declared"

    rig.clock.advance(60)
    await rig.commands.stand_down(CommandCaller("klm", "ben", "c2"), incident.id)
    review = await queries.review("klm", incident.id)
    assert review.people == ("ann", "ben")
    assert [entry.kind for entry in review.timeline][-1] == "stood_down"


async def test_the_review_names_people_and_keeps_their_ids(rig: InMemoryRig) -> None:
    await rig.people.take([a_person("ann", "Ann | Aerts"), a_person("ben", "Ben Bos"), a_person("vic", brand="acme")])
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy((EscalationLevel(("ben", "zoe"), 60.0),))))
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    page, _ = await rig.told(PageSent)
    await acknowledge(rig.units, CommandCaller("klm", "ben", "a1"), page.page)
    await rig.commands.cast(CommandCaller("klm", "ann", "c2"), incident.id, {"scribe": "ann"})
    await rig.commands.stand_down(CommandCaller("klm", "vic", "c3"), incident.id)

    review = await rig.process.application.queries.review("klm", incident.id)

    assert review.people == ("ann", "ben", "vic")
    assert review.names == {"ann": "Ann | Aerts", "ben": "Ben Bos", "vic": "vic"}
    texts = [entry.text for entry in review.timeline]
    assert {"Paged Ben Bos (level 1, round 1).", "Paged zoe (level 1, round 1).", "Roles: scribe Ann | Aerts."} <= {
        *texts
    }
    page_of_it = as_markdown(review)
    assert "Roles: commander Ben Bos, scribe Ann / Aerts." in page_of_it
    assert "by Ann / Aerts, stood down" in page_of_it
    assert "| Ben Bos | Ben Bos acknowledged the page. |" in page_of_it
    assert "- Publish the first public note" in page_of_it
    shown = review_view(review)
    assert (shown.incident.roles["scribe"], shown.names["ann"]) == ("ann", "Ann | Aerts")


async def test_heads_needed_follow_the_worst_of_the_last_buckets(rig: InMemoryRig) -> None:
    await rig.staffing(seats=3, waiting=10)
    await rig.hear([a_message(n, rig.clock.now()) for n in range(40)])

    need = await rig.process.application.queries.need("klm")

    assert (need.arrivals_per_hour, need.handle_seconds, need.backlog, need.staffed_seats) == (2400.0, 60.0, 10, 3)
    assert need.needed_seats > 40
