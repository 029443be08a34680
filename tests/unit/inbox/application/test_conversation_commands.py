"""What people do to conversations: resolve, reopen, triage, each under the version and the assignment they saw."""

import pytest

from chassis.errors import VersionConflict
from contracts.inbox import ConversationResolved, SlaClockStarted, SlaClockStopped, TriageOverridden
from services.inbox.application.conversation_commands import Judgement
from services.inbox.application.errors import Unknown, VersionMismatch
from services.inbox.application.records import Changes
from services.inbox.domain.assignment import NotAssignee
from services.inbox.domain.conversation import StateNotAllowed
from tests.support.inbox.events import a_message
from tests.unit.inbox.application.rig import ANNA, BOB, Rig, a_person

IGNORE = Judgement("ignore", 0, "Spam")


@pytest.fixture
async def asked(rig: Rig) -> Rig:
    """Give the inbox with one conversation that anna holds."""
    await rig.take(a_message())
    await rig.assign()
    return rig


async def test_a_resolved_conversation_stops_its_clocks_and_is_reported(asked: Rig) -> None:
    asked.clock.advance(60)
    record = await asked.inbox.conversations.resolve(ANNA, asked.conversation.id, 1)
    assert (record.conversation.status, record.conversation.version) == ("resolved", 2)
    (said,) = asked.emitted(ConversationResolved)
    assert (said.by, said.resolution_seconds) == ("anna", 60.0)
    assert len(asked.emitted(SlaClockStopped)) == 2
    with pytest.raises(StateNotAllowed):
        await asked.inbox.conversations.resolve(ANNA, asked.conversation.id, None)


async def test_a_reopened_conversation_is_reported_as_a_triage_and_starts_its_clocks(asked: Rig) -> None:
    await asked.inbox.conversations.resolve(ANNA, asked.conversation.id, None)
    asked.store.timers.clear()
    record = await asked.inbox.conversations.reopen(ANNA, asked.conversation.id, None)
    assert record.conversation.needs_reply
    assert [each.triage.rule for each in asked.emitted(TriageOverridden)] == ["reopened"]
    assert len(asked.emitted(SlaClockStarted)) == 2
    assert [each.due_at for each in asked.store.timers.values()] == [record.conversation.due_at]


async def test_a_person_judges_otherwise_than_the_rules(asked: Rig) -> None:
    record = await asked.inbox.conversations.triage(ANNA, asked.conversation.id, IGNORE, None)
    assert (record.conversation.triage, record.conversation.triaged_by) == ("ignore", "anna")
    (said,) = asked.emitted(TriageOverridden)
    assert (said.before, said.triage.reason, said.triage.by) == ("respond", "Spam", "anna")


async def test_somebody_else_may_not_act_unless_they_may_assign_tasks(asked: Rig) -> None:
    with pytest.raises(NotAssignee):
        await asked.inbox.conversations.resolve(BOB, asked.conversation.id, None)
    maria = a_person("maria", "tasks:assign")
    assert (await asked.inbox.conversations.resolve(maria, asked.conversation.id, None)).conversation.resolved_by


async def test_another_version_and_an_unknown_conversation_are_refused(asked: Rig) -> None:
    with pytest.raises(VersionMismatch) as refusal:
        await asked.inbox.conversations.resolve(ANNA, asked.conversation.id, 9)
    assert refusal.value.current == 1
    with pytest.raises(Unknown):
        await asked.inbox.conversations.resolve(ANNA, "nothing", None)


async def test_a_command_that_meets_a_message_is_decided_on_what_the_message_wrote(
    asked: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, messages = asked.store.commit, [a_message("2")]

    async def meeting(changes: Changes) -> None:
        if messages:
            await asked.take(messages.pop())
        await commit(changes)

    monkeypatch.setattr(asked.store, "commit", meeting)
    record = await asked.inbox.conversations.resolve(ANNA, asked.conversation.id, None)
    assert (record.conversation.inbound, record.conversation.status) == (2, "resolved")


async def test_a_command_that_always_meets_somebody_gives_up(asked: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    async def contended(_: Changes) -> None:
        raise VersionConflict

    monkeypatch.setattr(asked.store, "commit", contended)
    with pytest.raises(VersionConflict):
        await asked.inbox.conversations.resolve(ANNA, asked.conversation.id, None)
