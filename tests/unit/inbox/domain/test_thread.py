"""Threading: ids are derived, and the integration's rule decides what is one line."""

from datetime import timedelta

from services.inbox.domain.thread import (
    Threading,
    contact_id,
    conversation_id,
    message_id,
    thread_id,
    threading_of,
)
from tests.support.inbox.builders import NOON


def test_the_same_names_give_the_same_ids_and_a_brand_apart_gives_others() -> None:
    assert contact_id("klm", "x1", "42") == contact_id("klm", "x1", "42")
    assert contact_id("klm", "x1", "42") != contact_id("dell", "x1", "42")
    assert message_id("klm", "x1", "42") != contact_id("klm", "x1", "42")


def test_parts_of_an_id_cannot_slide_into_each_other() -> None:
    assert message_id("a", "bc", "d") != message_id("ab", "c", "d")


def test_an_integration_that_threads_by_contact_knows_one_line_per_contact() -> None:
    rule = Threading(by="contact")
    assert thread_id("p1", "post-1", rule) == thread_id("p1", "post-2", rule) == thread_id("p1", None, rule)


def test_an_integration_that_threads_by_thread_keeps_threads_apart() -> None:
    rule = Threading(by="thread")
    assert thread_id("p1", "post-1", rule) != thread_id("p1", "post-2", rule)
    assert thread_id("p1", "post-1", rule) != thread_id("p2", "post-1", rule)


def test_sixteen_first_messages_derive_one_conversation_because_the_first_opens_it() -> None:
    thread = thread_id("p1", None, Threading())
    opener = message_id("klm", "x1", "1")
    assert len({conversation_id(thread, opener) for _ in range(16)}) == 1


def test_a_resolved_conversation_continues_within_its_days_and_not_after() -> None:
    rule = Threading(reopen_within=timedelta(days=7))
    assert rule.continues(None, NOON)
    assert rule.continues(NOON, NOON + timedelta(days=7))
    assert not rule.continues(NOON, NOON + timedelta(days=7, seconds=1))


def test_settings_of_an_integration_give_the_rule_and_nonsense_gives_the_default() -> None:
    assert threading_of({"threading": "contact", "reopen_days": 2}) == Threading("contact", timedelta(days=2))
    assert threading_of({"threading": "moon", "reopen_days": "many"}) == Threading()
    assert threading_of({"reopen_days": True}) == Threading()
