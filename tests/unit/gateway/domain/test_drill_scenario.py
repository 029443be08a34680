"""The messages of a drill come when its phases say, each once, and the same ones whenever it is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.domain.drill_scenario import MOST_MESSAGES, DrillPhase, DrillScenario, TooLong, TooManyMessages

QUIET, SILENT, CROWD = DrillPhase(60, 2), DrillPhase(30, 0), DrillPhase(20, 300)
SCENARIO = DrillScenario(("a", "b", "c"), (QUIET, SILENT, CROWD))


def test_the_phases_say_how_many_there_are_by_when() -> None:
    assert (SCENARIO.messages, SCENARIO.seconds) == (102, 110)
    by = {0: 0, 29: 0, 30: 1, 60: 2, 90: 2, 91: 7, 100: 52, 110: 102, 1_000: 102, -5: 0}
    assert {seconds: SCENARIO.due_by(seconds) for seconds in by} == by


def test_a_message_is_due_at_the_moment_from_which_it_is_counted() -> None:
    for number in range(SCENARIO.messages):
        due = SCENARIO.wait(number).total_seconds()
        assert SCENARIO.due_by(due + 0.002) > number
        assert SCENARIO.due_by(due - 0.01) <= number


def test_a_part_of_a_message_belongs_to_the_phase_after_it() -> None:
    halves = DrillScenario(("a",), (DrillPhase(45, 2), DrillPhase(45, 2)))
    assert (halves.messages, halves.wait(1)) == (3, timedelta(seconds=60))
    assert halves.wait(2) == timedelta(seconds=90)


def test_the_texts_take_turns() -> None:
    assert [SCENARIO.text_of(number) for number in (0, 1, 2, 3)] == ["a", "b", "c", "a"]


@pytest.mark.parametrize(
    ("phases", "refused"),
    [
        ((SILENT,), TooManyMessages),
        ((DrillPhase(10, 5),), TooManyMessages),
        ((DrillPhase(14_400, 84),), TooManyMessages),
        ((DrillPhase(14_400, 1),) * 3, TooLong),
    ],
)
def test_a_scenario_that_is_empty_or_too_large_is_refused(
    phases: tuple[DrillPhase, ...], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        DrillScenario(("a",), phases).check()


def test_the_largest_scenario_is_taken() -> None:
    DrillScenario(("a",), (DrillPhase(2_000, 600),)).check()
    assert DrillScenario(("a",), (DrillPhase(2_000, 600),)).messages == MOST_MESSAGES
