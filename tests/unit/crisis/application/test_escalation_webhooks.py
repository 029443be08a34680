"""Levels of the escalation call webhooks of the brand, and go on until a person acknowledges."""

from __future__ import annotations

import pytest

from channels.sending import RetryLater, SendFailed
from chassis.errors import VersionConflict
from chassis.seal import SealBroken
from contracts.crisis import PageSent
from contracts.directory import BrandChanged
from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.application.escalation_webhooks import WebhookWish
from services.crisis.application.notice_answers import LinkOver
from services.crisis.application.notice_delivery import AddressUnusable, OpenAddress
from services.crisis.application.page_answers import acknowledge, decline
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.escalation_webhook import MOST_ESCALATION_WEBHOOKS, EscalationWebhookNotAllowed
from services.crisis.domain.incident import Incident
from services.crisis.domain.notice import PAUSES, Notice
from services.crisis.domain.policy import CrisisPolicy
from tests.support.crisis.in_memory_rig import InMemoryRig

SECRET = "whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldCBhdCBhbGw="  # noqa: S105 - it says in base64 that it is none
WISH = WebhookWish("Alerts", "https://alerts.example/1", SECRET)
BEN = CommandCaller("klm", "ben", "a1")


def ann(command: str = "c1", expected: int | None = None, brand: str = "klm") -> CommandCaller:
    return CommandCaller(brand, "ann", command, expected)


async def have(rig: InMemoryRig, *levels: EscalationLevel, rounds: int = 1, most: int | None = None) -> None:
    await rig.process.application.escalation_webhooks.write(ann(), "alerts", WISH)
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy(levels, rounds, most)))


async def declare(rig: InMemoryRig, command: str = "d1") -> Incident:
    incident = await rig.commands.declare(ann(command), "Ash", 2, None, None)
    await rig.turn()
    return incident


async def calls(rig: InMemoryRig) -> list[Notice]:
    found = await rig.store().notices.newest(None, None, None, 50, None)
    return [notice for notice in reversed(found.items) if notice.kind == "level"]


async def later(rig: InMemoryRig, seconds: float) -> None:
    rig.clock.advance(seconds)
    await rig.turn()


async def test_a_level_calls_its_webhooks_at_once_beside_its_people(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel(("ben",), 60.0, webhooks=("alerts",)))

    incident = await declare(rig)

    (call,) = await calls(rig)
    assert (call.person, call.webhook, call.level, call.round) == (None, "alerts", 1, 1)
    assert (call.incident, call.about, call.title, call.severity) == (incident.id, incident.id, "Ash", 2)
    assert (call.state, [attempt.code for attempt in call.attempts]) == ("sent", ["sent"])
    ((brand, sent, address),) = rig.delivery.sent
    assert (brand, sent.id) == ("klm", call.id)
    assert rig.delivery.open("klm", None, address) == OpenAddress("alerts", "webhook", WISH.target or "", SECRET)
    assert [page.person for page in await rig.told(PageSent)] == ["ben"]
    texts = [entry.text for entry in await rig.timeline(incident.id) if entry.kind in {"paged", "called"}]
    assert texts == ["Paged ben (level 1, round 1).", "Called webhook Alerts (level 1, round 1)."]


async def test_a_webhook_alone_is_called_in_each_round_and_the_escalation_goes_on(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel((), 60.0, webhooks=("alerts",)), EscalationLevel(("ben",), 60.0), rounds=2)
    incident = await declare(rig)
    assert await rig.told(PageSent) == []

    for _ in range(4):
        await later(rig, 61)

    assert [(page.person, page.level) for page in await rig.told(PageSent)] == [("ben", 2)] * 2
    assert [(call.level, call.round) for call in await calls(rig)] == [(1, 1), (1, 2)]
    assert len({call.id for call in await calls(rig)}) == 2
    assert [entry for entry in await rig.timeline(incident.id) if entry.kind == "passed_over"] == []
    (now,) = await rig.incidents()
    assert now.acknowledged_by is None, "a webhook that takes its call takes no incident"


async def test_a_call_that_fails_is_tried_again_and_shows_what_came_of_it(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel((), 3_600.0, webhooks=("alerts",)))
    rig.delivery.results.extend([RetryLater(0.0, "http_503"), SendFailed("http_404")])
    await declare(rig)
    assert [each.outcome for each in (await calls(rig))[0].attempts] == ["retry"]

    await later(rig, PAUSES[0])

    (call,) = await calls(rig)
    assert (call.state, [each.code for each in call.attempts]) == ("failed", ["http_503", "http_404"])
    assert {each.shown for each in call.attempts} == {WISH.target}


async def test_no_call_is_tried_again_once_a_person_acknowledged(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel(("ben",), 3_600.0, webhooks=("alerts",)))
    rig.delivery.results.append(RetryLater(0.0, "http_503"))
    await declare(rig)
    (page,) = await rig.told(PageSent)
    await acknowledge(rig.units, BEN, page.page)

    await later(rig, PAUSES[0])

    assert len(rig.delivery.sent) == 1
    assert [call.state for call in await calls(rig)] == ["answered"]


async def test_no_call_is_tried_again_once_the_incident_is_over(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel((), 3_600.0, webhooks=("alerts",)))
    rig.delivery.results.append(RetryLater(0.0, "http_503"))
    incident = await declare(rig)
    await rig.commands.stand_down(ann("c2"), incident.id)

    await later(rig, PAUSES[0])

    assert len(rig.delivery.sent) == 1
    assert [call.state for call in await calls(rig)] == ["answered"]


async def test_the_pages_of_an_hour_do_not_limit_calls(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel(("ben",), 3_600.0, webhooks=("alerts",)), most=1)
    for number in range(3):
        await declare(rig, f"d{number}")

    assert [call.state for call in await calls(rig)] == ["sent"] * 3


async def test_when_the_people_of_a_level_decline_no_webhook_holds_the_next_one_up(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel(("ben",), 3_600.0, webhooks=("alerts",)), EscalationLevel(("cas",), 60.0))
    await declare(rig)
    (page,) = await rig.told(PageSent)

    await decline(rig.units, BEN, page.page)
    await rig.turn()

    assert [each.person for each in await rig.told(PageSent)] == ["ben", "cas"]


async def test_a_level_that_is_closed_calls_no_webhook(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel((), 60.0, from_severity=3, webhooks=("alerts",)), EscalationLevel(("ben",), 60.0))

    await declare(rig)

    assert await calls(rig) == []
    assert [page.level for page in await rig.told(PageSent)] == [2]


async def test_a_webhook_that_was_removed_is_passed_over_and_what_is_under_way_to_it_ends(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel((), 60.0, webhooks=("alerts",)), EscalationLevel(("ben",), 60.0), rounds=2)
    rig.delivery.results.append(RetryLater(0.0, "http_503"))
    incident = await declare(rig)
    await rig.policy(CrisisPolicy())
    await rig.process.application.escalation_webhooks.remove(ann("c2"), "alerts")

    for _ in range(3):
        await later(rig, 61)

    assert [call.state for call in await calls(rig)] == ["no_address"]
    assert [(page.person, page.level) for page in await rig.told(PageSent)] == [("ben", 2)] * 2
    assert "Level 1 reaches nobody now (round 2)." in [each.text for each in await rig.timeline(incident.id)]


async def test_a_call_goes_to_where_the_webhook_is_now(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel((), 3_600.0, webhooks=("alerts",)))
    rig.delivery.results.append(RetryLater(0.0, "not_connected"))
    await declare(rig)
    moved = WebhookWish("Alerts", "https://alerts.example/2", None)
    await rig.process.application.escalation_webhooks.write(ann("c2"), "alerts", moved)

    await later(rig, PAUSES[0])

    assert [address.shown for _, _, address in rig.delivery.sent] == [WISH.target, moved.target]


async def test_no_link_answers_a_call(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel(("ben",), 60.0, webhooks=("alerts",)))
    await declare(rig)
    (call,) = await calls(rig)
    answers = rig.process.application.notice_answers

    assert not (await answers.view("klm", call.id)).awaited
    with pytest.raises(LinkOver):
        await answers.answer("klm", call.id, "accept")


async def test_what_is_not_given_stays_as_it_is_stored(rig: InMemoryRig) -> None:
    commands = rig.process.application.escalation_webhooks
    first = await commands.write(ann(), "alerts", WISH)
    renamed = await commands.write(ann("c2", 1), "alerts", WebhookWish("On call", None, None))
    assert (renamed.name, renamed.sealed, renamed.shown, renamed.version) == ("On call", first.sealed, first.shown, 2)

    moved = await commands.write(ann("c3"), "alerts", WebhookWish("On call", "https://alerts.example/2", None))
    opened = rig.delivery.open("klm", None, moved.address)
    assert (opened.target, opened.secret) == ("https://alerts.example/2", SECRET)
    again = await commands.write(ann("c4"), "alerts", WebhookWish("On call", None, f"{SECRET}2"))
    opened = rig.delivery.open("klm", None, again.address)
    assert (opened.target, opened.secret) == ("https://alerts.example/2", f"{SECRET}2")
    with pytest.raises(StaleVersion):
        await commands.write(ann("c5", 2), "alerts", WISH)


@pytest.mark.parametrize(
    ("wish", "field", "code"),
    [
        (WebhookWish("Alerts", None, SECRET), "/target", "missing"),
        (WebhookWish("Alerts", "https://refused.example", SECRET), "/target", "address_refused"),
    ],
)
async def test_a_webhook_that_cannot_be_called_is_refused(
    rig: InMemoryRig, wish: WebhookWish, field: str, code: str
) -> None:
    with pytest.raises(AddressUnusable) as refused:
        await rig.process.application.escalation_webhooks.write(ann(), "alerts", wish)

    assert (refused.value.field, refused.value.code) == (field, code)
    assert await rig.store().escalation_webhooks.all() == []


async def test_what_is_kept_of_a_webhook_that_somebody_changes_at_once_is_not_written_back(
    rig: InMemoryRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = rig.process.application.escalation_webhooks
    stored = await commands.write(ann(), "alerts", WISH)
    check = rig.delivery.check

    async def change_meanwhile(address: OpenAddress) -> None:
        monkeypatch.setattr(rig.delivery, "check", check)
        await commands.write(ann("c2"), "alerts", WebhookWish("Alerts", WISH.target, f"{SECRET}2"))

    monkeypatch.setattr(rig.delivery, "check", change_meanwhile)
    with pytest.raises(VersionConflict):
        await commands.write(ann("c3"), "alerts", WebhookWish("Alerts", "https://alerts.example/2", None))

    (now,) = await rig.store().escalation_webhooks.all()
    assert (now.version, now.shown) == (stored.version + 1, WISH.target)


async def test_what_does_not_open_any_more_has_to_be_written_anew(
    rig: InMemoryRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = rig.process.application.escalation_webhooks
    await commands.write(ann(), "alerts", WISH)

    def broken(*_: object) -> OpenAddress:
        raise SealBroken

    monkeypatch.setattr(rig.delivery, "open", broken)
    with pytest.raises(AddressUnusable, match="missing"):
        await commands.write(ann("c2"), "alerts", WebhookWish("Alerts", None, f"{SECRET}2"))
    assert (await commands.write(ann("c3"), "alerts", WISH)).version == 2


async def test_a_brand_has_so_many_webhooks_and_may_change_each(rig: InMemoryRig) -> None:
    commands = rig.process.application.escalation_webhooks
    for number in range(MOST_ESCALATION_WEBHOOKS):
        await commands.write(ann(f"c{number}"), f"hook-{number:02}", WISH)

    with pytest.raises(EscalationWebhookNotAllowed, match="too_many_webhooks"):
        await commands.write(ann("one more"), "hook-x", WISH)
    assert (await commands.write(ann("again"), "hook-00", WISH)).version == 2
    assert (await commands.write(ann("elsewhere", brand="afr"), "hook-x", WISH)).version == 1


async def test_a_webhook_that_a_level_names_stays(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel(("ben",), 60.0), EscalationLevel((), 60.0, webhooks=("alerts",)))
    commands = rig.process.application.escalation_webhooks
    with pytest.raises(EscalationWebhookNotAllowed, match="named_by_policy"):
        await commands.remove(ann("c2"), "alerts")
    await rig.policy(CrisisPolicy())
    with pytest.raises(StaleVersion):
        await commands.remove(ann("c3", 7), "alerts")
    with pytest.raises(Missing):
        await commands.remove(ann("c4", brand="afr"), "alerts")

    await commands.remove(ann("c5"), "alerts")

    assert await rig.store().escalation_webhooks.all() == []
    with pytest.raises(Missing):
        await commands.remove(ann("c6"), "alerts")


async def test_a_drill_has_no_webhooks_and_calls_none_of_the_brand_that_practises(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel((), 60.0, webhooks=("alerts",)))
    made = {"brand": "klm-drill", "subject": "klm-drill", "version": 1, "at": rig.clock.now(), "name": "Drill"}
    await rig.people.take([BrandChanged.after("klm", "drill", drill_of="klm", **made)])
    with pytest.raises(EscalationWebhookNotAllowed, match="in_drill"):
        await rig.process.application.escalation_webhooks.write(ann("c2", brand="klm-drill"), "alerts", WISH)

    await rig.policy(await rig.store().policies.current(), "klm-drill")
    await rig.commands.declare(ann("d1", brand="klm-drill"), "Ash", 2, None, None)
    await rig.turn()

    assert rig.delivery.sent == []


async def test_two_processes_with_one_timer_call_under_one_key_and_record_one_try(rig: InMemoryRig) -> None:
    await have(rig, EscalationLevel((), 60.0, webhooks=("alerts",)))
    await rig.commands.declare(ann("d1"), "Ash", 2, None, None)
    first = [timer for timer in rig.memory.due() if timer.kind == "notice"]
    second = [timer for timer in rig.memory.due() if timer.kind == "notice"]  # after a lease that ran out

    await rig.process.timers["notice"](second)
    await rig.process.timers["notice"](first)

    assert len({notice.id for _, notice, _ in rig.delivery.sent}) == 1
    (call,) = await calls(rig)
    assert len(call.attempts) == 1
