"""What a stream may and wants to see."""

import pytest

from contracts.inbox import MessageStored
from contracts.registry import EVENT_CLASSES
from gateway.domain.streams import SCOPE_OF_KIND, BadFilter, may_see, read_filter


def test_without_a_filter_everything_is_taken() -> None:
    assert read_filter(None, None).takes("inbox.message_stored.v1", "c1")


def test_types_are_exact_or_whole_services() -> None:
    wanted = read_filter("crisis.*, inbox.message_stored.v1", None)

    assert wanted.takes("crisis.incident_declared.v1", "i1")
    assert wanted.takes("inbox.message_stored.v1", "c1")
    assert not wanted.takes("inbox.message_changed.v1", "c1")


def test_one_conversation_leaves_out_the_others() -> None:
    wanted = read_filter(None, "c1")

    assert wanted.takes("inbox.message_stored.v1", "c1")
    assert not wanted.takes("inbox.message_stored.v1", "c2")


@pytest.mark.parametrize("types", ["*", "inbox", "inbox.message_stored", "a.*," * 60 + "a.*", "in box.*", "INBOX.*"])
def test_what_is_no_type_is_refused(types: str) -> None:
    with pytest.raises(BadFilter):
        read_filter(types, None)


def test_seeing_an_event_needs_the_scope_of_reading_the_thing() -> None:
    assert may_see("inbox.message_stored.v1", frozenset({"conversations:read"}))
    assert not may_see("inbox.message_stored.v1", frozenset({"tasks:read", "incidents:read"}))
    assert not may_see("conversion.reported.v1", frozenset({"conversations:read"}))


def test_every_streamed_topic_has_a_scope() -> None:
    assert MessageStored.type in EVENT_CLASSES
    assert set(SCOPE_OF_KIND) == {"inbox", "routing", "crisis"}
