"""The first tier of the attacks, on the house of the stories: none gets what it must not. The rest is `make abuse`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from deploy.local.state import LocalState
from tests.abuse.attack import Attack, play
from tests.abuse.attacks import all_attacks
from tests.abuse.target import Target

SEED = 1


@pytest.fixture(scope="module")
def target(system: LocalState) -> Iterator[Target]:
    with contextlib.ExitStack() as stack:
        yield Target(system, stack)


@pytest.mark.parametrize("attack", [each for each in all_attacks() if each.tier == "smoke"], ids=lambda each: each.name)
def test_an_attack_gets_nothing_and_the_house_still_answers(target: Target, attack: Attack) -> None:
    found = play(attack, target, SEED)

    assert sum(found.statuses.values()) > 0
    assert list(found.faults) == []
