"""The rules in force: versions that stay, read at most some seconds late, and what they look at."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import VersionConflict
from chassis.messaging.testing import a_delivery
from contracts.crisis import IncidentDeclared, IncidentStoodDown
from contracts.inbox import GuidelineChanged
from services.inbox.application import rulebook
from services.inbox.application.records import RuleVersion
from services.inbox.application.rulebook import FRESH
from services.inbox.consumers.crisis_events import OnCrisisEvents
from services.inbox.domain.guideline import CertificateRule
from services.inbox.domain.guideline_defaults import default_guideline
from services.inbox.domain.guideline_scope import Applies
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, an_employee
from tests.unit.inbox.application.rig import Rig


async def test_a_new_version_is_in_force_at_once_where_it_was_written(rig: Rig) -> None:
    body = await rig.inbox.rulebook.current(BRAND, "sla")
    await rig.inbox.rulebook.put(BRAND, "sla", {**body, "pause_resolution_while_waiting": False}, after=1, by="maria")
    policies = (await rig.inbox.rulebook.of(BRAND)).policies
    assert (policies.current.version, policies.older[1].version) == (2, 1)
    with pytest.raises(VersionConflict):
        await rig.inbox.rulebook.put(BRAND, "sla", body, after=1, by="maria")


async def test_what_was_being_read_as_a_version_was_made_is_not_kept(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    read, answer = asyncio.Event(), asyncio.Event()
    of_brands = rig.store.of_brands

    async def slow(brands: Collection[str]) -> Mapping[str, Sequence[RuleVersion]]:
        found = await of_brands(brands)
        read.set()
        await answer.wait()
        return found

    monkeypatch.setattr(rig.store, "of_brands", slow)
    under_way = asyncio.create_task(rig.inbox.rulebook.of(BRAND))
    await read.wait()
    await rig.rule(max_length=7)
    answer.set()
    assert (await under_way).guideline.max_length != 7
    assert (await rig.inbox.rulebook.of(BRAND)).guideline.max_length == 7


async def test_another_process_sees_a_new_version_when_its_own_is_no_longer_fresh(rig: Rig) -> None:
    other = Rig(store=rig.store, clock=rig.clock)
    before = await other.inbox.rulebook.of(BRAND)
    await rig.rule(max_length=7)
    assert (await other.inbox.rulebook.of(BRAND)) is before
    assert (await other.inbox.rulebook.guideline(BRAND)).max_length == 7
    rig.clock.advance(FRESH.total_seconds())
    after = await other.inbox.rulebook.of(BRAND)
    assert (after.guideline.max_length, after.find_terms) == (7, before.find_terms)


async def test_a_new_guideline_is_told_with_the_certificates_it_demands_and_the_freedoms_that_lift_them(
    rig: Rig,
) -> None:
    demand = {"id": "speaks", "certificate": "speak", "applies": {"topics": ["refund"]}, "why": "Money"}
    freedom = {"id": "thanks", "text": "Say thanks", "applies": {"visibility": "public"}, "lifts": ["speaks"]}
    await rig.rule(certificates=[demand], freedoms=[freedom])
    (told,) = [event for event in rig.store.outbox if isinstance(event, GuidelineChanged)]
    assert (told.brand, told.subject, told.version) == (BRAND, "guideline", 2)
    (asked,) = told.certificates
    assert (asked.certificate, asked.where.topics, asked.where.visibility) == ("speak", ("refund",), None)
    assert [each.visibility for each in asked.lifted] == ["public"]


async def test_a_guideline_from_before_it_was_told_is_announced_once_at_its_first_use(rig: Rig) -> None:
    demand = {"id": "speaks", "certificate": "speak", "applies": {}, "why": "Money"}
    await rig.rule(certificates=[demand])
    (told,) = [event for event in rig.store.outbox if isinstance(event, GuidelineChanged)]
    rig.store.outbox.clear()
    rig.store.announced.clear()
    for process in (rig, Rig(store=rig.store, clock=rig.clock), rig):
        await process.inbox.rulebook.of(BRAND)
        rig.clock.advance(FRESH.total_seconds())
    (again,) = [event for event in rig.store.outbox if isinstance(event, GuidelineChanged)]
    assert (again.id, again.version, again.certificates) == (told.id, 2, told.certificates)


async def test_the_default_guideline_is_announced_only_where_it_demands_a_certificate(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.inbox.rulebook.of(BRAND)
    assert rig.store.outbox == []
    strict = replace(default_guideline(), certificates=(CertificateRule("speaks", "speak", Applies(), "Money"),))
    monkeypatch.setitem(rulebook.DEFAULTS, "guideline", lambda: strict)
    await Rig(store=rig.store, clock=rig.clock).inbox.rulebook.of(BRAND)
    (told,) = [event for event in rig.store.outbox if isinstance(event, GuidelineChanged)]
    assert (told.version, [each.certificate for each in told.certificates]) == (1, ["speak"])


async def test_the_terms_of_a_new_triage_chart_are_looked_for(rig: Rig) -> None:
    body = await rig.inbox.rulebook.current(BRAND, "triage")
    chart = {**body, "topic_terms": {"drill": ["xyzzy"]}}
    await rig.inbox.rulebook.put(BRAND, "triage", chart, after=body["version"], by="maria")
    await rig.take(a_message(text="Is this xyzzy?"))
    assert rig.conversation.topics == ("drill",)


async def certificates(rig: Rig, person: str) -> frozenset[str]:
    guideline = await rig.inbox.rulebook.guideline(BRAND)
    return (await rig.inbox.guidelines.author(BRAND, person, guideline)).certificates


async def test_a_certificate_counts_until_the_moment_it_ends(rig: Rig) -> None:
    await rig.routing([a_delivery(an_employee("anna", 2, speak=NOON + minutes(1), fly=None))])
    await rig.routing([a_delivery(an_employee("anna", 1))])
    assert await certificates(rig, "anna") == {"speak", "fly"}
    rig.clock.advance(60)
    assert await certificates(rig, "anna") == {"fly"}


async def test_a_conversation_is_in_an_incident_while_one_is_on(rig: Rig) -> None:
    await rig.take(a_message())
    base = {"brand": BRAND, "subject": "i1", "at": NOON, "incident": "i1"}
    declared = IncidentDeclared.after("d", "1", **base, title="Ash", severity=1, declared_by="maria")
    over = IncidentStoodDown.after("s", "1", **base, by="maria", lasted_seconds=timedelta(hours=1).total_seconds())
    crisis = OnCrisisEvents(rig.store, rig.story_answers, rig.inbox.posts.publishing)
    await crisis([a_delivery(declared)])
    assert (await rig.inbox.guidelines.situation(rig.conversation)).in_incident
    await crisis([a_delivery(over)])
    assert not (await rig.inbox.guidelines.situation(rig.conversation)).in_incident
