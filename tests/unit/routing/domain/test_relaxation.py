"""Requirements soften step by step with waiting time; certificates and queues never do."""

import pytest

from services.routing.domain.queue import RelaxationStep
from services.routing.domain.relaxation import demand
from tests.support.routing.builders import NOON, at

REQUIRED = ("cert:speak", "lang:nl", "queue:general", "skill:baggage:3")
STEPS = (RelaxationStep(180, drop=frozenset({"skill"})), RelaxationStep(60, lower_skills=1))


def test_before_the_first_step_all_is_asked_and_the_step_is_announced() -> None:
    asked = demand(REQUIRED, STEPS, NOON, at(59))
    assert (asked.tokens, asked.relaxed, asked.next_at) == (REQUIRED, (), at(60))


def test_the_level_is_lowered_first_and_the_skill_dropped_later() -> None:
    lowered = demand(REQUIRED, STEPS, NOON, at(60))
    assert "skill:baggage:2" in lowered.tokens
    assert (lowered.relaxed, lowered.next_at) == (("skill:baggage:3 -> skill:baggage:2",), at(180))
    dropped = demand(REQUIRED, STEPS, NOON, at(180))
    assert dropped.tokens == ("cert:speak", "lang:nl", "queue:general")
    assert (dropped.relaxed, dropped.next_at) == (("skill:baggage:3 dropped",), None)


def test_a_step_that_changes_nothing_of_the_task_is_not_waited_for() -> None:
    steps = (*STEPS, RelaxationStep(600, drop=frozenset({"lang"})))
    only_a_language = ("lang:nl", "queue:general")
    assert demand(only_a_language, steps, NOON, at(0)).next_at == at(600)
    assert demand(only_a_language, steps, NOON, at(599)).next_at == at(600)
    assert demand(only_a_language, steps, NOON, at(600)).next_at is None
    assert demand(("queue:general",), steps, NOON, at(0)).next_at is None
    lowest = ("lang:nl", "skill:baggage:1")
    assert demand(lowest, steps, NOON, at(0)).next_at == at(180)


def test_a_level_is_never_lowered_below_one() -> None:
    steps = (RelaxationStep(10, lower_skills=4), RelaxationStep(20, lower_skills=4))
    assert demand(("skill:baggage:3",), steps, NOON, at(99)).tokens == ("skill:baggage:1",)


@pytest.mark.parametrize("kind", ["cert", "queue", "nonsense"])
def test_a_step_that_would_give_up_a_certificate_or_the_queue_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="can be dropped"):
        RelaxationStep(10, drop=frozenset({kind}))
