"""A conversation's life: what messages, answers and people do to its state, its triage and its clocks."""

from dataclasses import replace

import pytest

from services.inbox.domain import assignment, conversation_clocks
from services.inbox.domain import conversation_triage as triage
from services.inbox.domain import lifecycle as life
from services.inbox.domain.assignment import NotAssignee, check_assignee
from services.inbox.domain.conversation import Conversation, StateNotAllowed
from services.inbox.domain.conversation_clocks import answer
from services.inbox.domain.sla import PolicyBook, SlaPolicy, Targets
from services.inbox.domain.triage import TriageResult
from tests.support.inbox.builders import BOOK, ESCALATE, MONITOR, NOON, RESPOND, a_conversation, an_inbound, minutes


def test_a_first_message_that_asks_starts_both_clocks() -> None:
    step = life.receive(a_conversation(), an_inbound(), RESPOND, BOOK)
    assert [clock.kind for clock in step.started] == ["first_response", "resolution"]
    assert step.conversation.needs_reply
    assert step.conversation.version == 1
    assert step.conversation.due_at == NOON + minutes(60)


def test_a_message_that_asks_nothing_starts_no_clock() -> None:
    step = life.receive(a_conversation(), an_inbound(), MONITOR, BOOK)
    assert step.started == ()
    assert not step.conversation.needs_reply


def test_more_messages_before_the_answer_start_no_second_clock_and_keep_the_oldest_question() -> None:
    first = life.receive(a_conversation(), an_inbound(), RESPOND, BOOK).conversation
    step = life.receive(first, an_inbound("m2", NOON + minutes(5)), RESPOND, BOOK)
    assert step.started == ()
    assert step.conversation.unanswered_since == NOON


def test_what_is_asked_rises_and_does_not_sink_while_unanswered() -> None:
    first = life.receive(a_conversation(), an_inbound(), ESCALATE, BOOK).conversation
    second = life.receive(first, an_inbound("m2"), MONITOR, BOOK).conversation
    assert (second.triage, second.priority) == ("escalate", 95)


def test_an_answer_stops_the_response_clock_and_pauses_the_resolution() -> None:
    asked = life.receive(a_conversation(), an_inbound(), RESPOND, BOOK).conversation
    step = conversation_clocks.answer(asked, NOON + minutes(20), BOOK)
    assert [(clock.kind, clock.met, clock.elapsed_seconds) for clock in step.stopped] == [
        ("first_response", True, 1200.0)
    ]
    assert step.conversation.status == "waiting"
    assert step.conversation.running == ()
    assert step.conversation.first_reply_at == NOON + minutes(20)


def test_when_the_contact_writes_again_the_next_response_clock_starts_and_the_resolution_goes_on() -> None:
    asked = life.receive(a_conversation(), an_inbound(), RESPOND, BOOK).conversation
    answered = conversation_clocks.answer(asked, NOON + minutes(20), BOOK).conversation
    step = life.receive(answered, an_inbound("m2", NOON + minutes(50)), RESPOND, BOOK)
    assert [clock.kind for clock in step.started] == ["next_response", "resolution"]
    assert step.conversation.status == "open"


def test_a_resolved_conversation_wakes_when_the_contact_asks_again() -> None:
    asked = life.receive(a_conversation(), an_inbound(), RESPOND, BOOK).conversation
    resolved = life.resolve(asked, NOON + minutes(10), "anna", BOOK).conversation
    step = life.receive(resolved, an_inbound("m2", NOON + minutes(60)), RESPOND, BOOK)
    assert step.reopened
    assert step.conversation.reopened == 1
    assert step.conversation.resolved_at is None


@pytest.mark.parametrize(("decision", "automated"), [(MONITOR, False), (RESPOND, True)])
def test_a_thank_you_or_an_automatic_answer_lets_a_resolved_conversation_sleep(
    decision: TriageResult, automated: bool
) -> None:
    asked = life.receive(a_conversation(), an_inbound(), RESPOND, BOOK).conversation
    resolved = life.resolve(asked, NOON, "anna", BOOK).conversation
    step = life.receive(resolved, an_inbound("m2", automated=automated), decision, BOOK)
    assert step.conversation.status == "resolved"
    assert not step.reopened


def test_resolving_twice_is_refused_with_the_state() -> None:
    resolved = life.resolve(a_conversation(), NOON, "anna", BOOK).conversation
    with pytest.raises(StateNotAllowed) as refusal:
        life.resolve(resolved, NOON, "anna", BOOK)
    assert refusal.value.state == "resolved"


def test_a_superseded_conversation_stays_closed() -> None:
    with pytest.raises(StateNotAllowed):
        life.reopen(a_conversation(status="resolved", superseded=True), NOON, BOOK)


def test_a_persons_judgement_stands_against_the_rules_but_not_against_danger() -> None:
    asked = life.receive(a_conversation(), an_inbound(), RESPOND, BOOK).conversation
    said = TriageResult("ignore", 0, "override", 1, "A joke", by="anna")
    step = triage.override(asked, said, NOON + minutes(1), BOOK)
    assert {clock.kind for clock in step.stopped} == {"first_response", "resolution"}
    after = life.receive(step.conversation, an_inbound("m2"), RESPOND, BOOK).conversation
    assert after.triage == "ignore"
    assert life.receive(after, an_inbound("m3"), ESCALATE, BOOK).conversation.triage == "escalate"


def test_a_clock_breaches_once() -> None:
    asked = life.receive(a_conversation(), an_inbound(), RESPOND, BOOK).conversation
    late, clocks = life.breach(asked, NOON + minutes(61))
    assert [clock.kind for clock in clocks] == ["first_response"]
    assert life.breach(late, NOON + minutes(62)) == (late, ())


def test_only_the_holder_under_the_present_epoch_may_act() -> None:
    held = assignment.assign(a_conversation(), "anna", epoch=3, task_version=7)
    assignment.check_assignee(held, "anna", 3)
    for person, epoch in (("bob", 3), ("anna", 2)):
        with pytest.raises(assignment.NotAssignee):
            assignment.check_assignee(held, person, epoch)


def test_an_older_word_of_routing_changes_nothing() -> None:
    held = assignment.assign(a_conversation(), "anna", epoch=3, task_version=7)
    assert assignment.assign(held, "bob", epoch=2, task_version=6) is held


STRICT = PolicyBook(SlaPolicy(targets=(Targets(80, 600, 600, 7200), Targets())), {})


def _asked() -> Conversation:
    return life.receive(a_conversation(), an_inbound(), RESPOND, STRICT).conversation


def test_a_later_message_an_edit_or_a_person_who_raises_the_priority_moves_every_running_clock() -> None:
    asked, at = _asked(), NOON + minutes(5)
    for step in (
        life.receive(asked, an_inbound("m2", at), ESCALATE, STRICT),
        triage.edit_triage(asked, ESCALATE, (), at, STRICT),
        triage.override(asked, ESCALATE, at, STRICT),
    ):
        assert [(clock.kind, clock.due_at) for clock in step.started] == [
            ("first_response", NOON + minutes(10)),
            ("resolution", NOON + minutes(120)),
        ]
        assert step.conversation.due_at == NOON + minutes(10)
        assert {clock.segments[-1].cause for clock in step.conversation.clocks} == {"priority_raised"}


def test_a_priority_that_stays_or_sinks_moves_no_clock() -> None:
    strict = life.receive(a_conversation(), an_inbound(), ESCALATE, STRICT).conversation
    for step in (
        life.receive(strict, an_inbound("m2", NOON + minutes(5)), MONITOR, STRICT),
        triage.override(strict, RESPOND, NOON + minutes(5), STRICT),
    ):
        assert (step.started, step.conversation.due_at) == ((), NOON + minutes(10))


def test_what_a_conversation_is_about_holds_until_it_is_answered() -> None:
    legal = an_inbound("m1", topics=("legal",))
    asked = life.receive(a_conversation(), legal, ESCALATE, BOOK).conversation
    harmless = life.receive(asked, an_inbound("m2", NOON + minutes(1)), MONITOR, BOOK).conversation
    assert (harmless.open_topics, harmless.triage, harmless.priority) == (("legal",), "escalate", 95)
    answered = answer(harmless, NOON + minutes(2), BOOK, "anna").conversation
    assert (answered.open_topics, answered.topics) == ((), ("legal",))
    thanks = life.receive(answered, an_inbound("m3", NOON + minutes(3)), MONITOR, BOOK).conversation
    assert (thanks.open_topics, thanks.triage) == ((), "monitor")


def test_an_edit_adds_what_the_message_is_about_now() -> None:
    edited = triage.edit_triage(_asked(), RESPOND, ("legal",), NOON + minutes(1), BOOK).conversation
    assert (edited.topics, edited.open_topics) == (("legal",), ("legal",))


def test_who_answered_may_write_again_while_nobody_holds_it_and_nothing_new_waits() -> None:
    answered = answer(_asked(), NOON + minutes(2), BOOK, "anna").conversation
    check_assignee(answered, "anna", 0)
    for state, person in [
        (answered, "bob"),
        (replace(answered, holder="bob"), "anna"),
        (life.receive(answered, an_inbound("m2", NOON + minutes(3)), RESPOND, BOOK).conversation, "anna"),
        (answer(_asked(), NOON + minutes(2), BOOK).conversation, "anna"),
    ]:
        with pytest.raises(NotAssignee):
            check_assignee(state, person, None)
