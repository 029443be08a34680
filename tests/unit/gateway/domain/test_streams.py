"""What a stream may and wants to see."""

import pytest

from contracts.inbox import MessageStored
from contracts.registry import EVENT_CLASSES
from gateway.domain.streams import SCOPE_OF_KIND, BadFilter, may_see, read_filter, until_shared_moment


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


def test_all_of_a_credential_have_the_same_moments_and_other_credentials_others() -> None:
    moments = {round(now + until_shared_moment("ada", 3.0, now), 6) % 3.0 for now in (100.0, 100.9, 102.4, 1003.7)}
    others = {round(until_shared_moment(f"key-{number}", 3.0, 100.0), 3) for number in range(100)}

    assert len({round(each, 3) for each in moments}) == 1
    assert len(others) > 90
    assert all(0 < each <= 3.0 for each in others)
