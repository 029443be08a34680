"""A clock that comes due is reported once, and its timer moves to the next clock or ends."""

from collections import Counter
from datetime import timedelta

import pytest

from chassis.errors import VersionConflict
from contracts.inbox import SlaBreached
from services.inbox.application.records import Changes
from services.inbox.application.timers import SLA_TIMER
from services.inbox.timers.sla_due import OnSlaDue
from tests.support.inbox.events import BRAND, a_message
from tests.unit.inbox.application.rig import ANNA, Rig


async def test_a_breach_is_emitted_once_and_the_next_clock_is_waited_for(rig: Rig) -> None:
    await rig.take(a_message())
    rig.clock.advance(3601)
    assert await rig.breach_due() == 1
    assert await rig.breach_due() == 0
    rig.clock.advance(24 * 3600)
    await rig.breach_due()
    assert [event.clock.kind for event in rig.emitted(SlaBreached)] == ["first_response", "resolution"]
    assert rig.store.timers == {}


async def test_a_conversation_that_was_resolved_in_time_has_no_breach(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.inbox.conversations.resolve(ANNA, rig.conversation.id, None)
    rig.clock.advance(3601)
    await rig.breach_due()
    assert (rig.emitted(SlaBreached), rig.store.timers) == ([], {})


async def test_the_timer_of_a_conversation_that_is_gone_ends(rig: Rig) -> None:
    await rig.take(a_message())
    rig.store.stored.clear()
    rig.clock.advance(3601)
    await rig.breach_due()
    assert rig.store.timers == {}


async def test_a_conversation_that_meets_a_writer_does_not_hold_up_the_others(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.take(a_message("1"), a_message("2", contact="eva"))
    busy, free = [each.id for each in rig.conversations]
    rig.clock.advance(3601)
    commit = rig.store.commit

    async def meeting(changes: Changes) -> None:
        if any(id_ == busy for _, id_ in changes.conversations):
            raise VersionConflict
        await commit(changes)

    monkeypatch.setattr(rig.store, "commit", meeting)
    await rig.breach_due()
    assert Counter(event.subject for event in rig.emitted(SlaBreached)) == {free: 1}
    monkeypatch.undo()
    await rig.breach_due()
    assert Counter(event.subject for event in rig.emitted(SlaBreached)) == {free: 1, busy: 1}


async def test_the_clocks_of_a_batch_breach_by_the_time_of_each_one_s_brand(rig: Rig) -> None:
    await rig.take(a_message(), a_message(brand="beside"))
    rig.clock.learn(BRAND, timedelta(seconds=3601))
    due = rig.store.due(SLA_TIMER, rig.clock.now_of(BRAND))
    assert {timer.brand for timer in due} == {BRAND, "beside"}
    await OnSlaDue(rig.inbox.breaches)(due)
    assert [event.brand for event in rig.emitted(SlaBreached)] == [BRAND]
