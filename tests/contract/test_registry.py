"""The registry names every topic and every event: none is left out, and no type has two classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import ClassVar

import pytest

from contracts.event import Event
from contracts.inbox import MessageStored
from contracts.registry import ANALYTICS_CANARIES, EVENT_CLASSES, INBOX_EVENTS, NOTICES, TOPICS, classes_of


def _concrete(event: type[Event]) -> Iterator[type[Event]]:
    for each in event.__subclasses__():
        if each.type and each.__module__.startswith("contracts."):
            yield each
        yield from _concrete(each)


def test_every_event_stands_in_a_topic_of_the_registry() -> None:
    assert {each.type: each for each in _concrete(Event)} == {**EVENT_CLASSES, **NOTICES}


def test_every_topic_has_events_a_writer_and_a_reader() -> None:
    for topic in TOPICS:
        assert topic.events or topic is ANALYTICS_CANARIES
        assert topic.written_by
        assert topic.read_by or topic.copied_by
        assert {each.topic for each in topic.events} <= {topic.events_as or topic.name}


def test_two_classes_of_one_type_are_refused() -> None:
    class StoredAgain(Event):
        type: ClassVar[str] = MessageStored.type
        topic: ClassVar[str] = INBOX_EVENTS.name

    family = ModuleType("again")
    family.StoredAgain = StoredAgain  # type: ignore[attr-defined]  # what a module defines is its attributes
    with pytest.raises(TypeError, match="inbox.message_stored.v1"):
        classes_of([*TOPICS, replace(INBOX_EVENTS, family=family)])
