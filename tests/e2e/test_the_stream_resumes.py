"""A front end loses its connection in the middle of a busy stream, and goes on without a gap and without a repeat."""

from __future__ import annotations

from collections import defaultdict

from contracts.inbox import MessageStored
from contracts.routing import StaffingReported, TaskQueued
from tests.e2e.listener import Heard, Listener
from tests.e2e.rig import Brand, eventually, words

CONTACTS = 8  # their conversations are in several partitions, which a position must all remember
EACH = 15  # messages between two breaks
END = "That was all, thank you."  # each contact's last words: behind them nothing more is told of the conversation


def _say(brand: Brand, part: int) -> None:
    """One more part of what the contacts say, in several posts."""
    numbers = range(part * EACH, (part + 1) * EACH)
    for start in range(0, EACH, 5):
        batch = [words(number, f"c{number % CONTACTS}") for number in numbers[start : start + 5]]
        answer = brand.post(batch)
        assert answer.status == 202, answer.body


def _say_the_end(brand: Brand) -> None:
    """A last message of each contact, so that every partition that was spoken to has an end."""
    answer = brand.post([words(1000 + number, f"c{number}", f"{END} c{number}") for number in range(CONTACTS)])
    assert answer.status == 202, answer.body


def _messages(heard: list[Heard]) -> set[str]:
    """The texts told of; each message has its own."""
    return {each.json()["text"] for each in heard if each.kind == MessageStored.type}


def _wanted(parts: int) -> set[str]:
    return {words(number)["text"] for number in range(parts * EACH)}


def _story(heard: list[Heard]) -> list[Heard]:
    """What was told because of the messages: all but the staffing, which is reported by the clock for ever."""
    return [each for each in heard if each.kind != StaffingReported.type]


def _ids(heard: list[Heard]) -> set[str]:
    return {each.json()["id"] for each in heard}


def _ended(heard: list[Heard], parts: int) -> bool:
    """Whether every message, the last words of each contact and the task of each conversation were told."""
    ends = {f"{END} c{number}" for number in range(CONTACTS)}
    tasks = {each.json()["subject"] for each in heard if each.kind == TaskQueued.type}
    return _messages(heard) == _wanted(parts) | ends and len(tasks) == CONTACTS


def _assert_each_once_in_order(heard: list[Heard]) -> None:
    ids = [each.json()["id"] for each in heard]
    assert len(ids) == len(set(ids))
    versions: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in heard:
        event = each.json()
        versions[each.kind.partition(".")[0], event["subject"]].append(event["version"])
    for name, found in versions.items():
        assert found == sorted(found), name


def test_a_stream_that_is_cut_again_and_again_misses_and_repeats_nothing(brand: Brand) -> None:
    here, key = brand.state.gateway, brand.admin.key
    with Listener(here, key) as whole:  # one that is never cut tells what there was to hear
        last = eventually(lambda: whole.last_id, "the first position")
        heard: list[Heard] = []
        for part in range(3):
            with Listener(here, key, last_id=last) as listener:
                _say(brand, part)
                eventually(lambda at=listener: len(at.events) >= 3, "the first events")  # type: ignore[misc]
                listener.cut()  # in the middle: what was said goes on being stored meanwhile
            heard += listener.events
            last = listener.last_id or last
        _say_the_end(brand)
        with Listener(here, key, last_id=last) as listener:
            eventually(lambda: _ended(whole.events, 3), "the end in the stream that was never cut")
            eventually(lambda: _ended(heard + listener.events, 3), "the end in the stream that was cut")

            def alike() -> bool:
                return _ids(_story(heard + listener.events)) == _ids(_story(whole.events))

            eventually(alike, "the same events in both")
            heard += listener.events

    _assert_each_once_in_order(heard)
    _assert_each_once_in_order(whole.events)


def test_a_stream_resumes_from_any_event_with_exactly_what_came_after_it(brand: Brand) -> None:
    here, key = brand.state.gateway, brand.admin.key
    with Listener(here, key) as listener:
        eventually(lambda: listener.last_id, "the first position")
        _say(brand, 0)
        _say_the_end(brand)
        eventually(lambda: _ended(listener.events, 1), "the end")
    told = [each.json()["id"] for each in listener.events]

    for place in (0, len(told) // 2, len(told) - 2):
        with Listener(here, key, last_id=listener.events[place].id) as again:
            rest = set(told[place + 1 :])
            eventually(lambda at=again, rest=rest: rest <= _ids(at.events), "the rest")  # type: ignore[misc]
        assert _ids(again.events) & set(told) == rest, "nothing of what came before comes again"
        _assert_each_once_in_order(again.events)


def test_a_filtered_stream_keeps_its_place(brand: Brand) -> None:
    here, key, query = brand.state.gateway, brand.admin.key, f"?types={MessageStored.type}"
    with Listener(here, key, query=query) as listener:
        eventually(lambda: listener.last_id, "the first position")
        _say(brand, 0)
        eventually(lambda: _messages(listener.events) == _wanted(1), "the first part")
    _say(brand, 1)
    with Listener(here, key, last_id=listener.last_id, query=query) as again:
        eventually(lambda: _messages(again.events) == _wanted(2) - _wanted(1), "the second part, and that alone")

    assert {each.kind for each in listener.events + again.events} == {MessageStored.type}
    _assert_each_once_in_order(listener.events + again.events)
