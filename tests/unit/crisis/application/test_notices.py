"""People are told of pages and asks where they said, until they answer; nobody is told twice by a second process."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from channels.sending import OutcomeUnknown, RetryLater, SendFailed
from services.crisis.adapters.notice_forms import words_of
from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.application.notice_answers import LinkAnswer, LinkOver
from services.crisis.application.notice_delivery import AddressUnusable
from services.crisis.application.notice_plans import AddressWish
from services.crisis.application.page_answers import acknowledge
from services.crisis.application.rotation_swaps import SwapWish
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.notice import Notice
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.rotation import Layer, Period, Rotation
from services.crisis.domain.rotation_changes import RotationNotAllowed
from tests.support.crisis.builders import NOON, a_person
from tests.support.crisis.in_memory_rig import InMemoryRig
from tests.support.crisis.notices import ProcessDied

ANN = CommandCaller("klm", "ann", "c1")
PAGED = CrisisPolicy(escalation=EscalationPolicy((EscalationLevel(("ben",), 600.0),), rounds=1))
MAIL = AddressWish("email", 0.0, None, target="ben@klm.example")
CHAT = AddressWish("slack", 120.0, None, target="https://chat.example/ben")


async def reach(rig: InMemoryRig, person: str = "ben", *wishes: AddressWish) -> None:
    await rig.people.take([a_person(person)])
    await rig.process.application.notice_plans.write(ANN, person, wishes or (MAIL, CHAT))


async def paged(rig: InMemoryRig) -> None:
    await rig.policy(PAGED)
    await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.turn()


async def notices(rig: InMemoryRig, person: str = "ben") -> list[Notice]:
    return list((await rig.store().notices.newest(person, None, None, 50, None)).items)


def sent(rig: InMemoryRig) -> list[tuple[str | None, str]]:
    return [(notice.person, address.kind) for _, notice, address in rig.delivery.sent]


async def test_a_page_is_told_at_once_and_by_the_next_way_when_nobody_answers(rig: InMemoryRig) -> None:
    await reach(rig)
    await paged(rig)
    assert sent(rig) == [("ben", "email")]

    rig.clock.advance(120)
    await rig.turn()

    assert sent(rig) == [("ben", "email"), ("ben", "slack")]
    (notice,) = await notices(rig)
    assert [attempt.outcome for attempt in notice.attempts] == ["sent", "sent"]
    assert notice.state == "sent"


async def test_who_acknowledges_is_told_no_more(rig: InMemoryRig) -> None:
    await reach(rig)
    await paged(rig)
    (notice,) = await notices(rig)
    await acknowledge(rig.units, CommandCaller("klm", "ben", "a1"), notice.about)

    rig.clock.advance(120)
    await rig.turn()

    assert sent(rig) == [("ben", "email")]
    assert [each.state for each in await notices(rig)] == ["answered"]


async def test_an_unknown_outcome_is_tried_again_under_the_same_notice(rig: InMemoryRig) -> None:
    await reach(rig, "ben", MAIL)
    rig.delivery.results.extend([OutcomeUnknown("no_answer"), RetryLater(1.0, "http_503")])
    await paged(rig)
    for _ in range(2):
        rig.clock.advance(20)
        await rig.turn()

    assert len({notice.id for _, notice, _ in rig.delivery.sent}) == 1
    (notice,) = await notices(rig)
    assert [attempt.code for attempt in notice.attempts] == ["no_answer", "http_503", "sent"]


async def test_a_way_that_is_refused_makes_room_for_the_next(rig: InMemoryRig) -> None:
    await reach(rig)
    rig.delivery.results.append(SendFailed("smtp_550"))
    await paged(rig)

    assert sent(rig) == [("ben", "email"), ("ben", "slack")]


async def test_who_has_no_address_is_told_once_they_have_one(rig: InMemoryRig) -> None:
    await paged(rig)
    assert [each.state for each in await notices(rig)] == ["no_address"]

    await reach(rig)
    await rig.turn()

    assert sent(rig) == [("ben", "email")]


async def test_what_was_missed_long_ago_is_not_told(rig: InMemoryRig) -> None:
    await paged(rig)
    rig.clock.advance(3_601)

    await reach(rig)
    await rig.turn()

    assert sent(rig) == []


async def test_volunteers_are_asked_where_they_said_until_their_wave_ends(rig: InMemoryRig) -> None:
    await rig.policy(CrisisPolicy(callout=CalloutRules(wave_seconds=120.0)))
    await rig.volunteers(2)
    await reach(rig, "volunteer-0", MAIL)
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.commands.call_out(CommandCaller("klm", "ann", "c9"), incident.id, 2)
    await rig.turn()

    assert sent(rig) == [("volunteer-0", "email")]
    (notice,) = await notices(rig, "volunteer-0")
    assert notice.ends_at - notice.raised_at == timedelta(seconds=120)
    assert [each.state for each in await notices(rig, "volunteer-1")] == ["no_address"]


async def test_a_link_takes_the_page_for_its_person_once(rig: InMemoryRig) -> None:
    await reach(rig)
    await paged(rig)
    (notice,) = await notices(rig)
    answers = rig.process.application.notice_answers
    assert (await answers.view("klm", notice.id)).awaited

    await answers.answer("klm", notice.id, "accept")

    (incident,) = await rig.incidents()
    assert (incident.acknowledged_by, incident.roles) == ("ben", {"commander": "ben"})
    assert not (await answers.view("klm", notice.id)).awaited
    with pytest.raises(LinkOver):
        await answers.answer("klm", notice.id, "decline")


async def test_a_link_says_yes_to_a_callout(rig: InMemoryRig) -> None:
    await rig.volunteers(1)
    await reach(rig, "volunteer-0", MAIL)
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.commands.call_out(CommandCaller("klm", "ann", "c9"), incident.id, 1)
    await rig.turn()
    (notice,) = await notices(rig, "volunteer-0")

    await rig.process.application.notice_answers.answer("klm", notice.id, "accept")

    ask = await rig.store().asks.find(notice.about, "volunteer-0")
    assert ask is not None
    assert ask.state == "accepted"


AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TURNS = Layer(("ann", "ben"), NOON.date(), 1, handover=60 * NOON.astimezone(AMSTERDAM).hour)
HUB = Rotation("hub", "Hub", AMSTERDAM.key, (TURNS,))
GIVES = Period(NOON + timedelta(days=2), NOON + timedelta(days=3))
TAKES = Period(NOON + timedelta(days=3), NOON + timedelta(days=4))


async def swap_asked(rig: InMemoryRig) -> Notice:
    await rig.people.take([a_person("ann", "Ann")])
    await rig.process.application.rotations.write(ANN, HUB)
    await rig.process.application.swaps.propose(ANN, "hub", SwapWish("ann", "ben", GIVES, TAKES))
    await rig.turn()
    (notice,) = await notices(rig)
    return notice


async def swaps_of(rig: InMemoryRig) -> list[str]:
    rotation = await rig.store().rotations.find("hub")
    assert rotation is not None
    return [each.state for each in rotation.swaps]


async def test_who_is_asked_to_swap_is_told_until_the_first_of_its_times_begins(rig: InMemoryRig) -> None:
    await reach(rig)
    notice = await swap_asked(rig)

    assert sent(rig) == [("ben", "email")]
    assert (notice.kind, notice.incident, notice.rotation, notice.ends_at) == ("swap", None, "hub", GIVES.begins_at)
    begins = f"{GIVES.begins_at.astimezone(AMSTERDAM):%a %Y-%m-%d %H:%M}"
    assert notice.title.startswith(f"Hub: Ann asks you to be on call from {begins} to ")
    assert ", and is on call for you from " in notice.title
    words = words_of("klm", notice, None)
    assert words.subject == f"[klm] Can you swap? {notice.title}"

    await rig.process.application.swaps.propose(ANN, "hub", SwapWish("ann", "ben", GIVES, TAKES))
    await rig.turn()
    assert len(sent(rig)) == 1, "the same command again asks once"


@pytest.mark.parametrize(("answer", "state", "overrides"), [("accept", "accepted", 2), ("decline", "declined", 0)])
async def test_a_link_answers_a_swap(rig: InMemoryRig, answer: LinkAnswer, state: str, overrides: int) -> None:
    await reach(rig)
    notice = await swap_asked(rig)
    answers = rig.process.application.notice_answers

    assert (await answers.answer("klm", notice.id, answer)).state == "answered"

    assert await swaps_of(rig) == [state]
    rotation = await rig.store().rotations.find("hub")
    assert rotation is not None
    assert len(rotation.overrides) == overrides
    with pytest.raises(LinkOver):
        await answers.answer("klm", notice.id, answer)


async def test_a_swap_that_was_withdrawn_asks_nobody_any_more(rig: InMemoryRig) -> None:
    await reach(rig)
    notice = await swap_asked(rig)
    await rig.process.application.swaps.answer(CommandCaller("klm", "ann", "w"), "hub", notice.about, "withdrawn")
    assert not (await rig.process.application.notice_answers.view("klm", notice.id)).awaited

    rig.clock.advance(120)
    await rig.turn()

    assert sent(rig) == [("ben", "email")]
    assert [each.state for each in await notices(rig)] == ["answered"]


async def test_a_swap_whose_time_has_come_cannot_be_accepted_by_its_link(rig: InMemoryRig) -> None:
    await reach(rig)
    notice = await swap_asked(rig)
    rig.clock.advance(2 * 86_400 + 1)
    with pytest.raises(RotationNotAllowed, match="begun"):
        await rig.process.application.notice_answers.answer("klm", notice.id, "accept")
    assert await swaps_of(rig) == ["proposed"]


async def test_a_declined_page_is_noted_and_escalation_goes_on(rig: InMemoryRig) -> None:
    await reach(rig)
    await paged(rig)
    (notice,) = await notices(rig)

    await rig.process.application.notice_answers.answer("klm", notice.id, "decline")

    (incident,) = await rig.incidents()
    assert incident.acknowledged_by is None
    assert "declined" in [entry.kind for entry in await rig.timeline(incident.id)]


async def test_another_brand_has_no_such_notice(rig: InMemoryRig) -> None:
    await reach(rig)
    await paged(rig)
    (notice,) = await notices(rig)

    with pytest.raises(Missing):
        await rig.process.application.notice_answers.answer("other", notice.id, "accept")


async def test_an_address_that_is_named_keeps_what_is_not_given(rig: InMemoryRig) -> None:
    await reach(rig)
    commands = rig.process.application.notice_plans
    before = await commands.of("klm", "ben")
    wish = AddressWish("slack", 30.0, None, id=before.addresses[1].id)

    plan = await commands.write(ANN, "ben", [wish])

    (address,) = plan.addresses
    assert (address.sealed, address.after_seconds, plan.version) == (before.addresses[1].sealed, 30.0, 2)


@pytest.mark.parametrize(
    ("wish", "field", "code"),
    [
        (AddressWish("slack", 0.0, None), "/addresses/1/target", "missing"),
        (AddressWish("slack", 0.0, None, id="0" * 16), "/addresses/1/id", "unknown_address"),
        (AddressWish("slack", 0.0, None, target="https://refused.example"), "/addresses/1/target", "address_refused"),
    ],
)
async def test_an_address_that_cannot_be_used_is_named(
    rig: InMemoryRig, wish: AddressWish, field: str, code: str
) -> None:
    await rig.people.take([a_person("ben")])

    with pytest.raises(AddressUnusable) as refused:
        await rig.process.application.notice_plans.write(ANN, "ben", [MAIL, wish])

    assert (refused.value.field, refused.value.code) == (field, code)


async def test_a_plan_is_for_somebody_of_the_brand(rig: InMemoryRig) -> None:
    with pytest.raises(Missing):
        await rig.process.application.notice_plans.write(ANN, "nobody", [MAIL])


async def test_a_plan_that_was_changed_meanwhile_is_not_overwritten(rig: InMemoryRig) -> None:
    await reach(rig)

    with pytest.raises(StaleVersion):
        await rig.process.application.notice_plans.write(CommandCaller("klm", "ann", "c2", 0), "ben", [MAIL])


async def test_a_process_that_dies_between_sending_and_recording_sends_the_same_again(rig: InMemoryRig) -> None:
    await reach(rig, "ben", MAIL)
    rig.delivery.dies = True
    with pytest.raises(ProcessDied):
        await paged(rig)

    await rig.turn(rig.process)  # after the lease another process has the timer

    first, second = ((notice.id, address.id) for _, notice, address in rig.delivery.sent)
    assert first == second
    (notice,) = await notices(rig)
    assert [attempt.outcome for attempt in notice.attempts] == ["sent"]


async def test_two_processes_with_one_timer_record_one_try(rig: InMemoryRig) -> None:
    await reach(rig, "ben", MAIL)
    await rig.policy(PAGED)
    await rig.commands.declare(ANN, "Ash", 2, None, None)
    first = [timer for timer in rig.memory.due() if timer.kind == "notice"]
    second = [timer for timer in rig.memory.due() if timer.kind == "notice"]  # after a lease that ran out

    await rig.process.timers["notice"](second)
    await rig.process.timers["notice"](first)

    (notice,) = await notices(rig)
    assert len(notice.attempts) == 1
